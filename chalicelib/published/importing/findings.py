"""What a check may say of a file: every code with its weight, and the collection of all that was found."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from chalicelib.shared.i18n import message

type Severity = Literal["error", "warning", "note"]

# An error keeps its row out, or the whole file where it names no row. With a warning the row is taken, for somebody to
# look at: a cell of it may have been left out or read in the likeliest way. A note tells what was mended without doubt.
_CODES: dict[Severity, tuple[str, ...]] = {
    "error": (
        "answers_laid_open", "area_broken", "broken_character", "broken_json", "broken_quotes",
        "category_body_unknown", "cell_too_long", "code_removed", "code_twice", "column_missing", "control_character",
        "day_of_no_year", "day_twice", "days_in_disorder", "days_not_in_order", "default_not_one", "document_wrong",
        "duplicate_key", "encoding_unknown", "field_unknown", "file_empty", "file_too_large", "format_not_taken",
        "former_id_taken", "group_differs", "group_of_no_field", "group_of_two_fields", "group_unknown",
        "half_a_paper", "half_a_position", "ids_differ", "is_a_workbook", "item_too_large", "level_is_not_the_levels",
        "limit_too_long", "line_too_long", "missing", "more_than_there_is", "no_header", "no_rows",
        "nobody_can_answer", "not_a_code", "not_a_count", "not_a_day", "not_a_day_off", "not_a_free_day",
        "not_a_number", "not_a_text", "not_a_unit", "not_a_ward", "not_a_year", "not_an_id", "not_an_object",
        "not_an_official_number", "not_for_this_kind", "not_yes_or_no", "nothing_asked", "number_unknown",
        "order_twice", "outside_city", "past_day_removed", "photo_after_only", "question_twice", "radius_too_large",
        "redirect_asks", "redirect_nowhere", "swapped_position", "too_few_cells", "too_many_cells",
        "too_many_refused", "too_many_rows", "twice_in_cell", "twins", "twins_in_description_en",
        "twins_in_description_vi", "twins_in_name_en", "twins_in_name_vi", "twins_in_questions", "unit_missing",
        "unit_unknown", "units_of_another_city", "unknown_body", "unknown_kind", "value_twice", "values_of_no_list",
        "values_too_few", "version_used", "ward_divided", "year_removed", "year_without_days",
    ),
    "warning": (
        "default_from_known", "email_left_out", "empty_though_wanted", "from_name", "hours_left_out", "key_made",
        "looks_like_formula", "name_differs", "outside_wards", "paper_left_out", "phone_left_out", "position_of_area",
        "possible_duplicate", "unit_lacking", "ward_approximate", "ward_by_position", "ward_differs", "ward_replaced",
        "web_left_out",
    ),
    "note": (
        "byte_order_mark", "column_by_other_name", "column_left_out", "column_twice", "composed", "id_mended",
        "invisible_removed", "key_made_from", "legacy_encoding", "lines_before_header", "lines_joined",
        "of_another_city", "put_together", "read_as_code", "row_of_title", "trimmed", "ward_by_name",
        "ward_from_position", "written_as_usual",
    ),
}  # fmt: skip
SEVERITIES: Mapping[str, Severity] = {code: severity for severity, codes in _CODES.items() for code in codes}

# Under this code a report counts what it has no room for.
AND_MORE = "and_more"

_MOST_ERRORS = 20_000
_MOST_WARNINGS_OF_A_CODE = 2_000
_LONGEST_VALUE = 80


def text_code(code: str) -> str:
    """Return the key under which the catalogs have the text of a finding."""
    return f"import_{code}"


def message_of(code: str, language: str, params: Mapping[str, Any]) -> str:
    """Return what a finding or a note says, in a language."""
    return message(text_code(code), language, **params)


class Finding(NamedTuple):
    """One thing found: the row as a spreadsheet counts (none for the whole file), column, code, words, and the cell."""

    row: int | None
    column: str
    code: str
    params: Mapping[str, Any] = {}
    value: str = ""

    @property
    def severity(self) -> Severity:
        """How much it weighs."""
        return SEVERITIES[self.code]

    def message(self, language: str) -> str:
        """Return what it says, in a language."""
        return message_of(self.code, language, self.params)


class Note(NamedTuple):
    """Something that was mended, in which column, and how many times."""

    code: str
    column: str
    times: int


def shown(text: str) -> str:
    """Return a text as a report can show it: what cannot be seen or written is spelled out."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in text)


class Objection(Exception):
    """A cell is not as it should be; `value` is what is taken in its place, None for nothing."""

    def __init__(self, code: str, value: Any = None, /, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.value = value
        self.params = params


class Findings:
    """Collect findings: all are counted, and as many are kept as a report can hold."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.mended: Counter[tuple[str, str]] = Counter()
        self._kept: list[Finding] = []
        self._errors_kept = 0
        self.of_whole_file = False

    def add(self, row: int | None, column: str, code: str, params: Mapping[str, Any] | None = None,
            value: Any = "") -> bool:  # fmt: skip
        """Take one finding; tell whether it is an error. Notes are only counted."""
        severity = SEVERITIES[code]
        if severity == "note":
            self.mended[code, column] += 1
            return False
        self.counts[code] += 1
        is_error = severity == "error"
        self.of_whole_file = self.of_whole_file or (is_error and row is None)
        if row is None or self._has_room(code, is_error):
            self._errors_kept += is_error
            words = {name: shown(word) if isinstance(word, str) else word for name, word in (params or {}).items()}
            self._kept.append(Finding(row, column, code, words, shown(str(value)[:_LONGEST_VALUE])))
        return is_error

    def _has_room(self, code: str, is_error: bool) -> bool:
        return self._errors_kept < _MOST_ERRORS if is_error else self.counts[code] <= _MOST_WARNINGS_OF_A_CODE

    def in_order(self) -> list[Finding]:
        """Return what was kept: what concerns the whole file first, then by rows."""
        return sorted(self._kept, key=lambda finding: (finding.row or 0, finding.severity != "error"))

    def gravest(self, most: int) -> tuple[Finding, ...]:
        """Return the first few, errors before warnings."""
        return tuple(sorted(self.in_order(), key=lambda finding: finding.severity != "error")[:most])

    def notes(self) -> tuple[Note, ...]:
        """Return what was mended."""
        return tuple(Note(code, column, times) for (code, column), times in sorted(self.mended.items()))
