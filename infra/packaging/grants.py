"""Turn a block of grants.yaml into a role's statements, an environment, and the parameters both refer to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from infra.packaging import buckets as filing
from infra.packaging import pushes as pushing
from infra.packaging import sources as wiring
from infra.packaging import workflows as timing
from infra.packaging.documents import pascal
from infra.packaging.sources import Source, read_source

_KNOWN = {
    "memory",
    "timeout",
    "storage",
    "tables",
    "secrets",
    "keys",
    "sources",
    "sends",
    "buckets",
    "workflows",
    "pushes",
    "layers",
    "environment",
}
_TABLE_ACTIONS = {
    "GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem",
}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """What a function may do with one table."""

    actions: tuple[str, ...]
    indexes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Key:
    """What a function may do with one KMS key, and which entry its encryption context must have."""

    actions: tuple[str, ...]
    context: str


@dataclass(frozen=True)
class Grant:
    """The block of one function."""

    name: str
    memory: int
    timeout: int
    tables: Mapping[str, Table] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()
    keys: Mapping[str, Key] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    sends: tuple[str, ...] = ()
    buckets: Mapping[str, filing.Rights] = field(default_factory=dict)
    workflows: timing.Workflows = field(default_factory=dict)
    pushes: bool = False
    layers: tuple[str, ...] = ()
    environment: Mapping[str, Any] = field(default_factory=dict)
    storage: int | None = None


def read_grants(document: Mapping[str, Any]) -> dict[str, Grant]:
    """Return the grants of every function; raise ValueError for a word the file does not know."""
    return {name: _grant(name, block) for name, block in document["functions"].items()}


def _grant(name: str, block: Mapping[str, Any]) -> Grant:
    if unknown := set(block) - _KNOWN:
        raise ValueError(f"grants.yaml: {name} has unknown entries {sorted(unknown)}")
    return Grant(
        name=name,
        memory=block["memory"],
        timeout=block["timeout"],
        tables={table: _table(name, given) for table, given in block.get("tables", {}).items()},
        secrets=tuple(block.get("secrets", ())),
        keys={key: Key(tuple(given["actions"]), given["context"]) for key, given in block.get("keys", {}).items()},
        sources=tuple(read_source(name, given) for given in block.get("sources", ())),
        sends=tuple(block.get("sends", ())),
        buckets={bucket: filing.read_rights(name, given) for bucket, given in block.get("buckets", {}).items()},
        workflows=timing.read_workflows(name, block.get("workflows", {})),
        pushes=block.get("pushes", False),
        layers=tuple(block.get("layers", ())),
        environment=block.get("environment", {}),
        storage=block.get("storage"),
    )


def _table(name: str, given: Mapping[str, Any]) -> Table:
    if refused := set(given["actions"]) - _TABLE_ACTIONS:
        raise ValueError(f"grants.yaml: {name} asks for {sorted(refused)}, which no function of this city gets")
    return Table(tuple(given["actions"]), tuple(given.get("indexes", ())))


def parameters(grants: Mapping[str, Grant]) -> dict[str, dict[str, str]]:
    """Return the template parameters all grants refer to; the outputs of earlier stacks have the same names."""
    tables = sorted({table for grant in grants.values() for table in grant.tables})
    secrets = sorted({secret for grant in grants.values() for secret in grant.secrets})
    keys = sorted({key for grant in grants.values() for key in grant.keys})
    sources = [source for grant in grants.values() for source in grant.sources]
    sends = [queue for grant in grants.values() for queue in grant.sends]
    pushes = pushing.parameters() if any(grant.pushes for grant in grants.values()) else {}
    return {
        **pushes,
        **{
            f"Table{pascal(name)}": _parameter(f"Name of the table {name}; a restored one has another")
            for name in tables
        },
        **{f"Secret{pascal(name)}": _parameter(f"ARN of the secret {name}") for name in secrets},
        **{f"Key{pascal(name)}": _parameter(f"ARN of the KMS key for {name}") for name in keys},
        **{name: _parameter(description) for name, description in wiring.parameters(sources, sends).items()},
        **{name: _parameter(description) for name, description in filing.parameters(_buckets(grants)).items()},
        **{name: _parameter(description) for name, description in timing.parameters(_workflows(grants)).items()},
    }


def _buckets(grants: Mapping[str, Grant]) -> set[str]:
    return {bucket for grant in grants.values() for bucket in grant.buckets}


def _workflows(grants: Mapping[str, Grant]) -> set[str]:
    return {workflow for grant in grants.values() for workflow in grant.workflows}


def environment(grant: Grant) -> dict[str, Any]:
    """Return the variables that a function's grants bring with them, under the names settings.py reads."""
    brought = {
        **{f"TABLE_{_upper(name)}": {"Ref": f"Table{pascal(name)}"} for name in grant.tables},
        **{f"SECRET_{_upper(name)}": {"Ref": f"Secret{pascal(name)}"} for name in grant.secrets},
        **{f"KMS_{_upper(_singular(name))}_KEY": {"Ref": f"Key{pascal(name)}"} for name in grant.keys},
    }
    # Functions without a table are look-up functions: they must not load the X-Ray SDK (docs/adr, speed).
    # Those that need no more than a secret sign that one call themselves.
    traced = {"XRAY_AWS_CALLS": "1"} if grant.tables else {"SMALL_CALLS": "1"} if grant.secrets else {}
    return {
        **traced,
        **brought,
        **wiring.environment(grant.sends),
        **filing.environment(grant.buckets),
        **timing.environment(grant.workflows),
        **(pushing.environment() if grant.pushes else {}),
        **grant.environment,
    }


