"""What a route promises: recorded by `endpoint()`, read by the OpenAPI maker and the conventions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.shared.access import Access
from chalicelib.shared.query import Parameter


@dataclass(frozen=True)
class Contract:
    """One route's promise; `body` is a pydantic model; `answer` one, or a JSON Schema where none is loaded."""

    method: str
    path: str
    name: str
    access: Access
    summary: str
    description: str
    body: Any = None
    answer: Any = None
    status: int = 200
    query: Mapping[str, Parameter] = field(default_factory=dict)
    cache: str | None = None
    idempotent: bool = False
    versioned: bool = False
    media_type: str = "application/json"
    problems: tuple[int, ...] = ()
