"""Published data lies in two buckets: one that only functions reach, and one that everybody reads through the CDN."""

from typing import Any

import pytest

from chalicelib.published.kinds import LARGEST_VERSION
from infra.packaging.grants import Grant, read_grants
from tests.infra.test_functions import functions
from tests.infra.test_photo_bucket import rights

PRIVATE, PUBLIC = "${BucketDatasets}", "${BucketPublic}"
READ, WRITE, DELETE, LIST = "s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"
ALL = {READ, WRITE, DELETE}
# What each function may do with the private bucket and with the public one.
RIGHTS: dict[str, tuple[dict[str, set[str]], dict[str, set[str]]]] = {
    "Platform": (
        {"/incoming/*": {READ, WRITE}, "/private/*": ALL, "": {LIST}}, {"/datasets/*": ALL, "": {LIST}},
    ),
    "DatasetChecker": (
        {"/incoming/*": {READ, WRITE}, "/checked/*": {WRITE}, "/private/*": {READ}, "": {LIST}},
        {"/datasets/*": {READ}, "": {LIST}},
    ),
    "DatasetBuilder": (
        {"/checked/*": {READ}, "/private/*": ALL, "": {LIST}}, {"/datasets/*": ALL, "": {LIST}},
    ),
    "DatasetActivator": ({"/private/*": ALL, "": {LIST}}, {"/datasets/*": ALL, "": {LIST}}),
    "ConstructionCertificates": ({"/private/practising_certificates/*": {READ}}, {}),
    "DatasetReconciler": ({"/private/*": ALL, "": {LIST}}, {"/datasets/*": ALL, "": {LIST}}),
}  # fmt: skip


@pytest.fixture(scope="module")
def data(templates: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The properties of the data stack's resources."""
    return {name: each["Properties"] for name, each in templates["data"]["Resources"].items()}


@pytest.fixture(scope="module")
def edge(templates: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The resources of the edge stack."""
    resources: dict[str, Any] = templates["edge"]["Resources"]
    return resources


def test_both_buckets_are_closed_on_aws(data: dict[str, Any]) -> None:
    on_aws = [value["Fn::If"][1] if isinstance(value, dict) else value
              for bucket in ("DatasetBucket", "PublicBucket")
              for value in data[bucket]["PublicAccessBlockConfiguration"].values()]  # fmt: skip

    assert on_aws == [True] * 8
    assert set(data["DatasetBucket"]["PublicAccessBlockConfiguration"].values()) == {True}


def test_on_aws_the_cdn_alone_reads_the_public_bucket_and_everybody_reads_the_cdn_by_tls(edge: dict[str, Any]) -> None:
    allowed, refused = edge["PublicReadByCdn"]["Properties"]["PolicyDocument"]["Statement"]
    behaviour = edge["PublicCdn"]["Properties"]["DistributionConfig"]["DefaultCacheBehavior"]

    assert edge["PublicReadByCdn"]["Condition"] == "OnAws"
    assert (allowed["Principal"], allowed["Action"]) == ({"Service": "cloudfront.amazonaws.com"}, "s3:GetObject")
    assert allowed["Condition"]["StringEquals"]["aws:SourceArn"]["Fn::Sub"].endswith(":distribution/${PublicCdn}")
    assert refused["Effect"] == "Deny" and refused["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert behaviour["ViewerProtocolPolicy"] == "redirect-to-https"
    assert set(behaviour["AllowedMethods"]) == {"GET", "HEAD", "OPTIONS"}


def test_on_a_developers_machine_everybody_may_read_the_public_bucket_and_do_nothing_else(edge: dict[str, Any]) -> None:
    [only] = edge["PublicReadOnLoopback"]["Properties"]["PolicyDocument"]["Statement"]

    assert edge["PublicReadOnLoopback"]["Condition"] == "OnEmbedded"
    assert (only["Action"], only["Resource"]["Fn::Sub"].rpartition(":")[2]) == ("s3:GetObject", "${BucketPublic}/*")


def test_new_files_call_the_starter_and_files_of_people_go_after_a_while(data: dict[str, Any]) -> None:
    [told] = data["DatasetBucket"]["NotificationConfiguration"]["QueueConfigurations"]
    rules = {rule["Prefix"]: rule["ExpirationInDays"]
             for rule in data["DatasetBucket"]["LifecycleConfiguration"]["Rules"] if "Prefix" in rule}  # fmt: skip

    assert told["Queue"] == {"Fn::GetAtt": ["DatasetUploads", "Arn"]}
    assert told["Filter"]["S3Key"]["Rules"] == [{"Name": "prefix", "Value": "incoming/"}]
    assert rules == {"incoming/": 90, "checked/": 7}


@pytest.mark.parametrize("function", RIGHTS)
def test_each_function_reaches_exactly_its_part_of_both_buckets(api: dict[str, Any], function: str) -> None:
    role = f"{function}Role"

    assert (rights(api, role, PRIVATE), rights(api, role, PUBLIC)) == RIGHTS[function]


def test_nobody_else_reaches_either_bucket(api: dict[str, Any]) -> None:
    roles = [
        name for name, each in api.items() if each["Type"] == "AWS::IAM::Role" and "Policies" in each["Properties"]
    ]
    others = [name for name in roles if name.removesuffix("Role") not in RIGHTS]

    assert others
    for role in others:
        assert rights(api, role, PRIVATE) == rights(api, role, PUBLIC) == {}, role


def test_every_function_knows_where_everybody_reads(api: dict[str, Any]) -> None:
    for function in functions(api).values():
        assert function["Environment"]["Variables"]["PUBLIC_URL"] == {"Ref": "PublicUrl"}


def test_workers_have_room_for_what_streams_through_them(api: dict[str, Any], grants: dict[str, Grant]) -> None:
    made = functions(api)

    for name, function in (("dataset-checker", "DatasetChecker"), ("dataset-builder", "DatasetBuilder")):
        assert made[f"{function}Function"]["EphemeralStorage"] == {"Size": grants[name].storage}
        assert (grants[name].storage or 0) >= 5120 and grants[name].timeout == 900
    # Whoever reads versions has room for the old one and the new one, as large as they may be.
    for name in ("education", "health", "construction", "construction-certificates", "agencies", "map", "feedback"):
        assert (grants[name].storage or 0) * 1_000_000 >= 2 * LARGEST_VERSION
    assert "EphemeralStorage" not in made["TourismFunction"]


def test_room_is_a_word_of_the_grants() -> None:
    block = {"memory": 512, "timeout": 10, "storage": 1024}

    assert read_grants({"functions": {"map": block}})["map"].storage == 1024
