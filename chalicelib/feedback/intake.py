"""Taking a report in: check it against its category, decide body and promise, write everything in one transaction."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.feedback import categories, masking, nearness, places, promises, rules, views
from chalicelib.feedback.models import HEAD, TEXT, UNDELIVERED, Contact, Event, Report, Reporter, verdict_body
from chalicelib.feedback.pictures import service as pictures
from chalicelib.feedback.schemas import NewReport, ReportView
from chalicelib.shared import city, clock, ids, telemetry
from chalicelib.shared.access import Person
from chalicelib.shared.errors import FieldError, Invalid, Unavailable
from chalicelib.shared.idempotency import Once
from chalicelib.shared.sealing import seal
from chalicelib.shared.tables import Refused, transaction

ROUTE = "POST /v1/feedback/reports"
# A code already drawn is one chance in a trillion for each stored report; it is drawn again.
_DRAWS = 3


@dataclass(frozen=True)
class Sender:
    """Who sends a report: a citizen for herself, or an operator for a caller, whose report belongs to no account."""

    person: Person
    route: str = ROUTE
    channel: str = "app"
    is_officer: bool = False
    contact: dict[str, Any] | None = None

    @property
    def items(self) -> int:
        """Return how many items a report of hers is, which is also the place of the idempotency row behind them."""
        return 3 + (not self.is_officer) + bool(self.contact)

    @property
    def actor(self) -> dict[str, str]:
        """Return what the log keeps of her; who a citizen is stands in the reporter's item alone."""
        if self.is_officer:
            return {"role": "operator", "citizen_id": self.person.citizen_id}
        return {"role": "reporter"}


@dataclass(frozen=True)
class _Intake:
    """Everything the city decided about a new report."""

    report_id: str
    status: str
    at: datetime
    facts: dict[str, Any]
    card: dict[str, Any]
    text: dict[str, Any]
    photo_ids: list[str] = field(default_factory=list)

    def receipt(self) -> dict[str, Any]:
        """Return what a repeated request needs beside its own body to be answered alike."""
        kept = {key: value for key, value in self.card.items() if key not in ("summary", "public_summary")}
        return {"report_id": self.report_id, "status": self.status, "facts": self.facts, "card": kept}

    def head(self, last_event: str | None = None) -> Report:
        """Return the report's head as it begins."""
        return Report(
            self.report_id,
            HEAD,
            version=1,
            status=self.status,
            run=0,
            ward_code=self.card["ward"]["code"],
            open_body=self.facts["body_id"],
            verdict_body=verdict_body(self.facts["body_id"]),
            due_at=self.facts["promised_at"],
            last_event=last_event,
            photo_ids=self.photo_ids,
            card=self.card,
            **nearness.kept_of(self.facts["category_code"], self.card, self.text),
            **self.facts,
        )


def submit(sender: Sender, new: NewReport, key: str | None, body_hash: str, language: str) -> ReportView:
    """Take a report in; the same key and body give the same report, however often the phone asks."""
    once = Once(sender.person.citizen_id, sender.route, key, body_hash) if key else None
    try:
        taken = _stored(sender, new, once, language)
    except (Invalid, Refused):
        # A repeat keeps its first answer, even when what it asks would no longer be accepted (the draft has grown
        # older than 30 days, the city has changed its categories).
        if once is None or (receipt := once.earlier_answer()) is None:
            raise
        return _again(receipt, new, sender.channel, language)
    telemetry.annotate(report_id=taken.report_id)
    telemetry.count("ReportsReceived", category=new.category_code)
    return _view(taken, language)


def _stored(sender: Sender, new: NewReport, once: Once | None, language: str) -> _Intake:
    for _ in range(_DRAWS):
        taken = _decide(new, sender.channel, language)
        try:
            _write(sender, taken, once)
            return taken
        except Refused as refused:
            # The report's own items come first: one of them is there already when the drawn code was not new.
            if once and sender.items in refused.items:
                raise
            if max(refused.items) >= sender.items + bool(once):
                raise _photos_refused(new, sender) from refused
    raise Unavailable()


def _photos_refused(new: NewReport, sender: Sender) -> Invalid:
    return Invalid("invalid_fields", fields=pictures.attachable(new.photo_ids, sender.person.citizen_id))


