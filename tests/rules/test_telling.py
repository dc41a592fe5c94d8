"""Who is told of a move, and that no move can be told with a hole in its words."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest

from chalicelib.feedback import rules
from chalicelib.feedback.models import Report
from chalicelib.feedback.movers import SYSTEM, Mover
from chalicelib.feedback.orders import Order, event_of
from chalicelib.feedback.rules import Move, Wish
from chalicelib.feedback.telling.rules import Standing, answerable, standing
from chalicelib.feedback.telling.words import VALUES, Told, values
from chalicelib.notifications.notices import rendered
from infra.city.schema.shapes_notices import Placeholder

EXPECTED, LATER, AT = "2026-11-27T09:00:00.000Z", "2026-12-04T09:00:00.000Z", "2026-11-24T02:00:00.000Z"
BODY, DESK = "tt-giao-thong-ha-tang-ky-thuat", "tong-dai-1022"
# The least that each demand of the table asks for.
LEAST: dict[str, dict[str, Any]] = {
    "text": {"public_text": "Cột số 12."},
    "public_text": {"public_text": "Đã thay bóng."},
    "reason": {"reason": "Chờ vật tư."},
    "promised_at": {"promised_at": LATER},
    "body_id": {"body_id": DESK},
    "target_report_id": {"target_report_id": "HCM-1123456785"},
    "score": {"score": 2},
    "photos": {},
}
CASES = [(row, audience) for row in rules.MOVES for audience in row.tells]


def happening(kind: str, body_id: str | None = None, /, **detail: Any) -> dict[str, Any]:
    return {"event_type": kind, "at": AT, "body_id": body_id, "detail": detail or None}


def least_events(row: Move) -> Iterator[dict[str, Any]]:
    """Yield the event that each role makes by this row with what the row demands and nothing else."""
    given = {name: value for demand in row.demands for name, value in LEAST[demand].items()}
    head = Report("HCM-0123456789", status="in_progress", body_id=BODY, category_code="light_out", promised_at=EXPECTED)
    head.back_to, head.paused_at = "in_progress", AT
    for role in sorted(row.roles):
        mover = SYSTEM if role == "system" else Mover((role,), "citizen_1", BODY if role == "handler" else DESK)
        more = {"level": 1} if row.action == "escalate" else None
        order = Order(mover, head.report_id, Wish(row.action, **given), row.after, more=more)
        yield event_of(order, row, head).attribute_values


def _earlier(row: Move) -> list[dict[str, Any]]:
    led_there = {"resolved": "resolve", "needs_info": "ask_info"}
    return [happening(kind, BODY) for status, kind in led_there.items() if status in row.before]


@pytest.mark.parametrize("for_stranger", [False, True], ids=["its own", "a stranger's"])
@pytest.mark.parametrize(("row", "audience"), CASES, ids=[f"{row.action}-{row.after}-{told}" for row, told in CASES])
def test_every_move_carries_what_its_notices_say(row: Move, audience: str, for_stranger: bool) -> None:
    code = row.tells[audience]
    before = [happening("submit", BODY), *_earlier(row)]

    for event in least_events(row):
        told = Told(event, "light_out", True, standing([*before, event], EXPECTED))
        for language in ("vi", "en"):
            assert "{" not in rendered(code, values(told, code, for_stranger=for_stranger), language).body


def test_every_placeholder_of_the_pack_is_a_value_that_events_give() -> None:
    assert VALUES.keys() == set(get_args(Placeholder))


@pytest.mark.parametrize(
    ("happened", "stands"),
    [
        ([happening("submit", BODY)], Standing(BODY, EXPECTED, None)),
        ([happening("submit", DESK), happening("assign", BODY, body_id=BODY)], Standing(BODY, EXPECTED, None)),
        # Time forwards by itself and names the body as the event's own.
        ([happening("submit", DESK), happening("assign", BODY)], Standing(BODY, EXPECTED, None)),
        # Elsewhere the event's body is the one that acts.
        ([happening("submit", BODY), happening("comment", DESK)], Standing(BODY, EXPECTED, None)),
        ([happening("submit", BODY), happening("return", DESK)], Standing(DESK, EXPECTED, None)),
        ([happening("submit", BODY), happening("extend", BODY, promised_at=LATER)], Standing(BODY, LATER, None)),
        ([happening("submit", BODY), happening("resolve", BODY)], Standing(BODY, EXPECTED, AT)),
        ([happening("submit", BODY), happening("ask_info", BODY)], Standing(BODY, EXPECTED, asked_at=AT)),
        (
            [happening("submit", BODY), happening("resolve", BODY), happening("reopen", DESK, promised_at=LATER)],
            Standing(BODY, LATER, AT),
        ),
        (
            [happening("submit", BODY), happening("reopen", DESK, body_id="so-xay-dung")],
            Standing("so-xay-dung", EXPECTED, None),
        ),
    ],
)
def test_where_a_report_stood_is_read_from_what_happened(happened: list[Any], stands: Standing) -> None:
    assert standing(happened, EXPECTED) == stands


@pytest.mark.parametrize(
    ("body_id", "level", "answers"),
    [
        ("lamps", 1, "lamps"),
        ("lamps", 2, "roads"),
        ("lamps", 3, "city"),
        ("roads", 2, "city"),
        ("city", 1, "city"),
        ("city", 2, "city"),
        ("city", 3, "city"),
        ("lost", 2, "city"),
    ],
)
def test_a_late_report_is_brought_before_its_body_the_one_above_and_the_root(
    body_id: str, level: int, answers: str
) -> None:
    parents = {"lamps": "roads", "roads": "city", "city": None}

    assert answerable(body_id, level, parents, "city") == answers
