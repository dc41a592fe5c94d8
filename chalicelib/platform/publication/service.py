"""What can be asked and done about published data: the open catalogue, and what the desk knows of a kind."""

from typing import Any

from chalicelib.platform.publication import kinds, places, rules
from chalicelib.platform.publication.models import Head
from chalicelib.published.datasets import Dataset
from chalicelib.shared import settings
from chalicelib.shared.i18n import localized

type Shown = dict[str, Any]


def catalogue(language: str) -> Shown:
    """Return the active version of every public kind: what an app may download and keep."""
    public = kinds.public()
    heads = Head.of_kinds(dataset.name for dataset in public) if public else {}
    return {"items": [_offered(dataset, heads[dataset.name], language) for dataset in public if dataset.name in heads]}


def _offered(dataset: Dataset, head: Head, language: str) -> Shown:
    pointer = rules.pointer(head.attribute_values)
    base = f"{settings.public_url()}/{places.pointer(dataset.name, True).rpartition('/')[0]}"
    return {
        **pointer,
        "title": localized(dict(dataset.title), language),
        "url": f"{base}/{pointer['url']}",
        "pointer_url": f"{base}/current.json",
    }
