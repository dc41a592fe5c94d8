"""Supporting and following what somebody else has sent, each once, and taking it back."""

from typing import Any

import pytest

from tests.cloud import Cloud
from tests.desks import DESK, REPORTS, a_sent_report, act, handler, operator, resolved, say
from tests.follows import MINE, ask, followed, supporters
from tests.phones import Phone

NOBODYS = "HCM-000000000"


@pytest.fixture
def binh(aws: Cloud) -> Phone:
    """Bình, who lives in the same street as An."""
    return Phone.of_citizen("binh")


def test_whoever_supports_a_report_counts_and_follows_it(an: Phone, binh: Phone) -> None:
    report_id = a_sent_report(an)

    answer = ask(binh, report_id.lower(), "support")

    assert (answer.status, answer.json) == (200, {"report_id": report_id, "supported": True, "followed": True})
    assert supporters(report_id) == 1
    assert followed(binh) == [report_id]


def test_supporting_twice_is_supporting_once(an: Phone, binh: Phone) -> None:
    report_id = a_sent_report(an)

    first, second = ask(binh, report_id, "support"), ask(binh, report_id, "support")

    assert (second.status, second.json) == (200, first.json)
    assert supporters(report_id) == 1


def test_everybody_counts_once_and_nobody_is_named(an: Phone) -> None:
    report_id = a_sent_report(an)
    crowd = [Phone.of_citizen(f"neighbour-{number}") for number in range(4)]

    for neighbour in crowd:
        ask(neighbour, report_id, "support")

    shown = Phone().get(f"{REPORTS}/{report_id}")
    assert shown.json["supporters"] == 4
    assert [phone.citizen_id for phone in crowd if phone.citizen_id in shown.text] == []


def test_a_support_disturbs_nobody_at_a_desk(an: Phone, binh: Phone) -> None:
    report_id, officer = a_sent_report(an), handler()
    seen = officer.get(f"{DESK}/{report_id}").json["version"]

    ask(binh, report_id, "support")

    assert act(officer, report_id, "accept", version=seen).status == 200
    assert officer.get(f"{DESK}/{report_id}").json["supporters"] == 1


def test_a_support_is_taken_back_once_and_following_stays(an: Phone, binh: Phone) -> None:
    report_id = a_sent_report(an)
    ask(binh, report_id, "support")

    first, second = (ask(binh, report_id, "support", "DELETE") for _ in range(2))

    assert first.json == second.json == {"report_id": report_id, "supported": False, "followed": True}
    assert supporters(report_id) == 0
    assert followed(binh) == [report_id]


def test_whoever_follows_no_more_still_counts(an: Phone, binh: Phone) -> None:
    report_id = a_sent_report(an)
    ask(binh, report_id, "support")

    answer = ask(binh, report_id, "follow", "DELETE")

    assert answer.json == {"report_id": report_id, "supported": True, "followed": False}
    assert (supporters(report_id), followed(binh)) == (1, [])
    assert ask(binh, report_id, "support").json == answer.json


def test_a_support_that_was_taken_back_can_be_given_again(an: Phone, binh: Phone) -> None:
    report_id = a_sent_report(an)

    for method in ("POST", "DELETE", "DELETE", "POST", "POST"):
        assert ask(binh, report_id, "support", method).status == 200

    assert supporters(report_id) == 1


def test_a_report_is_followed_without_being_supported(an: Phone, binh: Phone) -> None:
    report_id = a_sent_report(an)

    answers = [ask(binh, report_id, "follow") for _ in range(2)]

    assert [(each.status, each.json) for each in answers] == [(200, {"report_id": report_id, "followed": True})] * 2
    assert (supporters(report_id), followed(binh)) == (0, [report_id])


def test_whoever_left_everything_leaves_nothing_behind(an: Phone, binh: Phone, aws: Cloud) -> None:
    report_id = a_sent_report(an)
    ask(binh, report_id, "support")

    for what in ("support", "follow", "follow"):
        assert ask(binh, report_id, what, "DELETE").status == 200

    assert (aws.items("follows"), supporters(report_id), followed(binh)) == ([], 0, [])


@pytest.mark.parametrize("what", ["support", "follow"])
def test_nobody_supports_or_follows_what_she_sent_herself(an: Phone, what: str) -> None:
    public, private = a_sent_report(an), a_sent_report(an, public=False)

    for report_id in (public, private):
        answer = ask(an, report_id, what)
        assert (answer.status, answer.json["code"]) == (409, "your_own_report")
    assert (supporters(public), followed(an)) == (0, [])


