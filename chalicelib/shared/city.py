"""The city pack: facts as data (categories, bodies, units, holidays, texts); `load` reads one file once."""

import json
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.shared import clock, settings


@cache
def load(name: str) -> dict[str, Any]:
    """Return one file of the city pack, such as `categories`; the caller must not change it."""
    data: dict[str, Any] = json.loads((settings.city_folder() / f"{name}.json").read_text(encoding="utf-8"))
    return data


def text(path: str) -> str:
    """Return a text file of the city pack, such as `policies/privacy.vi.md`."""
    return (settings.city_folder() / path).read_text(encoding="utf-8")


def timezone() -> ZoneInfo:
    """Return the zone in which the city's days begin and end."""
    return ZoneInfo(load("city")["timezone"])


def today() -> str:
    """Return the day it is in the city, as YYYY-MM-DD."""
    return clock.local_date(clock.now(), timezone()).isoformat()


def seconds_left(moment: datetime) -> int:
    """Return how many whole seconds the city's day still has at a moment."""
    tomorrow = clock.local_date(moment, timezone()) + timedelta(days=1)
    midnight = datetime.combine(tomorrow, time(), timezone())
    return int((clock.aware(midnight) - moment).total_seconds())


def body(body_id: str) -> dict[str, Any]:
    """Return one public body of the pack; raise KeyError for an unknown one."""
    return _bodies()[body_id]


def body_ids() -> frozenset[str]:
    """Return the ids of all public bodies of the pack."""
    return frozenset(_bodies())


def bodies_below(body_id: str) -> frozenset[str]:
    """Return the ids of a body and of every body below it."""
    below = {body_id}
    # The tree is at most a few levels deep; each pass takes in one more.
    while more := {key for key, item in _bodies().items() if item["parent"] in below} - below:
        below |= more
    return frozenset(below)


def parents() -> dict[str, str | None]:
    """Return the body above each body, by id; None above the root."""
    return {body_id: item["parent"] for body_id, item in _bodies().items()}


@cache
def _bodies() -> dict[str, dict[str, Any]]:
    return {item["body_id"]: item for item in load("bodies")["items"]}
