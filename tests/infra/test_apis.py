"""Two REST APIs: every path in the right one, led to the function of its owner, guarded by the API's own authorizer."""

import copy
import json
from dataclasses import replace
from typing import Any

import pytest

from chalicelib import features
from infra import build
from infra.packaging import documents, gateway
from infra.packaging.documents import pascal
from infra.packaging.model import PROJECT, Model
from infra.packaging.names import API_STAGE
from infra.packaging.split import SplitError, api_of, path_owners

FUNCTION_METHODS = {"get", "post", "put", "patch", "delete", "head"}


def operations(body: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, each) for path, item in body["paths"].items() for method, each in item.items()]


def test_an_api_stays_below_the_limit_of_resources(bodies: dict[str, Any]) -> None:
    for body in bodies.values():
        parts = [path.strip("/").split("/") for path in body["paths"]]
        nodes = {tuple(each[: depth + 1]) for each in parts for depth in range(len(each))}

        # API Gateway takes 300 and keeps one for the root.
        assert len(nodes) <= 280


def test_a_template_stays_below_the_limit_of_size(templates: dict[str, Any]) -> None:
    for template in templates.values():
        assert len(documents.minified(template).encode()) <= 800_000
        assert len(template["Resources"]) <= 480


def test_every_path_of_the_app_is_in_exactly_one_api(model: Model, bodies: dict[str, Any]) -> None:
    served = [path for body in bodies.values() for path in body["paths"]]

    assert sorted(served) == sorted(model.paths)
    assert all(path.startswith("/desk/") for path in bodies["StaffApi"]["paths"])
    assert not any(path.startswith("/desk/") for path in bodies["CitizenApi"]["paths"])


def test_every_function_of_routes_serves_something(owners: dict[str, str]) -> None:
    assert set(owners.values()) == {function.name for function in features.functions()}


def test_every_route_leads_to_the_function_of_its_owner(bodies: dict[str, Any], owners: dict[str, str]) -> None:
    for body in bodies.values():
        for path, method, operation in operations(body):
            if method in FUNCTION_METHODS:
                integration = operation["x-amazon-apigateway-integration"]
                assert f"${{{pascal(owners[path])}Function.Arn}}" in integration["uri"]["Fn::Sub"]
                assert integration["type"] == "aws_proxy"


def test_each_api_knows_its_own_authorizer_alone(bodies: dict[str, Any]) -> None:
    kept = {name: body.get("securityDefinitions", {}) for name, body in bodies.items()}

    assert set(kept["CitizenApi"]) == {"citizen_authorizer"}
    assert set(kept["StaffApi"]) == {"staff_authorizer"}
    for guards, seconds in ((kept["CitizenApi"], 300), (kept["StaffApi"], 60)):
        for name, guard in guards.items():
            extension = guard["x-amazon-apigateway-authorizer"]
            assert extension["authorizerResultTtlInSeconds"] == seconds
            assert f"${{{pascal(name)}Function.Arn}}" in extension["authorizerUri"]["Fn::Sub"]


def test_every_route_of_the_staff_api_is_guarded(bodies: dict[str, Any]) -> None:
    for _, method, operation in operations(bodies["StaffApi"]):
        if method in FUNCTION_METHODS:
            assert operation["security"] == [{"staff_authorizer": []}]


def test_a_preflight_allows_every_header_a_client_may_send(bodies: dict[str, Any]) -> None:
    for body in bodies.values():
        for path, method, operation in operations(body):
            if method in FUNCTION_METHODS:
                mock = body["paths"][path]["options"]["x-amazon-apigateway-integration"]
                allowed = mock["responses"]["default"]["responseParameters"]
                headers = allowed["method.response.header.Access-Control-Allow-Headers"]
                assert {"Authorization", "Idempotency-Key", "If-Match", "If-None-Match"} <= set(
                    headers.strip("'").split(",")
                )
                assert method.upper() in allowed["method.response.header.Access-Control-Allow-Methods"]
                assert operation["x-amazon-apigateway-integration"]["type"] == "aws_proxy"


