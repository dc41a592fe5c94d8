"""The city pack is sound, says what is known of the city, and a broken pack is refused in plain words."""

import datetime
import json
import shutil
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import holidays
import pytest

from infra.city import make_units
from infra.city.schema import check_pack, expand_people, expand_staff, load_pack

ROOT = Path(__file__).parents[2]
HCMC = ROOT / "infra" / "city" / "hcmc"
Change = Callable[[Any], Any]


def read(part: str) -> Any:
    return json.loads((HCMC / f"{part}.json").read_text(encoding="utf-8"))


def leaves(categories: Any) -> list[Any]:
    return [leaf for group in categories["items"] for leaf in group["children"]]


def leaf(categories: Any, code: str) -> Any:
    return next(found for found in leaves(categories) if found["category_code"] == code)


def old_unit(name: str, district: str) -> Any:
    return next(row for row in read("old_units")["items"] if (row["old_name"], row["old_district"]) == (name, district))


@pytest.fixture(scope="module")
def names() -> dict[str, str]:
    return {unit["code"]: unit["full_name"] for unit in read("units")["items"]}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HCMC, tmp_path / "city"))


def broken(pack: Path, part: str, change: Change) -> list[str]:
    """Change one file of a copied pack and say what the check finds."""
    path = pack / f"{part}.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return check_pack(pack)


def test_the_pack_is_sound() -> None:
    assert check_pack(HCMC) == []


def test_the_command_says_so_and_succeeds() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "infra.city.schema", str(HCMC)], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (said.stdout, said.returncode) == ("the pack is sound\n", 0)


