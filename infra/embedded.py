"""Make good, through the embedded AWS's own API, what it leaves out of a template; on AWS nothing here runs.

Each function names the gap. When a newer version closes one, its function goes away and nothing else changes.
"""

from collections.abc import Mapping
from typing import Any

_NO_SUCH_ENTRY: dict[str, Any] = {}


def complete_preflights(apigateway: Any, api_id: str, body: Mapping[str, Any]) -> int:
    """Give mock integrations the responses that the import of a REST API's body drops; return how many lacked them.

    Without them a preflight is answered 200 without a CORS header, and browsers would refuse every call.
    """
    completed = 0
    for resource in _resources(apigateway, api_id):
        wanted = body["paths"].get(resource["path"], {})
        for method, held in resource.get("resourceMethods", {}).items():
            integration = wanted.get(method.lower(), {}).get("x-amazon-apigateway-integration", _NO_SUCH_ENTRY)
            if integration.get("type") == "mock" and not held.get("methodIntegration", {}).get("integrationResponses"):
                _put_responses(apigateway, api_id, resource["id"], method, integration["responses"])
                completed += 1
    return completed


def _resources(apigateway: Any, api_id: str) -> list[dict[str, Any]]:
    pages = apigateway.get_paginator("get_resources").paginate(restApiId=api_id, embed=["methods"])
    return [resource for page in pages for resource in page["items"]]


def _put_responses(apigateway: Any, api_id: str, resource: str, method: str, responses: Mapping[str, Any]) -> None:
    for response in responses.values():
        apigateway.put_integration_response(
            restApiId=api_id,
            resourceId=resource,
            httpMethod=method,
            statusCode=response["statusCode"],
            responseParameters=response["responseParameters"],
        )
