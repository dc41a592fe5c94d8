"""Shapes of published data sets and of what the desk knows of them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chalicelib.platform.publication.rules import KEPT_VERSIONS

Status = Literal["waiting", "checking", "building", "activating", "published", "refused", "superseded", "failed"]
_FILE_NAME = r"^[^/\x00-\x1f\x7f]+$"


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


class Actor(BaseModel):
    """The member of staff who did something, by the pseudonym of the register, and her body."""

    citizen_id: str
    body_id: str | None


class VersionView(BaseModel):
    """A version that is kept; one that is not active can be made so."""

    version: str
    active: bool
    sha256: str
    size: int
    rows: int
    as_of: str
    source: str
    import_id: str


class DatasetView(BaseModel):
    """A kind, and which version of it is active: none before the first publication."""

    kind: str
    title: str
    public: bool
    formats: list[str]
    columns: list[str]
    sequence: int
    active: VersionView | None
    activated_at: str | None
    activated_by: Actor | None


class Datasets(BaseModel):
    """All kinds of the city."""

    items: list[DatasetView]


class Versions(BaseModel):
    """The versions of a kind that are kept, the newest first."""

    kind: str
    sequence: int
    items: Annotated[list[VersionView], Field(max_length=KEPT_VERSIONS)]


class NewImport(BaseModel):
    """A file that an editor is about to send; without `as_of` (a day) its rows are as of the day it comes."""

    model_config = ConfigDict(extra="forbid", strict=True)

    file_name: Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=_FILE_NAME)]
    as_of: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")] | None = (
        None
    )
    source: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)] | None = None


class ImportForm(BaseModel):
    """Where and how the file goes: a multipart form with these fields, the file as its last part named `file`."""

    url: str
    fields: dict[str, str]


class ImportTicket(BaseModel):
    """The right to send one file until a time."""

    import_id: str
    upload: ImportForm
    expires_at: str


class Reason(BaseModel):
    """Why an import has not become a version."""

    code: str
    message: str


class ImportCard(BaseModel):
    """An import in a list."""

    kind: str
    import_id: str
    status: Status
    door: Literal["bucket", "desk", "seed"]
    file_name: str
    size: int | None
    created_at: str
    ended_at: str | None
    by: Actor | None
    version: str | None
    reason: Reason | None


class ImportPage(BaseModel):
    """A page of imports, the newest first."""

    items: list[ImportCard]
    next_cursor: str | None


class FindingView(BaseModel):
    """One thing that was found; `row` as a spreadsheet counts, null for the whole file."""

    row: int | None
    column: str
    code: str
    severity: Literal["error", "warning", "note"]
    message: str
    value: str


class NoteView(BaseModel):
    """Something that was mended without doubt, and how often."""

    code: str
    column: str
    times: int
    message: str


class ReportView(BaseModel):
    """What the check came to: counts by code and the first findings, errors first; `csv_url` has all, for an hour."""

    verdict: Literal["clean", "quarantined", "refused"]
    read: int
    accepted: int
    refused: int
    counts: dict[str, int]
    findings: list[FindingView]
    notes: list[NoteView]
    csv_url: str


class ImportView(ImportCard):
    """One import with its report, once it was checked."""

    run: int
    report: ReportView | None


class Activation(BaseModel):
    """Which version shall be active; with `sequence` only when nobody has changed that since."""

    model_config = ConfigDict(extra="forbid", strict=True)

    version: Annotated[str, StringConstraints(pattern=r"^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}$")]
    sequence: Annotated[int, Field(ge=1)] | None = None


class RowDifference(BaseModel):
    """A row that only one version has, or that both tell differently: then `fields` are `{field, from, to}`."""

    key: str
    what: Literal["added", "removed", "changed"]
    fields: list[dict[str, Any]]


class ComparisonView(BaseModel):
    """What differs between two versions: all of it counted, and the first hundred rows."""

    older: str
    newer: str
    added: int
    removed: int
    changed: int
    differences: list[RowDifference]
