"""cfn-lint knows what CloudFormation accepts; it looks at every template as it is deployed."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from infra import build
from infra.packaging import documents


@pytest.mark.parametrize("stack", build.STACKS)
def test_cfn_lint_finds_nothing(templates: dict[str, Any], stack: str, tmp_path: Path) -> None:
    path = tmp_path / f"{stack}.json"
    path.write_text(documents.minified(templates[stack]), encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "cfnlint", "--format", "json", "--regions", "ap-southeast-1", "--", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert json.loads(done.stdout or "[]") == []
    assert done.returncode == 0, done.stderr
