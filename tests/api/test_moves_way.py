"""A street lamp's whole way through the desks, as officers and the sender go it."""

from datetime import UTC, datetime, timedelta

import time_machine

from tests.builders import CITY_THEATRE, WASTE
from tests.cloud import Cloud
from tests.desks import DESK, DESK_1022, LIGHTING, REPORTS, a_sent_report, act, events, handler, operator, resolved, say
from tests.phones import Phone

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def in_days(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


def test_a_lamp_goes_from_the_desk_to_the_body_and_back_to_its_sender(an: Phone) -> None:
    lamp = a_sent_report(an, location={"address": "7 Công trường Lam Sơn"})
    desk, body = operator(), handler()

    assert act(desk, lamp, "assign", body_id=LIGHTING).json["responsible_body"]["body_id"] == LIGHTING
    assert act(body, lamp, "accept").json["status"] == "in_progress"
    assert act(body, lamp, "ask_info", public_text="Cột số mấy?").json["status"] == "needs_info"
    assert say(an, lamp, "answers", text="Cột 12.").json["status"] == "in_progress"
    later = in_days(9)
    extended = act(body, lamp, "extend", promised_at=later, reason="Chờ vật tư.").json
    assert extended["promised_at"] > extended["expected_at"]
    assert act(body, lamp, "resolve", public_text="Đã thay bóng đèn.").json["status"] == "resolved"
    assert say(an, lamp, "rating", score=5).json["status"] == "closed"

    shown = an.get(f"{REPORTS}/{lamp}").json
    assert (shown["status"], shown["closed_reason"], shown["expected_at"]) == (
        "closed",
        "confirmed",
        extended["expected_at"],
    )
    assert events(an, lamp) == [
        ("submit", "in_triage"),
        ("assign", "assigned"),
        ("accept", "in_progress"),
        ("ask_info", "needs_info"),
        ("answer_info", "in_progress"),
        ("extend", "in_progress"),
        ("resolve", "resolved"),
        ("rate", "closed"),
    ]


def test_a_low_score_with_a_reason_brings_the_report_back_to_the_body(an: Phone) -> None:
    lamp = resolved(an)

    assert say(an, lamp, "rating", score=2, text="Tối nay đèn lại tắt.").json["status"] == "reopen_requested"
    reopened = act(operator(), lamp, "reopen", reason="Đúng là chưa sáng.").json

    assert (reopened["status"], reopened["resolved_at"]) == ("assigned", None)
    assert [card["report_id"] for card in handler().get(DESK).json["items"]] == [lamp]
    assert act(handler(), lamp, "accept").json["status"] == "in_progress"


def test_a_low_score_without_a_reason_closes(an: Phone) -> None:
    assert say(an, resolved(an), "rating", score=1).json["status"] == "closed"


def test_a_wish_to_reopen_can_be_declined_with_a_reason_that_the_public_reads(an: Phone, phone: Phone) -> None:
    lamp = resolved(an)
    assert say(an, lamp, "reopening", reason="Đèn vẫn tối.").json["status"] == "reopen_requested"

    closed = act(operator(), lamp, "close", reason="Đèn đã sáng khi kiểm tra.").json

    assert (closed["status"], closed["closed_reason"]) == ("closed", "refused")
    assert phone.get(f"{REPORTS}/{lamp}/timeline").json["items"][-1]["public_text"] == "Đèn đã sáng khi kiểm tra."


def test_a_refused_report_tells_everybody_why_and_leaves_the_queue(an: Phone, phone: Phone) -> None:
    lamp = a_sent_report(an)
    officer = handler()

    refused = act(officer, lamp, "refuse", reason="Đèn thuộc khuôn viên tư nhân.", note="Chủ nhà đã biết.").json

    assert (refused["status"], refused["closed_reason"]) == ("refused", "refused")
    assert refused["closed_at"]
    assert officer.get(DESK).json["items"] == []
    told = phone.get(f"{REPORTS}/{lamp}/timeline")
    assert "khuôn viên tư nhân" in told.text
    assert "Chủ nhà" not in told.text


def test_a_report_that_is_not_ours_goes_back_to_the_desk_with_number_and_history(an: Phone, phone: Phone) -> None:
    lamp = a_sent_report(an)
    act(handler(), lamp, "accept")

    back = act(handler(), lamp, "return", reason="Đèn của khu công nghiệp.").json

    assert (back["status"], back["responsible_body"]["body_id"]) == ("in_triage", DESK_1022)
    assert [card["report_id"] for card in operator().get(DESK).json["items"]] == [lamp]
    assert events(an, lamp) == [("submit", "received"), ("accept", "in_progress"), ("return", "in_triage")]
    assert "khu công nghiệp" not in phone.get(f"{REPORTS}/{lamp}/timeline").text


def test_a_duplicate_points_to_its_master_and_a_wrong_merge_is_undone(an: Phone) -> None:
    master, twin = a_sent_report(an), a_sent_report(an)
    desk = operator()

    merged = act(desk, twin, "merge", target_report_id=master.lower()).json
    seen = desk.get(f"{DESK}/{twin}").json
    apart = act(desk, twin, "split", reason="Hai cột khác nhau.").json

    assert (merged["status"], merged["closed_reason"], seen["merged_into"]) == ("duplicate", "duplicate", master)
    assert (apart["status"], apart["closed_reason"], apart["closed_at"]) == ("in_triage", None, None)
    assert twin in [card["report_id"] for card in desk.get(DESK).json["items"]]


def test_a_report_cannot_be_merged_into_itself_nor_into_one_that_is_not_there_or_gone(an: Phone) -> None:
    twin, gone = a_sent_report(an), a_sent_report(an)
    desk = operator()
    act(desk, gone, "refer", reason="Thuộc tỉnh khác.")

    assert act(desk, twin, "merge", target_report_id=twin).wrong == {"/target_report_id": "same_report"}
    for target in ("HCM-000000000", gone):
        assert act(desk, twin, "merge", target_report_id=target).wrong == {"/target_report_id": "unknown_report"}


def test_an_outside_party_stops_the_clock_and_resuming_gives_back_just_that_time(aws: Cloud) -> None:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        lamp = a_sent_report(Phone.of_citizen("an"))
        first = act(handler(), lamp, "accept").json["promised_at"]
        traveller.shift(timedelta(hours=1))
        assert act(handler(), lamp, "wait_external", reason="Chờ điện lực.").json["status"] == "waiting_external"
        traveller.shift(timedelta(hours=30))
        assert Phone.of_citizen("an").get(f"{REPORTS}/{lamp}").json["overdue"] is False
        resumed = act(handler(), lamp, "resume").json

    assert (first, resumed["promised_at"]) == ("2026-11-24T02:00:00.000Z", "2026-11-25T08:00:00.000Z")
    assert (resumed["status"], resumed["expected_at"]) == ("in_progress", first)


def test_a_planned_report_is_taken_up_again(an: Phone) -> None:
    lamp = a_sent_report(an)
    act(handler(), lamp, "accept")

    planned = act(handler(), lamp, "plan", promised_at=in_days(30)).json
    resumed = act(handler(), lamp, "resume").json

    assert (planned["status"], resumed["status"]) == ("planned", "in_progress")
    assert planned["promised_at"] == resumed["promised_at"]


def test_a_comment_moves_nothing_and_restarts_no_clock(an: Phone, phone: Phone) -> None:
    lamp = a_sent_report(an)
    before = an.get(f"{REPORTS}/{lamp}").json

    said = say(an, lamp, "comments", text="Gọi tôi 0912 345 678, trời tối lắm.")

    assert (said.status, said.json["status"]) == (201, None)
    assert an.get(f"{REPORTS}/{lamp}").json == before
    assert events(an, lamp)[-1] == ("comment", "received")
    assert "0912 345 678" in an.get(f"{REPORTS}/{lamp}/timeline").text
    assert "0912" not in phone.get(f"{REPORTS}/{lamp}/timeline").text


def test_a_citizen_takes_her_report_back(an: Phone) -> None:
    lamp = a_sent_report(an)

    assert say(an, lamp, "withdrawal").json["status"] == "withdrawn"
    assert handler().get(DESK).json["items"] == []
    assert say(an, lamp, "comments", text="Thôi ạ.").json["code"] == "move_not_allowed"


def test_a_supervisor_gives_a_report_to_another_body_below_hers(an: Phone) -> None:
    waste = a_sent_report(an, category_code=WASTE, location=CITY_THEATRE)
    supervisor = Phone.of_staff("supervisor")

    assert act(supervisor, waste, "assign", body_id="ubnd-phuong-nhieu-loc").json["status"] == "assigned"
