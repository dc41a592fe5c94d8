"""The whole city on the embedded AWS, as a citizen's phone, an officer's browser and an auditor see it."""

import base64
import contextlib
import json
import os
import unicodedata
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from infra.city.schema import expand_people
from infra.local.deployment import PACK, REDIRECT_URI
from infra.local.token import Trouble, _ask, log_in

if TYPE_CHECKING:
    from tests.e2e.conftest import RunningCity

A_REPORT = {
    "category_code": "light_out",
    "description": "Đèn đường trước nhà số 12 không sáng từ tối qua",
    "location": {"lat": 10.7757, "lon": 106.7004},
}


def leaves(categories: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for category in categories:
        if "children" in category:
            yield from leaves(category["children"])
        else:
            yield category


def submit(city: "RunningCity", **changed: Any) -> dict[str, Any]:
    answer = city.ask("POST", "/v1/feedback/reports", {**A_REPORT, **changed}, token=city.token())
    assert answer.status == 201, answer.text
    report: dict[str, Any] = answer.json
    return report


def as_sent(report: dict[str, Any]) -> dict[str, Any]:
    """Return a report without what changes by itself: its clock hands it on to its body within a second or so."""
    return {name: value for name, value in report.items() if name not in ("status", "version")}


def test_a_citizen_chooses_a_category_and_sends_a_report(city: "RunningCity") -> None:
    categories = city.ask("GET", "/v1/feedback/categories").json["items"]
    assert A_REPORT["category_code"] in {leaf["category_code"] for leaf in leaves(categories)}

    report = submit(city)

    assert report["status"] in {"received", "assigned"}
    assert report["responsible_body"]["name"]
    assert report["ward"]["code"]
    assert report["expected_at"] > report["submitted_at"]
    read = city.ask("GET", f"/v1/feedback/reports/{report['report_id']}", token=city.token())
    assert as_sent(read.json) == as_sent(report)
    timeline = city.ask("GET", f"/v1/feedback/reports/{report['report_id']}/timeline", token=city.token()).json["items"]
    assert timeline[0]["event_type"] == "submit"
    mine = city.ask("GET", "/v1/feedback/my-reports", token=city.token()).json["items"]
    assert report["report_id"] in {each["report_id"] for each in mine}


def test_a_stranger_cannot_report(city: "RunningCity") -> None:
    assert city.ask("POST", "/v1/feedback/reports", A_REPORT).status == 401
    assert city.ask("POST", "/v1/feedback/reports", A_REPORT, token="not.a.token").status == 401


def test_the_desk_opens_for_staff_alone(city: "RunningCity") -> None:
    door = "/desk/v1/feedback/reports"

    assert city.ask("GET", door).status == 401
    assert city.ask("GET", door, token=city.token("citizen")).status == 403
    assert city.ask("GET", door, token=city.token("editor")).status == 403
    assert city.ask("GET", door, token=city.token("operator")).status == 200


def test_officers_of_a_body_log_in_by_its_name(city: "RunningCity") -> None:
    answer = city.ask("GET", "/desk/v1/feedback/reports", token=city.token("handler", "sawaco"))

    assert answer.status == 200


def test_a_code_of_another_login_is_refused(city: "RunningCity") -> None:
    """The code belongs to the first login's challenge; the second login's verifier does not fit it."""
    path = f"/v1/login/vneid?redirect_uri={quote(REDIRECT_URI, safe='')}"
    first, second = city.ask("GET", path).json, city.ask("GET", path).json
    an = next(person for person in expand_people(PACK) if person["key"] == "an")
    location = _ask(first["authorize_url"], f"sub={an['subject']}".encode())[1]
    code = parse_qs(urlsplit(location).query)["code"][0]

    answer = city.ask("POST", "/v1/login/vneid/callback", {"code": code, "state": second["state"]})

    assert answer.status == 400
    assert "access_token" not in answer.text


def test_a_login_cannot_lead_to_a_foreign_app(city: "RunningCity") -> None:
    answer = city.ask("GET", f"/v1/login/vneid?redirect_uri={quote('https://evil.test/', safe='')}")

    assert answer.status in {400, 422}
    assert "authorize_url" not in answer.text


def test_the_helper_says_what_went_wrong(city: "RunningCity") -> None:
    nobody = type("Nobody", (), {"key": "nobody"})()

    with pytest.raises(Trouble, match="does not know nobody"):
        log_in(city.base_url, nobody)


@pytest.mark.parametrize("header", [{"Origin": "https://evil.test"}, {"Host": "evil.test"}, {"Sec-Fetch-Site": "none"}])
def test_no_web_page_reaches_the_embedded_aws(city: "RunningCity", header: dict[str, str]) -> None:
    listing = urllib.request.Request(f"{city.endpoint_url}/", b"Action=ListRoles&Version=2010-05-08", header)

    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(listing, timeout=10)

    with refused.value as answer:
        assert answer.status == 403
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_city_keeps_its_files_to_itself(city: "RunningCity") -> None:
    assert city.place.folder.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in city.place.folder.iterdir() if path.is_dir() and path.stat().st_mode & 0o077] == []


