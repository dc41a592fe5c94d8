"""What runs is what was built: functions, roles, routes and answers are read back through the AWS API and compared."""

import io
import json
import re
import zipfile
from typing import Any

import pytest

from chalicelib import features
from infra import build
from infra.packaging.documents import kebab

APIS = ("CitizenApi", "StaffApi")


class Deployed:
    """The API stack as the cloud has it: its template, its parameters, and what intrinsics come to there."""

    def __init__(self, city: Any) -> None:
        self.city = city
        self.stage = re.fullmatch("city-([a-z0-9]+)-reports", city.outputs["TableReports"])[1]
        stack = city.client("cloudformation").describe_stacks(StackName=f"city-{self.stage}-api")["Stacks"][0]
        self.values = {each["ParameterKey"]: each["ParameterValue"] for each in stack["Parameters"]}
        account = city.client("sts").get_caller_identity()["Account"]
        self.values |= {
            "AWS::Partition": "aws",
            "AWS::Region": city.client("s3").meta.region_name,
            "AWS::AccountId": account,
        }
        self.template = build.templates()["api"]

    def functions(self) -> dict[str, dict[str, Any]]:
        """Return the built functions by the name they have in the cloud."""
        made = (each["Properties"] for each in self.template["Resources"].values() if each["Type"].endswith("Function"))
        return {self.resolved(each["FunctionName"]): each for each in made}

    def resolved(self, node: Any) -> Any:
        """Return a part of the template with parameters and conditions filled in as they are here."""
        if isinstance(node, list):
            return [self.resolved(each) for each in node]
        if not isinstance(node, dict):
            return node
        if "Ref" in node:
            return self.values.get(node["Ref"], node)
        if "Fn::Sub" in node:
            return re.sub(r"\$\{([\w:]+)\}", lambda found: self.values[found[1]], node["Fn::Sub"])
        if "Fn::If" in node:
            name, there, elsewhere = node["Fn::If"]
            return self.resolved(there if (name == "OnAws") == (self.values["Cloud"] == "aws") else elsewhere)
        filled = {key: self.resolved(value) for key, value in node.items()}
        return {key: value for key, value in filled.items() if value != {"Ref": "AWS::NoValue"}}


@pytest.fixture(scope="module")
def deployed(city: Any) -> Deployed:
    """The API stack of the running city."""
    return Deployed(city)


def test_every_feature_group_is_a_function_of_its_own(deployed: Deployed) -> None:
    lambdas = deployed.city.client("lambda")

    running = {
        (each["FunctionName"], each["Environment"]["Variables"].get("FEATURE"))
        for page in lambdas.get_paginator("list_functions").paginate()
        for each in page["Functions"]
    }

    served = [function.name for function in features.functions()]
    # A group's handlers for queues and schedules are functions of the group, too, under names of their own.
    assert {(f"city-{deployed.stage}-{name}", name) for name in served} <= running


def test_functions_run_as_they_were_built(deployed: Deployed) -> None:
    lambdas = deployed.city.client("lambda")
    for name, built in deployed.functions().items():
        running = lambdas.get_function_configuration(FunctionName=name)

        assert running["Handler"] == built["Handler"]
        assert running["Environment"]["Variables"] == deployed.resolved(built["Environment"]["Variables"])
        assert (running["MemorySize"], running["Timeout"]) == (built["MemorySize"], built["Timeout"])
        assert running["TracingConfig"] == {"Mode": "Active"}
        assert running["Runtime"] == deployed.values["Runtime"]


def test_every_function_keeps_its_logs_for_a_limited_time(deployed: Deployed) -> None:
    logs = deployed.city.client("logs")
    for name in deployed.functions():
        [group] = logs.describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{name}", limit=1)["logGroups"]

        assert group["logGroupName"] == f"/aws/lambda/{name}"
        assert group["retentionInDays"] == int(deployed.values["LogRetentionDays"])


def test_roles_hold_the_grants_and_nothing_else(deployed: Deployed) -> None:
    lambdas, iam = deployed.city.client("lambda"), deployed.city.client("iam")
    for name, built in deployed.functions().items():
        role = lambdas.get_function_configuration(FunctionName=name)["Role"].rsplit("/", 1)[1]
        held = iam.get_role_policy(RoleName=role, PolicyName="grants")["PolicyDocument"]
        granted = deployed.template["Resources"][built["Role"]["Fn::GetAtt"][0]]["Properties"]["Policies"]

        assert held == deployed.resolved(granted[0]["PolicyDocument"])
        assert iam.list_role_policies(RoleName=role)["PolicyNames"] == ["grants"]
        assert iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"] == []


