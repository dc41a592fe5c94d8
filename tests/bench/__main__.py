"""Measure what a cold function imports, the unit of a place, and search, each against a yardstick in the same run.

`make bench ARGS=imports` (or `places`, `search`, `changes`, `importing`) measures one of them, `ARGS=million` searches
in a million names, `ARGS=million-changes` compares as many rows with the version before, and `ARGS=million-imported`
checks files of as many.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import polygons
from tests.loopback import loopback
from tests.published import PublicFiles

PROJECT = Path(__file__).parents[2]
ROUNDS = 9
YARDSTICK = "import boto3; boto3.client('dynamodb', region_name='ap-southeast-1')"
# What a function answers first: the pointer, the file, its hash, the search, and the secret of the cursors.
_ASK = """
import types, app
event = {"requestContext": {"resourcePath": PATH, "httpMethod": "GET", "requestId": "r", "path": PATH}, "path": PATH,
         "headers": {}, "multiValueHeaders": {}, "multiValueQueryStringParameters": {"q": [WORDS], "limit": ["1"]},
         "pathParameters": {}, "stageVariables": None, "body": None, "isBase64Encoded": False, "httpMethod": "GET"}
answer = app.app(event, types.SimpleNamespace(aws_request_id="r"))
assert answer["statusCode"] == 200 and "next_cursor" in answer["body"], answer
"""


def _asking(path: str, words: str) -> str:
    return _ASK.replace("PATH", repr(path)).replace("WORDS", repr(words))


SCRIPTS: Mapping[str, tuple[str, str, float | None]] = {
    "a look-up function (education)": ("import app", "education", 0.6),
    "a look-up function that answered a list of published data (education)": (
        _asking("/v1/education/schools", "thpt le hong"),
        "education",
        0.6,
    ),
    "a look-up function that answered a list of published data (health)": (
        _asking("/v1/health/facilities", "benh vien"),
        "health",
        0.6,
    ),
    "a look-up function that was asked for a former ward (map)": (
        "import app; from chalicelib.map import service; service.former('P.14 Q3')",
        "map",
        0.6,
    ),
    "a citizen's function (feedback)": (
        "import app; from chalicelib.shared import tables; tables.connection().client",
        "feedback",
        1.7,
    ),
    "the login function": (
        "import app; from chalicelib.shared import tables; tables.connection().client",
        "login",
        1.7,
    ),
    "the citizen authorizer": ("import chalicelib.shared.auth, chalicelib.shared.tokens", "", None),
}
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}},
    "AWS_DEFAULT_REGION": "ap-southeast-1",
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
}


def seconds(script: str, feature: str, outside: str) -> float:
    """Return how long a fresh interpreter takes for a script, with an empty folder for files that it fetches."""
    reached = {"PUBLIC_URL": outside, "AWS_ENDPOINT_URL": outside, "SMALL_CALLS": "1"}
    with TemporaryDirectory() as folder:
        environment = {**ENVIRONMENT, **({"FEATURE": feature} if feature else {}), **reached, "TMPDIR": folder}
        command = [sys.executable, "-c", script]
        started = time.perf_counter()
        subprocess.run(command, cwd=PROJECT, env=environment, check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - started


def imports() -> None:
    """Print each function's import time as a ratio of the yardstick, all rounds interleaved."""
    runs: dict[str, list[float]] = {name: [] for name in ("", "yardstick", *SCRIPTS)}
    public = PublicFiles()
    for kind in ("schools", "health_facilities"):
        public.at(f"/datasets/{kind}/current.json")
    with loopback(public.at) as outside:
        for _ in range(ROUNDS):
            runs[""].append(seconds("pass", "", outside.url))
            runs["yardstick"].append(seconds(YARDSTICK, "", outside.url))
            for name, (script, feature, _bar) in SCRIPTS.items():
                runs[name].append(seconds(script, feature, outside.url))
    start = statistics.median(runs[""])
    yardstick = statistics.median(runs["yardstick"]) - start
    lines = [f"import of boto3 with one client: {yardstick * 1000:.0f} ms (median of {ROUNDS})"]
    for name, (_script, _feature, bar) in SCRIPTS.items():
        ratio = (statistics.median(runs[name]) - start) / yardstick
        lines.append(f"{name}: {ratio:.2f}" + (f" (bar {bar})" if bar else ""))
    sys.stdout.write("\n".join(lines) + "\n")


def search(count: int, bar_of_median: float, bar_of_slowest: float | None) -> None:
    """Print how well and how fast search finds names among so many."""
    from tests.bench.search import report

    for line in report(count, bar_of_median, bar_of_slowest):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def changes(count: int) -> None:
    """Print what it costs that a version of so many rows tells its changes, one in a hundred."""
    from tests.bench.changes import lines

    for line in lines(count, count // 100):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def importing(count: int) -> None:
    """Print what it takes to check files of so many rows."""
    from tests.bench.importing import lines

    for line in lines(count):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def main(wanted: list[str]) -> None:
    """Measure what is wanted: all but the millions unless something is named."""
    if "imports" in wanted or not wanted:
        imports()
    if "places" in wanted or not wanted:
        sys.stdout.write("\n".join(polygons.lines()) + "\n")
    if "search" in wanted or not wanted:
        search(100_000, 0.2, 2.0)
    if "changes" in wanted or not wanted:
        changes(100_000)
    if "million-changes" in wanted:
        changes(1_000_000)
    if "importing" in wanted or not wanted:
        importing(100_000)
    if "million-imported" in wanted:
        importing(1_000_000)
    if "million" in wanted:
        search(1_000_000, 0.05, None)


if __name__ == "__main__":
    main(sys.argv[1:])
