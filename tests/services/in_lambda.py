"""A process of its own that believes it runs in Lambda: An does several things on her phone, each in its own trace.

Telemetry is switched on by the environment and patches botocore for good, so it is never switched on in the process
of the other tests. Standard output is the function's log; before each deed stands a line with the deed's name.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from tests.keys import PUBLIC_KEYS

REPORTS = "/v1/feedback/reports"
HEADERS = {"Idempotency-Key": "one-report-only"}


def submit(an: Any) -> list[Any]:
    """Send one report."""
    return [an.post(REPORTS, json.loads(os.environ["REPORT"]))]


def repeat(an: Any) -> list[Any]:
    """Send the same report twice, as a phone does whose answer was lost."""
    return [an.post(REPORTS, json.loads(os.environ["REPORT"]), HEADERS) for _ in range(2)]


def read_back(an: Any) -> list[Any]:
    """Send a report, then read it and the list of one's own."""
    sent = an.post(REPORTS, json.loads(os.environ["REPORT"]))
    return [sent, an.get(f"{REPORTS}/{sent.json['report_id']}"), an.get("/v1/feedback/my-reports")]


def crash(an: Any) -> list[Any]:
    """Meet a fault of ours whose words quote the citizen."""
    from chalicelib.feedback import service

    def break_down(*_: Any) -> None:
        raise KeyError(json.loads(os.environ["REPORT"])["description"])

    whole, service.intake.submit = service.intake.submit, break_down
    try:
        return submit(an)
    finally:
        service.intake.submit = whole


# A deed's trace as Lambda would hand it over; the one without comes first, since a later one would inherit a trace.
TRACES = {
    "submit_without_trace": None,
    "submit_unsampled": "Root=1-6922f5a0-000000000000000000000001;Parent=0123456789abcdef;Sampled=0",
    "submit": "Root=1-6922f5a0-000000000000000000000002;Parent=0123456789abcdef;Sampled=1",
    "repeat": "Root=1-6922f5a0-000000000000000000000003;Parent=0123456789abcdef;Sampled=1",
    "read_back": "Root=1-6922f5a0-000000000000000000000004;Parent=0123456789abcdef;Sampled=1",
    "crash": "Root=1-6922f5a0-000000000000000000000005;Parent=0123456789abcdef;Sampled=1",
}
DEEDS = {
    "submit_without_trace": submit,
    "submit_unsampled": submit,
    "submit": submit,
    "repeat": repeat,
    "read_back": read_back,
    "crash": crash,
}


def main(names: list[str], result: Path) -> None:
    """Do these deeds in a city in memory and keep what An was answered."""
    os.environ["TOKEN_JWKS"] = json.dumps(PUBLIC_KEYS)
    from tests.cloud import account
    from tests.phones import Phone

    _number_requests()
    with account():
        an = Phone.of_citizen("an")
        found = {"secrets": [an.citizen_id, an.session_id, an.token], "answers": {}}
        for name in names:
            print(json.dumps({"deed": name}), flush=True)  # noqa: T201
            _begin_trace(TRACES[name])
            answers = [{"status": heard.status, "body": heard.json} for heard in DEEDS[name](an)]
            found["answers"][name] = answers
    result.write_text(json.dumps(found), encoding="utf-8")


def _begin_trace(header: str | None) -> None:
    os.environ.pop("_X_AMZN_TRACE_ID", None)
    if header:
        os.environ["_X_AMZN_TRACE_ID"] = header


def _number_requests() -> None:
    """Give each request an id, as API Gateway does and Chalice's local gateway does not."""
    from chalice.local import LambdaEventConverter

    made, count = LambdaEventConverter.create_lambda_event, iter(range(1000))

    def numbered(self: Any, *args: Any, **words: Any) -> Any:
        event = made(self, *args, **words)
        event["requestContext"]["requestId"] = f"request-{next(count)}"
        return event

    LambdaEventConverter.create_lambda_event = numbered


if __name__ == "__main__":
    main(sys.argv[1].split(), Path(sys.argv[2]))
