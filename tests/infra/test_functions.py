"""Every feature group is a function of its own, with a role that holds its grants and nothing else."""

import logging
import re
from typing import Any

import pytest

from chalicelib import features
from chalicelib.shared import settings
from infra.packaging.documents import pascal
from infra.packaging.grants import read_grants
from infra.packaging.model import Model
from infra.packaging.split import SplitError, functions_of

LOOK_UPS = ("education", "health", "tourism", "transport", "construction", "agencies", "map")


def functions(api: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: body["Properties"] for name, body in api.items() if body["Type"] == "AWS::Lambda::Function"}


def statements(api: dict[str, Any], role: str) -> list[dict[str, Any]]:
    policies = api[role]["Properties"]["Policies"]
    return [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]


def roles(api: dict[str, Any]) -> list[str]:
    return [body["Role"]["Fn::GetAtt"][0] for body in functions(api).values()]


def test_every_group_has_a_function_that_serves_it_alone_and_so_has_what_stands_apart(api: dict[str, Any]) -> None:
    assert set(features.names()) < {function.name for function in features.functions()}
    for name in (function.name for function in features.functions()):
        function = functions(api)[f"{pascal(name)}Function"]

        assert function["Handler"] == "app.app"
        assert function["Environment"]["Variables"]["FEATURE"] == name
        assert function["FunctionName"] == {"Fn::Sub": f"city-${{Stage}}-{name}"}


def test_both_authorizers_are_functions_that_serve_no_feature(api: dict[str, Any]) -> None:
    for name in ("citizen_authorizer", "staff_authorizer"):
        function = functions(api)[f"{pascal(name)}Function"]

        assert function["Handler"] == f"chalicelib.shared.auth.{name}"
        assert "FEATURE" not in function["Environment"]["Variables"]


def test_every_function_has_a_role_and_a_log_group_of_its_own(api: dict[str, Any]) -> None:
    logs = [body["LoggingConfig"]["LogGroup"]["Ref"] for body in functions(api).values()]

    assert len(functions(api)) == len(set(roles(api))) == len(set(logs))
    for log in logs:
        assert api[log]["Properties"]["RetentionInDays"] == {"Ref": "LogRetentionDays"}


def test_every_function_states_memory_timeout_and_tracing(api: dict[str, Any], model: Model) -> None:
    alone = {f"{pascal(name)}Function" for name in model.handlers}
    for name, function in functions(api).items():
        assert 128 <= function["MemorySize"] <= 3008
        # API Gateway gives up after 29 seconds; where nobody waits, Lambda itself does after 15 minutes.
        assert 1 <= function["Timeout"] <= (900 if name in alone else 28)
        assert function["TracingConfig"] == {"Mode": "Active"}


