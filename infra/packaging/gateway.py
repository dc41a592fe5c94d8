"""Make a REST API out of the paths it serves: body, gateway responses, deployment, stage, access log, permissions."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from infra.packaging.documents import fingerprint, kebab, pascal
from infra.packaging.functions import function_id
from infra.packaging.model import Model
from infra.packaging.names import API_STAGE, door, physical_name

_METHODS_WITH_FUNCTION = {"get", "put", "post", "delete", "patch", "head"}


@dataclass(frozen=True)
class Api:
    """One of the two doors: its logical id, the owner of each of its paths, and its mould in api.yaml."""

    name: str
    owners: Mapping[str, str]
    mould: Mapping[str, Any]


def api_resources(api: Api, model: Model, overlay: Mapping[str, Any]) -> dict[str, Any]:
    """Return every resource of one REST API, ready to be put into the template."""
    answers = {
        kind: _gateway_response(answer, model.cors_headers) for kind, answer in overlay["x-gateway-responses"].items()
    }
    body = _body(api, model, answers)
    rest_api = _rest_api(api, body)
    responses = {
        f"{api.name}Response{_camel(kind)}": _response_resource(api.name, kind, answer)
        for kind, answer in answers.items()
    }
    # A deployment is a snapshot of the body and of the API's own settings: its id carries what it took, or an update of
    # the stack would change nothing live.
    deployment = f"{api.name}Deployment{fingerprint(rest_api)}"
    return {
        api.name: rest_api,
        **responses,
        deployment: _deployment(api.name, responses),
        f"{api.name}AccessLog": _access_log(api.name),
        f"{api.name}Stage": _stage(api, deployment, overlay["x-access-log"]),
        **_permissions(api, _guards(body)),
    }


def _body(api: Api, model: Model, answers: Mapping[str, Any]) -> dict[str, Any]:
    swagger = model.swagger
    paths = {path: _path_item(model.paths[path], owner) for path, owner in sorted(api.owners.items())}
    used = _guards({"paths": paths})
    definitions = swagger.get("securityDefinitions", {})
    body = {
        "swagger": swagger["swagger"],
        # An import names the API by its title, and the metrics that alarms watch are kept under that name.
        "info": {**swagger["info"], "title": physical_name(door(api.name)), "description": api.mould["description"]},
        "schemes": swagger["schemes"],
        "x-amazon-apigateway-binary-media-types": swagger["x-amazon-apigateway-binary-media-types"],
        "x-amazon-apigateway-gateway-responses": dict(answers),
        "paths": paths,
        "definitions": swagger["definitions"],
    }
    if used:
        body["securityDefinitions"] = {name: _guard(name, definitions[name]) for name in sorted(used)}
    return body


def _path_item(operations: Mapping[str, Any], owner: str) -> dict[str, Any]:
    return {method: _operation(method, operation, owner) for method, operation in operations.items()}


def _operation(method: str, operation: Mapping[str, Any], owner: str) -> dict[str, Any]:
    if method not in _METHODS_WITH_FUNCTION:
        return dict(operation)
    # Without models there is nothing to consume or produce; API Gateway hands a proxied body over as it came.
    kept = {key: value for key, value in operation.items() if key not in ("consumes", "produces")}
    integration = {**operation["x-amazon-apigateway-integration"], "uri": _invocation_of(owner)}
    return {**kept, "x-amazon-apigateway-integration": integration}


def _guard(name: str, definition: Mapping[str, Any]) -> dict[str, Any]:
    extension = {**definition["x-amazon-apigateway-authorizer"], "authorizerUri": _invocation_of(kebab(name))}
    return {**definition, "x-amazon-apigateway-authorizer": extension}


def _guards(body: Mapping[str, Any]) -> set[str]:
    operations = [operation for item in body["paths"].values() for operation in item.values()]
    return {name for operation in operations for need in operation.get("security", []) for name in need}


def _invocation_of(name: str) -> dict[str, str]:
    service = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions"
    return {"Fn::Sub": f"{service}/${{{function_id(name)}.Arn}}/invocations"}


def _rest_api(api: Api, body: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "Type": "AWS::ApiGateway::RestApi",
        "Properties": {
            "Name": physical_name(door(api.name)),
            "Description": api.mould["description"],
            "EndpointConfiguration": {"Types": ["REGIONAL"]},
            "BinaryMediaTypes": body["x-amazon-apigateway-binary-media-types"],
            "MinimumCompressionSize": 1024,
            "Body": body,
        },
    }


def _gateway_response(answer: Mapping[str, Any], cors: Mapping[str, str]) -> dict[str, Any]:
    # Headers of the preflight alone (methods, max age) have no meaning on an answer.
    shown = {
        name: cors[name] for name in ("Access-Control-Allow-Origin", "Access-Control-Expose-Headers") if name in cors
    }
    headers = {"Content-Type": "application/problem+json", "Cache-Control": "no-store", "Content-Language": "vi, en"}
    if "retry_after" in answer:
        headers["Retry-After"] = str(answer["retry_after"])
    if answer.get("status") == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return {
        **({"statusCode": str(answer["status"])} if "status" in answer else {}),
        "responseParameters": {
            **{f"gatewayresponse.header.{name}": f"'{value}'" for name, value in {**headers, **shown}.items()},
            "gatewayresponse.header.X-Request-Id": "context.requestId",
        },
        "responseTemplates": {"application/json": _problem(answer)},
    }


def _response_resource(api: str, kind: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    """Say one of the body's gateway responses once more as a resource, for the embedded AWS alone.

    It reads none out of a body. AWS does, and replaces all of them at every change of the body: a resource beside it
    would be wiped out by the next update and not made again.
    """
    properties = {
        "RestApiId": {"Ref": api},
        "ResponseType": kind,
        **{name[:1].upper() + name[1:]: value for name, value in answer.items()},
    }
    return {"Type": "AWS::ApiGateway::GatewayResponse", "Condition": "OnEmbedded", "Properties": properties}


def _problem(answer: Mapping[str, Any]) -> str:
    """Return a problem (RFC 9457); `status` is left out where the type keeps several, since none is known here."""
    problem = {
        "type": f"urn:cong-dan-so:problem:{answer['code']}",
        "title": f"{answer['vi']} / {answer['en']}",
        **({"status": answer["status"]} if "status" in answer else {}),
        "detail": f"{answer['vi']} / {answer['en']}",
        "instance": "urn:request:$context.requestId",
        "code": answer["code"],
    }
    return json.dumps(problem, ensure_ascii=False)


def _deployment(api: str, responses: Iterable[str]) -> dict[str, Any]:
    # The embedded AWS takes a response into a deployment only when it was made before it. DependsOn may not name what a
    # condition leaves out, so the description names them, where they exist.
    named = {"Fn::Join": [" ", ["Answers with", *({"Ref": name} for name in sorted(responses))]]}
    return {
        "Type": "AWS::ApiGateway::Deployment",
        "Properties": {
            "RestApiId": {"Ref": api},
            "Description": {"Fn::If": ["OnEmbedded", named, "Answers with the responses of its body"]},
        },
    }


def _access_log(api: str) -> dict[str, Any]:
    return {
        "Type": "AWS::Logs::LogGroup",
        "DeletionPolicy": "Delete",
        "UpdateReplacePolicy": "Delete",
        "Properties": {
            "LogGroupName": {"Fn::Sub": f"/city/${{Stage}}/{door(api)}-api"},
            "RetentionInDays": {"Ref": "LogRetentionDays"},
        },
    }


def _stage(api: Api, deployment: str, access_log: Mapping[str, str]) -> dict[str, Any]:
    return {
        "Type": "AWS::ApiGateway::Stage",
        "DependsOn": ["GatewayAccount"],
        "Properties": {
            "RestApiId": {"Ref": api.name},
            "DeploymentId": {"Ref": deployment},
            "StageName": API_STAGE,
            "TracingEnabled": True,
            "AccessLogSetting": {
                "DestinationArn": {"Fn::GetAtt": [f"{api.name}AccessLog", "Arn"]},
                "Format": json.dumps(access_log, separators=(",", ":")),
            },
            "MethodSettings": [
                {
                    "ResourcePath": "/*",
                    "HttpMethod": "*",
                    "MetricsEnabled": True,
                    # Execution logs would hold paths with ids, in a log group whose retention is not ours.
                    "LoggingLevel": "OFF",
                    "DataTraceEnabled": False,
                    "ThrottlingRateLimit": api.mould["requests_per_second"],
                    "ThrottlingBurstLimit": api.mould["burst"],
                }
            ],
        },
    }


def _permissions(api: Api, guards: Iterable[str]) -> dict[str, Any]:
    callers = {owner: API_STAGE for owner in sorted(set(api.owners.values()))}
    callers |= {kebab(guard): "authorizers" for guard in sorted(guards)}
    return {f"{pascal(name)}Takes{api.name}": _permission(api.name, name, part) for name, part in callers.items()}


def _permission(api: str, function: str, part: str) -> dict[str, Any]:
    source = f"arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{{api}}}/{part}/*"
    return {
        "Type": "AWS::Lambda::Permission",
        "Properties": {
            "Action": "lambda:InvokeFunction",
            "FunctionName": {"Fn::GetAtt": [function_id(function), "Arn"]},
            "Principal": "apigateway.amazonaws.com",
            "SourceArn": {"Fn::Sub": source},
        },
    }


def _camel(kind: str) -> str:
    return pascal(kind.lower()).replace("4xx", "4XX").replace("5xx", "5XX")