def test_the_command_names_the_problems_and_fails(pack: Path) -> None:
    (pack / "hotlines.json").unlink()

    said = subprocess.run(
        [sys.executable, "-m", "infra.city.schema", str(pack)], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (said.stdout, said.returncode) == ("hotlines.json is missing.\n", 1)


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
NOT_NFC = unicodedata.normalize("NFD", "Thành phố")

BREAKAGES: list[tuple[str, str, Change, str]] = [
    # the city
    ("an unknown time zone", "city", lambda d: put(d, timezone="Asia/Sai_Gon"), "Asia/Sai_Gon is no time zone"),
    ("a root nobody knows", "city", lambda d: put(d, root_body="ubnd"), "root_body names the unknown body ubnd"),
    ("a triage nobody knows", "city", lambda d: put(d, triage_body="x"), "triage_body names the unknown body x"),
    ("a box that leaves a ward out", "city", lambda d: put(d["bounds"], max_lat=11.0), "lies outside of the bounds"),
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
    ("a photo after but none before", "categories", lambda d: put(leaf(d, "pothole"), photo="none"),
     "wants a photo after the work but none before"),
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
    ("text that is not NFC", "city", lambda d: put(d["name"], vi=NOT_NFC), "holds text that is not NFC"),
    ("an empty text", "city", lambda d: put(d["name"], en=""), "name.en is wrong"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("part", "change", "problem"), [row[1:] for row in BREAKAGES], ids=[row[0] for row in BREAKAGES]
)
def test_a_broken_pack_is_refused(pack: Path, part: str, change: Change, problem: str) -> None:
    found = broken(pack, part, change)

    assert any(problem in sentence for sentence in found), found


def test_every_problem_is_a_sentence(pack: Path) -> None:
    for _, part, change, _ in BREAKAGES[:12]:
        broken(pack, part, change)

    assert all(sentence.endswith(".") for sentence in check_pack(pack))


@pytest.mark.parametrize("part", ["city", "categories", "people"])
def test_a_missing_file_is_named(pack: Path, part: str) -> None:
    (pack / f"{part}.json").unlink()

    assert f"{part}.json is missing." in check_pack(pack)


def test_a_file_that_is_no_json_is_named(pack: Path) -> None:
    (pack / "units.json").write_bytes(b'{"items": [')

    assert any(sentence.startswith("units.json is no JSON") for sentence in check_pack(pack))


def test_a_file_that_is_not_utf8_is_named(pack: Path) -> None:
    (pack / "units.json").write_bytes("Thành phố".encode("utf-16"))

    assert any(sentence.startswith("units.json is no JSON in UTF-8") for sentence in check_pack(pack))


def test_a_key_that_stands_twice_is_named(pack: Path) -> None:
    (pack / "hotlines.json").write_text('{"items": [], "items": []}', encoding="utf-8")

    assert "hotlines.json has the key items twice in one object." in check_pack(pack)


def test_a_policy_that_is_not_nfc_is_named(pack: Path) -> None:
    text = (pack / "policies" / "terms.vi.md").read_text(encoding="utf-8")
    (pack / "policies" / "terms.vi.md").write_text(unicodedata.normalize("NFD", text), encoding="utf-8")

    assert "policies/terms.vi.md line 1 holds text that is not NFC." in check_pack(pack)


# --- what can be reported --------------------------------------------------------------------------------------------


def test_the_four_fields_of_the_announcement_hold_many_things_to_report() -> None:
    categories = read("categories")

    fields = {field["field_code"]: field["groups"] for field in categories["fields"]}
    per_field = Counter(
        field for found in leaves(categories) for field, groups in fields.items() if found["group"] in groups
    )

    assert list(fields) == ["infrastructure", "society", "security", "ideas"]
    assert len(leaves(categories)) >= 45
    assert min(per_field.values()) >= 5


def test_an_idea_is_public_and_needs_no_photo() -> None:
    ideas = [found for found in leaves(read("categories")) if found["category_code"].startswith("idea_")]

    assert ideas
    assert all(idea["public"] and idea["photo"] == "none" for idea in ideas)


@pytest.mark.parametrize("code", ["officer_conduct", "bribe_hint", "crime_tip"])
def test_what_is_sensitive_stays_private_and_may_be_anonymous(code: str) -> None:
    found = leaf(read("categories"), code)

    assert (found["public"], found["anonymous"]) == (False, True)


@pytest.mark.parametrize("code", ["officer_conduct", "bribe_hint", "crime_tip"])
def test_complaints_and_denunciations_in_the_sense_of_the_law_are_redirected(code: str) -> None:
    assert leaf(read("categories"), code)["stopper"]


@pytest.mark.parametrize(
    ("code", "number"),
    [("exit_blocked", "114"), ("fire_hazard", "114"), ("child_at_risk", "111"), ("food_poisoning", "115"),
     ("war_ordnance", "112"), ("brawl_disturbance", "113"), ("power_line_danger", "114")],
)  # fmt: skip
def test_danger_to_life_names_the_number_to_call_first(code: str, number: str) -> None:
    assert number in [call["number"] for call in leaf(read("categories"), code)["call_first"]]


def test_the_result_comes_within_five_days_unless_no_incident_is_waiting() -> None:
    hours = {"hours": 1, "working_hours": 3, "working_days": 24}
    slow = {
        found["category_code"]
        for found in leaves(read("categories"))
        if found["time_limit"]["amount"] * hours[found["time_limit"]["unit"]] > 5 * 24
    }

    assert {code for code in slow if not code.startswith("idea_")} <= {"rule_proposal"}


def test_the_app_itself_can_be_reported() -> None:
    assert leaf(read("categories"), "app_fault")["responsible_body"] == {"body_id": "tt-chuyen-doi-so"}


def test_a_group_is_only_a_door() -> None:
    for group in read("categories")["items"]:
        assert set(group) == {"category_code", "name", "description", "children"}


# --- units, old and new ----------------------------------------------------------------------------------------------


def test_the_city_has_168_units_since_july_2025(names: dict[str, str]) -> None:
    kinds = Counter(unit["type"] for unit in read("units")["items"])

    assert len(names) == 168
    assert kinds == {"phuong": 113, "xa": 54, "dac_khu": 1}


def test_442_old_units_lead_to_them_and_47_were_split() -> None:
    old = read("old_units")["items"]

    assert len(old) == 442
    assert sum(len(unit["new"]) > 1 for unit in old) == 47


@pytest.mark.parametrize(
    ("ward", "district", "today"),
    [
        ("Phường Bến Nghé", "Quận 1", ["Phường Sài Gòn"]),
        ("Phường Đa Kao", "Quận 1", ["Phường Sài Gòn", "Phường Tân Định"]),
        ("Phường Nguyễn Thái Bình", "Quận 1", ["Phường Bến Thành", "Phường Sài Gòn"]),
        ("Phường Cầu Ông Lãnh", "Quận 1", ["Phường Bến Thành", "Phường Cầu Ông Lãnh"]),
        ("Phường Phạm Ngũ Lão", "Quận 1", ["Phường Bến Thành"]),
        ("Phường Cô Giang", "Quận 1", ["Phường Cầu Ông Lãnh"]),
        ("Huyện Côn Đảo", "Huyện Côn Đảo", ["Đặc khu Côn Đảo"]),
    ],
)
def test_an_old_ward_leads_to_todays_default_first(
    names: dict[str, str], ward: str, district: str, today: list[str]
) -> None:
    new = old_unit(ward, district)["new"]

    assert [names[target["code"]] for target in new] == today
    assert [target["default"] for target in new] == [True] + [False] * (len(new) - 1)


def test_an_old_numbered_ward_means_nothing_without_its_district() -> None:
    districts = [row["old_district"] for row in read("old_units")["items"] if row["old_name"] == "Phường 1"]

    assert len(districts) == len(set(districts)) == 11


def test_five_units_are_unchanged_and_con_dao_was_renamed() -> None:
    change = {unit["full_name"]: unit["change"] for unit in read("units")["items"]}

    unchanged = {name for name, kind in change.items() if kind == "unchanged"}

    assert unchanged == {"Phường Thới Hòa", "Xã Long Sơn", "Xã Hòa Hiệp", "Xã Bình Châu", "Xã Thạnh An"}
    assert [name for name, kind in change.items() if kind == "renamed"] == ["Đặc khu Côn Đảo"]


@pytest.mark.parametrize(
    ("code", "name"),
    [("26740", "Sai Gon Ward"), ("26743", "Ben Thanh Ward"), ("26824", "Thu Duc Ward"), ("27664", "Can Gio Commune"),
     ("27676", "Thanh An Commune"), ("26732", "Con Dao Special Zone")],
)  # fmt: skip
def test_a_unit_has_a_plain_english_name(code: str, name: str) -> None:
    english = {unit["code"]: unit["full_name_en"] for unit in read("units")["items"]}

    assert english[code] == name


def test_the_units_are_what_the_tables_of_the_package_say() -> None:
    made = make_units.texts(HCMC)

    for name, text in made.items():
        assert (HCMC / name).read_text(encoding="utf-8") == text, f"{name}: run infra.city.make_units again"


def test_making_the_units_never_loads_the_package_that_calls_a_geocoder() -> None:
    asked = (
        "import sys, pathlib; from infra.city import make_units; make_units.texts(pathlib.Path(sys.argv[1]));"
        "sys.exit('vietnamadminunits' in sys.modules)"
    )

    said = subprocess.run([sys.executable, "-c", asked, str(HCMC)], cwd=ROOT, check=False)

    assert said.returncode == 0


# --- bodies and hotlines ---------------------------------------------------------------------------------------------


def test_every_ward_has_its_committee(names: dict[str, str]) -> None:
    committees = {body["ward"]: body["body_id"] for body in read("bodies")["items"] if "ward" in body}

    assert set(committees) == set(names)
    assert committees["26743"] == "ubnd-phuong-ben-thanh"
    assert committees["26732"] == "ubnd-dac-khu-con-dao"


def test_two_communes_that_sound_alike_have_committees_of_their_own() -> None:
    slugs = {body["ward"]: body["body_id"] for body in read("bodies")["items"] if "ward" in body}

    assert (slugs["25807"], slugs["27676"]) == ("ubnd-xa-thanh-an-25807", "ubnd-xa-thanh-an-27676")


def test_the_emergency_numbers_are_all_there() -> None:
    numbers = [line["number"] for line in read("hotlines")["items"]]

    assert numbers == ["112", "113", "114", "115", "111", "1022"]


# --- the calendar ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_no_public_holiday_is_forgotten(year: int) -> None:
    listed = {holiday.date for holiday in load_pack(HCMC).holidays.items}

    assert set(holidays.Vietnam(years=year)) <= listed


@pytest.mark.parametrize(
    "day",
    ["2026-01-02", "2026-02-16", "2026-02-20", "2026-04-27", "2026-08-31", "2026-11-24", "2027-02-10", "2028-01-26"],
)
def test_an_office_is_closed(day: str) -> None:
    assert datetime.date.fromisoformat(day) in {holiday.date for holiday in load_pack(HCMC).holidays.items}


def test_two_saturdays_of_2026_are_worked_for_long_weekends() -> None:
    swaps = {str(swap.date): str(swap.instead_of) for swap in load_pack(HCMC).holidays.working_saturdays}

    assert swaps == {"2026-01-10": "2026-01-02", "2026-08-22": "2026-08-31"}


def test_years_that_the_government_has_not_decided_are_provisional() -> None:
    status = {(holiday.date.year, holiday.status) for holiday in load_pack(HCMC).holidays.items}

    assert status == {(2026, "decided"), (2027, "provisional"), (2028, "provisional")}


# --- staff and people ------------------------------------------------------------------------------------------------


def test_every_committee_has_a_handler_and_a_supervisor() -> None:
    committees = {body["body_id"] for body in read("bodies")["items"] if body["kind"] == "ward_committee"}

    roles = Counter(
        role for member in expand_staff(HCMC) if member["body_id"] in committees for role in member["roles"]
    )

    assert roles == {"handler": 168, "supervisor": 168}


def test_the_desk_has_every_role_and_a_second_operator_and_approver() -> None:
    roles = Counter(
        role for member in expand_staff(HCMC) if member["body_id"] == "tong-dai-1022" for role in member["roles"]
    )

    assert roles == {"operator": 2, "handler": 1, "supervisor": 1, "editor": 1, "approver": 2, "admin": 1}


def test_all_staff_can_log_in_with_their_roles_known() -> None:
    people = {person["subject"]: person for person in expand_people(HCMC)}

    for member in expand_staff(HCMC):
        person = people[member["subject"]]
        assert (person["roles"], person["body_id"]) == (member["roles"], member["body_id"])


def test_no_invented_person_can_be_real() -> None:
    numbers = [person["claims"].get("SoDinhDanh", "999") for person in expand_people(HCMC)]

    assert all(number.startswith("999") for number in numbers)


def test_the_made_up_person_of_a_body_stays_the_same_when_bodies_are_added(pack: Path) -> None:
    before = {person["key"]: person for person in expand_people(pack)}

    broken(pack, "bodies", lambda d: d["items"].insert(1, {**d["items"][1], "body_id": "so-moi"}))
    broken(pack, "categories", lambda d: put(leaf(d, "pothole"), responsible_body={"body_id": "so-moi"}))

    after = {person["key"]: person for person in expand_people(pack)}
    assert set(after) - set(before) == {"so-moi.handler", "so-moi.supervisor"}
    assert all(after[key] == person for key, person in before.items())


def test_every_kind_of_account_can_be_tried() -> None:
    people = {person["key"]: person for person in expand_people(HCMC)}

    assert {"citizen", "foreigner", "minor", "organisation"} == {person["account_kind"] for person in people.values()}
    assert {people["an"]["claims"]["acr"], people["dung"]["claims"]["acr"]} == {"1", "2"}
    assert people["minh"]["guardian"] == "an"
    assert "SoDinhDanh" not in people["martin"]["claims"]
