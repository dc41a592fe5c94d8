"""What the city tells of itself while it serves: traces to the X-Ray daemon, log lines and metrics; never of whom."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.builders import a_report
from tests.services.in_lambda import TRACES

pytestmark = pytest.mark.enable_socket

PROJECT = Path(__file__).resolve().parents[2]
PERSONAL = ("Nguyễn Văn An", "0912345678", "135 Nam Kỳ Khởi Nghĩa", "106.7032", "10.7766", "không sáng")
REPORT = a_report(
    description="Đèn không sáng. Gọi Nguyễn Văn An 0912345678.",
    location={"lat": 10.7766, "lon": 106.7032, "address": "135 Nam Kỳ Khởi Nghĩa"},
)


@dataclass
class Told:
    """What a function said while it did one thing, and what it answered."""

    segments: list[dict[str, Any]]
    lines: list[dict[str, Any]]
    answers: list[dict[str, Any]]

    @property
    def logs(self) -> list[dict[str, Any]]:
        """Return the log lines proper."""
        return [line for line in self.lines if "_aws" not in line]

    @property
    def metrics(self) -> list[dict[str, Any]]:
        """Return the lines in embedded metric format."""
        return [line for line in self.lines if "_aws" in line]

    def calls(self) -> list[str]:
        """Return the operations of AWS that were traced."""
        return sorted(each["aws"]["operation"] for each in self.segments if each.get("namespace") == "aws")


@dataclass
class Function:
    """A function's whole life: every datagram to the daemon and every line, as sent."""

    told: dict[str, Told]
    segments: list[dict[str, Any]]
    output: str
    secrets: list[str]


