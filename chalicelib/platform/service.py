"""Settings of the apps, health, and the API's own description."""

from functools import cache
from pathlib import Path
from typing import Any

from chalicelib import features
from chalicelib.shared import city, settings
from chalicelib.shared.i18n import localized

VERSION = "0.1.0"
# Groups whose own routes serve already; the others answer that they are planned.
BUILT = frozenset({
    "account", "agencies", "construction", "education", "feedback", "health", "login", "map", "notifications",
    "platform",
})  # fmt: skip
_PROJECT = Path(__file__).resolve().parents[2]


def health() -> dict[str, str]:
    """Return that all is well: that this answer could be made is the check."""
    return {"status": "ok", "city": settings.city(), "stage": settings.stage(), "version": VERSION}


def app_settings(language: str) -> dict[str, Any]:
    """Return what an app asks for at its start, in a language."""
    pack = city.load("city")
    return {
        "city": {"code": pack["city"], "name": localized(pack["name"], language), "timezone": pack["timezone"]},
        "base_url": settings.base_url(),
        "languages": pack["languages"],
        "minimum_version": pack["app"]["minimum_version"],
        "maintenance": pack["app"]["maintenance"],
        "sync_interval_seconds": pack["app"]["sync_interval_seconds"],
        "features": [{"feature": name, "status": state(name)} for name in features.names() if name != "platform"],
        "policies": [_policy(each, language) for each in pack["policies"]],
    }


def state(feature: str) -> str:
    """Return whether a feature group serves its own routes or is planned."""
    return "available" if feature in BUILT else "planned"


@cache
def openapi() -> str:
    """Return the committed description: at the root of a deployed package, in docs/ in a checkout."""
    shipped = _PROJECT / "openapi.json"
    return (shipped if shipped.is_file() else _PROJECT / "docs" / "openapi.json").read_text(encoding="utf-8")


def _policy(policy: dict[str, Any], language: str) -> dict[str, Any]:
    return {
        "policy_id": policy["policy_id"],
        "version": policy["version"],
        "title": localized(policy["title"], language),
    }
