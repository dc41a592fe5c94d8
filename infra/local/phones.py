"""Where the embedded AWS's SNS differs from the real one in what goes to phones: it names endpoints otherwise, asks
roles for nothing by name, and delivers nowhere. Here is what closes these gaps, one function each.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.local.outbox import Outbox, sent_to_endpoint, sent_to_number


def close_all(outbox: Path) -> None:
    """Close every gap between SNS and phones; what is sent to a phone goes into this file."""
    _name_endpoints_as_aws_does()
    _authorise_by_application_and_endpoint()
    _hand_over(Outbox(outbox))


def _name_endpoints_as_aws_does() -> None:
    """Name endpoints `…:endpoint/APNS/…`, so that a role written for AWS fits here, too."""
    from ministack.services import sns

    original = sns._create_platform_endpoint

    def create(params: Any) -> Any:
        status, headers, body = original(params)
        for arn in [arn for arn in sns._platform_endpoints if ":app/" in arn]:
            made, renamed = sns._platform_endpoints.pop(arn), arn.replace(":app/", ":endpoint/")
            sns._platform_endpoints[renamed] = {**made, "arn": renamed}
            body = body.replace(arn.encode(), renamed.encode())
        return status, headers, body

    sns._create_platform_endpoint = create


def _authorise_by_application_and_endpoint() -> None:
    """Ask a role about the application or endpoint that a call names, and not about everything."""
    from ministack.core import iam_actions

    original = iam_actions.extract_resource_arn

    def extract(service: str, method: str, path: str, headers: Any, body: Any, query_params: Any, *rest: Any) -> str:
        named = [_one(query_params, name) for name in ("PlatformApplicationArn", "EndpointArn")]
        if service == "sns" and any(named):
            return next(arn for arn in named if arn)
        return str(original(service, method, path, headers, body, query_params, *rest))

    iam_actions.extract_resource_arn = extract


def _hand_over(outbox: Outbox) -> None:
    """Write down what is published to an endpoint or a number; refuse a disabled endpoint as AWS does."""
    from ministack.services import sns

    original = sns._publish

    def publish(params: Any) -> Any:
        endpoint = sns._platform_endpoints.get(_one(params, "TargetArn"))
        if endpoint and str(endpoint["attributes"].get("Enabled")).lower() == "false":
            return sns._error("EndpointDisabled", "Endpoint is disabled", 400)
        answer = original(params)
        if answer[0] == 200:
            _keep(outbox, endpoint, params)
        return answer

    sns._publish = publish


def _keep(outbox: Outbox, endpoint: Mapping[str, Any] | None, params: Any) -> None:
    number = _one(params, "PhoneNumber")
    if endpoint:
        given = json.loads(_one(params, "Message"))
        outbox.add(sent_to_endpoint(endpoint["arn"], endpoint["attributes"].get("CustomUserData", ""), given))
    elif number:
        outbox.add(sent_to_number(number, _one(params, "Message")))


def _one(params: Any, name: str) -> str:
    found = params.get(name, "")
    return str(found[0] if isinstance(found, list) else found) if found else ""
