"""Where the embedded AWS's state machines differ from Step Functions and what we do about it, one function a gap.

Known and left alone: executions that ran do not survive a restart (they are FAILED with States.ServiceRestart, and the
city's reconciler gives their reports new ones); each execution is a thread, of which some thousands hold; between two
attempts of a task there are 60 seconds at most, without jitter; the history names a wait that is over TaskFailed with
States.Timeout where AWS says TaskTimedOut, and has neither TaskStarted nor TaskSubmitted; an execution is not ended
after a year or after 25,000 events; nothing is written to the log group or to X-Ray; a role's trust is not asked.
"""

import json
import threading
import time
from contextvars import ContextVar
from typing import Any

# The machine whose execution runs in this thread.
_machine: ContextVar[dict[str, Any] | None] = ContextVar("_machine", default=None)
_EXECUTION = "_execution"
# Between a machine and what makes one of its tokens unlike all others.
_MARK = "#"


class _Context(dict[str, Any]):
    """What an execution knows of itself, with task tokens that say whose they are, as those of AWS do."""

    def __setitem__(self, key: str, value: Any) -> None:
        if key == "Task":
            value = {"Token": f"{self['StateMachine']['Id']}{_MARK}{value['Token']}"}
        super().__setitem__(key, value)


def close_all() -> None:
    """Close every gap of the state machines that we know how to close."""
    _know_the_machine_of_each_thread()
    _read_time_limits_from_paths()
    _wait_as_aws_does()
    _end_what_is_stopped()
    _ask_the_machines_role()
    _know_whose_token_it_is()


def _know_the_machine_of_each_thread() -> None:
    """Let what runs in an execution's thread know its machine; the closed gaps below ask for it."""
    from ministack.services import stepfunctions as states

    original = states._run_execution

    def run(execution_arn: str) -> None:
        execution = states._executions.get(execution_arn) or {}
        _machine.set(states._state_machines.get(execution.get("stateMachineArn")))
        original(execution_arn)

    states._run_execution = run


def _read_time_limits_from_paths() -> None:
    """Let `TimeoutSecondsPath` limit a task, which would wait for ever; and let a wait know whose it is."""
    from ministack.services import stepfunctions as states

    original = states._execute_task

    def execute(state: dict[str, Any], given: Any, execution: dict[str, Any], context: dict[str, Any]) -> Any:
        path = state.get("TimeoutSecondsPath")
        limited = {"TimeoutSeconds": states._resolve_path_or_ctx(path, given, context)} if path else {}
        told = {**state, **limited, _EXECUTION: execution["executionArn"]}
        return original(told, given, execution, _Context(context))

    states._execute_task = execute


def _wait_as_aws_does() -> None:
    """Fail a wait whose function fails, so that it is tried again; otherwise nobody would have its token.

    The time limit begins with the call, and a wait of an execution that is stopped ends with it.
    """
    from ministack.services import stepfunctions as states

    original = states._invoke_with_callback

    def wait(resource: str, given: Any, token: str, state: dict[str, Any]) -> Any:
        if "states:::lambda:invoke" not in resource:
            return original(resource, given, token, state)
        waiting = {"event": threading.Event(), "result": "{}", "error": None, "execution": state[_EXECUTION]}
        ends = time.monotonic() + state.get("TimeoutSeconds", threading.TIMEOUT_MAX)
        states._task_tokens[token] = waiting
        try:
            states._call_lambda(given["FunctionName"], given["Payload"])
            if not waiting["event"].wait(max(0.0, ends - time.monotonic())):
                raise states._ExecutionError("States.Timeout", "")
        finally:
            states._task_tokens.pop(token, None)
        return _answer(waiting, states._ExecutionError)

    states._invoke_with_callback = wait


def _answer(waiting: dict[str, Any], failure: Any) -> Any:
    if waiting.get("stopped"):
        # Nothing above catches it, and a thread that ends by it says nothing.
        raise SystemExit
    if error := waiting["error"]:
        raise failure(error["Error"], error["Cause"])
    return json.loads(waiting["result"])


def _end_what_is_stopped() -> None:
    """End the thread and the token of an execution that is stopped, and write nothing into its history any more."""
    from ministack.services import stepfunctions as states

    stop, add_event, fail = states._stop_execution, states._add_event, states._fail_execution

    def stop_wholly(data: dict[str, Any]) -> Any:
        answer = stop(data)
        for waiting in list(states._task_tokens.values()):
            if waiting.get("execution") == data.get("executionArn"):
                waiting["stopped"] = True
                waiting["event"].set()
        return answer

    def add(execution: dict[str, Any], kind: str, details: Any = None) -> Any:
        if execution["status"] == "RUNNING" or kind.startswith("Execution"):
            return add_event(execution, kind, details)
        return None

    def fail_running(execution: dict[str, Any], error: str, cause: str) -> None:
        if execution["status"] == "RUNNING":
            fail(execution, error, cause)

    states._stop_execution, states._add_event, states._fail_execution = stop_wholly, add, fail_running


def _ask_the_machines_role() -> None:
    """Let a machine call only the functions that its role allows, as IAM does."""
    from ministack.core import iam_evaluator as iam
    from ministack.core.responses import get_account_id, get_region
    from ministack.services import stepfunctions as states

    original = states._call_lambda

    def call(function: str, event: Any) -> Any:
        role = str((_machine.get() or {}).get("roleArn", ""))
        asked = iam.EvalContext(role, "AssumedRole", get_account_id(), "lambda:InvokeFunction", function, get_region())
        held = iam._gather_role_policies(role.rpartition("/")[2], get_account_id())
        if _machine.get() is not None and iam.evaluate(asked, held).decision != "Allow":
            raise states._ExecutionError("Lambda.AWSLambdaException", f"{role} may not call {function}")
        return original(function, event)

    states._call_lambda = call


def _know_whose_token_it_is() -> None:
    """Ask a role that sends a token back for the machine that gave it out, as IAM does."""
    from ministack.core import iam_actions

    extract = iam_actions.extract_resource_arn

    def resource_of(service: str, method: str, path: str, headers: Any, body: bytes, *rest: Any) -> str:
        if service == "states" and headers.get("x-amz-target", "").partition(".")[2].startswith("SendTask"):
            return str(json.loads(body).get("taskToken", "*")).rpartition(_MARK)[0] or "*"
        return str(extract(service, method, path, headers, body, *rest))

    iam_actions.extract_resource_arn = resource_of
