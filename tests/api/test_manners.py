"""What may be sent to the city: bodies, parameters, headers and tokens; whatever is wrong is refused by name."""

from typing import Any

import pytest

from chalicelib.shared.http import Call
from tests.builders import a_report
from tests.phones import Heard, Phone
from tests.small_city import SmallCity

REPORTS = "/v1/feedback/reports"
MINE = "/v1/feedback/my-reports"
DESK = "/desk/v1/feedback/reports"
# Open to everybody, so that only the body decides.
REFRESH = "/v1/login/refresh"


def refusal(answer: Heard) -> tuple[int, str]:
    return answer.status, answer.json["code"]


def test_every_wrong_field_is_named_at_once_with_its_place_kind_and_text(phone: Phone) -> None:
    answer = phone.post("/v1/login/vneid/callback", {"code": 5, "colour": "red"}, {"Accept-Language": "en"})

    assert refusal(answer) == (422, "invalid_fields")
    assert {error["pointer"]: (error["code"], error["message"]) for error in answer.json["errors"]} == {
        "/code": ("not_a_text", "Must be a text."),
        "/state": ("missing", "This is missing."),
        "/colour": ("unknown_field", "There is no such field."),
    }


def test_a_refusal_never_repeats_what_was_sent(an: Phone) -> None:
    sent = a_report(public="Nguyễn Văn An", location={"lat": "0912345678", "lon": 106.7}, about="CCCD 999200012345")

    answer = an.post(REPORTS, sent)

    assert answer.status == 422
    assert [word for word in ("Nguyễn", "0912", "9992") if word in answer.text] == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"refresh_token": "x",}',
        b'{"refresh_token": NaN}',
        b'{"refresh_token": Infinity}',
        b'{"refresh_token": "\xff"}',
        '{"refresh_token": "x"}'.encode("utf-16"),
        b"[" * 100_000,
        b'{"a":' * 40_000 + b"1" + b"}" * 40_000,
        b'{"refresh_token":' + b"[" * 9_000 + b"]" * 9_000 + b"}",
        b"9" * 10_000,
    ],
    ids=["nothing", "half", "comma", "NaN", "Infinity", "Latin-1", "UTF-16", "bomb", "objects", "deep", "long number"],
)
def test_a_body_that_is_not_json_in_utf_8_cannot_be_read(phone: Phone, body: bytes) -> None:
    assert refusal(phone.post(REFRESH, body)) == (400, "malformed_json")


@pytest.mark.parametrize("body", [b"null", b"[]", b'"x"', b"5", b"true"])
def test_a_body_that_is_no_object_is_named_as_a_whole(phone: Phone, body: bytes) -> None:
    answer = phone.post(REFRESH, body)

    assert (answer.status, answer.wrong) == (422, {"": "not_an_object"})


def test_a_body_of_more_than_256_kilobytes_is_too_large(phone: Phone) -> None:
    answer = phone.post(REFRESH, {"refresh_token": "x" * 256 * 1024})

    assert refusal(answer) == (413, "body_too_large")


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", b"refresh_token=x"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--'),
        ("text/plain", b'{"refresh_token": "x"}'),
        ("application/xml", b"<refresh_token/>"),
    ],
)
def test_only_json_is_taken(phone: Phone, content_type: str, body: bytes) -> None:
    answer = phone.post(REFRESH, body, {"Content-Type": content_type})

    assert refusal(answer) == (415, "unsupported_media_type")
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_null_byte_in_a_text_is_taken_out(an: Phone) -> None:
    sent = an.post(REPORTS, a_report(description="Đèn \x00tắt\x07", answers={"lamp_number": "12\x003"}))

    assert (sent.json["description"], sent.json["answers"]) == ("Đèn tắt", {"lamp_number": "123"})


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"description": "\ud83d"}, {"/description": "not_a_text"}),
        ({"location": {"address": "\udc00 Lê Lợi"}}, {"/location/address": "not_a_text"}),
        ({"answers": {"lamp_number": "\ud83d"}}, {"/answers/lamp_number": "not_a_text"}),
    ],
)
def test_half_a_character_is_no_text(an: Phone, change: dict[str, Any], wrong: dict[str, str]) -> None:
    answer = an.post(REPORTS, a_report(**change))

    assert (answer.status, answer.wrong) == (422, wrong)


@pytest.mark.parametrize("name", ["\ud83d", "\x00", "a/b", "x" * 10_000])
def test_a_field_with_an_odd_name_is_still_refused_by_name(an: Phone, name: str) -> None:
    for sent in (a_report(**{name: 1}), a_report(answers={name: "1"})):
        answer = an.post(REPORTS, sent)

        assert answer.status == 422
        assert len(answer.text) < 2000


def test_a_thousand_wrong_fields_make_a_bearable_answer(an: Phone) -> None:
    answer = an.post(REPORTS, a_report(**{f"field_{number}": 1 for number in range(1000)}))

    assert (answer.status, len(answer.json["errors"])) == (422, 100)


def test_a_text_in_decomposed_letters_is_kept_composed(an: Phone) -> None:
    sent = an.post(REPORTS, a_report(description="Đe\u0300n hỏng"))

    assert sent.json["description"] == "Đèn hỏng"


def test_a_name_in_the_address_arrives_as_it_is_written() -> None:
    city = SmallCity().route("GET", "/v1/small/wards/{name}", lambda call: {"name": call.path["name"]})

    for sent, arrived in (
        ("/v1/small/wards/Ph%C6%B0%E1%BB%9Dng%20B%E1%BA%BFn%20Th%C3%A0nh", "Phường Bến Thành"),
        ("/v1/small/wards/Phường Bến Thành", "Phường Bến Thành"),
        ("/v1/small/wards/100%25", "100%"),
        ("/v1/small/wards/a%2Fb", "a/b"),
        ("/v1/small/wards/%FF", "\ufffd"),
    ):
        assert city.ask("GET", sent).json == {"name": arrived}