def test_no_two_functions_share_a_role(deployed: Deployed) -> None:
    lambdas = deployed.city.client("lambda")
    roles = [lambdas.get_function_configuration(FunctionName=name)["Role"] for name in deployed.functions()]

    assert len(roles) == len(set(roles))


@pytest.mark.parametrize("name", APIS)
def test_every_route_leads_to_the_function_of_its_owner(deployed: Deployed, name: str) -> None:
    built = deployed.template["Resources"][name]["Properties"]["Body"]["paths"]
    wanted = {(path, method.upper()) for path, item in built.items() for method in item}
    resources = _resources(deployed, name)
    served = {(each["path"], method) for each in resources for method in each.get("resourceMethods", {})}

    assert served == wanted
    for each in resources:
        for method, held in each.get("resourceMethods", {}).items():
            if method != "OPTIONS":
                owner = features.function_of(each["path"])
                assert owner is not None
                assert f":function:city-{deployed.stage}-{owner.name}/" in held["methodIntegration"]["uri"]


@pytest.mark.parametrize("name", APIS)
def test_every_guarded_route_asks_the_authorizer_of_its_api(deployed: Deployed, name: str) -> None:
    built = deployed.template["Resources"][name]["Properties"]["Body"]
    gateway, api_id = deployed.city.client("apigateway"), deployed.city.outputs[f"{name}Id"]
    authorizers = {each["id"]: each for each in gateway.get_authorizers(restApiId=api_id)["items"]}

    for each in _resources(deployed, name):
        for method, held in each.get("resourceMethods", {}).items():
            asked = built["paths"][each["path"]][method.lower()].get("security", [])
            found = authorizers.get(held.get("authorizerId", ""))
            assert [found["name"]] == list(asked[0]) if asked else found is None
    for found in authorizers.values():
        assert f":function:city-{deployed.stage}-{kebab(found['name'])}/" in found["authorizerUri"]
        assert found["authorizerResultTtlInSeconds"] == (300 if name == "CitizenApi" else 60)


@pytest.mark.parametrize("name", APIS)
def test_api_gateway_answers_as_the_contract_says(deployed: Deployed, name: str) -> None:
    built = deployed.template["Resources"][name]["Properties"]["Body"]["x-amazon-apigateway-gateway-responses"]
    gateway = deployed.city.client("apigateway")

    for kind, answer in built.items():
        held = gateway.get_gateway_response(restApiId=deployed.city.outputs[f"{name}Id"], responseType=kind)
        assert held["responseParameters"] == answer["responseParameters"]
        assert held["responseTemplates"] == answer["responseTemplates"]
        assert held.get("statusCode") == answer.get("statusCode", held.get("statusCode"))


def test_unknown_paths_and_methods_are_problems_in_both_languages(city: Any) -> None:
    for method, path in (("GET", "/v1/nowhere"), ("DELETE", "/v1/education"), ("GET", "/desk/v1/nowhere")):
        answer = city.ask(method, path)

        assert answer.status == 404
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.json["code"] == "not_found"
        assert " / " in answer.json["detail"]


def test_a_bad_token_is_a_problem_on_both_apis(city: Any) -> None:
    for path in ("/v1/feedback/my-reports", "/desk/v1/feedback/reports"):
        for token in (None, "not-a-token"):
            answer = city.ask("GET", path, token=token)

            assert answer.status == 401
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.headers["WWW-Authenticate"] == "Bearer"
            assert answer.json["code"] == "unauthorized"


def test_a_browser_may_ask_before_it_sends(city: Any) -> None:
    answer = city.ask("OPTIONS", "/v1/feedback/reports", Origin="https://app.example")

    assert answer.status == 200
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "Idempotency-Key" in answer.headers["Access-Control-Allow-Headers"]


