"""What calls a function beside API Gateway, what it may read and send for that, and the queues between."""

from typing import Any

import pytest

from chalicelib.shared import events, settings
from infra import build
from infra.packaging import documents
from infra.packaging.documents import pascal
from infra.packaging.grants import Grant, read_grants
from infra.packaging.model import Model
from infra.packaging.queues import FOLLOWERS, queues_of
from infra.packaging.sources import Queue, Schedule, Stream
from infra.packaging.split import SplitError, api_template
from tests.infra.test_functions import functions, statements

BLOCK = {"memory": 512, "timeout": 10}


def mappings(resources: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        body["Properties"] for body in resources.values() if body["Type"] == "AWS::Lambda::EventSourceMapping"
    ]  # fmt: skip


def queue_name(resource: dict[str, Any]) -> str:
    return str(resource["Properties"]["QueueName"]["Fn::Sub"])


def test_every_stream_has_one_reader_at_most(templates: dict[str, dict[str, Any]]) -> None:
    sources = [
        documents.minified(mapping["EventSourceArn"])
        for template in templates.values()
        for mapping in mappings(template["Resources"])
    ]

    assert sources
    assert len(sources) == len(set(sources))


def test_every_follower_has_a_queue_a_reader_and_both_senders(grants: dict[str, Grant]) -> None:
    wanted = {events.queue_of(name) for name in events.FOLLOWERS}
    readers = {f"{name}-follower" for name in events.FOLLOWERS}

    assert {queue for queue in queues_of(grants) if queue.startswith(FOLLOWERS)} == wanted
    assert set(grants["event-dispatcher"].sends) == set(grants["event-sweeper"].sends) == wanted
    assert {name for name, grant in grants.items() if queues_of({name: grant}).keys() & wanted} == readers


def test_a_follower_gets_one_message_at_a_time(grants: dict[str, Grant]) -> None:
    sources = [source for grant in grants.values() for source in grant.sources if isinstance(source, Queue)]
    followed = [source for source in sources if source.name.startswith(FOLLOWERS)]

    assert {source.batch_size for source in followed} == {1}


def test_a_message_stays_hidden_for_six_times_as_long_as_its_reader_may_take(
    templates: dict[str, Any], grants: dict[str, Grant]
) -> None:
    resources = [*templates["messaging"]["Resources"].values(), *templates["data"]["Resources"].values()]
    queues = {queue_name(one): one["Properties"] for one in resources if one["Type"] == "AWS::SQS::Queue"}

    for name, timeout in queues_of(grants).items():
        [queue] = [one for key, one in queues.items() if key.removesuffix(".fifo") == f"city-${{Stage}}-{name}"]
        assert queue["VisibilityTimeout"] >= 6 * timeout
        assert queue["RedrivePolicy"]["maxReceiveCount"] == 5


def test_a_followers_queue_keeps_order_and_dead_letters_for_two_weeks(templates: dict[str, Any]) -> None:
    resources = templates["messaging"]["Resources"]

    for follower in events.FOLLOWERS:
        name = pascal(events.queue_of(follower))
        queue, dead = resources[f"{name}Queue"]["Properties"], resources[f"{name}DeadLetters"]["Properties"]
        assert queue["RedrivePolicy"]["deadLetterTargetArn"] == {"Fn::GetAtt": [f"{name}DeadLetters", "Arn"]}
        for each in (queue, dead):
            assert each["FifoQueue"] is True and each["ContentBasedDeduplication"] is False
            assert each["SqsManagedSseEnabled"] is True
            assert each["MessageRetentionPeriod"] == 14 * 24 * 3600


def test_what_the_functions_refer_to_is_what_earlier_stacks_give(templates: dict[str, Any]) -> None:
    wanted = {name for name in templates["api"]["Parameters"] if name.startswith("Queue") or name.endswith("StreamArn")}

    assert {"QueueEventsStatisticsArn", "QueueEventsStatisticsUrl", "TimelineStreamArn"} <= wanted
    assert wanted <= {*templates["data"]["Outputs"], *templates["messaging"]["Outputs"]}
    assert build.STACKS.index("messaging") < build.STACKS.index("api")


