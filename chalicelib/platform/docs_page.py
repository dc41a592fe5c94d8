"""The API's description as one plain page: no script, nothing loaded from elsewhere."""

import json
from functools import cache
from html import escape
from typing import Any

# The page needs nothing but its own style, so a browser is told to run and load nothing else.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
}
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}
h2{margin-top:2.5rem;border-bottom:1px solid #bbb}article{margin:1.5rem 0}code{font-size:.95em}
.method{display:inline-block;min-width:4.5rem;font-weight:bold}.who{color:#555;font-size:.9em}
table{border-collapse:collapse}td{padding:.1rem .8rem .1rem 0;vertical-align:top}
"""


@cache
def page(openapi: str) -> str:
    """Return the page of an OpenAPI document: every operation by group, with who may call it and what it takes."""
    document = json.loads(openapi)
    groups: dict[str, list[str]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            groups.setdefault(operation["tags"][0], []).append(_operation(method, path, operation))
    parts = [f"<h2>{escape(tag)}</h2>{''.join(groups[tag])}" for tag in sorted(groups)]
    title = escape(document["info"]["title"])
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style><h1>{title}</h1>'
        f'<p>{escape(document["info"]["summary"])}. The same as data: <a href="v1/openapi.json">openapi.json</a>.</p>'
        f"{''.join(parts)}</html>"
    )


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    rows = [_row(f"{each['name']} ({each['in']})", each.get("description", "")) for each in operation["parameters"]]
    if body := operation.get("requestBody"):
        rows.append(_row("body", _name_of(body["content"]["application/json"]["schema"])))
    rows += [_row(status, answer["description"]) for status, answer in sorted(operation["responses"].items())]
    return (
        f'<article><div><span class="method">{method.upper()}</span><code>{escape(path)}</code> '
        f'<span class="who">{escape(_who(operation))}</span></div><p>{escape(operation["summary"])}</p>'
        f"<p>{escape(operation.get('description', ''))}</p><table>{''.join(rows)}</table></article>"
    )


def _who(operation: dict[str, Any]) -> str:
    schemes = {scheme for rule in operation["security"] for scheme in rule}
    if "staff" in schemes:
        return "staff: " + ", ".join(operation.get("x-roles", []))
    if not schemes:
        return "open"
    return "login optional" if {} in operation["security"] else "login needed"


def _row(name: str, text: str) -> str:
    return f"<tr><td><code>{escape(name)}</code></td><td>{escape(text)}</td></tr>"


def _name_of(schema: dict[str, Any]) -> str:
    return str(schema.get("$ref", "")).rsplit("/", 1)[-1]
