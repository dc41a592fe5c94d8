"""Push to phones: what a deployment makes of a stage's credentials, and what the role that pushes may do."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from chalicelib.shared import settings
from infra import deploy, push
from infra.cloud import Cloud, DeployError
from infra.packaging.grants import environment as environment_of
from infra.packaging.grants import parameters, read_grants, statements
from tests.infra.test_functions import roles
from tests.infra.test_functions import statements as statements_of

REGION = "ap-southeast-1"
IOS = json.dumps({"signing_key": "p8", "key_id": "K1", "team_id": "T1", "bundle_id": "vn.city"})
SANDBOX = json.dumps({**json.loads(IOS), "sandbox": True})
ANDROID = json.dumps({"type": "service_account", "project_id": "p", "private_key": "k", "client_email": "a@b"})
PUSHING = read_grants({"functions": {"phone-ringer": {"memory": 512, "timeout": 10, "pushes": True}}})["phone-ringer"]


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    """An empty account."""
    with mock_aws():
        yield Cloud(lambda service: boto3.client(service, region_name=REGION), "test")


def attributes(cloud: Cloud, arn: str) -> dict[str, str]:
    found: dict[str, str] = cloud.client("sns").get_platform_application_attributes(PlatformApplicationArn=arn)[
        "Attributes"
    ]
    return found


def test_a_stage_with_credentials_gets_an_application_for_each_platform(cloud: Cloud) -> None:
    made = push.ensure_applications(cloud, {"ios": IOS, "android": ANDROID})

    account = f"arn:aws:sns:{REGION}:123456789012:app"
    assert made == {
        "PushApplicationIos": f"{account}/APNS/city-test-ios",
        "PushApplicationAndroid": f"{account}/GCM/city-test-android",
    }
    assert attributes(cloud, made["PushApplicationIos"]).items() >= {
        "PlatformCredential": "p8", "PlatformPrincipal": "K1",
        "ApplePlatformTeamID": "T1", "ApplePlatformBundleID": "vn.city",
    }.items()  # fmt: skip
    assert attributes(cloud, made["PushApplicationAndroid"])["PlatformCredential"] == ANDROID


def test_an_app_under_test_goes_to_apples_sandbox(cloud: Cloud) -> None:
    made = push.ensure_applications(cloud, {"ios": SANDBOX})

    assert made["PushApplicationIos"].endswith(":app/APNS_SANDBOX/city-test-ios")


def test_the_next_deployment_takes_the_application_that_is_there_and_its_new_key(cloud: Cloud) -> None:
    first = push.ensure_applications(cloud, {"ios": IOS})

    again = push.ensure_applications(cloud, {"ios": IOS.replace("p8", "newer")})

    assert again == first
    assert attributes(cloud, first["PushApplicationIos"])["PlatformCredential"] == "newer"
    there = cloud.client("sns").list_platform_applications()["PlatformApplications"]
    assert [each["PlatformApplicationArn"] for each in there].count(first["PushApplicationIos"]) == 1


def test_a_stage_without_credentials_sends_no_push(cloud: Cloud) -> None:
    assert push.ensure_applications(cloud, {"ios": None, "android": ""}) == {}


@pytest.mark.parametrize("text", ["p8", "[]", '{"signing_key": "p8"}'])
def test_credentials_that_cannot_be_read_are_refused_without_being_told(cloud: Cloud, text: str) -> None:
    with pytest.raises(DeployError, match=r"city-test-push-ios must be JSON with bundle_id, key_id") as refused:
        push.ensure_applications(cloud, {"ios": text})

    assert "p8" not in str(refused.value)


def test_a_deployment_reads_the_credentials_that_lie_in_the_secrets(cloud: Cloud) -> None:
    secrets = cloud.client("secretsmanager")
    outputs = {
        "SecretSigningKey": "signing-key-of-pushes",
        "SecretPushIos": "push-ios-of-pushes",
        "SecretPushAndroid": "push-android-of-pushes",
    }
    for name in outputs.values():
        secrets.create_secret(Name=name)
    secrets.put_secret_value(SecretId="push-android-of-pushes", SecretString=ANDROID)

    made = deploy._between(cloud, outputs)

    assert made.keys() == {"TokenJwks", "PushApplicationAndroid"}


def test_the_api_stack_has_push_off_unless_it_is_told_an_application(templates: dict[str, Any]) -> None:
    for platform in push.PLATFORMS:
        assert parameters({"phone-ringer": PUSHING})[f"PushApplication{platform.title()}"]["Default"] == ""
        assert f"SecretPush{platform.title()}" in templates["data"]["Outputs"]


def test_who_pushes_may_use_the_stages_own_applications_and_their_endpoints_alone() -> None:
    allowed = {tuple(one["Action"]): [each["Fn::Sub"] for each in one["Resource"]] for one in statements(PUSHING)}

    account = "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}"
    names = ["APNS/city-${Stage}-ios", "APNS_SANDBOX/city-${Stage}-ios", "GCM/city-${Stage}-android"]
    assert allowed == {
        ("sns:CreatePlatformEndpoint",): [f"{account}:app/{name}" for name in names],
        ("sns:DeleteEndpoint", "sns:Publish", "sns:SetEndpointAttributes"): [
            f"{account}:endpoint/{name}/*" for name in names
        ],
    }


def test_the_names_that_a_role_is_bound_to_are_those_a_deployment_makes(cloud: Cloud) -> None:
    made = push.ensure_applications(cloud, {"ios": IOS, "android": ANDROID})
    granted = [each["Fn::Sub"].rsplit(":", 1)[1] for one in statements(PUSHING)[:1] for each in one["Resource"]]

    assert {arn.rsplit(":", 1)[1] for arn in made.values()} <= {one.replace("${Stage}", "test") for one in granted}


def test_a_function_that_pushes_finds_the_applications_by_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment_of(PUSHING).items():
        monkeypatch.setenv(name, value["Ref"])

    assert settings.push_application("ios") == "PushApplicationIos"
    assert settings.push_application("android") == "PushApplicationAndroid"


def test_nobody_but_who_pushes_speaks_to_sns(api: dict[str, Any], grants: dict[str, Any]) -> None:
    speaking = {
        role
        for role in roles(api)
        for one in statements_of(api, role)
        if any(action.startswith("sns:") for action in one["Action"])
    }

    assert len(speaking) == len([name for name, grant in grants.items() if grant.pushes])