def test_a_function_may_read_its_sources_and_send_to_its_queues_and_no_more(
    api: dict[str, Any], grants: dict[str, Grant]
) -> None:
    for name, grant in grants.items():
        said = [one for one in statements(api, f"{pascal(name)}Role") if one["Action"][0].startswith("sqs:")]
        allowed = {(one["Resource"]["Ref"], tuple(one["Action"])) for one in said}
        reading = {source.name for source in grant.sources if isinstance(source, Queue)}

        assert allowed == {
            *((f"Queue{pascal(queue)}Arn", ("sqs:SendMessage",)) for queue in grant.sends),
            *(
                (f"Queue{pascal(queue)}Arn", ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"))
                for queue in reading
            ),
        }


def test_only_a_streams_reader_may_read_it(api: dict[str, Any], grants: dict[str, Grant]) -> None:
    for name, grant in grants.items():
        said = statements(api, f"{pascal(name)}Role")
        allowed = {one["Resource"]["Ref"] for one in said if "dynamodb:GetRecords" in one["Action"]}

        assert allowed == {f"{pascal(one.table)}StreamArn" for one in grant.sources if isinstance(one, Stream)}


def test_a_dispatcher_hears_of_new_rows_alone_and_does_not_stick(api: dict[str, Any]) -> None:
    mapping = api["EventDispatcherFromTimeline"]["Properties"]

    assert mapping["FilterCriteria"] == {"Filters": [{"Pattern": '{"eventName":["INSERT"]}'}]}
    assert mapping["BisectBatchOnFunctionError"] is True
    assert 0 < mapping["MaximumRetryAttempts"] <= 10


def test_a_schedule_may_call_its_function_and_nobody_else_may(api: dict[str, Any], grants: dict[str, Grant]) -> None:
    timed = {name for name, grant in grants.items() for one in grant.sources if isinstance(one, Schedule)}
    callers = [body["Properties"] for body in api.values() if body["Type"] == "AWS::Lambda::Permission"]
    clocks = [one for one in callers if one["Principal"] == "events.amazonaws.com"]

    assert {one["FunctionName"]["Fn::GetAtt"][0] for one in clocks} == {f"{pascal(name)}Function" for name in timed}
    for one in clocks:
        rule = one["SourceArn"]["Fn::GetAtt"][0]
        assert api[rule]["Properties"]["Targets"][0]["Arn"] == one["FunctionName"]


def test_a_sweep_ends_before_the_next_one_begins(api: dict[str, Any]) -> None:
    assert api["EventSweeperSchedule"]["Properties"]["ScheduleExpression"] == "rate(1 minute)"
    assert functions(api)["EventSweeperFunction"]["Timeout"] < 60


def test_a_sender_finds_the_queue_by_the_name_the_code_uses(
    api: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    variables = functions(api)["EventDispatcherFunction"]["Environment"]["Variables"]
    for follower in events.FOLLOWERS:
        name = events.queue_of(follower)
        variable = f"QUEUE_{name.replace('-', '_').upper()}"
        monkeypatch.setenv(variable, variables[variable]["Ref"])

        assert settings.queue(name) == f"Queue{pascal(name)}Url"


def test_every_queue_is_watched_for_age_and_dead_letters(templates: dict[str, Any], grants: dict[str, Grant]) -> None:
    alarms = [body["Properties"] for body in templates["operations"]["Resources"].values()]
    watched = {
        (one["MetricName"], one["Dimensions"][0]["Value"]["Fn::Sub"])
        for one in alarms
        if one.get("Namespace") == "AWS/SQS"
    }
    made = {
        queue_name(one)
        for stack in ("data", "messaging")
        for one in templates[stack]["Resources"].values()
        if one["Type"] == "AWS::SQS::Queue"
    }

    assert {name for _, name in watched} == made
    assert len(watched) == 2 * len(queues_of(grants))


@pytest.mark.parametrize(
    "source",
    [
        {"queue": "photos"},
        {"stream": "timeline", "batch_size": 1},
        {"topic": "alarms"},
        {"queue": "photos", "batch_size": 1, "speed": 2},
    ],
)
def test_a_source_that_cannot_be_read_is_refused(source: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="map has a source that cannot be read"):
        read_grants({"functions": {"map": {**BLOCK, "sources": [source]}}})


def test_a_group_that_serves_routes_gets_no_source(model: Model) -> None:
    document = documents.read("grants.yaml")
    document["functions"]["map"]["sources"] = [{"schedule": "rate(1 day)"}]

    with pytest.raises(SplitError, match=r"only handlers of a workflow\.py may have sources: map"):
        api_template(model, documents.read("api.yaml"), document)