def _decide(new: NewReport, channel: str, language: str) -> _Intake:
    now = clock.now()
    category = _category(new, language)
    problems = [
        *_place_problems(new),
        *rules.flag_problems(category, new.public, new.anonymous),
        *rules.answer_problems(category["questions"], new.answers),
    ]
    if wrong := rules.capture_problem(new.captured_at, now):
        problems.append(FieldError("/captured_at", wrong))
    problems += rules.photo_problems(category, new.photo_ids)
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
    promise = promises.fresh(new.category_code, now)
    public = category["public"] if new.public is None else new.public
    facts = {
        "category_code": new.category_code,
        "body_id": goes_to.body_id,
        "promised_at": promise,
        "public": public,
    }
    card = {
        **_summaries(new.description),
        "ward": ward,
        "submitted_at": clock.rfc3339(now),
        "expected_at": promise,
        "public": public,
        "anonymous": new.anonymous,
    }
    report_id = ids.new_report_id(pack["report_prefix"])
    text = _text(new, channel, category["questions"])
    return _Intake(report_id, goes_to.status, now, facts, card, text, list(new.photo_ids))


def _summaries(description: str) -> dict[str, str]:
    """Return the first words of a report, and those that strangers read where they are others."""
    summary, public = rules.summary_of(description), rules.summary_of(masking.masked(description))
    return {"summary": summary} if public == summary else {"summary": summary, "public_summary": public}


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


def _text(new: NewReport, channel: str, questions: list[dict[str, Any]]) -> dict[str, Any]:
    kept = {
        "description": new.description,
        "answers": rules.cleaned_answers(questions, new.answers),
        "lat": new.location.lat,
        "lon": new.location.lon,
        "address": new.location.address,
        "channel": channel,
        "captured_at": new.captured_at,
        "about": new.about.model_dump() if new.about else None,
    }
    return {name: value for name, value in kept.items() if value not in (None, {})}


def _write(sender: Sender, taken: _Intake, once: Once | None) -> None:
    event = _event(sender, taken)
    text = Report(taken.report_id, TEXT, version=1, text=taken.text)
    with transaction() as writing:
        writing.save(taken.head(event.event_id), Report.report_id.does_not_exist())
        writing.save(text, Report.report_id.does_not_exist())
        if not sender.is_officer:
            reporter = Reporter(taken.report_id, citizen_id=sender.person.citizen_id, submitted_at=event.at)
            writing.save(reporter, Reporter.report_id.does_not_exist())
        if sender.contact:
            sealed = seal(sender.contact, report_id=taken.report_id)
            contact = Contact(taken.report_id, sealed=sealed, sealed_at=event.at)
            writing.save(contact, Contact.report_id.does_not_exist())
        writing.save(event, Event.report_id.does_not_exist())
        if once:
            writing.save(once.row(taken.receipt()), Once.condition())
        pictures.attach(writing, taken.photo_ids, sender.person.citizen_id, taken.report_id, "before")


def _event(sender: Sender, taken: _Intake) -> Event:
    at, roles = clock.rfc3339(taken.at), (sender.actor["role"],)
    row = next(row for row in rules.moves_of("submit", roles) if row.after == taken.status)
    return Event(
        taken.report_id,
        ids.new_ulid("event"),
        event_type="submit",
        at=at,
        status=taken.status,
        actor=sender.actor,
        body_id=taken.facts["body_id"],
        tells=row.tells,
        undelivered_shard=UNDELIVERED,
        undelivered_at=at,
    )


def _again(receipt: dict[str, Any], new: NewReport, channel: str, language: str) -> ReportView:
    category = categories.leaf(new.category_code)
    # The body is the same (its hash was compared), so its text need not be kept a second time for the answer.
    text = _text(new, channel, category["questions"] if category else [])
    # As of its sending: a repeat hours later is answered as the first time.
    at = clock.parse_rfc3339(receipt["card"]["submitted_at"])
    return _view(_Intake(at=at, text=text, photo_ids=list(new.photo_ids), **receipt), language)


def _view(taken: _Intake, language: str) -> ReportView:
    text = Report(taken.report_id, TEXT, version=1, text=taken.text)
    photos = pictures.of_report(taken.photo_ids, for_strangers=False)
    return views.report(taken.head(), text, language, taken.at, masked=False, photos=photos)
