"""A city pack whose files contradict one another, or lack what they must have, is refused in plain words."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infra.city.schema import check_parts, load_pack

HCMC = Path(__file__).parents[2] / "infra" / "city" / "hcmc"
Change = Callable[[Any], Any]


@pytest.fixture(scope="module")
def sound() -> dict[str, Any]:
    """The parts of the sound pack, read once for all."""
    return dict(load_pack(HCMC))


def broken(sound: dict[str, Any], part: str, change: Change) -> list[str]:
    """Change one part of the pack and say what the check finds."""
    data = json.loads((HCMC / f"{part}.json").read_text(encoding="utf-8"))
    change(data)
    return check_parts({**sound, part: data}, HCMC)


def leaf(categories: Any, code: str) -> Any:
    leaves = (leaf for group in categories["items"] for leaf in group["children"])
    return next(found for found in leaves if found["category_code"] == code)


def drop(row: Any, key: str) -> None:
    del row[key]


def put(row: Any, **values: Any) -> None:
    row.update(values)


def copy_leaf(categories: Any, **values: Any) -> None:
    """Add a second pothole that differs only in what is given."""
    group = categories["items"][0]
    group["children"].append({**json.loads(json.dumps(group["children"][0])), **values})


NEW_TEXT = {"vi": "Mới", "en": "New"}
OTHER_QUESTION = {
    "code": "other",
    "datatype": "string",
    "required": False,
    "order": 1,
    "variable": True,
    "description": {"vi": "Câu hỏi khác?", "en": "Another question?"},
}
UNANSWERABLE = {"variable": False, "required": True}

BREAKAGES: list[tuple[str, str, Change, str]] = [
    # the city
    ("an unknown time zone", "city", lambda d: put(d, timezone="Asia/Sai_Gon"), "Asia/Sai_Gon is no time zone"),
    ("a root nobody knows", "city", lambda d: put(d, root_body="ubnd"), "root_body names the unknown body ubnd"),
    ("a seat nowhere", "city", lambda d: put(d, seat_ward="99999"), "seat_ward names the unknown ward 99999"),
    ("a triage nobody knows", "city", lambda d: put(d, triage_body="x"), "triage_body names the unknown body x"),
    ("a box that leaves a ward out", "city", lambda d: put(d["bounds"], max_lat=11.0), "lies outside of the bounds"),
    ("a short form of nothing", "city", lambda d: put(d, short_forms=[["HCM"]]), "short_forms"),
    ("hours that overlap", "city", lambda d: put(d["working_time"], periods=[["08:00", "12:00"], ["11:00", "17:00"]]),
     "overlap or run backwards"),
    ("a week without work", "city", lambda d: put(d["working_time"], weekdays=[]), "no weekday is a working day"),
    ("a clock time of 25 hours", "city", lambda d: put(d["working_time"], periods=[["25:00", "26:00"]]), "is wrong"),
    ("a default language it does not speak", "city", lambda d: put(d, languages=["en"]), "the default language vi"),
    ("a policy without its text", "city", lambda d: put(d["policies"][0]["text_file"], en="policies/none.md"),
     "names the missing text policies/none.md"),
    ("a policy text outside of the pack", "city", lambda d: put(d["policies"][0]["text_file"], en="../../x.md"),
     "names the missing text ../../x.md"),
    ("a policy text of another version", "city", lambda d: put(d["policies"][0], version="2027-01-01"),
     "does not show its version 2027-01-01"),
    ("a policy twice", "city", lambda d: d["policies"].append(d["policies"][0]), "policy privacy stands there twice"),
    ("a setting nobody knows", "city", lambda d: put(d, colour="red"), "city.json: colour is not known here"),
    ("a usual radius beyond the largest", "city", lambda d: put(d["duplicate_radius"], usual=501),
     "the usual duplicate_radius is larger"),
    ("a reminder after the question lapsed", "city", lambda d: put(d, ask_reminder_days=5), "ask_reminder_days is not"),
    ("a reminder after the verdict", "city", lambda d: put(d, verdict_reminder_days=14), "verdict_reminder_days is"),
    ("escalations out of order", "city", lambda d: put(d, escalation_shares=[0, 0.5, 0.5]), "do not grow"),
    # the bodies
    ("a body twice", "bodies", lambda d: d["items"].append(d["items"][1]), "stands there twice"),
    ("a parent nobody knows", "bodies", lambda d: put(d["items"][1], parent="ghost"), "below the unknown body ghost"),
    ("a second root", "bodies", lambda d: put(d["items"][1], parent=None), "has no parent but is not the root"),
    ("a root below another body", "bodies", lambda d: put(d["items"][0], parent="so-y-te"),
     "tong-dai-1022 has a parent"),
    ("parents in a circle", "bodies",
     lambda d: put(next(b for b in d["items"] if b["body_id"] == "so-xay-dung"), parent="tt-giao-thong-cong-cong"),
     "the parents of so-xay-dung go in a circle"),
    ("a ward without committee", "bodies", lambda d: d["items"].pop(), "has 0 committees instead of one"),
    ("a ward with two committees", "bodies",
     lambda d: d["items"].append({**d["items"][-1], "body_id": "ubnd-thu-hai"}), "has 2 committees instead of one"),
    ("a committee of no ward", "bodies", lambda d: put(d["items"][-1], ward="00000"), "unknown ward 00000"),
    ("a department with a ward", "bodies", lambda d: put(d["items"][1], ward="26743"), "is no ward committee"),
    ("a body without English name", "bodies", lambda d: drop(d["items"][0]["name"], "en"),
     "items.0.name.en is missing"),
    ("a slug with capitals", "bodies", lambda d: put(d["items"][1], body_id="So-Y-Te"), "items.1.body_id is wrong"),
    # the categories
    ("a leaf of an unknown body", "categories",
     lambda d: put(leaf(d, "pothole"), responsible_body={"body_id": "ghost"}), "pothole names the unknown body ghost"),
    ("a rule nobody knows", "categories", lambda d: put(leaf(d, "pothole"), responsible_body={"rule": "moon"}),
     "is wrong"),
    ("a code twice", "categories", copy_leaf, "the code pothole stands there twice"),
    ("a leaf named like a group", "categories", lambda d: put(leaf(d, "pothole"), category_code="roads"),
     "the code roads stands there twice"),
    ("a leaf copied but for code and name", "categories", lambda d: copy_leaf(d, category_code="copy", name=NEW_TEXT),
     "pothole and copy share everything but code and name"),
    ("a description copied", "categories",
     lambda d: copy_leaf(d, category_code="copy", name=NEW_TEXT, questions=[OTHER_QUESTION], photo="required"),
     "pothole and copy share the description in Vietnamese"),
    ("questions copied", "categories",
     lambda d: copy_leaf(d, category_code="copy", name=NEW_TEXT, description=NEW_TEXT),
     "pothole and copy share the set of questions"),
    ("a name copied", "categories",
     lambda d: copy_leaf(d, category_code="copy", description=NEW_TEXT, questions=[OTHER_QUESTION]),
     "pothole and copy share the name in English"),
    ("a leaf below the wrong group", "categories", lambda d: put(leaf(d, "pothole"), group="noise"),
     "pothole lies below roads but names noise"),
    ("a group of no field", "categories", lambda d: d["fields"][0]["groups"].remove("roads"),
     "roads belongs to no field"),
    ("a group of two fields", "categories", lambda d: d["fields"][1]["groups"].append("roads"),
     "the group roads belongs to two fields"),
    ("a field with an unknown group", "categories", lambda d: d["fields"][0]["groups"].append("ghost"),
     "a field names the unknown group ghost"),
    ("a group with nothing to report", "categories", lambda d: put(d["items"][0], children=[]), "is wrong"),
    ("a leaf without questions", "categories", lambda d: put(leaf(d, "pothole"), questions=[]), "asks no question"),
    ("a leaf that only informs", "categories",
     lambda d: put(leaf(d, "pothole"), questions=[{**OTHER_QUESTION, "variable": False}]), "asks no question"),
    ("a list without values", "categories", lambda d: drop(leaf(d, "pothole")["questions"][0], "values"),
     "as a list without at least two values"),
    ("a text with values", "categories", lambda d: put(leaf(d, "pothole")["questions"][0], datatype="string"),
     "which is no list"),
    ("a value twice", "categories",
     lambda d: leaf(d, "pothole")["questions"][0]["values"].append({"key": "car", "name": NEW_TEXT}),
     "offers the value car of lane twice"),
    ("a question twice", "categories",
     lambda d: leaf(d, "pothole")["questions"].append({**leaf(d, "pothole")["questions"][1], "order": 9}),
     "has the question width_cm twice"),
    ("two questions in one place", "categories", lambda d: put(leaf(d, "pothole")["questions"][1], order=1),
     "has two questions in place 1"),
    ("a required information", "categories",
     lambda d: leaf(d, "pothole")["questions"].append({**OTHER_QUESTION, "order": 9, **UNANSWERABLE}),
     "for information only, so nobody can answer it"),
    ("a question of an unknown type", "categories", lambda d: put(leaf(d, "pothole")["questions"][1], datatype="date"),
     "datatype is wrong"),
    ("a question without English", "categories",
     lambda d: drop(leaf(d, "pothole")["questions"][0]["description"], "en"), "description.en is missing"),
    ("a time limit of nothing", "categories", lambda d: put(leaf(d, "pothole")["time_limit"], amount=0), "is wrong"),
    ("a number nobody has", "categories", lambda d: put(leaf(d, "tree_down")["call_first"][0], number="119"),
     "sends callers to 119"),
    ("a radius beyond the largest", "categories", lambda d: put(leaf(d, "pothole"), duplicate_radius=501),
     "has a duplicate_radius beyond the largest"),
    ("a photo after but none before", "categories", lambda d: put(leaf(d, "pothole"), photo="none"),
     "wants a photo after the work but none before"),
    ("a redirect to nowhere", "categories", lambda d: put(leaf(d, "complaint_or_denunciation"), stopper=None),
     "complaint_or_denunciation redirects but has no stopper that says where to go"),
    ("a redirect that asks", "categories",
     lambda d: put(leaf(d, "complaint_or_denunciation"), questions=[OTHER_QUESTION]),
     "complaint_or_denunciation redirects, so nobody can answer its questions"),
    ("a redirect that is neither true nor false", "categories", lambda d: put(leaf(d, "pothole"), redirect="later"),
     "redirect is wrong"),
    # the units
    ("a unit twice", "units", lambda d: d["items"].append(d["items"][0]), "the code 25747 stands there twice"),
    ("a unit nothing leads to", "units", lambda d: d["items"].append({**d["items"][0], "code": "99999"}),
     "no old unit leads to 99999"),
    ("a code as a number", "units", lambda d: put(d["items"][0], code=25747), "items.0.code is wrong"),
    ("an old unit twice", "old_units", lambda d: d["items"].append(d["items"][0]), "stands there twice"),
    ("an old unit that goes nowhere", "old_units", lambda d: put(d["items"][0]["new"][0], code="00000"),
     "goes to the unknown unit 00000"),
    ("an old unit without default", "old_units", lambda d: put(d["items"][0]["new"][0], default=False),
     "needs exactly one default"),
    ("an old unit that goes to one twice", "old_units",
     lambda d: d["items"][0]["new"].append({**d["items"][0]["new"][1]}), "goes to 25747 twice"),
    ("a ward of another province", "earlier_districts", lambda d: d["items"][0]["wards"].append("25741"),
     "Quận 2 names 25741, which is no old unit of its province"),
    ("a ward of two districts", "earlier_districts", lambda d: d["items"][0]["wards"].append("26830"),
     "the ward 26830 stands there twice"),
    # the calendar
    ("a holiday written the Vietnamese way", "holidays", lambda d: put(d["items"][0], date="01/01/2026"),
     "items.0.date is wrong"),
    ("a holiday twice", "holidays", lambda d: d["items"].insert(0, d["items"][0]), "2026-01-01 stands there twice"),
    ("holidays in disorder", "holidays", lambda d: d["items"].reverse(), "the days are not in order"),
    ("a holiday of another year", "holidays", lambda d: put(d["items"][0], date="2025-01-01"),
     "lies in none of its years"),
    ("a year without holidays", "holidays", lambda d: d["years"].append(2029), "2029 has no holiday"),
    ("a working Saturday on a Friday", "holidays", lambda d: put(d["working_saturdays"][0], date="2026-01-09"),
     "2026-01-09 is no free weekend day"),
    ("a working Saturday for nothing", "holidays", lambda d: put(d["working_saturdays"][0], instead_of="2026-01-05"),
     "works for 2026-01-05, which is no weekday off"),
    # the hotlines
    ("a hotline twice", "hotlines", lambda d: d["items"].append(d["items"][0]), "112 stands there twice"),
    ("a notice twice", "notices", lambda d: d["items"].append(d["items"][0]), "report_received stands there twice"),
    (
        "a notice with a word that nobody fills in",
        "notices",
        lambda d: d["items"][0]["placeholders"].remove("category"),
        "report_received does not use exactly its placeholders in vi",
    ),
    (
        "a notice with half a placeholder",
        "notices",
        lambda d: put(d["items"][0]["body"], en="Report {report_id"),
        "report_received does not use exactly its placeholders in en",
    ),
    ("a day without its year", "notices", lambda d: put(d["writing"]["en"], date="{day} {month}"),
     "days or times cannot be written in en"),
    ("a time that Python cannot write", "notices", lambda d: put(d["writing"]["vi"], moment="{hour:!}{minute}{date}"),
     "days or times cannot be written in vi"),
    ("eleven months", "notices", lambda d: d["writing"]["vi"]["months"].pop(), "writing.vi.months is wrong"),
    ("a hotline with letters", "hotlines", lambda d: put(d["items"][0], number="1-1-2"), "items.0.number is wrong"),
    # the staff and the people
    ("staff of an unknown body", "staff", lambda d: put(d["items"][0], body_id="ghost"), "for the unknown body ghost"),
    ("a role nobody knows", "staff", lambda d: put(d["items"][0], roles=["king"]), "roles.0 is wrong"),
    ("staff who leave before beginning", "staff", lambda d: put(d["items"][0], valid_to="2020-01-01"),
     "operator leaves before beginning"),
    ("two posts with one name", "staff", lambda d: put(d["items"][1], staff_name="operator"),
     "the name operator stands there twice"),
    ("two posts with one subject", "staff", lambda d: put(d["items"][1], subject=d["items"][0]["subject"]),
     "stands there twice"),
    ("a single approver", "staff", lambda d: d["items"].pop(-2), "needs two approvers"),
    ("no admin", "staff", lambda d: d["items"].pop(), "the root body has no admin"),
    ("committees without staff", "staff", lambda d: put(d, patterns=d["patterns"][:2]),
     "ubnd-phuong-ben-thanh must act on reports but has no handler"),
    ("departments without staff", "staff", lambda d: put(d, patterns=d["patterns"][2:]),
     "sawaco must act on reports but has no supervisor"),
    ("two people with one key", "people", lambda d: put(d["items"][1], key="an"), "two people have the key an"),
    ("two people with one number", "people",
     lambda d: put(d["items"][1]["claims"], SoDinhDanh=d["items"][0]["claims"]["SoDinhDanh"]),
     "two people have the identity number"),
    ("a number that could be real", "people", lambda d: put(d["items"][0]["claims"], SoDinhDanh="079190000101"),
     "an has an identity number that could be real"),
    ("a number of another year of birth", "people", lambda d: put(d["items"][0]["claims"], SoDinhDanh="999191000101"),
     "does not fit the birth date"),
    ("a citizen without number", "people", lambda d: drop(d["items"][0]["claims"], "SoDinhDanh"),
     "an has an identity number that does not fit its kind of account"),
    ("a person of two subjects", "people", lambda d: put(d["items"][0]["claims"], TechID="x"),
     "an needs its subject as sub and TechID"),
    ("a person without assurance level", "people", lambda d: put(d["items"][0]["claims"], acr="3"),
     "an has no assurance level 1 or 2"),
    ("a citizen with a company's account", "people", lambda d: put(d["items"][0]["claims"], LoaiTaiKhoan="2"),
     "an has the wrong LoaiTaiKhoan"),
    ("a minor without guardian", "people",
     lambda d: put(next(p for p in d["items"] if p["account_kind"] == "minor"), guardian=None),
     "is a minor without a known guardian"),
    ("a default citizen who is nobody", "people", lambda d: put(d, default_citizen="ghost"), "ghost is nobody"),
    # every file
    ("a file without source", "hotlines", lambda d: drop(d, "source"), "hotlines.json: source is missing"),
    ("an empty text", "city", lambda d: put(d["name"], en=""), "name.en is wrong"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("part", "change", "problem"), [row[1:] for row in BREAKAGES], ids=[row[0] for row in BREAKAGES]
)
def test_a_broken_pack_is_refused_in_whole_sentences(
    sound: dict[str, Any], part: str, change: Change, problem: str
) -> None:
    found = broken(sound, part, change)

    assert any(problem in sentence for sentence in found), found
    assert all(sentence.endswith(".") for sentence in found)
