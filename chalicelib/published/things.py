"""The things that look-ups show one by one, and that a report may therefore be about."""

from urllib.parse import quote

# What a report calls a thing (`about.kind`), and where things of this kind are listed; one is shown behind its id.
PATHS = {
    "school": "/v1/education/schools",
    "facility": "/v1/health/facilities",
    "project": "/v1/construction/projects",
    "office": "/v1/agencies/offices",
}


def path_of(kind: str, id: str) -> str | None:
    """Return where a thing is shown, None for a kind that is shown no more."""
    return f"{PATHS[kind]}/{quote(id, safe='')}" if kind in PATHS else None
