"""The artefact: our code, the city pack and the run-time requirements, compiled; nothing of development in it."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from chalicelib import features
from infra import build
from infra.packaging import artefact, documents, requirements
from infra.packaging.requirements import BuildError, Platform

# Of a developer's machine alone; Chalice's own requirements would bring some of them.
DEVELOPMENT = {
    "pip", "setuptools", "wheel", "inquirer", "click", "yaml", "pytest", "moto", "boto3", "ministack", "mypy",
    "hypothesis", "tests", "infra", "bin", "docs", "_distutils_hack",
}  # fmt: skip
# AWS has it that code and layers unpack to at most 250 MB.
LAMBDA_LIMIT = 250 * 1024 * 1024


def test_it_holds_the_app_and_the_city_pack(unpacked: Path) -> None:
    assert (unpacked / "app.py").is_file()
    assert (unpacked / "city" / "bodies.json").is_file()
    for feature in features.FEATURES:
        assert (unpacked / feature.package.replace(".", "/") / "__init__.py").is_file()


def test_every_open_route_without_aws_answers_from_the_artefact_alone(unpacked: Path) -> None:
    script = """
import app, json
from chalicelib.shared import city
from chalicelib.platform import service, docs_page
json.loads(service.openapi()), docs_page.page(service.openapi()), service.app_settings("vi"), city.timezone()
"""
    environment = {"FEATURE": "platform", "BASE_URL": "https://api.test", "PYTHONNOUSERSITE": "1"}

    done = subprocess.run([sys.executable, "-S", "-c", script], cwd=unpacked, env=environment, capture_output=True)

    assert done.returncode == 0, done.stderr.decode()


def test_it_holds_nothing_of_development(code: Path) -> None:
    names = artefact.names(code)

    assert not {name.split("/")[0] for name in names} & DEVELOPMENT
    assert [name for name in names if name.endswith((".dist-info/METADATA", ".pyi", "/conftest.py"))] == []
    assert [name for name in names if name.startswith("city/") and name.endswith(".py")] == []
    assert [name for name in names if "datasets" in name.split("/")] == []
    assert {name for name in names if name.startswith("chalice/") and name.endswith(".py")} == {
        "chalice/__init__.py",
        "chalice/app.py",
    }


def test_botocore_knows_only_the_services_that_are_used(unpacked: Path) -> None:
    data = unpacked / "botocore" / "data"
    wanted = documents.read("grants.yaml")["botocore_services"]

    assert sorted(path.name for path in data.iterdir() if path.is_dir()) == sorted(wanted)
    for needed in ("endpoints.json", "partitions.json", "sdk-default-configuration.json", "_retry.json"):
        assert (data / needed).is_file()


def test_every_module_is_compiled_and_taken_unchecked(unpacked: Path) -> None:
    for source in unpacked.rglob("*.py"):
        compiled = Path(importlib.util.cache_from_source(str(source)))
        head = compiled.read_bytes()[:8]

        assert head[:4] == importlib.util.MAGIC_NUMBER
        # PEP 552: bit 0 says that the hash is in place of a time, bit 1 that it is to be checked.
        assert int.from_bytes(head[4:], "little") == 0b01


def test_it_fits_into_a_function(code: Path, unpacked: Path) -> None:
    size = sum(path.stat().st_size for path in unpacked.rglob("*") if path.is_file())

    assert code.stat().st_size <= 20_000_000
    assert size <= LAMBDA_LIMIT / 4


def test_it_runs_with_nothing_else_at_hand(unpacked: Path) -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); import app, jwt\n"
        "from chalicelib.shared import sealing, staff, idempotency, aws\n"
        "from cryptography.hazmat.primitives.asymmetric import ec; ec.generate_private_key(ec.SECP256R1())\n"
        "from aws_lambda_powertools import Logger, Metrics; Logger(service='x').info('y')\n"
        "from aws_xray_sdk.core import patch; patch(['botocore'])\n"
        "for name in sys.argv[2:]: aws.client(name)\n"
        "print(len(app.app.routes))"
    )
    services = documents.read("grants.yaml")["botocore_services"]
    # Neither this environment's packages nor the checkout, as in a function.
    command = [sys.executable, "-I", "-S", "-B", "-c", script, str(unpacked), *services]
    environment = {
        "AWS_DEFAULT_REGION": "ap-southeast-1",
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        # As Lambda says it: in a function the X-Ray SDK makes no client of its own.
        "LAMBDA_TASK_ROOT": str(unpacked),
    }

    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd="/")

    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[-1]) >= len(features.FEATURES)


def test_two_builds_are_equal_to_the_byte(code: Path, tmp_path: Path) -> None:
    again = build.build("local", out=tmp_path)

    assert artefact.digest(again.code) == artefact.digest(code)
    assert again.code_key == f"code/{artefact.digest(code)}.zip"


def test_an_unchanged_artefact_is_not_made_again(code: Path) -> None:
    made = code.stat().st_mtime_ns

    build.build("local", out=code.parent)

    assert code.stat().st_mtime_ns == made


def test_a_machine_without_the_right_python_is_told_which_to_install() -> None:
    with pytest.raises(BuildError, match=r"needs Python 3\.99 on this machine"):
        artefact.python_for(Platform("aws", (3, 99), "arm64"))


def test_a_city_without_a_pack_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="no city pack infra/city/atlantis"):
        build.build("local", out=tmp_path, city="atlantis")


def test_functions_here_run_on_this_python() -> None:
    assert requirements.this_machine().runtime == f"python3.{sys.version_info.minor}"
