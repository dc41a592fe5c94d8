"""A report may be about a thing that a look-up shows ("this is wrong"), and the desk sees which thing is meant."""

from typing import Any

import pytest

from tests.builders import a_report
from tests.desks import LIGHTING
from tests.phones import Phone

SCHOOL = "thpt-chuyen-le-hong-phong"


def about_of(thing: dict[str, Any], an: Phone) -> str:
    sent = an.post("/v1/feedback/reports", a_report(about=thing))
    assert sent.status == 201, sent.text
    report_id: str = sent.json["report_id"]
    return report_id


@pytest.mark.parametrize(
    ("record", "name"),
    [
        (f"/v1/education/schools/{SCHOOL}", "Cơ sở giáo dục"),
        ("/v1/health/facilities/bv-an-binh", "Cơ sở y tế"),
    ],
)
def test_what_a_record_says_it_is_goes_into_a_report_as_it_stands(an: Phone, record: str, name: str) -> None:
    thing = an.get(record).json["about"]

    shown = an.get(f"/v1/feedback/reports/{about_of(thing, an)}").json["about"]

    assert shown == {**thing, "kind_name": name, "path": record}


def test_the_desk_sees_which_thing_is_meant_and_where_it_is_shown(an: Phone) -> None:
    report_id = about_of({"kind": "school", "id": SCHOOL}, an)
    officer = Phone.of_staff("handler", body_id=LIGHTING)

    about = officer.get(f"/desk/v1/feedback/reports/{report_id}", {"Accept-Language": "en"}).json["about"]

    assert about["kind_name"] == "School"
    assert officer.get(about["path"]).json["name"] == "Trường THPT chuyên Lê Hồng Phong"


@pytest.mark.parametrize("kind", ["bus_stop", "unit", "School", "schools", "report", ""])
def test_a_thing_that_no_look_up_shows_is_refused(an: Phone, kind: str) -> None:
    heard = an.post("/v1/feedback/reports", a_report(about={"kind": kind, "id": "a"}))

    assert (heard.status, heard.wrong) == (422, {"/about/kind": "unknown_choice"})
