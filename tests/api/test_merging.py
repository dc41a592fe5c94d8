"""Who sent, follows or supports a duplicate comes along to the report that goes on for it, until it is split off."""

from typing import Any

import pytest

from chalicelib.shared import clock
from tests.cloud import Cloud, empty
from tests.desks import a_sent_report, act, operator
from tests.following import Lambda, bodies, losing
from tests.follows import ask, followed, supporters
from tests.phones import Phone

DIFFERENT = "Hai chuyện khác nhau."


def people(*names: str) -> list[Phone]:
    return [Phone.of_citizen(name) for name in names]


def merge(report_id: str, target: str) -> None:
    assert act(operator(), report_id, "merge", target_report_id=target).status == 200


def split(report_id: str) -> None:
    assert act(operator(), report_id, "split", reason=DIFFERENT).status == 200


def told(lambda_: Lambda) -> list[dict[str, Any]]:
    """Let everything that happened reach those who bring people along; return the events."""
    lambda_.stream()
    return bodies(lambda_.queue("following"))


def followers(report_id: str) -> set[str]:
    from chalicelib.feedback.following.models import Follow

    return set(Follow.followers_of(report_id))


def test_the_sender_and_the_followers_of_a_duplicate_follow_the_report_it_went_into(
    aws: Cloud, lambda_: Lambda
) -> None:
    an, binh, chi, dung = people("an", "binh", "chi", "dung")
    twin, master = a_sent_report(an), a_sent_report(dung)
    ask(binh, twin, "support")
    ask(chi, twin, "follow")

    merge(twin, master)
    told(lambda_)

    assert followers(master) == {phone.citizen_id for phone in (an, binh, chi)}
    assert supporters(master) == 1
    assert sorted(followed(an)) == [master]


def test_somebody_who_supports_both_counts_once(aws: Cloud, lambda_: Lambda) -> None:
    an, binh, chi, dung = people("an", "binh", "chi", "dung")
    twin, master = a_sent_report(an), a_sent_report(dung)
    for phone, report_id in ((binh, twin), (binh, master), (chi, twin)):
        ask(phone, report_id, "support")

    merge(twin, master)
    told(lambda_)

    assert (supporters(twin), supporters(master)) == (2, 2)


def test_a_split_takes_back_who_came_with_it_and_nobody_else(aws: Cloud, lambda_: Lambda) -> None:
    an, binh, chi, dung = people("an", "binh", "chi", "dung")
    twin, other, master = a_sent_report(an), a_sent_report(an), a_sent_report(dung)
    for phone, report_id in ((binh, twin), (binh, master), (chi, twin), (chi, other)):
        ask(phone, report_id, "support")
    merge(twin, master)
    merge(other, master)
    told(lambda_)

    split(twin)
    told(lambda_)
    after_one = followers(master), supporters(master)
    split(other)
    told(lambda_)

    assert after_one == ({phone.citizen_id for phone in (an, binh, chi)}, 2)
    assert (followers(master), supporters(master)) == ({binh.citizen_id}, 1)
    assert (supporters(twin), supporters(other)) == (2, 1)


def test_whoever_sent_the_report_that_goes_on_neither_follows_nor_supports_it(aws: Cloud, lambda_: Lambda) -> None:
    an, dung = people("an", "dung")
    twin, own, master = a_sent_report(an), a_sent_report(dung), a_sent_report(dung)
    ask(dung, twin, "support")

    merge(twin, master)
    merge(own, master)
    told(lambda_)

    assert (followers(master), supporters(master)) == ({an.citizen_id}, 0)


def test_people_go_all_the_way_up_when_a_report_with_duplicates_is_merged_itself(aws: Cloud, lambda_: Lambda) -> None:
    an, binh, chi, dung = people("an", "binh", "chi", "dung")
    twin, middle, master = a_sent_report(an), a_sent_report(chi), a_sent_report(dung)
    ask(binh, twin, "support")

    merge(twin, middle)
    merge(middle, master)
    told(lambda_)
    together = followers(master), supporters(master)
    split(twin)
    told(lambda_)

    assert together == ({phone.citizen_id for phone in (an, binh, chi)}, 1)
    assert (followers(middle), supporters(middle)) == (set(), 0)
    assert (followers(master), supporters(master)) == ({chi.citizen_id}, 0)


def test_the_order_in_which_two_reports_events_arrive_does_not_matter(aws: Cloud) -> None:
    from chalicelib.feedback.following import merging

    an, binh, chi, dung = people("an", "binh", "chi", "dung")
    twin, middle, master = a_sent_report(an), a_sent_report(chi), a_sent_report(dung)
    ask(binh, twin, "support")
    merge(twin, middle)
    merge(middle, master)

    for event in reversed(merges(aws)):
        merging.follow(event)

    assert followers(middle) == {an.citizen_id, binh.citizen_id}
    assert (followers(master), supporters(master)) == ({phone.citizen_id for phone in (an, binh, chi)}, 1)


