"""What API Gateway itself answers: problem+json in both languages, readable for browsers, with the contract's codes."""

import json
from typing import Any

import pytest

APIS = ("CitizenApi", "StaffApi")
# Type → status and code; a type that keeps the status it comes with has None.
CONTRACT = {
    "MISSING_AUTHENTICATION_TOKEN": (404, "not_found"),
    "RESOURCE_NOT_FOUND": (404, "not_found"),
    "UNAUTHORIZED": (401, "unauthorized"),
    "EXPIRED_TOKEN": (401, "token_expired"),
    "INVALID_SIGNATURE": (401, "unauthorized"),
    "ACCESS_DENIED": (403, "forbidden"),
    "INVALID_API_KEY": (403, "forbidden"),
    "WAF_FILTERED": (403, "forbidden"),
    "THROTTLED": (429, "too_many_requests"),
    "QUOTA_EXCEEDED": (429, "too_many_requests"),
    "REQUEST_TOO_LARGE": (413, "body_too_large"),
    "UNSUPPORTED_MEDIA_TYPE": (415, "unsupported_media_type"),
    "BAD_REQUEST_BODY": (400, "bad_request"),
    "BAD_REQUEST_PARAMETERS": (400, "bad_request"),
    "AUTHORIZER_FAILURE": (500, "internal_error"),
    "AUTHORIZER_CONFIGURATION_ERROR": (500, "internal_error"),
    "API_CONFIGURATION_ERROR": (500, "internal_error"),
    "INTEGRATION_FAILURE": (502, "internal_error"),
    "INTEGRATION_TIMEOUT": (504, "gateway_timeout"),
    "DEFAULT_4XX": (None, "bad_request"),
    "DEFAULT_5XX": (None, "internal_error"),
}


def answers(bodies: dict[str, Any], door: str) -> dict[str, Any]:
    found: dict[str, Any] = bodies[door]["x-amazon-apigateway-gateway-responses"]
    return found


def header(answer: dict[str, Any], name: str) -> str | None:
    value: str | None = answer["responseParameters"].get(f"gatewayresponse.header.{name}")
    return value


@pytest.mark.parametrize("door", APIS)
def test_every_type_that_api_gateway_knows_is_answered(bodies: dict[str, Any], door: str) -> None:
    assert set(answers(bodies, door)) == set(CONTRACT)


@pytest.mark.parametrize("door", APIS)
@pytest.mark.parametrize("kind", CONTRACT)
def test_an_answer_has_the_status_and_code_of_the_contract(bodies: dict[str, Any], door: str, kind: str) -> None:
    answer = answers(bodies, door)[kind]
    problem = json.loads(answer["responseTemplates"]["application/json"])
    status, code = CONTRACT[kind]

    assert answer.get("statusCode") == (str(status) if status else None)
    assert problem.get("status") == status
    assert problem["code"] == code
    assert problem["type"] == f"urn:cong-dan-so:problem:{code}"
    assert problem["instance"] == "urn:request:$context.requestId"


@pytest.mark.parametrize("door", APIS)
@pytest.mark.parametrize("kind", CONTRACT)
def test_an_answer_is_problem_json_that_a_browser_may_read(bodies: dict[str, Any], door: str, kind: str) -> None:
    answer = answers(bodies, door)[kind]

    assert header(answer, "Content-Type") == "'application/problem+json'"
    assert header(answer, "Access-Control-Allow-Origin") == "'*'"
    assert "Retry-After" in (header(answer, "Access-Control-Expose-Headers") or "")
    assert header(answer, "Content-Language") == "'vi, en'"
    assert header(answer, "Cache-Control") == "'no-store'"
    assert " / " in json.loads(answer["responseTemplates"]["application/json"])["detail"]


@pytest.mark.parametrize("kind", ["THROTTLED", "QUOTA_EXCEEDED"])
def test_who_asks_too_often_is_told_when_to_come_back(bodies: dict[str, Any], kind: str) -> None:
    for door in APIS:
        assert int((header(answers(bodies, door)[kind], "Retry-After") or "").strip("'")) > 0


def test_who_must_log_in_is_told_how(bodies: dict[str, Any]) -> None:
    for door in APIS:
        for kind, (status, _) in CONTRACT.items():
            shown = header(answers(bodies, door)[kind], "WWW-Authenticate")
            assert shown == ("'Bearer'" if status == 401 else None)


def test_the_embedded_aws_gets_the_very_answers_of_the_body(api: dict[str, Any], bodies: dict[str, Any]) -> None:
    for name in APIS:
        made = {
            body["Properties"]["ResponseType"]: body["Properties"]
            for body in api.values()
            if body["Type"] == "AWS::ApiGateway::GatewayResponse" and body["Properties"]["RestApiId"] == {"Ref": name}
        }

        assert set(made) == set(CONTRACT)
        for kind, answer in answers(bodies, name).items():
            assert made[kind].get("StatusCode") == answer.get("statusCode")
            assert made[kind]["ResponseParameters"] == answer["responseParameters"]
            assert made[kind]["ResponseTemplates"] == answer["responseTemplates"]
