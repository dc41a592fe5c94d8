"""Units through the gateway: what an app is led to, and what it may keep."""

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from tests.e2e.conftest import RunningCity

UNITS = "/v1/map/units"


def test_a_former_ward_leads_to_its_unit_whether_asked_by_name_or_by_code(city: "RunningCity") -> None:
    named = city.ask("GET", f"{UNITS}?old={quote('P.14 Q3')}").json

    # Python's client follows the redirect, as an app's does.
    led_to = city.ask("GET", f"{UNITS}/{named['old']['code']}")

    assert led_to.status == 200
    assert led_to.json["code"] == named["items"][0]["unit"]["code"]
    assert led_to.json["full_name"] == "Phường Nhiêu Lộc"


def test_the_code_of_a_ward_that_was_split_comes_through_with_its_choices(city: "RunningCity") -> None:
    answer = city.ask("GET", f"{UNITS}/25741")

    assert (answer.status, answer.json["code"]) == (300, "unit_divided")
    assert [each["default"] for each in answer.json["candidates"]] == [True, False]


def test_a_list_of_units_that_an_app_holds_is_not_sent_again(city: "RunningCity") -> None:
    first = city.ask("GET", UNITS)

    again = city.ask("GET", UNITS, If_None_Match=first.headers["ETag"])

    assert len(first.json["items"]) == 168
    assert (again.status, again.text) == (304, "")
