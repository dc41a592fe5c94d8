"""Set the reports' clocks going again at the end of a start: none survives a restart of the embedded AWS."""

import json
import time
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from infra.local.deployment import STAGE

RECONCILER = f"city-{STAGE}-workflow-reconciler"
# What is left after that is left to the reconciler's own schedule.
PATIENCE = 60.0


def set_going(lambdas: Any, patience: float = PATIENCE) -> str:
    """Call the reconciler until nothing is left, and say in a sentence how many clocks it has set going, or why not.

    A city whose clocks stand still is of use all the same, so no failure is raised.
    """
    ends, restored = time.monotonic() + patience, 0
    while True:
        try:
            found = _called(lambdas)
        except (BotoCoreError, ClientError, ValueError) as error:
            return f"The reports' clocks could not be set going ({error}); the reconciler tries every five minutes."
        restored += found["restored"]
        if not found["left"] or time.monotonic() > ends:
            break
    more = "; the reconciler goes on with the rest every five minutes" if found["left"] else ""
    return f"{found['live']} reports live; {restored} of their clocks were set going again{more}."


def _called(lambdas: Any) -> dict[str, Any]:
    answer = lambdas.invoke(FunctionName=RECONCILER, Payload=b"{}")
    said = json.loads(answer["Payload"].read())
    if answer.get("FunctionError") or not isinstance(said, dict):
        raise ValueError(f"{RECONCILER} failed; see its log group")
    return {"live": int(said["live"]), "restored": int(said["restored"]), "left": bool(said.get("left"))}