def run(deeds: str, folder: Path, **environment: str | None) -> Function:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as daemon:
        daemon.bind(("127.0.0.1", 0))
        daemon.setblocking(False)
        lambda_ = {
            "AWS_LAMBDA_FUNCTION_NAME": "city-test-feedback",
            "AWS_XRAY_DAEMON_ADDRESS": f"127.0.0.1:{daemon.getsockname()[1]}",
            "AWS_XRAY_SDK_ENABLED": "true",
            "FEATURE": "feedback",
            "LAMBDA_TASK_ROOT": str(PROJECT),
            "LOG_LEVEL": "INFO",
            # Nothing is published here.
            "PUBLIC_URL": None,
            "REPORT": json.dumps(REPORT),
            "XRAY_AWS_CALLS": "1",
            **environment,
        }
        variables = {name: value for name, value in {**os.environ, **lambda_}.items() if value is not None}
        command = [sys.executable, "-m", "tests.services.in_lambda", deeds, str(folder / "answers.json")]
        done = subprocess.run(command, cwd=PROJECT, env=variables, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        segments = heard_by(daemon)
    found = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    lines = lines_by_deed(done.stdout)
    told = {name: Told(of_trace(segments, name), lines[name], found["answers"][name]) for name in found["answers"]}
    return Function(told, segments, done.stdout + done.stderr, found["secrets"])


def heard_by(daemon: socket.socket) -> list[dict[str, Any]]:
    segments: list[dict[str, Any]] = []
    while True:
        try:
            header, _, document = daemon.recv(65536).decode().partition("\n")
        except BlockingIOError:
            return segments
        assert json.loads(header) == {"format": "json", "version": 1}
        segments += with_inner_ones(json.loads(document))


def with_inner_ones(segment: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield segment
    for inner in segment.get("subsegments", []):
        yield from with_inner_ones(inner)


def of_trace(segments: list[dict[str, Any]], deed: str) -> list[dict[str, Any]]:
    header = TRACES[deed] or ""
    return [segment for segment in segments if segment["trace_id"] in header]


def lines_by_deed(output: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for line in map(json.loads, output.splitlines()):
        if set(line) == {"deed"}:
            current = found.setdefault(line["deed"], [])
        else:
            current.append(line)
    return found


@pytest.fixture(scope="module")
def function(tmp_path_factory: pytest.TempPathFactory) -> Function:
    return run(" ".join(TRACES), tmp_path_factory.mktemp("function"))


@pytest.fixture
def submission(function: Function) -> Told:
    return function.told["submit"]


@pytest.fixture
def repetition(function: Function) -> Told:
    return function.told["repeat"]


@pytest.fixture
def reading(function: Function) -> Told:
    return function.told["read_back"]


@pytest.fixture
def fault(function: Function) -> Told:
    return function.told["crash"]


def test_one_submission_is_one_traced_call_to_the_database(submission: Told) -> None:
    assert [answer["status"] for answer in submission.answers] == [201]
    assert submission.calls() == ["TransactWriteItems"]


def test_every_subsegment_belongs_to_the_trace_that_lambda_began(submission: Told) -> None:
    call, request = sorted(submission.segments, key=lambda segment: segment["name"])

    assert (call["name"], call["parent_id"]) == ("dynamodb", request["id"])
    assert (request["name"], request["parent_id"]) == ("submit_report", "0123456789abcdef")
    assert request["start_time"] <= call["start_time"] <= call["end_time"] <= request["end_time"]


def test_a_trace_is_found_by_the_report_it_made(submission: Told) -> None:
    report_id = submission.answers[0]["body"]["report_id"]

    annotated = [segment for segment in submission.segments if segment.get("annotations")]

    assert [(segment["name"], segment["annotations"]) for segment in annotated] == [
        ("submit_report", {"report_id": report_id})
    ]


def test_a_trace_tells_nothing_about_the_person(function: Function) -> None:
    text = json.dumps(function.segments, ensure_ascii=False)

    assert "submit_report" in text
    assert [each for each in (*PERSONAL, *function.secrets) if each in text] == []


def test_a_log_tells_nothing_about_the_person(function: Function) -> None:
    assert "request_failed" in function.output
    for each in (*PERSONAL, *function.secrets):
        assert each not in function.output
        assert json.dumps(each).strip('"') not in function.output


def test_a_repeated_submission_is_answered_from_its_row_and_stays_one_report(repetition: Told) -> None:
    first, second = repetition.answers

    assert first == second
    assert repetition.calls() == ["GetItem", "TransactWriteItems", "TransactWriteItems"]


def test_reading_is_traced_as_well(reading: Told) -> None:
    assert [answer["status"] for answer in reading.answers] == [201, 200, 200]
    assert reading.calls() == ["BatchGetItem", "BatchGetItem", "Query", "TransactWriteItems"]


def test_a_request_is_one_log_line_with_request_id_and_trace_id(submission: Told) -> None:
    line = submission.logs[-1]

    assert [entry["message"] for entry in submission.logs] == ["request"]
    assert (line["status"], line["level"], line["service"]) == (201, "INFO", "feedback")
    assert line["request_id"].startswith("request-")
    assert line["xray_trace_id"] in (TRACES["submit"] or "")
    assert line["milliseconds"] > 0


def test_a_log_line_names_the_route_and_never_the_report(reading: Told) -> None:
    report_id = reading.answers[0]["body"]["report_id"]

    assert [line["route"] for line in reading.logs] == [
        "POST /v1/feedback/reports",
        "GET /v1/feedback/reports/{report_id}",
        "GET /v1/feedback/my-reports",
    ]
    assert report_id not in json.dumps(reading.lines)


def test_each_request_has_its_own_id_in_the_log(reading: Told) -> None:
    assert len({line["request_id"] for line in reading.logs}) == 3


def test_a_crash_is_logged_with_its_place_and_request_but_without_its_words(fault: Told) -> None:
    crash, request = fault.logs

    assert fault.answers[0]["status"] == 500
    assert (crash["message"], crash["level"], crash["error"]) == ("request_failed", "ERROR", "KeyError")
    assert crash["stack"][-1].endswith("break_down")
    assert crash["request_id"] == request["request_id"]
    assert crash["route"] == request["route"]
    assert crash["xray_trace_id"] == request["xray_trace_id"]


def test_a_crash_marks_its_trace_as_a_fault(fault: Told) -> None:
    assert [(each["name"], each["fault"]) for each in fault.segments] == [("submit_report", True)]


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


def test_a_request_that_is_not_sampled_sends_no_trace_and_still_serves(function: Function) -> None:
    told = function.told["submit_unsampled"]

    assert (told.segments, told.answers[0]["status"]) == ([], 201)


def test_a_request_without_a_trace_still_serves(function: Function) -> None:
    assert function.told["submit_without_trace"].answers[0]["status"] == 201
    assert all(segment["trace_id"].startswith("1-6922f5a0-") for segment in function.segments)


def test_a_function_that_may_not_trace_logs_and_sends_nothing(tmp_path: Path) -> None:
    function = run("submit", tmp_path, XRAY_AWS_CALLS=None)

    assert (function.segments, function.told["submit"].answers[0]["status"]) == ([], 201)
    assert [line["message"] for line in function.told["submit"].logs] == ["request"]


def test_outside_lambda_nothing_is_told(tmp_path: Path) -> None:
    function = run("submit", tmp_path, AWS_LAMBDA_FUNCTION_NAME=None, LAMBDA_TASK_ROOT=None)

    assert (function.segments, function.told["submit"].answers[0]["status"]) == ([], 201)
    assert function.told["submit"].lines == []