def test_every_wrong_parameter_is_named_at_once(an: Phone) -> None:
    answer = an.get(f"{MINE}?limit=0&colour=red&cursor=a&cursor=b")

    assert answer.status == 422
    assert answer.wrong == {
        "/limit": "out_of_range",
        "/colour": "unknown_parameter",
        "/cursor": "repeated_parameter",
    }
    assert {error["in"] for error in answer.json["errors"]} == {"query"}


@pytest.mark.parametrize(
    ("query", "code"),
    [("limit=101", "out_of_range"), ("limit=ten", "not_a_whole_number"), ("limit=-1", "out_of_range"),
     ("limit=%00", "not_a_whole_number"), ("limit=5&limit=5", "repeated_parameter")],
)  # fmt: skip
def test_a_page_holds_1_to_100_items(an: Phone, query: str, code: str) -> None:
    assert an.get(f"{MINE}?{query}").wrong == {"/limit": code}


def test_a_parameter_on_a_route_that_takes_none_is_unknown(phone: Phone) -> None:
    assert phone.get("/v1/health-check", verbose="1").wrong == {"/verbose": "unknown_parameter"}


@pytest.mark.parametrize("cursor", ["x", "eyJhIjoxfQ", "eyJhIjoxfQ." + "0" * 32, ".", "a.b.c", "-" * 500])
def test_a_forged_cursor_no_longer_fits(an: Phone, cursor: str) -> None:
    assert refusal(an.get(MINE, cursor=cursor)) == (410, "cursor_expired")


def test_a_cursor_with_one_character_changed_no_longer_fits(an: Phone) -> None:
    cursor = cursor_of(an)

    for place in (0, len(cursor) // 2, len(cursor) - 1):
        bent = cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1 :]
        assert refusal(an.get(MINE, limit=1, cursor=bent)) == (410, "cursor_expired")


def test_a_cursor_of_another_person_or_list_no_longer_fits(an: Phone) -> None:
    cursor = cursor_of(an)
    officer = Phone.of_staff("supervisor", body_id="tt-giao-thong-ha-tang-ky-thuat")

    assert refusal(Phone.of_citizen("binh").get(MINE, cursor=cursor)) == (410, "cursor_expired")
    assert refusal(officer.get(DESK, cursor=cursor)) == (410, "cursor_expired")


def test_a_cursor_of_another_filter_no_longer_fits(an: Phone) -> None:
    lamps = an.post(REPORTS, a_report()).json["responsible_body"]["body_id"]
    an.post(REPORTS, a_report())
    officer, other = Phone.of_staff("operator", body_id=lamps), Phone.of_staff("operator", body_id="tong-dai-1022")

    cursor = officer.get(DESK, limit=1).json["next_cursor"]

    assert officer.get(DESK, limit=1, cursor=cursor).status == 200
    assert refusal(other.get(DESK, limit=1, cursor=cursor)) == (410, "cursor_expired")


def test_a_cursor_tells_nobody_who_asked(an: Phone) -> None:
    from base64 import urlsafe_b64decode

    text = cursor_of(an).partition(".")[0]

    assert an.citizen_id.encode() not in urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.mark.parametrize("key", ["short", "x" * 65, "with space in it", "đèn-đường-hỏng", "a;b;c;d;e;f"])
def test_an_idempotency_key_has_a_form(an: Phone, key: str) -> None:
    answer = an.post(REPORTS, a_report(), {"Idempotency-Key": key})

    assert refusal(answer) == (400, "idempotency_key_malformed")


@pytest.mark.parametrize("version", ["x", '"', '"x"', "-1", "1.0", '"1", "2"', "9" * 10, ""])
def test_if_match_must_name_a_version(version: str) -> None:
    assert refusal(versioned().ask("PUT", "/v1/small/things", headers={"If-Match": version})) == (
        400,
        "if_match_malformed",
    )


@pytest.mark.parametrize(("sent", "version"), [('"3"', 3), ("3", 3), ('W/"3"', 3), (' "3" ', 3), ("*", None)])
def test_if_match_is_read_in_any_form_that_clients_send(sent: str, version: int | None) -> None:
    assert versioned().ask("PUT", "/v1/small/things", headers={"If-Match": sent}).json == {"version": version}


def test_without_if_match_any_version_may_be_changed() -> None:
    assert versioned().ask("PUT", "/v1/small/things").json == {"version": None}


@pytest.mark.parametrize(
    "authorization", ["Bearer x.y.z", "Bearer ", "Bearer", "Basic YTpi", "x", "Bearer " + "x" * 5000, "Bearer é"]
)
def test_a_bad_token_is_never_taken_for_nobody(an: Phone, authorization: str) -> None:
    report_id = an.post(REPORTS, a_report()).json["report_id"]

    answer = Phone().get(f"{REPORTS}/{report_id}", {"Authorization": authorization})

    assert refusal(answer) == (401, "token_invalid")
    assert answer.headers["www-authenticate"] == "Bearer"


def cursor_of(phone: Phone) -> str:
    for _ in range(2):
        phone.post(REPORTS, a_report())
    cursor: str = phone.get(MINE, limit=1).json["next_cursor"]
    return cursor


def versioned() -> SmallCity:
    def change(call: Call) -> dict[str, Any]:
        """Tell which version is to be changed."""
        return {"version": call.if_match}

    return SmallCity().route("PUT", "/v1/small/things", change, versioned=True)
