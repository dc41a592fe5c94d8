"""Check a file of a kind: stream its rows through, write those that are accepted, and report on all others."""

from array import array
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from chalicelib.published.datasets import Dataset, Wrong
from chalicelib.published.importing import areas, documents, items, tables
from chalicelib.published.importing.context import Context
from chalicelib.published.importing.encoding import UnreadableFile, encoding_of
from chalicelib.published.importing.findings import Findings, Objection
from chalicelib.published.importing.reporting import MOST_TOLD, Checked, Verdict, write_report
from chalicelib.published.importing.rows import Rows
from chalicelib.published.importing.sameness import Sameness
from chalicelib.published.importing.staging import Staging, leave_out
from chalicelib.published.importing.tables import Raw
from chalicelib.published.kinds import Row

MOST_ROWS = 3_000_000
_MOST_ASSEMBLED = 100_000

type Sound = tuple[int, Row]


def check(dataset: Dataset, source: Path, accepted: Path, report: Path, context: Context) -> Checked:
    """Check a file against its kind; write accepted rows as gzipped lines of JSON and the report as CSV.

    Whatever the file holds, nothing is raised: all that is wrong with it is a finding. The rows stream through, so that
    memory does not grow with the file; the folder of `accepted` needs room for a working file. Of a refused file
    `accepted` is left empty. Raise ValueError for a kind of private rows when the context has no secret.
    """
    file = _File(dataset, context)
    with TemporaryDirectory(dir=accepted.parent, prefix=".checking-") as folder:
        try:
            file.write_sound(source, accepted, Path(folder))
        except UnreadableFile as unreadable:
            file.findings.add(None, "", unreadable.code)
    checked = file.checked()
    if checked.verdict == "refused":
        Staging(accepted).close()
    write_report(report, file.findings, context.language)
    return checked


class _File:
    """One file on its way through the check."""

    def __init__(self, dataset: Dataset, context: Context) -> None:
        self.findings = Findings()
        self._dataset = dataset
        self._context = context
        self._read = self._refused = self._accepted = 0

    def write_sound(self, source: Path, accepted: Path, folder: Path) -> None:
        """Write what is sound of a file; raise UnreadableFile when nothing can be read at all."""
        # Eight bytes for each row that was written.
        written = array("Q")
        with Staging(accepted) as staging, closing(Sameness(self._dataset.kind, folder / "sameness")) as sameness:
            for number, row in self._sound(source):
                staging.add(row)
                sameness.add(number, row)
                written.append(number)
            late = self._late(sameness)
        if late:
            leave_out(accepted, iter(written), late)
        self._accepted = len(written) - len(late)
        self._refused += len(late)

    def checked(self) -> Checked:
        """Return how the check ended."""
        verdict = self._verdict()
        accepted = 0 if verdict == "refused" else self._accepted
        found = self.findings
        return Checked(
            verdict, self._read, accepted, self._refused, dict(found.counts), found.gravest(MOST_TOLD), found.notes()
        )

    def _verdict(self) -> Verdict:
        if not self._accepted and not self.findings.of_whole_file:
            self.findings.add(None, "", "no_rows")
        most = self._dataset.quarantine
        if self._refused > self._read * most and not self.findings.of_whole_file:
            self.findings.add(None, "", "too_many_refused", {"refused": self._refused, "read": self._read,
                                                              "percent": f"{most:.0%}"})  # fmt: skip
        return "refused" if self.findings.of_whole_file else "quarantined" if self._refused else "clean"

    def _sound(self, source: Path) -> Iterator[Sound]:
        encoding = encoding_of(source)
        if encoding.note:
            self.findings.mended[encoding.note, ""] += 1
        is_json = _is_json(source, encoding.name)
        formats = set(self._dataset.formats)
        if not formats & ({"json", "geojson"} if is_json else {"csv"}):
            raise UnreadableFile("format_not_taken")
        if self._dataset.is_document:
            yield from self._counted(documents.rows(self._dataset, source, encoding.name, self._context, self.findings))
        elif self._dataset.has_areas:
            yield from self._counted(areas.rows(source, encoding.name, self._context, self.findings))
        else:
            read = items.rows_of if is_json else tables.rows_of
            yield from self._of_rows(read(source, encoding.name, self._dataset, self.findings))

    def _of_rows(self, raw: Iterator[Raw]) -> Iterator[Sound]:
        rows = Rows(self._dataset, self._context, self.findings)
        sound = self._counted((each[0], rows.checked(each)) for each in self._of_here(raw))
        yield from self._assembled(sound) if self._dataset.assembled else sound
        if rows.keys_made:
            self.findings.add(None, self._dataset.kind.key, "key_made", {"rows": rows.keys_made})
        for column, times in sorted(rows.from_name.items()):
            self.findings.add(None, column, "from_name", {"rows": times})
        for column, times in sorted(rows.empty_though_wanted.items()):
            self.findings.add(None, column, "empty_though_wanted", {"rows": times})

    def _of_here(self, raw: Iterator[Raw]) -> Iterator[Raw]:
        """Pass over rows of other cities."""
        if self._dataset.elsewhere is None:
            yield from raw
            return
        is_elsewhere = self._dataset.elsewhere(self._context.old_units)
        for number, cells in raw:
            if cells is not None and is_elsewhere(cells):
                self.findings.mended["of_another_city", ""] += 1
            else:
                yield number, cells

    def _counted(self, rows: Iterator[tuple[int, Row | None]]) -> Iterator[Sound]:
        for number, row in rows:
            self._read += 1
            if self._read > MOST_ROWS:
                raise UnreadableFile("too_many_rows")
            if row is None:
                self._refused += 1
            else:
                yield number, row

    def _assembled(self, sound: Iterator[Sound]) -> Iterator[Sound]:
        rows = []
        for each in sound:
            rows.append(each)
            if len(rows) > _MOST_ASSEMBLED:
                raise UnreadableFile("too_many_rows")
        assemble, compare, known = self._dataset.assembled, self._dataset.compared, self._context.old_units
        records = []
        for number, record in assemble(rows, known) if assemble else ():
            if isinstance(record, Wrong):
                self._refused += self.findings.add(number, record.column, record.code, record.params)
            else:
                records.append(record)
                yield number, record
        for found in compare(records, known) if compare and records else ():
            self.findings.add(None, found.column, found.code, found.params)

    def _late(self, sameness: Sameness) -> set[int]:
        """Return the numbers of rows that are right in themselves, and wrong beside others."""
        late = set()
        for number, column, objection in sameness.found():
            if self._is_wrong(number, column, objection):
                late.add(number)
        return late

    def _is_wrong(self, number: int, column: str, objection: Objection) -> bool:
        return self.findings.add(number, column, objection.code, objection.params)


def _is_json(source: Path, encoding: str) -> bool:
    """Tell by its beginning whether a file is JSON; all else is a table."""
    with source.open(encoding=encoding, errors="replace") as file:
        return file.read(1_000).lstrip().startswith(("{", "["))
