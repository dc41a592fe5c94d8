"""Notices to phones, through SNS's platform endpoints: SNS knows Apple and Google, and we know SNS alone."""

import json
import re
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.shared import aws, push_payload, settings
from chalicelib.shared.push_payload import Notice

PLATFORMS = ("ios", "android")
# SNS names the endpoint that it has in the text of its refusal and nowhere else
# (https://docs.aws.amazon.com/sns/latest/dg/mobile-platform-endpoint.html).
_EXISTING = re.compile(r"Endpoint (arn:\S+:sns:\S+) already exists with the same Token", re.IGNORECASE)
_BAD_TOKEN = re.compile(r"Invalid parameter: (Device )?Token", re.IGNORECASE)
_NO_ENDPOINT = re.compile(r"No endpoint found", re.IGNORECASE)


class Gone(Exception):
    """Nobody is behind a push token any more: the app was taken off the phone, or the token was never one."""


class Unknown(Exception):
    """SNS has no such endpoint (any more); one can be made anew."""


def platforms() -> frozenset[str]:
    """Return the platforms that this installation has an application for; none where push is off.

    Makes the client, too: several threads that each made one would get into each other's way.
    """
    on = frozenset(platform for platform in PLATFORMS if settings.push_application(platform))
    if on:
        aws.client("sns")
    return on


def is_current(endpoint_arn: str | None, platform: str) -> bool:
    """Tell whether an endpoint belongs to the application that the installation has today."""
    application = settings.push_application(platform).replace(":app/", ":endpoint/")
    return bool(application) and (endpoint_arn or "").startswith(f"{application}/")


def endpoint(platform: str, token: str, device_id: str) -> str:
    """Return the ARN of the endpoint of a token, made or found, and enabled; raise Gone for what is no token."""
    application = settings.push_application(platform)
    wanted = {"PlatformApplicationArn": application, "Token": token, "CustomUserData": device_id}
    try:
        arn = str(aws.client("sns").create_platform_endpoint(**wanted)["EndpointArn"])
    except ClientError as error:
        arn = _existing(error)
    # An endpoint that is found may have been disabled when the app was taken off, and the app is there again.
    enabled = {"Enabled": "true", "Token": token, "CustomUserData": device_id}
    aws.client("sns").set_endpoint_attributes(EndpointArn=arn, Attributes=enabled)
    return arn


def publish(endpoint_arn: str, notice: Notice) -> None:
    """Send a notice to a phone; raise Gone when its endpoint was disabled, Unknown when there is none.

    When an answer is lost the notice may go twice: phones show two of one message_id as one.
    """
    kind = endpoint_arn.split(":", 5)[5].split("/")[1]
    payload = push_payload.fcm(notice) if kind == "GCM" else push_payload.apns(notice)
    given = push_payload.attributes(kind, notice)
    try:
        aws.client("sns").publish(
            TargetArn=endpoint_arn,
            MessageStructure="json",
            Message=json.dumps({"default": notice.title, kind: payload}, ensure_ascii=False),
            MessageAttributes={name: {"DataType": "String", "StringValue": text} for name, text in given.items()},
        )
    except ClientError as error:
        raise _meaning(error) from None


def forget(endpoint_arn: str) -> None:
    """Delete an endpoint; one that is gone already is no error."""
    aws.client("sns").delete_endpoint(EndpointArn=endpoint_arn)


def _existing(error: ClientError) -> str:
    if _code(error) != "InvalidParameter":
        raise error
    if found := _EXISTING.search(_words(error)):
        return found[1]
    if _BAD_TOKEN.search(_words(error)):
        # Without its cause: SNS's words may quote the token.
        raise Gone() from None
    raise error


def _meaning(error: Exception) -> Exception:
    if _code(error) == "EndpointDisabled":
        return Gone()
    if _code(error) == "NotFound" or (_code(error) == "InvalidParameter" and _NO_ENDPOINT.search(_words(error))):
        return Unknown()
    return error


def _code(error: Any) -> str:
    return str(error.response["Error"].get("Code", ""))


def _words(error: Any) -> str:
    return str(error.response["Error"].get("Message", ""))