def test_an_api_may_call_what_it_leads_to_and_nothing_else(api: dict[str, Any], owners: dict[str, str]) -> None:
    for name in ("CitizenApi", "StaffApi"):
        allowed = {
            body["Properties"]["FunctionName"]["Fn::GetAtt"][0]
            for body in api.values()
            if body["Type"] == "AWS::Lambda::Permission"
            and body["Properties"]["Principal"] == "apigateway.amazonaws.com"
            and f"${{{name}}}/" in body["Properties"]["SourceArn"]["Fn::Sub"]
        }
        used = {f"{pascal(owner)}Function" for path, owner in owners.items() if api_of(path) == name}
        guard = "CitizenAuthorizerFunction" if name == "CitizenApi" else "StaffAuthorizerFunction"

        assert allowed == used | {guard}


def test_a_stage_is_traced_throttled_and_logged(api: dict[str, Any]) -> None:
    for name in ("CitizenApi", "StaffApi"):
        stage = api[f"{name}Stage"]["Properties"]
        [settings] = stage["MethodSettings"]

        assert stage["TracingEnabled"] is True
        assert settings["ThrottlingRateLimit"] == {"Ref": f"{name.removesuffix('Api')}RequestsPerSecond"}
        assert settings["ThrottlingBurstLimit"] == {"Ref": f"{name.removesuffix('Api')}Burst"}
        assert api[f"{name}AccessLog"]["Properties"]["RetentionInDays"] == {"Ref": "LogRetentionDays"}
        assert settings["DataTraceEnabled"] is False


def test_the_access_log_holds_nothing_of_a_person(api: dict[str, Any]) -> None:
    for name in ("CitizenApi", "StaffApi"):
        values = json.loads(api[f"{name}Stage"]["Properties"]["AccessLogSetting"]["Format"]).values()

        assert not [each for each in values if "identity" in each or "authorizer" in each or each == "$context.path"]


def test_a_changed_body_makes_a_new_deployment(model: Model, api: dict[str, Any]) -> None:
    changed = copy.deepcopy(model.swagger)
    changed["paths"]["/v1/health-check"]["get"]["summary"] = "Something else"

    again = build.templates(replace(model, swagger=changed))["api"]["Resources"]

    def deployments(resources: dict[str, Any], name: str) -> list[str]:
        return [each for each in resources if each.startswith(f"{name}Deployment")]

    assert deployments(again, "CitizenApi") != deployments(api, "CitizenApi")
    assert deployments(again, "StaffApi") == deployments(api, "StaffApi")
    assert again["CitizenApiStage"]["Properties"]["DeploymentId"] == {"Ref": deployments(again, "CitizenApi")[0]}


def test_a_changed_setting_of_an_api_makes_a_new_deployment(
    model: Model, api: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    of_today = gateway._rest_api

    def compressing_less(*given: Any) -> dict[str, Any]:
        made = of_today(*given)
        return {**made, "Properties": {**made["Properties"], "MinimumCompressionSize": 4096}}

    monkeypatch.setattr(gateway, "_rest_api", compressing_less)
    again = build.templates(model)["api"]["Resources"]

    assert not {each for each in again if "ApiDeployment" in each} & set(api)


def test_the_alarms_of_an_api_watch_the_name_that_its_import_gives_it(
    templates: dict[str, Any], bodies: dict[str, Any]
) -> None:
    alarms = templates["operations"]["Resources"]
    for name, body in bodies.items():
        title = body["info"]["title"]
        dimensions = [{"Name": "ApiName", "Value": title}, {"Name": "Stage", "Value": "api"}]

        assert templates["api"]["Resources"][name]["Properties"]["Name"] == title
        for kind in ("ServerErrors", "Latency"):
            assert alarms[f"{name}{kind}"]["Properties"]["Dimensions"] == dimensions


def test_the_stage_of_the_apis_is_the_one_that_chalice_is_told() -> None:
    config = json.loads((PROJECT / ".chalice" / "config.json").read_text("utf-8"))

    assert config["api_gateway_stage"] == API_STAGE


def test_a_path_that_nobody_owns_is_refused_by_name(model: Model) -> None:
    stray = {**model.swagger, "paths": {**model.paths, "/v2/education": {}}}

    with pytest.raises(SplitError, match="/v2/education"):
        path_owners(replace(model, swagger=stray))


def test_the_same_app_gives_the_same_templates(model: Model, templates: dict[str, Any]) -> None:
    again = build.templates(model)

    assert {name: documents.minified(each) for name, each in again.items()} == {
        name: documents.minified(each) for name, each in templates.items()
    }
