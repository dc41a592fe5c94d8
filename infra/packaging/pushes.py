"""What a function that pushes to phones may do: use SNS's applications of its own stage, and their endpoints."""

from typing import Any

from infra.packaging.documents import pascal

# The kinds of applications that a platform may have; the sandbox is where Apple has apps under test.
KINDS = {"ios": ("APNS", "APNS_SANDBOX"), "android": ("GCM",)}
_ON_ENDPOINTS = ["sns:DeleteEndpoint", "sns:Publish", "sns:SetEndpointAttributes"]


def application_name(stage: str, platform: str) -> str:
    """Return the name of SNS's application of a stage for a platform."""
    return f"city-{stage}-{platform}"


def parameters() -> dict[str, dict[str, str]]:
    """Return the template parameters that name the applications, which the deployment makes."""
    said = "ARN of SNS's application for {}, made by the deployment; empty where these phones get no push notices"
    return {
        f"PushApplication{pascal(platform)}": {"Type": "String", "Default": "", "Description": said.format(platform)}
        for platform in KINDS
    }


def environment() -> dict[str, Any]:
    """Return the variables that tell a function the applications; empty where a platform has none."""
    return {f"PUSH_APPLICATION_{platform.upper()}": {"Ref": f"PushApplication{pascal(platform)}"} for platform in KINDS}


def statements() -> list[dict[str, Any]]:
    """Return the statements of a role, by the applications' names: whether push is on or off, the role is the same."""
    return [
        _allow("PushApplications", ["sns:CreatePlatformEndpoint"], [_arn("app", *each) for each in _applications()]),
        _allow("PushEndpoints", _ON_ENDPOINTS, [_arn("endpoint", *each, "/*") for each in _applications()]),
    ]


def _applications() -> list[tuple[str, str]]:
    return [(platform, kind) for platform, kinds in KINDS.items() for kind in kinds]


def _arn(what: str, platform: str, kind: str, rest: str = "") -> dict[str, str]:
    account = "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}"
    return {"Fn::Sub": f"{account}:{what}/{kind}/{application_name('${Stage}', platform)}{rest}"}


def _allow(sid: str, actions: list[str], resources: list[dict[str, str]]) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources}
