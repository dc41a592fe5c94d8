"""The end of a start says how many reports' clocks it has set going, and a failure there takes no city down."""

import io
import json
from typing import Any

from botocore.exceptions import EndpointConnectionError

from infra.local.clocks import set_going


class FakeLambda:
    """Answers a reconciler's invocations one after the other; an exception among them is raised."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)

    def invoke(self, **_: Any) -> dict[str, Any]:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        failed = {"FunctionError": "Unhandled"} if "errorType" in answer else {}
        return {"Payload": io.BytesIO(json.dumps(answer).encode()), **failed}


def test_it_is_said_how_many_clocks_go_again() -> None:
    said = set_going(FakeLambda({"live": 7, "restored": 3, "left": False}))

    assert said == "7 reports live; 3 of their clocks were set going again."


def test_what_is_left_is_asked_for_again() -> None:
    lambdas = FakeLambda({"live": 900, "restored": 800, "left": True}, {"live": 1000, "restored": 200, "left": False})

    assert set_going(lambdas) == "1000 reports live; 1000 of their clocks were set going again."


def test_patience_ends_and_it_is_said_what_happens_with_the_rest() -> None:
    said = set_going(FakeLambda({"live": 900, "restored": 800, "left": True}), patience=0)

    assert said.endswith("going again; the reconciler goes on with the rest every five minutes.")


def test_a_failure_is_a_sentence() -> None:
    for failure in (EndpointConnectionError(endpoint_url="http://127.0.0.1:1"), {"errorType": "KeyError"}):
        assert "could not be set going" in set_going(FakeLambda(failure))
