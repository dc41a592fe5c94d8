"""Wire a function to what calls it beside API Gateway: queues, a table's stream, a schedule; and to where it sends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from infra.packaging.documents import pascal

# What Lambda itself does in a function's name (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
# and https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html).
_READING_A_QUEUE = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
_READING_A_STREAM = [
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:DescribeStream",
    "dynamodb:ListStreams",
]
# New rows alone: what is changed later, such as the mark that a row was handed on, calls nobody.
_NEW_ROWS = '{"eventName":["INSERT"]}'


@dataclass(frozen=True)
class Queue:
    """A queue whose messages a function handles; `concurrency` is how many run at once at most (2 at least)."""

    name: str
    batch_size: int
    concurrency: int | None = None


@dataclass(frozen=True)
class Stream:
    """The stream of a table, whose new rows a function handles."""

    table: str


@dataclass(frozen=True)
class Schedule:
    """A time at which a function runs, in EventBridge's words."""

    expression: str


Source = Queue | Stream | Schedule


def read_source(function: str, given: Mapping[str, Any]) -> Source:
    """Return one entry of `sources:`; raise ValueError for one that names no kind, or words its kind lacks."""
    match dict(given):
        case {"queue": name, "batch_size": size, **rest} if not set(rest) - {"concurrency"}:
            return Queue(name, size, rest.get("concurrency"))
        case {"stream": table, **rest} if not rest:
            return Stream(table)
        case {"schedule": expression, **rest} if not rest:
            return Schedule(expression)
    raise ValueError(f"grants.yaml: {function} has a source that cannot be read: {dict(given)}")


def parameters(sources: Iterable[Source], sends: Iterable[str]) -> dict[str, str]:
    """Return the template parameters that sources and receivers refer to, each with what it is."""
    sources, sends = list(sources), sorted(set(sends))
    queues = sorted({source.name for source in sources if isinstance(source, Queue)} | set(sends))
    tables = sorted({source.table for source in sources if isinstance(source, Stream)})
    return {
        **{_queue_arn(name): f"ARN of the queue {name}" for name in queues},
        **{_queue_url(name): f"URL of the queue {name}" for name in sends},
        **{_stream_arn(name): f"ARN of the stream of the table {name}; a restored one has another" for name in tables},
    }


def environment(sends: Iterable[str]) -> dict[str, Any]:
    """Return the variables that tell a function the queues it sends to."""
    return {f"QUEUE_{name.replace('-', '_').upper()}": {"Ref": _queue_url(name)} for name in sends}


def statements(sources: Iterable[Source], sends: Iterable[str]) -> list[dict[str, Any]]:
    """Return the statements of a role that let Lambda read the sources and the function send."""
    result = []
    for source in sources:
        if isinstance(source, Queue):
            result.append(_allow(f"Reads{pascal(source.name)}", _READING_A_QUEUE, _queue_arn(source.name)))
        if isinstance(source, Stream):
            result.append(_allow(f"StreamOf{pascal(source.table)}", _READING_A_STREAM, _stream_arn(source.table)))
    result += [_allow(f"SendsTo{pascal(name)}", ["sqs:SendMessage"], _queue_arn(name)) for name in sends]
    return result


def resources(function: str, sources: Iterable[Source]) -> dict[str, Any]:
    """Return what calls a function: mappings for queues and streams, a rule with its permission for a schedule."""
    result: dict[str, Any] = {}
    for source in sources:
        match source:
            case Queue():
                result[f"{pascal(function)}From{pascal(source.name)}"] = _queue_mapping(function, source)
            case Stream():
                result[f"{pascal(function)}From{pascal(source.table)}"] = _stream_mapping(function, source)
            case Schedule():
                result |= _schedule(function, source)
    return result


def _queue_mapping(function: str, source: Queue) -> dict[str, Any]:
    limited = {"ScalingConfig": {"MaximumConcurrency": source.concurrency}} if source.concurrency else {}
    return _mapping(
        function,
        _queue_arn(source.name),
        BatchSize=source.batch_size,
        FunctionResponseTypes=["ReportBatchItemFailures"],
        **limited,
    )


def _stream_mapping(function: str, source: Stream) -> dict[str, Any]:
    # What is given up here, and what was written while no mapping stood, is found by whoever sweeps the table.
    return _mapping(
        function,
        _stream_arn(source.table),
        StartingPosition="LATEST",
        BatchSize=100,
        MaximumRetryAttempts=3,
        MaximumRecordAgeInSeconds=300,
        BisectBatchOnFunctionError=True,
        FilterCriteria={"Filters": [{"Pattern": _NEW_ROWS}]},
    )


def _mapping(function: str, arn: str, **properties: Any) -> dict[str, Any]:
    reader = {"FunctionName": {"Ref": f"{pascal(function)}Function"}, "EventSourceArn": {"Ref": arn}}
    return {"Type": "AWS::Lambda::EventSourceMapping", "Properties": {**reader, **properties}}


def _schedule(function: str, source: Schedule) -> dict[str, Any]:
    rule, arn = f"{pascal(function)}Schedule", {"Fn::GetAtt": [f"{pascal(function)}Function", "Arn"]}
    return {
        rule: {
            "Type": "AWS::Events::Rule",
            "Properties": {
                "Name": {"Fn::Sub": f"city-${{Stage}}-{function}"},
                "ScheduleExpression": source.expression,
                "Targets": [{"Id": function, "Arn": arn}],
            },
        },
        f"{rule}Permission": {
            "Type": "AWS::Lambda::Permission",
            "Properties": {
                "Action": "lambda:InvokeFunction",
                "FunctionName": arn,
                "Principal": "events.amazonaws.com",
                "SourceArn": {"Fn::GetAtt": [rule, "Arn"]},
            },
        },
    }


def _allow(sid: str, actions: list[str], parameter: str) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": {"Ref": parameter}}


def _queue_arn(name: str) -> str:
    return f"Queue{pascal(name)}Arn"


def _queue_url(name: str) -> str:
    return f"Queue{pascal(name)}Url"


def _stream_arn(table: str) -> str:
    return f"{pascal(table)}StreamArn"
