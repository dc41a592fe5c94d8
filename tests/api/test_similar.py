"""Open reports near a place that may be about the same thing: all of them, and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.feedback.rules import Spot
from tests import pictures
from tests.builders import CITY_THEATRE, HANOI, LAMP, WASTE
from tests.cloud import Cloud, empty
from tests.desks import a_sent_report, act, handler, operator, resolved, say
from tests.follows import SIMILAR, ask
from tests.meter import metering
from tests.phones import Heard, Phone
from tests.photos import uploaded, work

# Of one group with the lamps, whose usual radius of 250 m holds; a lamp's own is 100 m.
LAMP_BY_DAY = "light_by_day"
PLACES = {
    "the theatre": CITY_THEATRE,
    "Củ Chi in the north": {"lat": 11.0066, "lon": 106.5140},
    "Cần Giờ by the sea": {"lat": 10.4114, "lon": 106.9547},
    "Vũng Tàu": {"lat": 10.3460, "lon": 107.0843},
    "Thủ Dầu Một": {"lat": 10.9805, "lon": 106.6519},
    "Côn Đảo": {"lat": 8.6825, "lon": 106.6063},
}


def look(phone: Phone, place: dict[str, float], category_code: str = LAMP_BY_DAY, **more: Any) -> Heard:
    return phone.get(SIMILAR, category_code=category_code, **place, **more)


def ids(answer: Heard) -> list[str]:
    return [item["report_id"] for item in answer.json["items"]]


def north(place: dict[str, float], metres: float) -> dict[str, float]:
    """Return a place so many metres to the north; 111,195 metres are a degree."""
    return {**place, "lat": place["lat"] + metres / 111_195}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_what_lies_within_the_radius_is_found_all_over_the_city(an: Phone, place: dict[str, float]) -> None:
    near, far = a_sent_report(an, location=north(place, 240)), a_sent_report(an, location=north(place, 260))

    answer = look(Phone(), place)

    assert answer.status == 200
    assert (answer.json["radius"], ids(answer)) == (250, [near])
    assert answer.json["items"][0]["distance"] == 240
    assert far not in answer.text


def test_a_category_has_a_radius_of_its_own(an: Phone) -> None:
    near, _ = (a_sent_report(an, location=north(CITY_THEATRE, metres)) for metres in (90, 110))

    answer = look(Phone(), CITY_THEATRE, LAMP)

    assert (answer.json["radius"], ids(answer)) == (100, [near])


def test_other_groups_are_about_other_things(an: Phone) -> None:
    lamp, _ = a_sent_report(an), a_sent_report(an, category_code=WASTE)

    assert ids(look(Phone(), CITY_THEATRE)) == [lamp]


def test_a_card_says_how_far_how_many_and_whether_i_support_it(an: Phone) -> None:
    report_id, binh = a_sent_report(an, location=north(CITY_THEATRE, 42)), Phone.of_citizen("binh")
    ask(binh, report_id, "support")

    [mine], [strangers], [senders] = (look(each, CITY_THEATRE).json["items"] for each in (binh, Phone(), an))

    assert (mine["distance"], mine["supporters"], mine["status"]) == (42, 1, "received")
    assert (mine["thumbnail_url"], mine["category_code"]) == (None, LAMP)
    assert [each["supported"] for each in (mine, strangers, senders)] == [True, None, False]


def test_a_card_shows_the_first_photo_that_is_clean(an: Phone, aws: Cloud) -> None:
    waiting, first, second = (uploaded(aws, an, pictures.saved(pictures.upright())) for _ in range(3))
    a_sent_report(an, photo_ids=[waiting, first, second])
    work(first, second)

    [item] = look(Phone(), CITY_THEATRE).json["items"]

    assert f"/thumb/{first}.jpg?" in item["thumbnail_url"]


def test_private_reports_and_those_without_a_point_are_not_found(an: Phone) -> None:
    a_sent_report(an, public=False)
    a_sent_report(an, location={"address": "12 Lê Lợi, phường Sài Gòn"})

    assert ids(look(an, CITY_THEATRE)) == []


def wrong_merge(an: Phone) -> tuple[str, list[Callable[[], object]]]:
    twin, master = a_sent_report(an), a_sent_report(an, location=HANOI_LESS)
    merge = lambda: act(operator(), twin, "merge", target_report_id=master)  # noqa: E731
    return twin, [merge, lambda: act(operator(), twin, "split", reason="Khác nhau.")]


# So far away that nothing near the theatre is meant.
HANOI_LESS = PLACES["Vũng Tàu"]


def doubted(an: Phone) -> tuple[str, list[Callable[[], object]]]:
    report_id = resolved(an)
    return report_id, [lambda: None, lambda: say(an, report_id, "reopening", reason="Vẫn tối.")]


@pytest.mark.parametrize("story", [wrong_merge, doubted])
def test_what_is_not_open_leaves_the_list_and_comes_back_when_it_is_opened_again(
    an: Phone, story: Callable[[Phone], tuple[str, list[Callable[[], object]]]]
) -> None:
    report_id, (ends, opens) = story(an)

    ends()
    away = ids(look(an, CITY_THEATRE))
    opens()

    assert (away, ids(look(an, CITY_THEATRE))) == ([], [report_id])


def test_what_has_ended_leaves_the_index_for_good(an: Phone, aws: Cloud) -> None:
    left, refused = a_sent_report(an), a_sent_report(an)
    say(an, left, "withdrawal")
    act(handler(), refused, "refuse", reason="Không thuộc thẩm quyền.")

    indexed = [item for item in aws.items("reports") if "cell" in item and "due_at" in item]

    assert (indexed, ids(look(an, CITY_THEATRE))) == ([], [])


def test_twenty_are_shown_and_open_ones_are_not_crowded_out(an: Phone) -> None:
    reports = [a_sent_report(an) for _ in range(25)]
    for report_id in reports[20:]:
        act(handler(), report_id, "accept")
        act(handler(), report_id, "resolve", public_text="Xong.")

    with metering() as meter:
        shown = ids(look(Phone(), CITY_THEATRE))

    assert len(shown) == 20
    assert set(shown) == set(reports[:20])
    assert meter.calls.count("BatchGetItem") == 1


def test_an_anonymous_report_is_measured_from_where_strangers_see_it(an: Phone) -> None:
    exact = {"lat": 10.77664321, "lon": 106.70321234}
    a_sent_report(an, anonymous=True, location=exact)

    [item] = look(Phone(), CITY_THEATRE).json["items"]

    shown = Spot(10.7766, 106.7032)
    assert item["distance"] == round(shown.distance_to(Spot(**CITY_THEATRE)))
    assert Spot(**exact).distance_to(shown) > 4


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({}, {"/category_code": "missing", "/lat": "missing", "/lon": "missing"}),
        ({"category_code": "x", **HANOI},
         {"/category_code": "unknown_category", "/lat": "outside_city", "/lon": "outside_city"}),
        ({"category_code": "lighting", **CITY_THEATRE}, {"/category_code": "unknown_category"}),
        ({"category_code": "A B", "lat": "91", "lon": "east"},
         {"/category_code": "wrong_format", "/lat": "out_of_range", "/lon": "not_a_number"}),
        ({"category_code": LAMP, "lat": "NaN", "lon": "1e2"}, {"/lat": "not_a_number", "/lon": "not_a_number"}),
        ({"category_code": LAMP, **CITY_THEATRE, "radius": 5}, {"/radius": "unknown_parameter"}),
    ],
)  # fmt: skip
def test_everything_wrong_with_a_question_is_named(phone: Phone, query: dict[str, Any], wrong: dict[str, str]) -> None:
    answer = phone.get(SIMILAR, **query)

    assert (answer.status, answer.wrong) == (422, wrong)


def test_a_bad_token_is_refused_and_not_taken_for_a_stranger(aws: Cloud) -> None:
    assert look(Phone("bad"), CITY_THEATRE).status == 401


# Within a kilometre or so of a corner of four cells near the theatre, and on the corner itself.
OFFSETS = st.tuples(st.floats(-0.009, 0.009), st.floats(-0.009, 0.009)) | st.sampled_from([(0.0, 0.0), (1e-9, -1e-9)])


@pytest.mark.long
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(OFFSETS, min_size=1, max_size=18), OFFSETS, st.sampled_from([LAMP, LAMP_BY_DAY, "street_flooded"]))
def test_the_list_is_what_measuring_every_report_gives(
    aws: Cloud, offsets: list[tuple[float, float]], asked: tuple[float, float], category_code: str
) -> None:
    compare(aws, offsets, asked, category_code)


def test_a_handful_around_a_corner_is_what_measuring_each_gives(aws: Cloud) -> None:
    around = [(step * 0.0005, side * 0.0005) for step in range(-3, 4) for side in (-2, 1)]

    for category_code in (LAMP, LAMP_BY_DAY):
        compare(aws, around, (1e-9, -1e-9), category_code)


def compare(aws: Cloud, offsets: list[tuple[float, float]], asked: tuple[float, float], category_code: str) -> None:
    from chalicelib.feedback import nearness

    empty(aws)
    grid, an = nearness.grid(), Phone.of_citizen("an")
    corner = Spot(round(10.7766 / grid.height) * grid.height, round(106.7032 / grid.width) * grid.width)
    sent = {}
    for offset in offsets:
        spot = Spot(corner.lat + offset[0], corner.lon + offset[1])
        kind = "street_flooded" if category_code == "street_flooded" else LAMP
        sent[a_sent_report(an, category_code=kind, location={"lat": spot.lat, "lon": spot.lon})] = spot
    here = Spot(corner.lat + asked[0], corner.lon + asked[1])

    with metering() as meter:
        answer = look(Phone(), {"lat": f"{here.lat:.15f}", "lon": f"{here.lon:.15f}"}, category_code)

    radius = {LAMP: 100, LAMP_BY_DAY: 250, "street_flooded": 500}[category_code]
    wanted = {report_id for report_id, spot in sent.items() if here.distance_to(spot) <= radius}
    assert set(ids(answer)) == wanted
    assert meter.calls.count("Query") <= 4
    assert answer.json["radius"] == radius
