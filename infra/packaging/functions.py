"""Make a function with its log group, its role and what calls it: the resources of one block of grants.yaml."""

from collections.abc import Mapping
from typing import Any

from infra.packaging import grants, sources
from infra.packaging.documents import merged, pascal
from infra.packaging.grants import Grant
from infra.packaging.names import physical_name

FEATURE_HANDLER = "app.app"


def function_id(name: str) -> str:
    """Return the logical id of a function: `public-services` → `PublicServicesFunction`."""
    return f"{pascal(name)}Function"


def function_resources(grant: Grant, handler: str, feature: str | None, mould: Mapping[str, Any]) -> dict[str, Any]:
    """Return one function, its role, its log group and what calls it, ready to be put into the template."""
    name = pascal(grant.name)
    return {
        f"{name}Logs": _log_group(grant.name),
        f"{name}Role": _role(grant),
        f"{name}Function": _function(grant, handler, feature, mould),
        **sources.resources(grant.name, grant.sources),
    }


def _log_group(name: str) -> dict[str, Any]:
    return {
        "Type": "AWS::Logs::LogGroup",
        "DeletionPolicy": "Delete",
        "UpdateReplacePolicy": "Delete",
        "Properties": {
            "LogGroupName": {"Fn::Sub": f"/aws/lambda/city-${{Stage}}-{name}"},
            "RetentionInDays": {"Ref": "LogRetentionDays"},
        },
    }


def _function(grant: Grant, handler: str, feature: str | None, mould: Mapping[str, Any]) -> dict[str, Any]:
    variables = {"POWERTOOLS_SERVICE_NAME": grant.name, **({"FEATURE": feature} if feature else {})}
    own = {
        "FunctionName": physical_name(grant.name),
        "Handler": handler,
        "MemorySize": grant.memory,
        "Timeout": grant.timeout,
        "Role": {"Fn::GetAtt": [f"{pascal(grant.name)}Role", "Arn"]},
        "LoggingConfig": {"LogGroup": {"Ref": f"{pascal(grant.name)}Logs"}},
        "Environment": {"Variables": {**variables, **grants.environment(grant)}},
    }
    layers = {"Layers": [{"Ref": f"{pascal(layer)}Layer"} for layer in grant.layers]} if grant.layers else {}
    storage = {"EphemeralStorage": {"Size": grant.storage}} if grant.storage else {}
    return {"Type": "AWS::Lambda::Function", "Properties": merged(mould, own | layers | storage)}


def _role(grant: Grant) -> dict[str, Any]:
    allowed = [_writing_logs(grant.name), _sending_traces(), *grants.statements(grant)]
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": _document(
                [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]
            ),
            "Policies": [{"PolicyName": "grants", "PolicyDocument": _document(allowed)}],
        },
    }


def _writing_logs(name: str) -> dict[str, Any]:
    arn = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/city-${Stage}-" + name
    return {
        "Sid": "OwnLogs",
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": {"Fn::Sub": f"{arn}:*"},
    }


def _sending_traces() -> dict[str, Any]:
    # Trace segments belong to no resource: IAM knows these two actions with Resource * alone
    # (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html).
    actions = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
    return {"Sid": "Traces", "Effect": "Allow", "Action": actions, "Resource": "*"}


def _document(statements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": statements}
