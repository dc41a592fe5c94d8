"""The one honest route of a feature group that is not built yet."""

from collections.abc import Callable
from typing import Any

from chalice import Blueprint

from chalicelib.shared.access import OPEN
from chalicelib.shared.http import Call, endpoint

_PLAN = {
    "type": "object",
    "required": ["feature", "status"],
    "properties": {"feature": {"type": "string"}, "status": {"const": "planned"}},
}


def planned(blueprint: Blueprint, feature: str) -> Callable[..., Any]:
    """Register `GET /v1/<feature>`, which says that the group is planned; return the view."""

    name = f"show_plan_of_{feature.replace('-', '_')}"

    @endpoint(blueprint, "GET", f"/v1/{feature}", access=OPEN, name=name, answer=_PLAN)
    def show_plan(call: Call) -> dict[str, str]:  # noqa: ARG001
        """Say that this feature group is not built yet.

        The answer is `{"feature", "status": "planned"}`; the group's own routes will take its place.
        """
        return {"feature": feature, "status": "planned"}

    return show_plan
