"""Every table model equals the table that is deployed: keys, types, indexes, projections, time to live."""

import importlib
from typing import Any

import pytest

from chalicelib.shared.tables import Table
from infra.packaging import documents
from tests.conventions.source import module_of, python_files

Shape = dict[str, Any]


def models() -> dict[str, type[Table]]:
    """Return every table model by the plural that its table is named after."""
    for path in python_files("chalicelib"):
        if path.name != "__init__.py":
            importlib.import_module(module_of(path))
    found = {model.Meta.table_name.removeprefix("city-test-"): model for model in Table.__subclasses__()}
    assert len(found) == len(Table.__subclasses__()), "two models name the same table"
    return found


def deployed() -> dict[str, Shape]:
    """Return the properties of every table in infra/data.yaml by the same plural."""
    resources = documents.read("data.yaml")["Resources"].values()
    tables = [each["Properties"] for each in resources if each["Type"] == "AWS::DynamoDB::Table"]
    return {table["TableName"]["Fn::Sub"].removeprefix("city-${Stage}-"): table for table in tables}


def shape_of_model(model: type[Table]) -> Shape:
    """Return what matters of a model: `keys`, `types` of all attributes, and its indexes."""
    return {
        "keys": [key for key in (model._hash_keyname, model._range_keyname) if key],
        "types": {attribute.attr_name: attribute.attr_type for attribute in model.get_attributes().values()},
        "indexes": {name: _shape_of_index(index) for name, index in model._indexes.items()},
    }


def _shape_of_index(index: Any) -> Shape:
    schema = index._get_schema()
    keys = {key["KeyType"]: key["AttributeName"] for key in schema["key_schema"]}
    return {
        "keys": [keys[kind] for kind in ("HASH", "RANGE") if kind in keys],
        "types": {each["AttributeName"]: each["AttributeType"] for each in schema["attribute_definitions"]},
        "projection": (index.Meta.projection.projection_type, sorted(index.Meta.projection.non_key_attributes or ())),
    }


def shape_of_table(properties: Shape) -> Shape:
    """Return the same of a deployed table, whose types are those of its keys alone."""
    return {
        "keys": _keys(properties),
        "types": {each["AttributeName"]: each["AttributeType"] for each in properties["AttributeDefinitions"]},
        "indexes": {
            index["IndexName"]: {
                "keys": _keys(index),
                "projection": (
                    index["Projection"]["ProjectionType"],
                    sorted(index["Projection"].get("NonKeyAttributes", ())),
                ),
            }
            for index in properties.get("GlobalSecondaryIndexes", ())
        },
        "expires": properties.get("TimeToLiveSpecification", {}).get("AttributeName"),
    }


def _keys(schema: Shape) -> list[str]:
    return [key["AttributeName"] for key in schema["KeySchema"]]


def differences(model: Shape, table: Shape) -> list[str]:
    """Return in how far a model is not its table."""
    found = [] if model["keys"] == table["keys"] else [f"keys: {model['keys']} and {table['keys']}"]
    for name, kind in table["types"].items():
        if model["types"].get(name) != kind:
            found.append(f"{name}: {model['types'].get(name)} and {kind}")
    for name in sorted(model["indexes"].keys() | table["indexes"].keys()):
        found += _index_differences(name, model, table)
    keys = {*table["keys"], *(key for index in table["indexes"].values() for key in index["keys"])}
    if keys != table["types"].keys():
        found.append(f"defined but no key, or a key and not defined: {sorted(keys ^ table['types'].keys())}")
    if table["expires"] and model["types"].get(table["expires"]) != "N":
        found.append(f"the time to live reads {table['expires']}, which is no number of the model")
    return found


def _index_differences(name: str, model: Shape, table: Shape) -> list[str]:
    own, other = model["indexes"].get(name), table["indexes"].get(name)
    if own is None or other is None:
        return [f"index {name} stands on one side alone"]
    found = [f"index {name}: {part} differs" for part in ("keys", "projection") if own[part] != other[part]]
    found += [f"index {name}: {key} is no {kind} of the model" for key, kind in own["types"].items()
              if model["types"].get(key) != kind]  # fmt: skip
    unknown = [attribute for attribute in own["projection"][1] if attribute not in model["types"]]
    return found + [f"index {name} projects {attribute}, which the model lacks" for attribute in unknown]


def test_every_model_has_a_table_and_every_table_a_model() -> None:
    assert sorted(models()) == sorted(deployed())


@pytest.mark.parametrize("plural", sorted(deployed()))
def test_a_model_is_its_table(plural: str) -> None:
    assert differences(shape_of_model(models()[plural]), shape_of_table(deployed()[plural])) == []


@pytest.mark.parametrize("plural", sorted(deployed()))
def test_a_table_is_named_in_plural_kebab(plural: str) -> None:
    assert all(part.isalpha() and part.islower() for part in plural.split("-"))
    assert plural.endswith("s") or plural in {"timeline", "staff", "idempotency", "audit", "followed"}


MODEL = {
    "keys": ["bench_id"],
    "types": {"bench_id": "S", "park_id": "S", "expires_at": "N", "card": "S"},
    "indexes": {"of_park": {"keys": ["park_id"], "types": {"park_id": "S"}, "projection": ("INCLUDE", ["card"])}},
}
TABLE = {
    "keys": ["bench_id"],
    "types": {"bench_id": "S", "park_id": "S"},
    "indexes": {"of_park": {"keys": ["park_id"], "projection": ("INCLUDE", ["card"])}},
    "expires": "expires_at",
}


def test_a_model_like_its_table_has_no_differences() -> None:
    assert differences(MODEL, TABLE) == []


@pytest.mark.parametrize(
    ("model", "table"),
    [
        ({"keys": ["park_id"]}, {}),
        ({"types": {**MODEL["types"], "bench_id": "N"}}, {}),
        ({"types": {"bench_id": "S", "park_id": "S", "card": "S"}}, {}),
        ({"types": {**MODEL["types"], "expires_at": "S"}}, {}),
        ({"indexes": {}}, {}),
        ({}, {"indexes": {}}),
        ({}, {"types": {"bench_id": "S"}}),
        ({}, {"types": {**TABLE["types"], "colour": "S"}}),
        ({}, {"indexes": {"of_park": {"keys": ["park_id"], "projection": ("ALL", [])}}}),
        ({}, {"indexes": {"of_park": {"keys": ["park_id", "bench_id"], "projection": ("INCLUDE", ["card"])}}}),
        ({"types": {"bench_id": "S", "park_id": "S", "expires_at": "N"}}, {}),
    ],
)
def test_every_difference_is_found(model: Shape, table: Shape) -> None:
    assert differences({**MODEL, **model}, {**TABLE, **table})
