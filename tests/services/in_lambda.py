"""A process of its own that believes it runs in Lambda: logs in An, does what it is told, writes down the answers.

Telemetry is switched on by the environment and patches botocore for good, so it is never switched on in the process
of the other tests.
"""

import json
import os
import sys
from collections.abc import Callable
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

    service.intake.submit = break_down  # type: ignore[assignment]
    return submit(an)


def main(deed: Callable[[Any], list[Any]], result: Path) -> None:
    """Do one deed in a city in memory and keep what An was answered."""
    os.environ["TOKEN_JWKS"] = json.dumps(PUBLIC_KEYS)
    from tests.cloud import account
    from tests.phones import Phone

    with account():
        an = Phone.of_citizen("an")
        answers = [{"status": heard.status, "body": heard.json} for heard in deed(an)]
    found = {"citizen_id": an.citizen_id, "session_id": an.session_id, "token": an.token, "answers": answers}
    result.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    deeds = {each.__name__: each for each in (submit, repeat, read_back, crash)}
    main(deeds[sys.argv[1]], Path(sys.argv[2]))
