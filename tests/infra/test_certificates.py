"""Certificates are read by one function alone, from a bucket that is closed, behind a firewall."""

from typing import Any

import pytest

from infra.packaging import documents
from infra.packaging.grants import read_grants

FILES = "private/practising_certificates/"


def allowed(api: dict[str, Any], role: str) -> list[tuple[tuple[str, ...], str]]:
    """Return what a role may do beyond its logs and traces, with the end of the resource."""
    statements = api[role]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    return [
        (tuple(each["Action"]), str(each["Resource"].get("Fn::Sub", each["Resource"].get("Ref"))).rpartition(":")[2])
        for each in statements
        if each["Sid"] not in ("OwnLogs", "Traces")
    ]


def test_the_function_may_count_hash_and_get_its_own_files_and_nothing_else(api: dict[str, Any]) -> None:
    assert allowed(api, "ConstructionCertificatesRole") == [
        (("dynamodb:UpdateItem",), "table/${TableRateLimits}"),
        (("secretsmanager:GetSecretValue",), "SecretLookupKey"),
        (("s3:GetObject",), "${BucketDatasets}/" + FILES + "*"),
    ]


def test_no_other_function_of_routes_may_read_certificates() -> None:
    grants = read_grants(documents.read("grants.yaml"))
    readers = {
        name
        for name, grant in grants.items()
        for prefix, actions in grant.buckets.get("datasets", {}).items()
        if "GetObject" in actions and FILES.startswith(prefix)
    }

    # Those of publication make the files, and turn back to an earlier one.
    assert {name for name in readers if not name.startswith("dataset-")} <= {"construction-certificates", "platform"}


def test_the_bucket_of_private_files_is_closed(templates: dict[str, dict[str, Any]]) -> None:
    bucket = templates["data"]["Resources"]["DatasetBucket"]["Properties"]

    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert "BucketDatasets" not in str(templates["edge"])


def test_the_route_is_open_and_leads_to_its_own_function(api: dict[str, Any]) -> None:
    path = api["CitizenApi"]["Properties"]["Body"]["paths"]["/v1/construction/certificates"]

    uri = path["get"]["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"]
    assert "${ConstructionCertificatesFunction.Arn}" in uri
    assert "security" not in path["get"]


def test_the_firewall_stands_before_the_citizen_api_and_goes_by_the_connection(api: dict[str, Any]) -> None:
    firewall = api["CitizenFirewall"]["Properties"]
    [rule] = [each for each in firewall["Rules"] if each["Name"] == "certificates"]

    limited = rule["Statement"]["RateBasedStatement"]
    assert limited["AggregateKeyType"] == "IP"
    assert limited["ScopeDownStatement"]["ByteMatchStatement"]["SearchString"] == "/v1/construction/certificates"
    assert rule["Action"]["Block"]["CustomResponse"]["ResponseCode"] == 429
    tied = api["CitizenFirewallBeforeApi"]
    assert tied["Properties"]["WebACLArn"] == {"Fn::GetAtt": ["CitizenFirewall", "Arn"]}
    assert "${CitizenApi}/stages/api" in tied["Properties"]["ResourceArn"]["Fn::Sub"]
    assert {api[name]["Condition"] for name in ("CitizenFirewall", "CitizenFirewallBeforeApi")} == {"OnAws"}


@pytest.mark.parametrize("name", ["rate-limits"])
def test_the_rows_of_counters_go_by_themselves(templates: dict[str, dict[str, Any]], name: str) -> None:
    [table] = [
        each["Properties"]
        for each in templates["data"]["Resources"].values()
        if each.get("Properties", {}).get("TableName", {}) == {"Fn::Sub": f"city-${{Stage}}-{name}"}
    ]

    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