PROBE = """
import botocore.session

def handler(event, context):
    client = botocore.session.get_session().create_client(event["service"])
    try:
        getattr(client, event["call"])(**event["with"])
    except client.exceptions.ClientError as error:
        return error.response["Error"]["Code"]
    return "allowed"
"""
ONE_REPORT = {"TableName": "city-{stage}-reports", "Key": {"report_id": {"S": "x"}, "item": {"S": "head"}}}
ONE_MEMBER = {"TableName": "city-{stage}-staff", "Key": {"citizen_id": {"S": "x"}}}
SOME_REPORTS = {"RequestItems": {ONE_REPORT["TableName"]: {"Keys": [ONE_REPORT["Key"]]}}}
SOME_MEMBERS = {"RequestItems": {ONE_MEMBER["TableName"]: {"Keys": [ONE_MEMBER["Key"]]}}}
ALL_REPORTS = {"TableName": "city-{stage}-reports"}
A_SECRET = {"SecretId": "{SecretSigningKey}"}
A_DATA_KEY = {"KeyId": "{KeyIdentities}", "KeySpec": "AES_256", "EncryptionContext": {"citizen_id": "x"}}
OUR_PHONES = "arn:aws:sns:ap-southeast-1:000000000000:app/APNS/city-{stage}-ios"
OUR_PHONE = {"PlatformApplicationArn": OUR_PHONES, "Token": "0f"}
THEIR_PHONE = {"TargetArn": "arn:aws:sns:ap-southeast-1:000000000000:endpoint/APNS/city-else-ios/1", "Message": "x"}
# Whose role, what it tries, and whether it may.
TRIES = [
    ("feedback", "dynamodb", "batch_get_item", SOME_REPORTS, True),
    ("feedback", "dynamodb", "scan", ALL_REPORTS, False),
    ("feedback", "dynamodb", "get_item", ONE_MEMBER, False),
    ("feedback", "secretsmanager", "get_secret_value", A_SECRET, False),
    ("photo-worker", "kms", "generate_data_key", A_DATA_KEY, False),
    ("staff-authorizer", "dynamodb", "batch_get_item", SOME_MEMBERS, True),
    ("staff-authorizer", "dynamodb", "get_item", ONE_REPORT, False),
    ("login", "secretsmanager", "get_secret_value", A_SECRET, True),
    ("login", "kms", "generate_data_key", A_DATA_KEY, True),
    ("login", "dynamodb", "get_item", ONE_REPORT, False),
    ("education", "dynamodb", "get_item", ONE_REPORT, False),
    ("citizen-authorizer", "dynamodb", "get_item", ONE_MEMBER, False),
    ("push-follower", "sns", "create_platform_endpoint", OUR_PHONE, True),
    ("push-follower", "sns", "publish", THEIR_PHONE, False),
    ("account", "sns", "create_platform_endpoint", OUR_PHONE, False),
]


@pytest.fixture(scope="module")
def probe(deployed: Deployed) -> dict[str, str]:
    """The deployed artefact with one more module, which makes the call it is told to."""
    s3, bucket = deployed.city.client("s3"), deployed.values["CodeBucket"]
    packed = io.BytesIO(s3.get_object(Bucket=bucket, Key=deployed.values["CodeKey"])["Body"].read())
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("probe.py", PROBE)
    s3.put_object(Bucket=bucket, Key="code/probe.zip", Body=packed.getvalue())
    return {"S3Bucket": bucket, "S3Key": "code/probe.zip"}


@pytest.mark.parametrize(("name", "service", "call", "what", "allowed"), TRIES)
def test_a_role_is_held_to_its_grants(
    deployed: Deployed, probe: dict[str, str], name: str, service: str, call: str, what: Any, allowed: bool
) -> None:
    event = {"service": service, "call": call, "with": _filled(deployed, what)}

    answer = _with_role_of(deployed, name, probe, event)

    # SNS has a word of its own for it.
    assert answer == "allowed" if allowed else answer in {"AccessDeniedException", "AuthorizationError"}


def _filled(deployed: Deployed, what: Any) -> Any:
    if isinstance(what, dict):
        return {_filled(deployed, key): _filled(deployed, each) for key, each in what.items()}
    if isinstance(what, list):
        return [_filled(deployed, each) for each in what]
    return what.format(stage=deployed.stage, **deployed.city.outputs)


def _with_role_of(deployed: Deployed, name: str, code: dict[str, str], event: dict[str, Any]) -> str:
    """Return what a call comes to in a function that has the role of another one."""
    lambdas = deployed.city.client("lambda")
    own = lambdas.get_function_configuration(FunctionName=f"city-{deployed.stage}-{name}")
    lambdas.create_function(
        FunctionName="probe", Role=own["Role"], Runtime=own["Runtime"], Handler="probe.handler", Timeout=20, Code=code
    )
    try:
        answer = lambdas.invoke(FunctionName="probe", Payload=json.dumps(event))
        return str(json.loads(answer["Payload"].read()))
    finally:
        lambdas.delete_function(FunctionName="probe")


def _resources(deployed: Deployed, name: str) -> list[dict[str, Any]]:
    pages = deployed.city.client("apigateway").get_paginator("get_resources")
    found = pages.paginate(restApiId=deployed.city.outputs[f"{name}Id"], embed=["methods"])
    return [each for page in found for each in page["items"]]