def test_every_function_logs_from_the_level_that_the_stack_is_told(
    templates: dict[str, dict[str, Any]], api: dict[str, Any]
) -> None:
    for function in functions(api).values():
        assert function["LoggingConfig"]["LogFormat"] == "JSON"
        assert function["LoggingConfig"]["ApplicationLogLevel"] == {"Ref": "LogLevel"}
        assert function["Environment"]["Variables"]["LOG_LEVEL"] == {"Ref": "LogLevel"}
    # Words that Lambda takes and that the logger of the functions knows.
    levels = set(templates["api"]["Parameters"]["LogLevel"]["AllowedValues"])
    assert levels <= {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"} & set(logging.getLevelNamesMapping())


def test_every_function_knows_how_long_a_day_is_and_in_earnest_it_is_a_real_one(
    templates: dict[str, dict[str, Any]], api: dict[str, Any]
) -> None:
    for function in functions(api).values():
        assert function["Environment"]["Variables"]["CITY_DAY_SECONDS"] == {"Ref": "DaySeconds"}
    template = templates["api"]
    assert template["Parameters"]["DaySeconds"]["Default"] == ""
    rule = template["Rules"]["RealDaysInEarnest"]
    assert rule["RuleCondition"] == {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}
    assert [each["Assert"] for each in rule["Assertions"]] == [{"Fn::Equals": [{"Ref": "DaySeconds"}, ""]}]


def test_no_role_may_do_everything_or_scan(api: dict[str, Any]) -> None:
    for role in roles(api):
        actions = [action for statement in statements(api, role) for action in statement["Action"]]

        assert [action for action in actions if "*" in action or action.endswith("Scan")] == []


def test_only_trace_segments_go_to_no_named_resource(api: dict[str, Any]) -> None:
    for role in roles(api):
        unbounded = [statement for statement in statements(api, role) if statement["Resource"] == "*"]

        assert [statement["Action"] for statement in unbounded] == [
            ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
        ]


def test_a_function_writes_to_its_own_log_group_alone(api: dict[str, Any]) -> None:
    for name, function in functions(api).items():
        own = function["FunctionName"]["Fn::Sub"]
        [logs] = [one for one in statements(api, name.replace("Function", "Role")) if one["Sid"] == "OwnLogs"]

        assert logs["Resource"]["Fn::Sub"].endswith(f":log-group:/aws/lambda/{own}:*")


def test_look_up_groups_are_granted_at_most_the_key_that_signs_cursors(api: dict[str, Any]) -> None:
    for name in LOOK_UPS:
        sids = [statement["Sid"] for statement in statements(api, f"{pascal(name)}Role")]

        assert sids in (["OwnLogs", "Traces"], ["OwnLogs", "Traces", "SecretCursorKey"])
        assert "XRAY_AWS_CALLS" not in functions(api)[f"{pascal(name)}Function"]["Environment"]["Variables"]


def test_a_key_seals_and_opens_only_in_somebodys_name(api: dict[str, Any]) -> None:
    uses = [one for role in roles(api) for one in statements(api, role) if one["Action"][0].startswith("kms:")]

    assert uses
    for use in uses:
        condition = use["Condition"]["Fn::If"]
        # Somebody is a citizen, or the caller behind a report.
        named = {next(iter(condition[1]["StringLike"])).removeprefix("kms:EncryptionContext:")}
        assert condition[0] == "OnAws"
        assert named <= {"citizen_id", "report_id"}
        assert list(condition[1]) == ["StringLike"] and set(condition[1]["StringLike"].values()) == {"?*"}


def test_every_grant_brings_the_variable_that_settings_read(
    api: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    variables = functions(api)["LoginFunction"]["Environment"]["Variables"]
    for name, value in variables.items():
        monkeypatch.setenv(name, value if isinstance(value, str) else value["Ref"])

    assert settings.table("login-attempts") == "TableLoginAttempts"
    assert settings.secret("signing-key") == "SecretSigningKey"
    assert settings.identity_key() == "KeyIdentities"
    assert settings.vneid_issuer() == "VneidIssuer"
    assert settings.base_url() == "BaseUrl"
    assert settings.token_issuer() == "TokenIssuer"
    assert settings.token_audience() == "TokenAudience"


def test_what_grants_refer_to_is_what_the_data_stack_gives(templates: dict[str, dict[str, Any]]) -> None:
    wanted = {name for name in templates["api"]["Parameters"] if re.match("(Table|Secret|Key)[A-Z]", name)}

    assert wanted <= set(templates["data"]["Outputs"])


def test_every_granted_index_exists(templates: dict[str, dict[str, Any]], grants: dict[str, Any]) -> None:
    data = templates["data"]
    for grant in grants.values():
        for name, table in grant.tables.items():
            logical = data["Outputs"][f"Table{pascal(name)}"]["Value"]["Ref"]
            indexes = data["Resources"][logical]["Properties"].get("GlobalSecondaryIndexes", [])

            assert set(table.indexes) <= {index["IndexName"] for index in indexes}


def test_a_function_without_a_grant_is_refused_by_name(model: Model, grants: dict[str, Any]) -> None:
    known = {name: grant for name, grant in grants.items() if name != "map"}

    with pytest.raises(SplitError, match=r"grants\.yaml has no block for map"):
        functions_of(model, known)


def test_a_grant_without_a_function_is_refused_by_name(model: Model, grants: dict[str, Any]) -> None:
    with pytest.raises(SplitError, match="no function bears: mapp"):
        functions_of(model, {**grants, "mapp": grants["map"]})


@pytest.mark.parametrize("action", ["Scan", "*", "PartiQLSelect"])
def test_an_action_that_nobody_gets_is_refused(action: str) -> None:
    block = {"memory": 512, "timeout": 10, "tables": {"reports": {"actions": [action]}}}

    with pytest.raises(ValueError, match="which no function of this city gets"):
        read_grants({"functions": {"map": block}})


def test_a_misspelt_word_in_a_grant_is_refused() -> None:
    with pytest.raises(ValueError, match="map has unknown entries"):
        read_grants({"functions": {"map": {"memory": 512, "timeout": 10, "tabels": {}}}})
