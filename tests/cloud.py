"""AWS in memory: moto deploys infra/data.yaml itself, so the tests run on the tables we deploy."""

import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import boto3
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID, responses
from moto.dynamodb.models import dynamodb_backends
from moto.s3.models import s3_backends
from moto.sqs import models as sqs_models
from moto.sqs.models import sqs_backends
from moto.stepfunctions.models import stepfunctions_backends

from infra.packaging import documents, workflows
from infra.packaging.grants import read_grants
from infra.packaging.queues import messaging_template
from tests.keys import PRIVATE_KEYS

REGION = "ap-southeast-1"


@dataclass
class Cloud:
    """The account in memory; `calls` lists every call of DynamoDB, KMS and Secrets Manager that our code made."""

    calls: list[str] = field(default_factory=list)
    identity_key: str = ""
    clients: dict[str, Any] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        """Return a client to look behind the scenes with; its calls are not counted."""
        if service not in self.clients:
            # Making one takes as long as three calls.
            self.clients[service] = boto3.client(service, region_name=REGION)
        return self.clients[service]

    def items(self, plural: str) -> list[dict[str, Any]]:
        """Return every stored item of a table, in DynamoDB's own JSON."""
        table = f"city-test-{plural}"
        return list(self.client("dynamodb").scan(TableName=table)["Items"])

    def everything(self) -> str:
        """Return all that is stored in all tables, as one text to search."""
        names = self.client("dynamodb").list_tables()["TableNames"]
        found = {name: self.client("dynamodb").scan(TableName=name)["Items"] for name in names}
        return json.dumps(found, ensure_ascii=False, default=repr)


@contextmanager
def account() -> Iterator[Cloud]:
    """Build the account once; making eleven tables takes half a second, emptying them nothing."""
    with mock_aws():
        _remember_names()
        made = Cloud()
        for resource in _resources().values():
            if resource["Type"] in _LEFT_OUT:
                continue
            maker = _MAKERS.get(resource["Type"])
            if maker is None:
                raise LookupError(f"the tests' cloud cannot make {resource['Type']} yet")
            maker(made, _resolved(resource["Properties"]))
        for name in workflows.names():
            _make_workflow(made, name)
        _listen(made)
        yield made


def empty(made: Cloud) -> None:
    """Take every item out of every table and every message out of every queue, and forget which calls were made."""
    backend = dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION]
    for table in backend.tables.values():
        table.items.clear()
        if table.stream_shard:
            # Kept for ever otherwise, and copied whole at every transaction, lest it has to be taken back.
            table.stream_shard.items.clear()
    for queue in sqs_backends[DEFAULT_ACCOUNT_ID][REGION].queues.values():
        # A purge proper is allowed once a minute.
        queue._messages, queue._pending_messages = [], set()
    for bucket in s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets.values():
        bucket.keys.clear()
    for machine in stepfunctions_backends[DEFAULT_ACCOUNT_ID][REGION].state_machines:
        machine.executions.clear()
    made.calls.clear()


def _remember_names() -> None:
    # moto works out the names of attributes and actions anew at every call, which is a seventh of its time.
    spelt = cache(responses.camelcase_to_underscores)
    responses.camelcase_to_underscores = sqs_models.camelcase_to_underscores = spelt
    responses.method_names_from_class = cache(responses.method_names_from_class)


@cache
def _resources() -> dict[str, Any]:
    """Return what the first two stacks make, dead letters before the queues that name them."""
    grants = read_grants(documents.read("grants.yaml"))
    messaging = messaging_template(documents.read("messaging.yaml"), grants)
    return {**documents.read("data.yaml")["Resources"], **messaging["Resources"]}


@cache
def _queue_names() -> dict[str, str]:
    queues = {name: each for name, each in _resources().items() if each["Type"] == "AWS::SQS::Queue"}
    return {name: _resolved(each["Properties"]["QueueName"]) for name, each in queues.items()}


