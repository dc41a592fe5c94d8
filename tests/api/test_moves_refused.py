"""What the desk refuses, and what it says: too late, not yours, not now, not whole."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.builders import WASTE
from tests.cloud import Cloud
from tests.desks import (
    DESK,
    LIGHTING,
    PHOTO,
    REPORTS,
    TREES,
    a_sent_report,
    act,
    events,
    handler,
    operator,
    resolved,
    say,
)
from tests.phones import Heard, Phone
from tests.photos import ticket


def refusal(answer: Heard) -> tuple[int, str]:
    return answer.status, answer.json["code"]


def in_days(days: float) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


def test_a_move_that_the_status_forbids_says_how_the_report_stands(an: Phone) -> None:
    lamp = a_sent_report(an)
    act(handler(), lamp, "accept")

    answer = act(handler(), lamp, "accept")

    assert refusal(answer) == (409, "move_not_allowed")
    assert (answer.json["status"], answer.json["report_status"], answer.json["version"]) == (409, "in_progress", 2)


def test_two_officers_at_once_and_only_one_of_them_wins(an: Phone) -> None:
    lamp = a_sent_report(an)
    seen = handler().get(f"{DESK}/{lamp}").json["version"]

    first = act(handler(), lamp, "accept", version=seen)
    second = act(Phone.of_staff("supervisor", body_id=LIGHTING), lamp, "refuse", reason="Không.", version=seen)

    assert (first.status, refusal(second)) == (200, (409, "version_conflict"))
    assert (second.json["report_status"], second.json["version"]) == ("in_progress", 2)
    assert events(an, lamp) == [("submit", "received"), ("accept", "in_progress")]


def test_a_stale_if_match_is_412_and_changes_nothing(an: Phone) -> None:
    lamp = a_sent_report(an)
    act(handler(), lamp, "accept")

    answer = act(handler(), lamp, "return", {"If-Match": '"1"'}, reason="Không phải của chúng tôi.")

    assert refusal(answer) == (412, "version_stale")
    assert act(handler(), lamp, "return", {"If-Match": '"2"'}, reason="Nhầm.").status == 200


def test_an_unknown_report_is_not_found_by_any_action(aws: Cloud) -> None:
    for code in ("HCM-000000000", "x"):
        assert refusal(act(handler(), code, "accept")) == (404, "report_not_found")
        assert refusal(act(handler(), code, "resume")) == (404, "report_not_found")
        assert handler().get(f"{DESK}/{code}").status == 404


def test_a_handler_neither_sees_nor_moves_what_lies_with_another_body(an: Phone) -> None:
    lamp = a_sent_report(an)
    stranger = handler(TREES)

    assert refusal(act(stranger, lamp, "accept")) == (403, "not_your_report")
    assert refusal(stranger.get(f"{DESK}/{lamp}")) == (403, "not_your_report")
    assert events(an, lamp) == [("submit", "received")]


def test_a_supervisor_reaches_the_bodies_below_hers_and_no_others(an: Phone) -> None:
    lamp = a_sent_report(an)

    assert refusal(act(Phone.of_staff("supervisor", body_id=TREES), lamp, "accept")) == (403, "not_your_report")
    assert act(Phone.of_staff("supervisor", body_id="so-xay-dung"), lamp, "accept").status == 200


def test_a_role_that_lacks_a_move_is_told_so_only_where_others_have_it(an: Phone) -> None:
    lamp = a_sent_report(an)

    assert refusal(act(handler(), lamp, "assign", body_id=TREES)) == (403, "move_not_yours")
    assert refusal(act(operator(), lamp, "accept")) == (403, "move_not_yours")
    assert refusal(act(operator(), lamp, "resolve", public_text="Xong.")) == (409, "move_not_allowed")
    assert refusal(act(handler(), lamp, "rate")) == (409, "move_not_allowed")


def test_nobody_handles_or_inspects_her_own_report(aws: Cloud) -> None:
    officer = handler()
    lamp = a_sent_report(officer)

    assert refusal(act(officer, lamp, "accept")) == (403, "own_report")
    assert refusal(officer.get(f"{DESK}/{lamp}")) == (403, "own_report")
    assert act(Phone.of_staff("supervisor", body_id=LIGHTING), lamp, "accept").status == 200


@pytest.mark.parametrize("what", ["rating", "comments", "withdrawal", "answers", "reopening"])
def test_a_citizen_moves_nobody_elses_report_and_learns_of_no_private_one(an: Phone, what: str) -> None:
    fields = {"rating": {"score": 5}, "withdrawal": {}, "reopening": {"reason": "x"}}.get(what, {"text": "x"})
    public, private = resolved(an), a_sent_report(an, public=False)
    binh = Phone.of_citizen("binh")

    assert refusal(say(binh, public, what, **fields)) == (403, "not_your_report")
    assert refusal(say(binh, private, what, **fields)) == (404, "report_not_found")


def test_no_missing_demand_is_left_unnamed(an: Phone) -> None:
    lamp = a_sent_report(an)
    act(handler(), lamp, "accept")

    assert act(handler(), lamp, "extend").wrong == {"/promised_at": "missing", "/reason": "missing"}
    assert act(handler(), lamp, "resolve").wrong == {"/public_text": "missing"}
    assert act(handler(), lamp, "accept", promised_at=in_days(3)).wrong == {"/promised_at": "not_for_this_action"}


def test_an_extension_goes_beyond_the_promise_there_is(an: Phone) -> None:
    lamp = a_sent_report(an)
    act(handler(), lamp, "accept")

    earlier = act(handler(), lamp, "extend", promised_at=in_days(0.2), reason="Chờ.")
    past = act(handler(), lamp, "extend", promised_at=in_days(-1), reason="Chờ.")

    assert earlier.wrong == {"/promised_at": "not_later_than_promised"}
    assert past.wrong == {"/promised_at": "not_in_the_future"}


def test_a_category_that_asks_for_an_after_photo_is_not_resolved_without_one(an: Phone) -> None:
    pothole = a_sent_report(an, category_code="pothole")
    act(handler(), pothole, "accept")

    assert act(handler(), pothole, "resolve", public_text="Đã vá.").wrong == {"/photo_ids": "missing"}


def test_a_verdict_is_taken_to_the_last_second_of_day_14_and_then_no_more(aws: Cloud) -> None:
    resolved_at = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    last = datetime(2026, 12, 4, 16, 59, 59, tzinfo=UTC)
    with time_machine.travel(resolved_at, tick=False) as traveller:
        one, other = (resolved(Phone.of_citizen("an")) for _ in range(2))
        traveller.move_to(last)
        an = Phone.of_citizen("an")
        assert say(an, one, "rating", score=4).json["status"] == "closed"
        traveller.shift(timedelta(seconds=1))
        an = Phone.of_citizen("an")
        late = [say(an, other, "rating", score=1, text="Vẫn tối."), say(an, other, "reopening", reason="Vẫn tối.")]

    assert [refusal(answer) for answer in late] == [(410, "verdict_closed")] * 2
    assert late[0].json["ended_at"] == "2026-12-04T16:59:59.000Z"


def test_a_verdict_is_given_once(an: Phone) -> None:
    lamp = resolved(an)
    say(an, lamp, "rating", score=5)

    assert refusal(say(an, lamp, "rating", score=1, text="Đổi ý.")) == (409, "move_not_allowed")


def test_a_report_about_waste_is_not_moved_by_an_unknown_body(an: Phone) -> None:
    waste = a_sent_report(an, category_code=WASTE)

    assert act(operator(), waste, "assign", body_id="nobody-at-all").wrong == {"/body_id": "unknown_body"}


def test_a_photo_named_by_a_move_is_kept_with_its_event(an: Phone) -> None:
    pothole = a_sent_report(an, category_code="pothole")
    act(handler(), pothole, "accept")

    officer = handler()
    photo_id = ticket(officer)["photo_id"]

    done = act(officer, pothole, "resolve", public_text="Đã vá.", photo_ids=[photo_id])

    assert done.status == 200
    assert [(photo["photo_id"], photo["kind"]) for photo in done.json["photos"]] == [(photo_id, "after")]
    last = operator().get(f"{DESK}/{pothole}").json["timeline"][-1]
    assert [photo["photo_id"] for photo in last["photos"]] == last["detail"]["photo_ids"] == [photo_id]


@pytest.mark.parametrize("whose", ["nobody's", "another's", "twice"])
def test_a_move_takes_no_photo_that_is_not_the_officers_own(an: Phone, whose: str) -> None:
    pothole, officer = a_sent_report(an, category_code="pothole"), handler()
    act(officer, pothole, "accept")
    own = ticket(officer)["photo_id"]
    named = {"nobody's": [PHOTO], "another's": [ticket(an)["photo_id"]], "twice": [own, own]}[whose]

    answer = act(officer, pothole, "resolve", public_text="Đã vá.", photo_ids=named)

    assert answer.status == 422
    assert set(answer.wrong.values()) <= {"unknown_photo", "photo_used"}
    assert operator().get(f"{DESK}/{pothole}").json["status"] == "in_progress"


def test_a_bad_action_is_named(an: Phone) -> None:
    assert act(operator(), a_sent_report(an), "paint").wrong == {"/action": "not_one_of"}
    assert an.post(f"{REPORTS}/HCM-000000000/rating", {"score": 6}).wrong == {"/score": "out_of_range"}