def test_nothing_stored_or_logged_names_the_citizen(city: "RunningCity") -> None:
    submit(city)
    an = next(person["claims"] for person in expand_people(PACK) if person["key"] == "an")
    secrets = [an["HoVaTen"], an["SoDinhDanh"], an["ThuDienTu"]]

    kept = "\n".join([*stored_texts(city), *logged_texts(city), *checkpointed_texts(city)])

    for secret in secrets:
        assert not {spelling for spelling in spellings(secret) if spelling in kept}
    assert an["sub"] not in "\n".join(stored_texts(city))


def spellings(word: str) -> set[str]:
    forms = {word, word.title(), word.lower(), unicodedata.normalize("NFD", word), json.dumps(word)[1:-1]}
    # Three alignments: base64 of the word inside a longer text.
    raw = word.encode()
    return forms | {base64.b64encode(b"x" * shift + raw).decode()[4:-4] for shift in range(3)}


def stored_texts(city: "RunningCity") -> Iterator[str]:
    dynamodb = city.client("dynamodb")
    for table in dynamodb.list_tables()["TableNames"]:
        for page in dynamodb.get_paginator("scan").paginate(TableName=table):
            for item in page["Items"]:
                yield json.dumps(item, ensure_ascii=False, default=lambda raw: raw.decode("utf-8", "replace"))


def logged_texts(city: "RunningCity") -> Iterator[str]:
    logs = city.client("logs")
    for group in logs.describe_log_groups()["logGroups"]:
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"]):
            yield from (event["message"] for event in page["events"])
    for log in city.place.logs.glob("*.log"):
        yield log.read_text("utf-8")


def checkpointed_texts(city: "RunningCity") -> Iterator[str]:
    city.now.checkpoint()
    for path in city.place.aws.rglob("*.json"):
        # An old checkpoint may be cleared away while we read; what it held stands in the newest one.
        with contextlib.suppress(FileNotFoundError):
            yield path.read_text("utf-8")


def test_nothing_of_ours_listens_beyond_loopback(city: "RunningCity") -> None:
    if not Path("/proc/net/tcp").exists():
        pytest.skip("only Linux shows sockets under /proc")
    ours = {socket for pid in family(city) for socket in sockets_of(pid)}

    listening = {address for socket, address in listeners() if socket in ours}

    assert len(listening) >= 3
    assert {host for host, _ in listening} == {"127.0.0.1"}


def family(city: "RunningCity") -> set[int]:
    """Return our processes and all their children, the functions' workers included."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = {process.pid for process in city.now.processes()}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    assert len(found) > 3
    return found


def sockets_of(pid: int) -> set[str]:
    found = set()
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = os.readlink(handle)
        except OSError:
            continue
        if target.startswith("socket:["):
            found.add(target[8:-1])
    return found


def listeners() -> Iterator[tuple[str, tuple[str, int]]]:
    """Yield inode and address of every socket that takes what it is sent: TCP in state LISTEN, and all of UDP."""
    for kind, listen in (("tcp", "0A"), ("tcp6", "0A"), ("udp", "07"), ("udp6", "07")):
        for line in Path(f"/proc/net/{kind}").read_text().splitlines()[1:]:
            fields = line.split()
            host, port = fields[1].split(":")
            if fields[3] == listen:
                address = ".".join(str(byte) for byte in reversed(bytes.fromhex(host))) if len(host) == 8 else host
                yield fields[9], (address, int(port, 16))


def test_a_city_that_is_up_is_left_alone(city: "RunningCity") -> None:
    before = city.now.processes()

    said = city.start()

    assert "up already" in said
    assert city.now.processes() == before


def test_a_port_in_use_gets_a_plain_sentence(city: "RunningCity", tmp_path: Path) -> None:
    port = str(urlsplit(city.base_url).port)

    done = city.command("up", CITY_STATE=str(tmp_path), CITY_PORT=port)

    assert done.returncode == 1
    assert f"Port {port}" in done.stderr
    assert "CITY_PORT=" in done.stderr
    assert "Traceback" not in done.stderr
    assert city.ask("GET", "/v1/health-check").status == 200
