"""Every notice can be read in both languages, with the city's own times, and never with a hole in it."""

from typing import Any

import pytest

from chalicelib.notifications import notices
from chalicelib.notifications.letters import Value
from chalicelib.notifications.notices import Rendered, Wordless, rendered, written
from chalicelib.shared import city

VALUES: dict[str, Value] = {
    "report_id": "HCM-0123456789",
    "category": {"vi": "Đèn đường hỏng", "en": "Broken street lamp"},
    "body": {"vi": "Phường Bến Thành", "en": "Bến Thành Ward"},
    "promised_at": {"at": "2026-11-25T09:59:59.999Z"},
    "text": "Đã thay bóng đèn {mới}.",
    "reason": "Không thuộc địa bàn",
    "answer_until": {"at": "2026-11-29T02:00:00.000Z"},
    "verdict_until": {"date": "2026-12-05"},
    "target_report_id": "HCM-1123456785",
    "score": 4,
    "level": 2,
}
NOTICES: list[dict[str, Any]] = city.load("notices")["items"]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice["code"])
def test_every_notice_says_all_that_it_declares(notice: dict[str, Any], language: str) -> None:
    given = {name: VALUES[name] for name in notice["placeholders"]}

    told = rendered(notice["code"], given, language)

    for value in given.values():
        assert written(value, language) in f"{told.title} {told.body}"
    assert "{" not in f"{told.title} {told.body}".replace(str(VALUES["text"]), "")


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice["code"])
def test_a_notice_without_one_of_its_values_is_told_to_nobody(notice: dict[str, Any]) -> None:
    for missing in notice["placeholders"]:
        given = {name: VALUES[name] for name in notice["placeholders"] if name != missing}
        with pytest.raises(Wordless, match=missing):
            rendered(notice["code"], given, "vi")


def test_a_notice_that_the_pack_does_not_have_is_told_to_nobody() -> None:
    with pytest.raises(Wordless, match="report_vanished"):
        rendered("report_vanished", VALUES, "vi")


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        ("a text", "a text", "a text"),
        (3, "3", "3"),
        ({"vi": "Đèn", "en": "Lamp"}, "Đèn", "Lamp"),
        # The city is seven hours ahead of UTC: another day, and at the turn of the year another year.
        ({"at": "2026-11-24T09:05:59.999Z"}, "16:05 ngày 24/11/2026", "16:05 on 24 November 2026"),
        ({"at": "2026-12-31T17:00:00.000Z"}, "00:00 ngày 01/01/2027", "00:00 on 1 January 2027"),
        ({"date": "2026-12-05"}, "05/12/2026", "5 December 2026"),
    ],
)
def test_a_value_is_written_as_one_writes_it_in_that_language(value: Value, vi: str, en: str) -> None:
    assert (written(value, "vi"), written(value, "en")) == (vi, en)


def test_a_language_that_nobody_speaks_here_is_answered_in_vietnamese() -> None:
    told = rendered("report_withdrawn", {"report_id": "HCM-0123456789"}, "fr")

    assert told == Rendered("Phản ánh đã rút", "Phản ánh HCM-0123456789 đã được rút.")


def test_the_phrase_for_what_is_not_public_stands_in_both_languages() -> None:
    assert notices.phrase("text_not_public").keys() == {"vi", "en"}
