"""What is wrong with a report, said in full and at once; nothing of it is stored."""

from typing import Any

import pytest

from tests.builders import HANOI, PRIVATE, a_report
from tests.cloud import Cloud
from tests.phones import Phone

REPORTS = "/v1/feedback/reports"
COMPLAINT = "complaint_or_denunciation"


def test_every_wrong_field_is_named_at_once(an: Phone) -> None:
    answer = an.post(
        REPORTS,
        a_report(
            description="  ",
            location={"lat": 10.7},
            public="yes",
            captured_at="yesterday",
            colour="red",
            answers=[],
        ),
    )

    assert answer.status == 422
    assert answer.wrong == {
        "/description": "blank",
        "/location": "half_a_point",
        "/public": "not_true_or_false",
        "/captured_at": "not_a_time",
        "/colour": "unknown_field",
        "/answers": "not_an_object",
    }


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"category_code": None}, {"/category_code": "missing"}),
        ({"category_code": "no_such_thing"}, {"/category_code": "unknown_category"}),
        ({"category_code": "lighting"}, {"/category_code": "unknown_category"}),
        ({"category_code": 7}, {"/category_code": "not_a_text"}),
        ({"description": None}, {"/description": "missing"}),
        ({"description": "a" * 4001}, {"/description": "too_long"}),
        ({"description": "\u202e\u200b"}, {"/description": "blank"}),
        ({"location": None}, {"/location": "missing"}),
        ({"location": {}}, {"/location": "no_place"}),
        ({"location": "here"}, {"/location": "not_an_object"}),
        ({"location": HANOI}, {"/location": "outside_city"}),
        ({"location": {"lat": 91, "lon": 106.7}}, {"/location/lat": "out_of_range"}),
        ({"location": {"lat": "10.7", "lon": 106.7}}, {"/location/lat": "not_a_number"}),
        ({"location": {"lat": 10.7, "lon": 106.7, "address": "a" * 301}}, {"/location/address": "too_long"}),
        ({"category_code": PRIVATE, "public": True, "anonymous": True}, {"/anonymous": "anonymous_not_allowed"}),
        (
            {"category_code": "food_poisoning", "public": True, "answers": {"people_ill": 3}},
            {"/public": "public_not_allowed"},
        ),
        ({"captured_at": "2020-01-01T00:00:00Z"}, {"/captured_at": "too_long_ago"}),
        ({"captured_at": "2099-01-01T00:00:00Z"}, {"/captured_at": "in_the_future"}),
        ({"captured_at": "2026-11-23T10:00:00"}, {"/captured_at": "not_a_time"}),
        ({"answers": {"colour": "red"}}, {"/answers/colour": "unknown_question"}),
        ({"answers": {"lamps_out": "a dozen"}}, {"/answers/lamps_out": "not_one_of_the_choices"}),
        ({"answers": {"lamp_number": 5}}, {"/answers/lamp_number": "not_a_text"}),
        ({"answers": {"lamp_number": "1" * 1001}}, {"/answers/lamp_number": "too_long_answer"}),
        ({"answers": {"nope": "a" + "\u0301\u0323" * 15_000}}, {"/answers/nope": "unknown_question"}),
        (
            {"category_code": "light_by_day", "answers": {"seen_at": f"2026-11-20T00:00:00.{'1' * 10_000}Z"}},
            {"/answers/seen_at": "too_long_answer"},
        ),
        ({"about": {"kind": "school", "id": "0901234567 an@example.com"}}, {"/about/id": "wrong_format"}),
        ({"about": {"kind": "stop", "id": "a"}}, {"/about/kind": "unknown_choice"}),
    ],
    ids=lambda case: str(case)[:60],
)
def test_a_wrong_report_says_what_is_wrong_with_it(
    an: Phone, aws: Cloud, changes: dict[str, Any], wrong: dict[str, str]
) -> None:
    answer = an.post(REPORTS, a_report(**changes))

    assert (answer.status, answer.wrong) == (422, wrong)
    assert aws.items("reports") == []


def test_a_required_answer_that_is_missing_is_named(an: Phone) -> None:
    answer = an.post(REPORTS, a_report(category_code="dossier_late"))

    assert answer.wrong == {"/answers/dossier_code": "missing"}


@pytest.mark.parametrize(("language", "place"), [("vi", "trụ sở tiếp công dân"), ("en", "citizen reception office")])
def test_a_complaint_under_the_law_is_told_where_to_go_and_not_stored(
    an: Phone, aws: Cloud, language: str, place: str
) -> None:
    before = aws.everything()

    answer = an.post(REPORTS, a_report(category_code=COMPLAINT), {"Accept-Language": language})

    assert (answer.status, answer.json["code"]) == (422, "category_redirects")
    assert answer.wrong == {"/category_code": "category_redirects"}
    assert place in answer.json["stopper"]
    assert answer.json["call_first"] == []
    assert aws.everything() == before


def test_a_category_that_says_what_does_not_belong_there_still_takes_reports(an: Phone) -> None:
    sent = an.post(REPORTS, a_report(category_code="officer_conduct", answers={"office": "Quầy 3, UBND phường"}))

    assert (sent.status, sent.json["responsible_body"]["body_id"]) == (201, "so-noi-vu")


def test_the_list_of_categories_tells_which_one_takes_no_reports(phone: Phone) -> None:
    groups = phone.get("/v1/feedback/categories").json["items"]

    redirect = {leaf["category_code"]: leaf["redirect"] for group in groups for leaf in group["children"]}
    assert [code for code, elsewhere in redirect.items() if elsewhere] == [COMPLAINT]
    assert redirect["officer_conduct"] is False
