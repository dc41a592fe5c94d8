"""The scenes of the day, in their order. Each says what somebody does, and tells as facts only what it then saw."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from infra.local.demo import pictures
from infra.local.demo.narrator import Missed, Narrator
from infra.local.demo.people import Person, fetched
from infra.local.demo.watching import Watcher

REPORTS = "/v1/feedback/reports"
DESK = "/desk/v1/feedback/reports"
# Leaning lamp posts want a photo of the mended one, which is half of the story.
CATEGORY = "lamp_post_danger"
CALLERS_CATEGORY = "pothole"


@dataclass
class Day:
    """What the scenes know of each other."""

    tell: Narrator
    watch: Watcher
    base_url: str
    people: dict[str, Person] = field(default_factory=dict)
    report: dict[str, Any] = field(default_factory=dict)
    device_id: str = ""
    # Somewhere in the city's first ward that nobody has reported from, however often the day is walked.
    place: dict[str, float] = field(
        default_factory=lambda: {"lat": random.uniform(10.770, 10.782), "lon": random.uniform(106.692, 106.706)}  # noqa: S311
    )

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    @property
    def report_id(self) -> str:
        """Return the code of the report that the day is about."""
        return str(self.report["report_id"])

    def arrives(self, name: str, role: str = "citizen", key: str = "", language: str = "vi") -> Person:
        """Log somebody in."""
        if name not in self.people:
            self.people[name] = Person.logged_in(name, self.base_url, role, key, language)
        return self.people[name]

    def officer(self, body: dict[str, str], role: str = "handler") -> Person:
        """Log an officer of a body in."""
        return self.arrives(f"an officer of {body['name']}", role, body["body_id"])

    def stands(self, report_id: str, *statuses: str) -> Callable[[], Any]:
        """Return what looks whether a report has come to one of these statuses."""

        def look() -> Any:
            found = self["An"].asks(f"{REPORTS}/{report_id}")
            return found if found["status"] in statuses else None

        return look


def morning(day: Day) -> None:
    """An reports a lamp post with a photo; the city finds its body and promises a date."""
    day.tell.hour("06:40", "An passes a street lamp that leans over the pavement")
    an = day.arrives("An", key="an")
    day.tell.does("An", "logs in with VNeID and lets her phone be told of news")
    phone = {"platform": "android", "token": f"demo-{random.getrandbits(128):032x}", "language": "vi"}
    day.device_id = an.sends("/v1/account/devices", phone)["device_id"]
    where = f"category_code={CATEGORY}&lat={day.place['lat']}&lon={day.place['lon']}"
    near = an.asks(f"/v1/feedback/similar?{where}")["items"]
    day.tell.fact(f"reports like it nearby: {len(near)}")
    day.tell.does("An", "takes a photo, which carries her position and name, and sends the report")
    photo_id = an.uploads(pictures.lamp(mended=False))
    sent = {"category_code": CATEGORY, "description": "Trụ đèn nghiêng hẳn ra lối đi, đèn đã tắt. Rất nguy hiểm.",
            "location": day.place, "photo_ids": [photo_id]}  # fmt: skip
    day.report = an.sends(REPORTS, sent)
    day.tell.fact(f"report {day.report_id} for {day.report['responsible_body']['name']}, {day.report['ward']['name']}")
    day.tell.quiet(f"promised by {day.report['promised_at']}")
    found = day.tell.soon(lambda: _clean(day, photo_id), "the photo is clean and shown")
    _, bytes_ = fetched(found["url"], "GET", None, {})
    hidden = pictures.OWNER not in bytes_ and pictures.MAKER not in bytes_ and b"Exif" not in bytes_
    day.tell.expect(hidden, "nobody's name, phone or position is left in it")
    day.tell.link("before", found["url"])
    refused = an.uploads(pictures.not_a_picture())
    why = day.tell.soon(lambda: day.watch.refusal_of(refused), "a web page that calls itself a photo was refused")
    day.tell.quiet(f"reason: {why}")


def _clean(day: Day, photo_id: str) -> Any:
    photos = day["An"].asks(f"{REPORTS}/{day.report_id}")["photos"]
    return next((each for each in photos if each["photo_id"] == photo_id and each["status"] == "clean"), None)


def forwarded(day: Day) -> None:
    """The workflow forwards the report; what the console shows fits."""
    day.tell.hour("06:41", "The city passes it on by itself")
    day.tell.soon(day.stands(day.report_id, "assigned"), "forwarded to the body, within the five minutes it has")
    day.tell.soon(lambda: day.watch.state_of(day.report_id) == "AwaitBody", "Step Functions shows it at AwaitBody")
    day.tell.quiet(f"execution {day.watch.execution_of(day.report_id)}")
    pushed = day.tell.soon(lambda: day.watch.pushed(day.device_id)[1:2], "An's phone was told of both steps")
    day.tell.quiet(f"{pushed[0]['title']}: {pushed[0]['body']}")


def neighbours(day: Day) -> None:
    """Bình supports it, Chi reports it again and her report is merged."""
    day.tell.hour("07:15", "Neighbours see the same lamp")
    binh, chi = day.arrives("Bình", key="binh"), day.arrives("Chi", key="chi")
    where = f"category_code={CATEGORY}&lat={day.place['lat'] + 0.0004}&lon={day.place['lon']}"
    near = binh.asks(f"/v1/feedback/similar?{where}")["items"]
    found = next((each for each in near if each["report_id"] == day.report_id), None)
    day.tell.expect(found is not None, "Bình is shown An's report before he writes his own")
    day.tell.does("Bình", f"supports it instead ({(found or {})['distance']:.0f} m away)")
    binh.sends(f"{REPORTS}/{day.report_id}/support")
    binh.sends(f"{REPORTS}/{day.report_id}/support")
    day.tell.expect(_supporters(day) == 1, "he counts once, though his phone sent it twice")
    day.tell.does("Chi", "reports the same lamp all the same; the 1022 desk merges the two")
    again = {"category_code": CATEGORY, "description": "Trụ đèn sắp đổ trước nhà tôi.", "location": day.place}
    twin = chi.sends(REPORTS, again)["report_id"]
    desk = day.arrives("the 1022 desk", "operator")
    _acts(desk, twin, "merge", target_report_id=day.report_id)
    day.tell.soon(lambda: _told(chi, twin, day.report_id), "Chi is told which report to look at")
    day.tell.soon(lambda: day.report_id in _follows(chi), "and follows that one from now on")


def _follows(person: Person) -> list[str]:
    return [each["report_id"] for each in person.asks("/v1/feedback/my-follows")["items"]]


def _supporters(day: Day) -> int:
    return int(day["An"].asks(f"{REPORTS}/{day.report_id}")["supporters"])


def at_work(day: Day) -> None:
    """The body takes it up, asks, gets an answer and repairs."""
    body = day.report["responsible_body"]
    day.tell.hour("08:05", f"{body['name']} opens its list")
    officer = day.officer(body)
    day.tell.expect(_is_listed(officer, day.report_id), "the lamp is on it, by its deadline")
    _acts(officer, day.report_id, "accept")
    _acts(officer, day.report_id, "ask_info", public_text="Trụ đèn mang số mấy?")
    an = day["An"]
    day.tell.soon(lambda: _told(an, day.report_id, "Trụ đèn mang số mấy?"), "An is asked for the lamp's number")
    day.tell.soon(lambda: day.watch.state_of(day.report_id) == "AwaitCitizen", "its promise stands still: AwaitCitizen")
    an.sends(f"{REPORTS}/{day.report_id}/answers", {"text": "Số 14, cạnh trạm xe buýt."})
    day.tell.soon(lambda: day.watch.state_of(day.report_id) == "AtWork", "An answers, and work goes on: AtWork")
    twin = officer.tries("POST", f"{DESK}/{day.report_id}/actions", {"action": "plan", "version": 1,
                         "promised_at": "2030-01-01T00:00:00Z"})  # fmt: skip
    day.tell.expect(
        twin.status == 409, "a colleague with an old page in front of her loses nothing and changes nothing"
    )
    _resolve(day, officer)


def _is_listed(officer: Person, report_id: str) -> bool:
    """Look through the whole list, which is long in a city that others have used."""
    page = officer.asks(f"{DESK}?status=assigned&limit=100")
    while report_id not in {each["report_id"] for each in page["items"]}:
        if not page["next_cursor"]:
            return False
        page = officer.asks(f"{DESK}?status=assigned&limit=100&cursor={page['next_cursor']}")
    return True


def _resolve(day: Day, officer: Person) -> None:
    bare = officer.tries("POST", f"{DESK}/{day.report_id}/actions", {"action": "resolve", "public_text": "Xong."})
    day.tell.expect(bare.status == 422, "no result without a photo of it")
    photo_id = officer.uploads(pictures.lamp(mended=True))
    words = "Đã dựng lại trụ đèn số 14 và thay bóng."
    _acts(officer, day.report_id, "resolve", public_text=words, photo_ids=[photo_id])
    found = day.tell.soon(lambda: _clean(day, photo_id), "resolved, with before and after side by side")
    day.tell.link("after", found["url"])


def verdict(day: Day) -> None:
    """An is not content, the report reaches the body again, and then she is."""
    day.tell.hour("17:20", "An looks at the result")
    an, desk = day["An"], day["the 1022 desk"]
    day.tell.soon(lambda: day.watch.state_of(day.report_id) == "AwaitVerdict", "the city waits for her: AwaitVerdict")
    day.tell.does("An", "gives 2 of 5: the lamp stands, but stays dark")
    an.sends(f"{REPORTS}/{day.report_id}/rating", {"score": 2, "reasons": ["Đèn vẫn chưa sáng"]})
    day.tell.soon(day.stands(day.report_id, "reopen_requested"), "that is a wish to reopen, and the desk has it")
    _acts(desk, day.report_id, "reopen", reason="Đèn chưa sáng, xử lý lại.")
    officer = day.officer(day.report["responsible_body"])
    day.tell.soon(day.stands(day.report_id, "assigned"), "it is with the body again, with a new date")
    _acts(officer, day.report_id, "accept")
    _resolve(day, officer)
    day.tell.does("An", "gives 5 of 5")
    an.sends(f"{REPORTS}/{day.report_id}/rating", {"score": 5})
    day.tell.soon(day.stands(day.report_id, "closed"), "closed, confirmed by her who reported it")
    day.tell.soon(lambda: day.watch.ended_as(day.report_id) == "Closed", "its execution has ended at Closed")


def at_the_desk(day: Day) -> None:
    """A caller without an app; a body that says not ours."""
    day.tell.hour("18:00", "Somebody without the app calls 1022")
    desk = day["the 1022 desk"]
    call = {"category_code": CALLERS_CATEGORY, "description": "Ổ gà lớn trước chợ Bến Thành.", "channel": "phone",
            "location": {"address": "Chợ Bến Thành, phường Bến Thành"},
            "contact": {"phone": "0900 000 000"}}  # fmt: skip
    filed = desk.sends(DESK, call)
    day.tell.expect(filed["status"] == "in_triage", f"{filed['report_id']} is filed; an address alone goes to triage")
    body = filed["responsible_body"]
    _acts(desk, filed["report_id"], "assign", body_id="sawaco")
    waterworks = day.officer({"body_id": "sawaco", "name": "the waterworks"})
    _acts(waterworks, filed["report_id"], "return", reason="Không phải đường ống nước.")
    _acts(desk, filed["report_id"], "assign", body_id=day.report["responsible_body"]["body_id"])
    found = desk.asks(f"{DESK}/{filed['report_id']}")
    ways = [each["event_type"] for each in found["timeline"]]
    day.tell.expect(
        ways == ["submit", "assign", "return", "assign"], "not ours: back to the desk, number and history kept"
    )
    day.tell.expect(
        "0900" not in str(found), f"the caller's number is sealed; the desk's page ({body['name']}) has none of it"
    )


def evening(day: Day) -> None:
    """What everybody was told."""
    day.tell.hour("20:00", "What An's phone says")
    an = day["An"]
    day.tell.soon(lambda: _told(an, day.report_id, "Cảm ơn bạn."), "she was told that it is closed")
    inbox = an.asks("/v1/notifications/inbox?limit=100")
    mine = [each for each in reversed(inbox["items"]) if each["thing_ref"] == f"report:{day.report_id}"]
    for each in mine:
        day.tell.quiet(f"{each['title']}: {each['body']}")
    day.tell.expect(len({each["message_id"] for each in mine}) == len(mine) >= 10, f"{len(mine)} messages, each once")
    read = an.sends(f"/v1/notifications/inbox/{mine[0]['message_id']}/read")
    day.tell.expect(read["read_at"] is not None, "one that she opens is marked as read")
    english = Person("An", an.base_url, an.token, "en").asks("/v1/notifications/inbox")["items"][0]
    day.tell.expect("report" in english["body"].lower(), f"the same in English: {english['title']}")


def night(day: Day) -> None:
    """What happens when nobody does anything; only in a city whose days are short."""
    if not day.watch.day_seconds:
        day.tell.hour("23:00", "Whoever does nothing is reminded, then escalated")
        day.tell.quiet("This city keeps real days. To see it happen: make stop; CITY_DAY_SECONDS=20 make run demo")
        return
    day.tell.hour("23:00", f"Nobody acts on a report (a day of this city lasts {day.watch.day_seconds} s)")
    sent = {"category_code": CATEGORY, "description": "Trụ đèn rung lắc.", "location": day.place}
    left = day["Bình"].sends(REPORTS, sent)["report_id"]
    desk = day["the 1022 desk"]

    def happened(kind: str) -> int:
        return sum(each["event_type"] == kind for each in desk.asks(f"{DESK}/{left}")["timeline"])

    day.tell.soon(lambda: happened("remind"), "the body is reminded before the promise", 60)
    day.tell.soon(lambda: happened("escalate") == 3, "and escalated three times after it", 90)


SCENES: tuple[Callable[[Day], None], ...] = (
    morning, forwarded, neighbours, at_work, verdict, at_the_desk, evening, night,
)  # fmt: skip


def _acts(officer: Person, report_id: str, action: str, **fields: Any) -> None:
    officer.sends(f"{DESK}/{report_id}/actions", {"action": action, **fields})


def _told(person: Person, report_id: str, words: str) -> bool:
    items = person.asks("/v1/notifications/inbox?limit=100")["items"]
    return any(words in each["body"] for each in items if each["thing_ref"] == f"report:{report_id}")


def walk(day: Day) -> None:
    """Walk through the whole day; raise Missed at the first thing that does not happen."""
    for scene in SCENES:
        scene(day)
    if not day.tell.seen:
        raise Missed("anything at all")
