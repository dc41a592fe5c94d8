"""A stand-in for report-keeper in the embedded AWS: it says what a test wrote down, and notes what it was asked."""

import json
from pathlib import Path
from typing import Any


def handler(event: dict[str, Any], _: Any) -> dict[str, Any]:
    """Answer one task; the report's id is the folder that holds what to say."""
    folder = Path(event["report_id"])
    with (folder / "asked").open("a", encoding="utf-8") as asked:
        asked.write(json.dumps(event) + "\n")
    script = json.loads((folder / "script").read_text("utf-8"))
    if script["failures"] and event["task"] == "wait":
        (folder / "script").write_text(json.dumps({**script, "failures": script["failures"] - 1}), "utf-8")
        raise RuntimeError("not just now")
    if event["task"] != "look":
        return {}
    state = {"wait_seconds": 0, "seen": "e1", "level": 0, "until": None, **script["states"][0]}
    left = script["states"][1:] or script["states"]
    (folder / "script").write_text(json.dumps({**script, "states": left}), "utf-8")
    return state
