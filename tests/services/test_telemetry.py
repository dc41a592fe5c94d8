"""What the city tells of itself while it serves: traces to the X-Ray daemon, log lines and metrics; never of whom."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.builders import a_report

pytestmark = pytest.mark.enable_socket

PROJECT = Path(__file__).resolve().parents[2]
TRACE_ID = "1-6922f5a0-0123456789abcdef01234567"
SAMPLED = f"Root={TRACE_ID};Parent=0123456789abcdef;Sampled=1"
PERSONAL = ("Nguyễn Văn An", "0912345678", "135 Nam Kỳ Khởi Nghĩa", "106.7032", "10.7766", "không sáng")
REPORT = a_report(
    description="Đèn không sáng. Gọi Nguyễn Văn An 0912345678.",
    location={"lat": 10.7766, "lon": 106.7032, "address": "135 Nam Kỳ Khởi Nghĩa"},
)


@dataclass
class Told:
    """Everything a function said: datagrams to the daemon, lines to its log, and what it answered."""

    segments: list[dict[str, Any]]
    lines: list[dict[str, Any]]
    stderr: str
    answers: list[dict[str, Any]]
    secrets: tuple[str, ...]

    @property
    def logs(self) -> list[dict[str, Any]]:
        """Return the log lines proper."""
        return [line for line in self.lines if "_aws" not in line]

    @property
    def metrics(self) -> list[dict[str, Any]]:
        """Return the lines in embedded metric format."""
        return [line for line in self.lines if "_aws" in line]

    def all_segments(self) -> Iterator[dict[str, Any]]:
        """Yield every subsegment, the ones inside others too."""
        waiting = list(self.segments)
        while waiting:
            segment = waiting.pop()
            waiting += segment.get("subsegments", [])
            yield segment

    def calls(self) -> list[str]:
        """Return the operations of AWS that were traced."""
        return sorted(each["aws"]["operation"] for each in self.all_segments() if each.get("namespace") == "aws")


@contextmanager
def daemon() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        listener.setblocking(False)
        yield listener


def heard_by(listener: socket.socket) -> list[dict[str, Any]]:
    segments = []
    while True:
        try:
            datagram = listener.recv(65536).decode()
        except BlockingIOError:
            return segments
        header, _, document = datagram.partition("\n")
        assert json.loads(header) == {"format": "json", "version": 1}
        segments.append(json.loads(document))


def told_by(deed: str, folder: Path, **environment: str | None) -> Told:
    with daemon() as listener:
        lambda_ = {
            "AWS_LAMBDA_FUNCTION_NAME": "city-test-feedback",
            "AWS_XRAY_DAEMON_ADDRESS": f"127.0.0.1:{listener.getsockname()[1]}",
            "AWS_XRAY_SDK_ENABLED": "true",
            "FEATURE": "feedback",
            "LAMBDA_TASK_ROOT": str(PROJECT),
            "LOG_LEVEL": "INFO",
            "REPORT": json.dumps(REPORT),
            "XRAY_AWS_CALLS": "1",
            "_X_AMZN_TRACE_ID": SAMPLED,
            **environment,
        }
        variables = {name: value for name, value in {**os.environ, **lambda_}.items() if value is not None}
        command = [sys.executable, "-m", "tests.services.in_lambda", deed, str(folder / "answers.json")]
        done = subprocess.run(command, cwd=PROJECT, env=variables, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        segments = heard_by(listener)
    result = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    secrets = (result["citizen_id"], result["session_id"], result["token"])
    return Told(segments, lines, done.stderr, result["answers"], secrets)


@pytest.fixture(scope="module")
def submission(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return told_by("submit", tmp_path_factory.mktemp("submit"))


@pytest.fixture(scope="module")
def repetition(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return told_by("repeat", tmp_path_factory.mktemp("repeat"))


@pytest.fixture(scope="module")
def fault(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return told_by("crash", tmp_path_factory.mktemp("crash"))


def test_one_submission_is_one_traced_call_to_the_database(submission: Told) -> None:
    assert [answer["status"] for answer in submission.answers] == [201]
    assert submission.calls() == ["TransactWriteItems"]


def test_every_subsegment_belongs_to_the_trace_that_lambda_began(submission: Told) -> None:
    assert {segment["trace_id"] for segment in submission.all_segments()} == {TRACE_ID}
    assert all(segment["end_time"] >= segment["start_time"] for segment in submission.all_segments())


def test_a_trace_is_found_by_the_report_it_made(submission: Told) -> None:
    report_id = submission.answers[0]["body"]["report_id"]

    annotated = [segment for segment in submission.all_segments() if segment.get("annotations")]

    assert [(segment["name"], segment["annotations"]) for segment in annotated] == [
        ("submit_report", {"report_id": report_id})
    ]


def test_a_trace_tells_nothing_about_the_person(submission: Told, repetition: Told, fault: Told) -> None:
    for told in (submission, repetition, fault):
        text = json.dumps(told.segments, ensure_ascii=False)
        assert told.segments
        assert [each for each in (*PERSONAL, *told.secrets) if each in text] == []


def test_a_log_tells_nothing_about_the_person(submission: Told, repetition: Told, fault: Told) -> None:
    for told in (submission, repetition, fault):
        text = json.dumps(told.lines, ensure_ascii=False) + told.stderr
        assert told.lines
        assert [each for each in (*PERSONAL, *told.secrets) if each in text] == []


def test_a_repeated_submission_is_answered_from_its_row_and_stays_one_report(repetition: Told) -> None:
    first, second = repetition.answers

    assert first == second
    assert repetition.calls() == ["GetItem", "TransactWriteItems", "TransactWriteItems"]


def test_reading_is_traced_as_well(tmp_path: Path) -> None:
    told = told_by("read_back", tmp_path)

    assert [answer["status"] for answer in told.answers] == [201, 200, 200]
    assert told.calls() == ["BatchGetItem", "Query", "TransactGetItems", "TransactWriteItems"]


def test_a_request_is_one_log_line_with_request_id_trace_id_and_the_route_without_ids(submission: Told) -> None:
    line = submission.logs[-1]

    assert [entry["message"] for entry in submission.logs] == ["request"]
    assert line["route"] == "POST /v1/feedback/reports"
    assert (line["status"], line["level"], line["service"]) == (201, "INFO", "feedback")
    assert line["request_id"]
    assert line["xray_trace_id"] == TRACE_ID
    assert line["milliseconds"] > 0


def test_a_log_line_names_the_route_and_never_the_report(tmp_path: Path) -> None:
    told = told_by("read_back", tmp_path)

    report_id = told.answers[0]["body"]["report_id"]
    assert [line["route"] for line in told.logs][1] == "GET /v1/feedback/reports/{report_id}"
    assert report_id not in json.dumps(told.lines)


def test_a_crash_is_logged_with_its_place_and_request_but_without_its_words(fault: Told) -> None:
    crash, request = fault.logs

    assert fault.answers[0]["status"] == 500
    assert (crash["message"], crash["level"], crash["error"]) == ("request_failed", "ERROR", "KeyError")
    assert crash["stack"][-1].endswith("break_down")
    assert crash["request_id"] == request["request_id"]
    assert crash["route"] == request["route"]
    assert crash["xray_trace_id"] == TRACE_ID


def test_a_crash_marks_its_trace_as_a_fault(fault: Told) -> None:
    assert [(each["name"], each["fault"]) for each in fault.all_segments()] == [("submit_report", True)]


def test_metrics_are_lines_that_cloudwatch_reads(submission: Told) -> None:
    counted = {}
    for line in submission.metrics:
        assert isinstance(line["_aws"]["Timestamp"], int)
        for directive in line["_aws"]["CloudWatchMetrics"]:
            assert directive["Namespace"] == "CongDanSo"
            assert all(key in line for dimensions in directive["Dimensions"] for key in dimensions)
            counted.update({metric["Name"]: (metric["Unit"], line[metric["Name"]]) for metric in directive["Metrics"]})

    assert set(counted) == {"Requests", "Latency", "Failures", "ReportsReceived"}
    assert counted["Requests"] == ("Count", [1.0])
    assert counted["Failures"] == ("Count", [0.0])
    assert counted["Latency"][0] == "Milliseconds"


def test_a_crash_counts_as_a_failure(fault: Told) -> None:
    assert [line["Failures"] for line in fault.metrics] == [[1.0]]


def test_a_request_that_is_not_sampled_sends_no_trace_and_still_serves(tmp_path: Path) -> None:
    told = told_by("submit", tmp_path, _X_AMZN_TRACE_ID=SAMPLED.replace("Sampled=1", "Sampled=0"))

    assert (told.segments, told.answers[0]["status"]) == ([], 201)


def test_a_request_without_a_trace_still_serves(tmp_path: Path) -> None:
    told = told_by("submit", tmp_path, _X_AMZN_TRACE_ID=None)

    assert (told.segments, told.answers[0]["status"]) == ([], 201)


def test_a_function_that_may_not_trace_sends_nothing(tmp_path: Path) -> None:
    told = told_by("submit", tmp_path, XRAY_AWS_CALLS=None)

    assert (told.segments, told.answers[0]["status"]) == ([], 201)


def test_outside_lambda_nothing_is_told(tmp_path: Path) -> None:
    told = told_by("submit", tmp_path, AWS_LAMBDA_FUNCTION_NAME=None, LAMBDA_TASK_ROOT=None)

    assert (told.segments, told.lines, told.answers[0]["status"]) == ([], [], 201)
