"""Who is told of a report beside the one who sent it."""

from tests.cloud import Cloud

REPORT = "HCM-000000000"


def test_everybody_who_follows_a_report_is_found_however_many_they_are(aws: Cloud) -> None:
    from chalicelib.feedback.following.models import Follow

    # With the longest set of reasons that fits a test, these rows fill more than the megabyte of one page.
    reasons = {f"HCM-{place:09}" for place in range(100)}
    everybody = [f"citizen_{place:04}" for place in range(900)]
    with Follow.batch_write() as writing:
        for citizen_id in everybody:
            writing.save(Follow(REPORT, citizen_id, followed_at="2026-11-23T02:00:00Z", via=reasons))

    assert Follow.followers_of(REPORT) == everybody


def test_who_only_supports_a_report_is_not_told_of_it(aws: Cloud) -> None:
    from chalicelib.feedback.following.models import Follow

    Follow(REPORT, "citizen_1", supported_at="2026-11-23T02:00:00Z", supported_via={REPORT}).save()
    Follow(REPORT, "citizen_2", followed_at="2026-11-23T02:00:00Z", via={REPORT}).save()
    Follow("HCM-111111111", "citizen_3", followed_at="2026-11-23T02:00:00Z", via={REPORT}).save()

    assert Follow.followers_of(REPORT) == ["citizen_2"]