@pytest.mark.parametrize("method", ["POST", "DELETE"])
@pytest.mark.parametrize("what", ["support", "follow"])
def test_what_one_may_not_read_looks_as_if_it_were_not_there(an: Phone, binh: Phone, what: str, method: str) -> None:
    private = a_sent_report(an, public=False)

    for report_id in (private, NOBODYS, "x", "HCM-"):
        answer = ask(binh, report_id, what, method)
        assert (answer.status, answer.json["code"]) == (404, "report_not_found")


def test_nobody_supports_or_follows_without_a_login(an: Phone, phone: Phone) -> None:
    report_id = a_sent_report(an)

    for what in ("support", "follow"):
        for method in ("POST", "DELETE"):
            assert ask(phone, report_id, what, method).status == 401
    assert phone.get(MINE).status == 401


def ended(an: Phone) -> dict[str, str]:
    """Return reports of An that have ended, by their status."""
    left, refused, closed = a_sent_report(an), a_sent_report(an), resolved(an)
    say(an, left, "withdrawal")
    act(handler(), refused, "refuse", reason="Không thuộc thẩm quyền.")
    say(an, closed, "rating", score=5)
    return {"withdrawn": left, "refused": refused, "closed": closed}


def test_what_has_ended_is_supported_no_more_and_may_be_followed(an: Phone, binh: Phone) -> None:
    for status, report_id in ended(an).items():
        answer = ask(binh, report_id, "support")

        assert (answer.status, answer.json["code"], answer.json["report_status"]) == (409, "report_ended", status)
        assert ask(binh, report_id, "follow").status == 200


def test_a_support_repeated_after_the_end_is_answered_as_the_first_time(an: Phone, binh: Phone) -> None:
    report_id = a_sent_report(an)
    first = ask(binh, report_id, "support")
    say(an, report_id, "withdrawal")

    assert ask(binh, report_id, "support").json == first.json
    assert ask(binh, report_id, "support", "DELETE").status == 200
    assert supporters(report_id) == 0


def test_a_result_that_may_be_doubted_can_still_be_supported(an: Phone, binh: Phone) -> None:
    assert ask(binh, resolved(an), "support").status == 200


@pytest.mark.parametrize("what", ["support", "follow"])
def test_a_duplicate_leads_people_on_to_the_report_it_was_merged_into(an: Phone, binh: Phone, what: str) -> None:
    twin, master = a_sent_report(an), a_sent_report(an)
    assert act(operator(), twin, "merge", target_report_id=master).status == 200

    problem = ask(binh, twin, what)

    told = {name: problem.json[name] for name in ("code", "report_status", "merged_into")}
    assert problem.status == 409
    assert told == {"code": "report_merged", "report_status": "duplicate", "merged_into": master}


def test_ones_list_is_read_page_by_page_the_last_followed_first(an: Phone, binh: Phone, monkeypatch: Any) -> None:
    reports = [a_sent_report(an) for _ in range(5)]
    for report_id in reports:
        ask(binh, report_id, "follow")

    found, cursor = list[str](), {}
    for _ in range(3):
        page = binh.get(MINE, limit=2, **cursor).json
        found += [card["report_id"] for card in page["items"]]
        cursor = {"cursor": page["next_cursor"]}

    assert sorted(found) == sorted(reports)
    assert cursor == {"cursor": None}


def test_a_cursor_serves_nobody_else(an: Phone, binh: Phone) -> None:
    for _ in range(2):
        ask(binh, a_sent_report(an), "follow")
    cursor = binh.get(MINE, limit=1).json["next_cursor"]

    answer = an.get(MINE, cursor=cursor)

    assert (answer.status, answer.json["code"]) == (410, "cursor_expired")


def test_a_duplicate_says_where_it_was_merged_into_until_it_is_split_off(an: Phone) -> None:
    twin, master = a_sent_report(an), a_sent_report(an)
    path = f"{REPORTS}/{twin}"

    before = Phone().get(path).json["merged_into"]
    act(operator(), twin, "merge", target_report_id=master)
    merged = Phone().get(path).json["merged_into"]
    act(operator(), twin, "split", reason="Hai bóng đèn khác nhau.")
    split = Phone().get(path).json["merged_into"]

    assert (before, merged, split) == (None, master, None)