def _make_queue(made: Cloud, properties: dict[str, Any]) -> None:
    name = properties.pop("QueueName")
    attributes = {key: json.dumps(value) if isinstance(value, dict) else str(value).lower() if isinstance(value, bool)
                  else str(value) for key, value in properties.items()}  # fmt: skip
    url = made.client("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    variable = name.removeprefix("city-test-").removesuffix(".fifo").replace("-", "_").upper()
    os.environ[f"QUEUE_{variable}"] = url


def _make_table(made: Cloud, properties: dict[str, Any]) -> None:
    given = {name: value for name, value in properties.items() if name in _TABLE_PROPERTIES}
    if stream := properties.get("StreamSpecification"):
        given["StreamSpecification"] = {"StreamEnabled": True, **stream}
    made.client("dynamodb").create_table(**given)


def _make_bucket(made: Cloud, properties: dict[str, Any]) -> None:
    name = properties["BucketName"]
    place = {"LocationConstraint": REGION}
    made.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration=place)
    variable = name.removeprefix("city-test-").removesuffix(f"-{DEFAULT_ACCOUNT_ID}-{REGION}")
    os.environ[f"BUCKET_{variable.replace('-', '_').upper()}"] = name


def _make_workflow(made: Cloud, name: str) -> None:
    # Who walks through its states is tests/clockwork.py: moto keeps executions and does not run them.
    role, described = f"arn:aws:iam::{DEFAULT_ACCOUNT_ID}:role/machine", json.dumps(workflows.definition(name))
    asked = {"name": f"city-test-{name}", "definition": described, "roleArn": role}
    arn = made.client("stepfunctions").create_state_machine(**asked)["stateMachineArn"]
    os.environ[f"WORKFLOW_{name.upper()}"] = arn


def _make_secret(made: Cloud, properties: dict[str, Any]) -> None:
    text = _SECRETS.get(properties["Name"]) or secrets.token_urlsafe(48)
    made.client("secretsmanager").create_secret(Name=properties["Name"], SecretString=text)


def _make_key(made: Cloud, properties: dict[str, Any]) -> None:
    made.identity_key = made.client("kms").create_key(Description=properties["Description"])["KeyMetadata"]["KeyId"]


def _make_alias(made: Cloud, properties: dict[str, Any]) -> None:
    made.client("kms").create_alias(AliasName=properties["AliasName"], TargetKeyId=made.identity_key)


_TABLE_PROPERTIES = ("TableName", "BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
_SECRETS = {
    "city-test-signing-key": json.dumps(PRIVATE_KEYS),
    "city-test-vneid-client": "client-secret-of-the-tests",
}
# moto asks nobody for leave; the embedded AWS does.
_LEFT_OUT = ("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy")
# moto's own CloudFormation knows no secrets, so each kind of resource is made by the call behind it.
_MAKERS = {
    "AWS::DynamoDB::Table": _make_table,
    "AWS::SecretsManager::Secret": _make_secret,
    "AWS::KMS::Key": _make_key,
    "AWS::KMS::Alias": _make_alias,
    "AWS::SQS::Queue": _make_queue,
    "AWS::S3::Bucket": _make_bucket,
}


def _resolved(value: Any) -> Any:
    if isinstance(value, dict) and "Fn::Sub" in value:
        known = {"Stage": "test", "AWS::AccountId": DEFAULT_ACCOUNT_ID, "AWS::Region": REGION, "AWS::Partition": "aws"}
        return re.sub(r"\$\{([\w:]+)\}", lambda found: known[found[1]], value["Fn::Sub"])
    if isinstance(value, dict) and "Fn::GetAtt" in value:
        # The one thing that is asked of another resource here: where a queue's dead letters go.
        return f"arn:aws:sqs:{REGION}:{DEFAULT_ACCOUNT_ID}:{_queue_names()[value['Fn::GetAtt'][0]]}"
    if isinstance(value, dict):
        return {key: _resolved(each) for key, each in value.items()}
    return [_resolved(each) for each in value] if isinstance(value, list) else value


def _listen(made: Cloud) -> None:
    from chalicelib.shared import aws

    def heard(model: Any, **_: Any) -> None:
        made.calls.append(model.name)

    aws.session().get_component("event_emitter").register("before-call", heard)
