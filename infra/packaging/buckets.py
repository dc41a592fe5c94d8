"""What functions may do with the files in a bucket: exact actions below exact prefixes."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from infra.packaging.documents import pascal

# Actions by the prefix of the keys that they hold for.
Rights = Mapping[str, tuple[str, ...]]
# The word for the bucket itself in place of a prefix.
WHOLE = "whole"
_ACTIONS = {"GetObject", "PutObject", "DeleteObject"}
_ACTIONS_ON_WHOLE = {"ListBucket"}


def read_rights(function: str, given: Mapping[str, Iterable[str]]) -> Rights:
    """Return what a function may do with a bucket; raise ValueError for an action that no function gets."""
    for prefix, actions in given.items():
        known = _ACTIONS_ON_WHOLE if prefix == WHOLE else _ACTIONS
        if refused := set(actions) - known:
            raise ValueError(f"grants.yaml: {function} asks for {sorted(refused)} on {prefix} of a bucket")
        if prefix != WHOLE and not prefix.endswith("/"):
            raise ValueError(f"grants.yaml: {function} names the prefix {prefix!r}, which does not end in a slash")
    return {prefix: tuple(actions) for prefix, actions in given.items()}


def parameters(names: Iterable[str]) -> dict[str, str]:
    """Return the template parameters that name the buckets, each with what it is."""
    return {f"Bucket{pascal(name)}": f"Name of the bucket {name}" for name in sorted(names)}


def environment(names: Iterable[str]) -> dict[str, Any]:
    """Return the variables that tell a function its buckets."""
    return {f"BUCKET_{name.replace('-', '_').upper()}": {"Ref": f"Bucket{pascal(name)}"} for name in names}


def statements(buckets: Mapping[str, Rights]) -> list[dict[str, Any]]:
    """Return the statements of a role for its buckets, one for each prefix."""
    return [
        _statement(name, prefix, actions) for name, rights in buckets.items() for prefix, actions in rights.items()
    ]  # fmt: skip


def _statement(name: str, prefix: str, actions: tuple[str, ...]) -> dict[str, Any]:
    arn = f"arn:${{AWS::Partition}}:s3:::${{Bucket{pascal(name)}}}"
    return {
        "Sid": f"{_words(prefix)}Of{pascal(name)}",
        "Effect": "Allow",
        "Action": [f"s3:{action}" for action in actions],
        "Resource": {"Fn::Sub": arn if prefix == WHOLE else f"{arn}/{prefix}*"},
    }


def _words(prefix: str) -> str:
    # IAM takes letters and digits in the name of a statement.
    return pascal(re.sub(r"[^a-zA-Z0-9]+", "-", prefix).strip("-"))
