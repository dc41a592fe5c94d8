"""SNS's platform applications, which CloudFormation cannot make: a stage's one for iPhones, one for Android phones."""

import json
from collections.abc import Mapping
from typing import Any

from infra.cloud import Cloud, DeployError
from infra.packaging.pushes import KINDS, application_name

PLATFORMS = tuple(KINDS)
# What the secrets hold: Apple's four parts under names of ours, Google's service account as Google gives it.
_IOS = {"signing_key", "key_id", "team_id", "bundle_id"}
_ANDROID = {"type", "project_id", "private_key", "client_email"}


def ensure_applications(cloud: Cloud, credentials: Mapping[str, str | None]) -> dict[str, str]:
    """Return the ARN of each platform's application as a template parameter, made or brought up to date.

    A platform without credentials has none: its parameter is left to the template, where it is empty. Raise
    DeployError when credentials cannot be read.
    """
    return {
        f"PushApplication{platform.title()}": _ensure(cloud, platform, text)
        for platform, text in credentials.items()
        if text
    }


def _ensure(cloud: Cloud, platform: str, text: str) -> str:
    kind, attributes = _described(cloud.stage, platform, text)
    name, sns = application_name(cloud.stage, platform), cloud.client("sns")
    found = _found(sns, f":app/{kind}/{name}")
    if found is None:
        cloud.progress(f"push to {platform}")
        return str(
            sns.create_platform_application(Name=name, Platform=kind, Attributes=attributes)["PlatformApplicationArn"]
        )
    # SNS never shows credentials again, so whether they are the same cannot be asked.
    sns.set_platform_application_attributes(PlatformApplicationArn=found, Attributes=attributes)
    return found


def _found(sns: Any, ending: str) -> str | None:
    pages = sns.get_paginator("list_platform_applications").paginate()
    arns = (str(each["PlatformApplicationArn"]) for page in pages for each in page["PlatformApplications"])
    return next((arn for arn in arns if arn.endswith(ending)), None)


def _described(stage: str, platform: str, text: str) -> tuple[str, dict[str, str]]:
    """Return the kind of application and its attributes, as SNS has them."""
    given = _read(stage, platform, text)
    if platform == "android":
        return "GCM", {"PlatformCredential": text}
    return "APNS_SANDBOX" if given.get("sandbox") else "APNS", {
        "PlatformCredential": given["signing_key"],
        "PlatformPrincipal": given["key_id"],
        "ApplePlatformTeamID": given["team_id"],
        "ApplePlatformBundleID": given["bundle_id"],
    }


def _read(stage: str, platform: str, text: str) -> dict[str, Any]:
    needed = _IOS if platform == "ios" else _ANDROID
    try:
        given = json.loads(text)
    except ValueError:
        given = None
    if not isinstance(given, dict) or not needed <= given.keys():
        secret, parts = f"city-{stage}-push-{platform}", ", ".join(sorted(needed))
        raise DeployError(f"the secret {secret} must be JSON with {parts}; see docs/runbook.md")
    return given
