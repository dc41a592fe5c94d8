"""What reports are judged by, as it is published: the tree of categories and the calendar of days off."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from chalicelib.published.datasets import Column, Dataset, Standing, Wrong
from chalicelib.published.document_rows import CONTENT, attached, rows_of
from chalicelib.published.holidays import HOLIDAYS as HOLIDAYS_KIND
from chalicelib.published.kinds import Kind, Row
from chalicelib.shared import city

type Document = Mapping[str, Any]


def _category_rules(document: Document, standing: Standing) -> Iterator[Wrong]:
    # Shapes cost a library that only the function which checks should load.
    from chalicelib.feedback.documents import category_checks
    from chalicelib.feedback.documents.category_shapes import Categories
    from chalicelib.published.shapes import shaped

    tree, wrong = shaped(Categories, document)
    yield from wrong
    if tree is None:
        return
    yield from category_checks.problems(tree, category_checks.Known(city.body_ids(), _numbers(), _largest_radius()))
    before, _ = shaped(Categories, standing.before or city.load("categories"))
    if before is not None:
        yield from category_checks.harm(tree, before)


def _holiday_rules(document: Document, standing: Standing) -> Iterator[Wrong]:
    from chalicelib.feedback.documents import calendar_checks
    from chalicelib.feedback.documents.calendar_shapes import Holidays
    from chalicelib.published.shapes import shaped

    calendar, wrong = shaped(Holidays, document)
    yield from wrong
    if calendar is None:
        return
    yield from calendar_checks.problems(calendar, city.load("city")["working_time"]["weekdays"])
    before, _ = shaped(Holidays, standing.before or city.load("holidays"))
    if before is not None:
        yield from calendar_checks.harm(calendar, before, date.fromisoformat(standing.today))


def _numbers() -> frozenset[str]:
    phones = (phone for body in city.load("bodies")["items"] for phone in body.get("phones", ()))
    return frozenset([*(line["number"] for line in city.load("hotlines")["items"]), *phones])


def _largest_radius() -> int:
    return int(city.load("city")["duplicate_radius"]["largest"])


def _category_rows(tree: Document) -> Iterator[Row]:
    yield from rows_of("category_code", tree, (row for group in tree["items"] for row in _group_rows(group)))


def _group_rows(group: Document) -> Iterator[Row]:
    yield {**_flat(group), "what": "group"}
    for leaf in group["children"]:
        yield {**_flat(leaf), "what": "redirect" if leaf.get("redirect") else "category"}


def _flat(node: Document) -> Row:
    kept = {name: value for name, value in node.items() if name not in ("name", "children") and value is not None}
    return {**kept, **_names(node)}


def _holiday_rows(calendar: Document) -> Iterator[Row]:
    off = ({"day": each["date"], **_names(each), "what": "day_off", **_known(each)} for each in calendar["items"])
    worked = (
        {"day": each["date"], "what": "working_day", "instead_of": each["instead_of"], **_known(each)}
        for each in calendar["working_saturdays"]
    )
    yield from rows_of("day", calendar, (*off, *worked))


def _names(node: Document) -> Row:
    return {f"name_{language}": text for language, text in node["name"].items()}


def _known(day: Document) -> Row:
    return {"status": day["status"], "source": day["source"]}


_ABOUT = (
    Column("source", "text", "Where its facts come from.", "Decision 1478/QĐ-UBND of 2020", required=True),
    Column("as_of", "day", "As of when.", "2026-11-23", required=True),
    Column("version", "text", "Another one whenever anything has changed.", "2026-11-23", required=True),
)
CATEGORIES = Dataset(
    kind=Kind(
        name="categories",
        key="category_code",
        names=("name_vi", "name_en"),
        facets=("what", "group"),
        unnoticed=("as_of", CONTENT),
    ),
    title={"vi": "Lĩnh vực phản ánh", "en": "What can be reported"},
    columns=(
        *_ABOUT,
        Column("fields", "json", "The fields of the city's announcement, each with the codes of its groups.", "[…]",
               required=True),
        Column("items", "json", "The groups, each with its categories as `children`. A category may never vanish: "
               "reports keep its code.", "[…]", required=True),
    ),
    formats=("json",),
    document_rules=_category_rules,
    document_rows=_category_rows,
    attached=attached,
)  # fmt: skip
HOLIDAYS = Dataset(
    kind=HOLIDAYS_KIND,
    title={"vi": "Ngày nghỉ lễ và ngày làm bù", "en": "Public holidays and days worked for them"},
    columns=(
        *_ABOUT,
        Column("years", "json", "The years that it covers; none may be taken out again.", "[2026, 2027]",
               required=True),
        Column("items", "json", "The days off in their order: `date`, `name`, `status` (decided or provisional), "
               "`source`. None that has gone by may be taken out.", "[…]", required=True),
        Column("working_saturdays", "json", "Free days that are worked: `date`, `instead_of`, `status`, `source`.",
               "[…]", required=True),
    ),
    formats=("json",),
    document_rules=_holiday_rules,
    document_rows=_holiday_rows,
    attached=attached,
)  # fmt: skip
DATASETS = (CATEGORIES, HOLIDAYS)
