"""Shapes of published data sets and of what the desk knows of them."""

from pydantic import BaseModel


class OfferedDataset(BaseModel):
    """The active version of a kind: an SQLite file that never changes at its address, and its hash in hex."""

    kind: str
    title: str
    version: str
    sequence: int
    sha256: str
    size: int
    rows: int
    as_of: str
    source: str
    url: str
    pointer_url: str
    activated_at: str
    previous: str | None


class Catalogue(BaseModel):
    """What an app may keep for use without a network."""

    items: list[OfferedDataset]
