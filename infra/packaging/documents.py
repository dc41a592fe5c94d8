"""Read the hand-written YAML with CloudFormation's short forms, and write templates the same way every time."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

INFRA = Path(__file__).resolve().parents[1]


# A loader of its own that also knows `!Ref`, `!Sub` and the other short forms, without changing PyYAML's for others.
_Loader: Any = type("_Loader", (yaml.SafeLoader,), {})


def _intrinsic(loader: Any, suffix: str, node: Any) -> dict[str, Any]:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        scalar = loader.construct_scalar(node)
        return {name: str(scalar).split(".", 1) if suffix == "GetAtt" else scalar}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    raise ValueError(f"!{suffix} takes a text or a list here, {node.start_mark}")


_Loader.add_multi_constructor("!", _intrinsic)


def read(name: str) -> dict[str, Any]:
    """Return one of the YAML files of `infra/`, its short forms written out."""
    document: dict[str, Any] = yaml.load((INFRA / name).read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506
    return document


def minified(document: Mapping[str, Any]) -> str:
    """Write a document as the shortest JSON, its order kept, so that equal input gives equal bytes."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def fingerprint(document: Any) -> str:
    """Return ten characters that change when the document does, fit for a logical id."""
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:10]


def merged(base: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with `more` laid over it, mapping by mapping; neither is changed."""
    result = dict(base)
    for key, value in more.items():
        both = isinstance(value, Mapping) and isinstance(result.get(key), Mapping)
        result[key] = merged(result[key], value) if both else value
    return result


def pascal(name: str) -> str:
    """Turn a kebab or snake name into a logical id: `public-services` → `PublicServices`."""
    return "".join(part[:1].upper() + part[1:] for part in kebab(name).split("-"))


def kebab(name: str) -> str:
    """Turn a Python name into the one it has in grants.yaml: `staff_authorizer` → `staff-authorizer`."""
    return name.replace("_", "-")