def statements(grant: Grant) -> list[dict[str, Any]]:
    """Return the statements of a function's role beyond its own log group and traces."""
    result = []
    for name, table in grant.tables.items():
        result += _table_statements(name, table)
    for name in grant.secrets:
        result.append(
            _allow(f"Secret{pascal(name)}", ["secretsmanager:GetSecretValue"], {"Ref": f"Secret{pascal(name)}"})
        )
    for name, key in grant.keys.items():
        statement = _allow(
            f"Key{pascal(name)}", [f"kms:{action}" for action in key.actions], {"Ref": f"Key{pascal(name)}"}
        )
        # A data key may only be made or opened for somebody: the context is part of what KMS seals and of its log.
        # The embedded AWS enforces policies but knows no kms:EncryptionContext key, and would refuse every call.
        condition = {"StringLike": {f"kms:EncryptionContext:{key.context}": "?*"}}
        statement["Condition"] = {"Fn::If": ["OnAws", condition, {"Ref": "AWS::NoValue"}]}
        result.append(statement)
    result += wiring.statements(grant.sources, grant.sends) + filing.statements(grant.buckets)
    result += timing.statements(grant.workflows)
    return result + (pushing.statements() if grant.pushes else [])


def _table_statements(name: str, table: Table) -> list[dict[str, Any]]:
    arn = f"arn:${{AWS::Partition}}:dynamodb:${{AWS::Region}}:${{AWS::AccountId}}:table/${{Table{pascal(name)}}}"
    actions = [f"dynamodb:{action}" for action in table.actions]
    result = [_allow(f"Table{pascal(name)}", actions, {"Fn::Sub": arn})]
    if table.indexes:
        indexes = [{"Fn::Sub": f"{arn}/index/{index}"} for index in table.indexes]
        result.append(_allow(f"IndexesOf{pascal(name)}", ["dynamodb:Query"], indexes))
    return result


def _allow(sid: str, actions: list[str], resource: Any) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resource}


def _parameter(description: str) -> dict[str, str]:
    return {"Type": "String", "Description": description}


def _upper(name: str) -> str:
    return name.replace("-", "_").upper()


def _singular(name: str) -> str:
    return name.removesuffix("ies") + "y" if name.endswith("ies") else name.removesuffix("s")