def merges(aws: Cloud) -> list[dict[str, Any]]:
    """Return the events of all merges, oldest first."""
    from chalicelib.feedback.models import Event

    rows = [Event.from_raw_data(item) for item in aws.items("timeline")]
    found = [row.attribute_values for row in rows if row.event_type == "merge"]
    return sorted(found, key=lambda event: str(event["event_id"]))


def test_whoever_left_the_report_that_goes_on_is_not_brought_back_by_a_repeat(aws: Cloud, lambda_: Lambda) -> None:
    from chalicelib.feedback.following import merging

    an, binh, dung = people("an", "binh", "dung")
    twin, master = a_sent_report(an), a_sent_report(dung)
    ask(binh, twin, "support")
    merge(twin, master)
    [event] = [event for event in told(lambda_) if event["event_type"] == "merge"]
    ask(binh, master, "follow", "DELETE")
    ask(binh, master, "support", "DELETE")

    merging.follow(event)

    assert (followers(master), supporters(master)) == ({an.citizen_id}, 0)


def test_a_merge_told_after_its_split_brings_nobody(aws: Cloud) -> None:
    from chalicelib.feedback.following import merging

    an, binh, dung = people("an", "binh", "dung")
    twin, master = a_sent_report(an), a_sent_report(dung)
    ask(binh, twin, "support")
    merge(twin, master)
    split(twin)

    for event in (*merges(aws), *merges(aws)):
        merging.follow(event)

    assert (followers(master), supporters(master)) == (set(), 0)


def test_nobody_is_brought_to_a_report_that_the_public_may_not_read(aws: Cloud, lambda_: Lambda) -> None:
    an, binh, dung = people("an", "binh", "dung")
    twin, master = a_sent_report(an), a_sent_report(dung, public=False)
    ask(binh, twin, "support")

    merge(twin, master)
    told(lambda_)
    split(twin)
    told(lambda_)

    assert followers(master) == set()


@pytest.mark.parametrize("crowd", [60, pytest.param(500, marks=pytest.mark.long)])
def test_a_crowd_comes_in_batches_and_everybody_is_counted_once(
    aws: Cloud, lambda_: Lambda, monkeypatch: pytest.MonkeyPatch, crowd: int
) -> None:
    from chalicelib.feedback.following.models import Follow
    from chalicelib.feedback.models import HEAD, Report

    an, dung = people("an", "dung")
    twin, master = a_sent_report(an), a_sent_report(dung)
    at = clock.rfc3339(clock.now())
    with Follow.batch_write() as writing:
        for number in range(crowd):
            row = {"followed_at": at, "supported_at": at, "via": {twin}, "supported_via": {twin}}
            writing.save(Follow(twin, f"citizen_{number:03}", **row))
    Report(twin, HEAD).update([Report.supporters.set(crowd)])
    merge(twin, master)

    lambda_.stream()
    # In the middle an answer is lost for good, and the message is told again.
    with losing(monkeypatch, crowd // 10, before=False) as made:
        lambda_.queue("following")

    assert len(made) > crowd // 10
    assert (len(followers(master)), supporters(master)) == (crowd + 1, crowd)
    split(twin)
    told(lambda_)
    assert (followers(master), supporters(master), supporters(twin)) == (set(), 0, crowd)


def follow(lambda_: Lambda, monkeypatch: pytest.MonkeyPatch, place: int, before: bool) -> list[str]:
    """Let what happened be followed while one call of the follower is lost; return her calls."""
    lambda_.stream()
    with losing(monkeypatch, place, before) as made:
        lambda_.queue("following")
    return made


@pytest.mark.long
@pytest.mark.parametrize("before", [False, pytest.param(True, marks=pytest.mark.long)], ids=["answer", "call"])
def test_whichever_call_is_lost_people_are_brought_once_and_taken_back_once(
    aws: Cloud, lambda_: Lambda, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    place, calls = 0, 1
    while place < calls:
        empty(aws)
        an, binh, chi, dung = people("an", "binh", "chi", "dung")
        twin, middle, master = a_sent_report(an), a_sent_report(chi), a_sent_report(dung)
        ask(binh, twin, "support")
        merge(twin, middle)
        merge(middle, master)

        made = follow(lambda_, monkeypatch, place, before)
        came = followers(master), supporters(master)
        split(twin)
        again = follow(lambda_, monkeypatch, place, before)

        assert came == ({phone.citizen_id for phone in (an, binh, chi)}, 1), made
        assert (followers(master), supporters(master)) == ({chi.citizen_id}, 0), again
        assert lambda_.dead("following") == 0
        place, calls = place + 1, max(len(made), len(again))
    assert calls > 20
