"""Ways that reviews of the whole way found broken, each walked once."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.clockwork import Clockwork, clockwork
from tests.cloud import Cloud
from tests.desks import REPORTS, a_sent_report, act, events, handler, resolved, say
from tests.following import Lambda
from tests.phones import Phone

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

SIMILAR = "/v1/feedback/similar?category_code=light_out&lat=10.7757&lon=106.7004"


def test_strangers_read_no_number_in_the_first_words_of_a_report(phone: Phone, an: Phone) -> None:
    text = "Đèn tắt trước nhà chị Lan, gọi 0903123456 hoặc lan@gmail.com"
    report_id = a_sent_report(an, description=text, location={"lat": 10.7757, "lon": 106.7004})

    [found] = phone.get(SIMILAR).json["items"]
    assert Phone.of_citizen("binh").post(f"{REPORTS}/{report_id}/follow", None).status == 200
    [followed] = Phone.of_citizen("binh").get("/v1/feedback/my-follows").json["items"]
    [own] = an.get("/v1/feedback/my-reports").json["items"]

    for shown in (found["summary"], followed["summary"]):
        assert "0903123456" not in shown
        assert "lan@" not in shown
    assert own["summary"] == text


def test_a_number_that_the_first_words_cut_in_two_stays_hidden(phone: Phone, an: Phone) -> None:
    text = "Đèn tắt. " * 10 + "Gọi 0903123456."
    a_sent_report(an, description=text, location={"lat": 10.7757, "lon": 106.7004})

    [found] = phone.get(SIMILAR).json["items"]

    assert "090" not in found["summary"]


def test_no_promise_lies_more_than_five_years_ahead(an: Phone) -> None:
    report_id = a_sent_report(an)
    act(handler(), report_id, "accept")

    refused = act(handler(), report_id, "plan", promised_at="9999-12-31T00:00:00Z")

    assert refused.wrong == {"/promised_at": "too_far_ahead"}


@pytest.mark.parametrize("name", ["x" * 2000, "message_1", "body:x"])
def test_what_is_no_message_is_not_found(an: Phone, name: str) -> None:
    assert an.post(f"/v1/notifications/inbox/{name}/read", None).status == 404


@pytest.fixture
def time(lambda_: Lambda, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clockwork]:
    """The clocks of all reports, and the time they go by."""
    with clockwork(lambda_, MONDAY, monkeypatch) as made:
        yield made


def test_a_verdict_after_the_clock_has_closed_the_report_is_late_and_not_merely_refused(
    aws: Cloud, time: Clockwork
) -> None:
    report_id = resolved(Phone.of_citizen("an"))
    time.pass_(days=16)
    an = Phone.of_citizen("an")

    closed = an.get(f"{REPORTS}/{report_id}").json["closed_reason"]
    late = say(an, report_id, "rating", score=1, reasons=["Vẫn tối"])

    assert closed == "silent"
    assert (late.status, late.json["code"]) == (410, "verdict_closed")


def test_a_pause_does_not_escalate_a_late_report_all_over_again(aws: Cloud, time: Clockwork) -> None:
    report_id = a_sent_report(Phone.of_citizen("an"))
    time.settle()
    act(handler(), report_id, "accept")
    time.pass_(days=5)
    act(handler(), report_id, "wait_external", reason="Chờ điện lực.")
    time.pass_(hours=2)
    act(handler(), report_id, "resume")
    time.pass_(hours=2)

    happened = [kind for kind, _ in events(Phone.of_citizen("an"), report_id)]

    assert happened.count("escalate") == 3
    assert happened.count("remind") == 1
