"""Taking a report in: check it against its category, decide body and promise, write everything in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from chalicelib.feedback import categories, places, rules, views
from chalicelib.feedback.models import HEAD, TEXT, UNDELIVERED, Event, Report, Reporter
from chalicelib.feedback.schemas import NewReport, ReportView
from chalicelib.shared import city, clock, ids, telemetry
from chalicelib.shared.access import Person
from chalicelib.shared.calendar import WorkingCalendar
from chalicelib.shared.errors import FieldError, Invalid, Unavailable
from chalicelib.shared.idempotency import Once
from chalicelib.shared.tables import Refused, transaction

ROUTE = "POST /v1/feedback/reports"
# A code already drawn is one chance in a trillion for each stored report; it is drawn again.
_DRAWS = 3
# The place of the idempotency row among the items of the transaction.
_REPLAY = 4


@dataclass(frozen=True)
class _Intake:
    """Everything the city decided about a new report."""

    report_id: str
    status: str
    at: datetime
    card: dict[str, Any]
    text: dict[str, Any]

    def receipt(self) -> dict[str, Any]:
        """Return what a repeated request needs beside its own body to be answered alike."""
        kept = {key: value for key, value in self.card.items() if key != "summary"}
        return {"report_id": self.report_id, "status": self.status, "card": kept}


def submit(person: Person, new: NewReport, key: str | None, body_hash: str, language: str) -> ReportView:
    """Take a report in; the same key and body give the same report, however often the phone asks."""
    once = Once(person.citizen_id, ROUTE, key, body_hash) if key else None
    try:
        taken = _stored(person, new, once, language)
    except (Invalid, Refused):
        # A repeat keeps its first answer, even when what it asks would no longer be accepted (the draft has grown
        # older than 30 days, the city has changed its categories).
        if once is None or (receipt := once.earlier_answer()) is None:
            raise
        return _again(receipt, new, language)
    telemetry.annotate(report_id=taken.report_id)
    telemetry.count("ReportsReceived", category=new.category_code)
    return _view(taken.report_id, taken.status, taken.card, taken.text, language)


def _stored(person: Person, new: NewReport, once: Once | None, language: str) -> _Intake:
    for _ in range(_DRAWS):
        taken = _decide(new, language)
        try:
            _write(person, taken, once)
            return taken
        except Refused as refused:
            # The report's own items come first: one of them is there already when the drawn code was not new.
            if _REPLAY in refused.items:
                raise
    raise Unavailable()


def _decide(new: NewReport, language: str) -> _Intake:
    now = clock.now()
    category = _category(new, language)
    problems = [
        *_place_problems(new),
        *rules.flag_problems(category, new.public, new.anonymous),
        *rules.answer_problems(category["questions"], new.answers),
    ]
    if wrong := rules.capture_problem(new.captured_at, now):
        problems.append(FieldError("/captured_at", wrong))
    if problems:
        raise Invalid("invalid_fields", fields=problems)
    ward = _ward(new)
    pack = city.load("city")
    goes_to = rules.destination(
        category,
        ward["code"],
        ward["precision"] == "exact",
        new.location.lat is not None,
        places.committees(),
        pack["triage_body"],
    )
    limit = category["time_limit"]
    promise = clock.rfc3339(_calendar().promised_at(now, limit["amount"], limit["unit"]))
    card = {
        "category_code": new.category_code,
        "summary": rules.summary_of(new.description),
        "ward": ward,
        "body_id": goes_to.body_id,
        "submitted_at": clock.rfc3339(now),
        "expected_at": promise,
        "promised_at": promise,
        "public": category["public"] if new.public is None else new.public,
        "anonymous": new.anonymous,
    }
    return _Intake(
        ids.new_report_id(pack["report_prefix"]), goes_to.status, now, card, _text(new, category["questions"])
    )


def _category(new: NewReport, language: str) -> dict[str, Any]:
    category = categories.leaf(new.category_code)
    if category is None:
        unknown = FieldError("/category_code", "unknown_category")
        raise Invalid("invalid_fields", fields=[unknown, *_place_problems(new)])
    if category.get("redirect"):
        shown = categories.shown(category, language)
        told = {"stopper": shown["stopper"], "call_first": shown["call_first"]}
        raise Invalid("category_redirects", fields=[FieldError("/category_code", "category_redirects")], extra=told)
    return category


def _place_problems(new: NewReport) -> list[FieldError]:
    place = new.location
    if place.lat is None or place.lon is None or places.is_in_city(place.lat, place.lon):
        return []
    return [FieldError("/location", "outside_city")]


def _ward(new: NewReport) -> dict[str, Any]:
    place = new.location
    if place.lat is not None and place.lon is not None:
        return places.ward_of_point(place.lat, place.lon)
    return places.ward_of_address(place.address or "")


def _text(new: NewReport, questions: list[dict[str, Any]]) -> dict[str, Any]:
    kept = {
        "description": new.description,
        "answers": rules.cleaned_answers(questions, new.answers),
        "lat": new.location.lat,
        "lon": new.location.lon,
        "address": new.location.address,
        "channel": "app",
        "captured_at": new.captured_at,
        "about": new.about.model_dump() if new.about else None,
    }
    return {name: value for name, value in kept.items() if value not in (None, {})}


def _write(person: Person, taken: _Intake, once: Once | None) -> None:
    at = clock.rfc3339(taken.at)
    head = Report(
        taken.report_id,
        HEAD,
        version=1,
        status=taken.status,
        run=0,
        public=taken.card["public"],
        open_body=taken.card["body_id"],
        due_at=taken.card["promised_at"],
        card=taken.card,
    )
    event = Event(
        taken.report_id,
        ids.new_ulid("event"),
        event_type="submit",
        at=at,
        status=taken.status,
        # Who sent it stands in the reporter's item alone; the public log says only in which part somebody acted.
        actor={"role": "reporter"},
        body_id=taken.card["body_id"],
        undelivered_shard=UNDELIVERED,
        undelivered_at=at,
    )
    reporter = Reporter(taken.report_id, citizen_id=person.citizen_id, submitted_at=at)
    with transaction() as writing:
        writing.save(head, Report.report_id.does_not_exist())
        writing.save(Report(taken.report_id, TEXT, version=1, text=taken.text), Report.report_id.does_not_exist())
        writing.save(reporter, Reporter.report_id.does_not_exist())
        writing.save(event, Event.report_id.does_not_exist())
        if once:
            writing.save(once.row(taken.receipt()), Once.condition())


def _again(receipt: dict[str, Any], new: NewReport, language: str) -> ReportView:
    category = categories.leaf(new.category_code)
    questions = category["questions"] if category else []
    # The body is the same (its hash was compared), so its text need not be kept a second time for the answer.
    return _view(receipt["report_id"], receipt["status"], receipt["card"], _text(new, questions), language)


def _view(report_id: str, status: str, card: dict[str, Any], text: dict[str, Any], language: str) -> ReportView:
    head = Report(report_id, HEAD, version=1, status=status, public=card["public"], card=card)
    whole = Report(report_id, TEXT, version=1, text=text)
    # As of its sending: a repeat hours later is answered as the first time.
    return views.report(head, whole, language, clock.parse_rfc3339(card["submitted_at"]), masked=False)


@cache
def _calendar() -> WorkingCalendar:
    return WorkingCalendar.from_pack(city.load("city"), city.load("holidays"))
