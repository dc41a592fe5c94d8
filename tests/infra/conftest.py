"""The templates as the build makes them, once for all tests of the infrastructure."""

import zipfile
from pathlib import Path
from typing import Any

import pytest

from infra import build
from infra.packaging import documents, split
from infra.packaging.grants import Grant, read_grants
from infra.packaging.model import Model, read_model


@pytest.fixture(scope="session")
def model() -> Model:
    """What Chalice knows of the app."""
    return read_model()


@pytest.fixture(scope="session")
def templates(model: Model) -> dict[str, dict[str, Any]]:
    """Every stack's template."""
    return build.templates(model)


@pytest.fixture(scope="session")
def code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The artefact for this machine, as `make run` builds it."""
    return build.build("local", out=tmp_path_factory.mktemp("build")).code


@pytest.fixture(scope="session")
def unpacked(code: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The artefact unpacked, as in a function."""
    folder = tmp_path_factory.mktemp("task")
    with zipfile.ZipFile(code) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="session")
def api(templates: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The resources of the API stack."""
    resources: dict[str, Any] = templates["api"]["Resources"]
    return resources


@pytest.fixture(scope="session")
def bodies(api: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The body of each REST API by its logical id."""
    return {name: api[name]["Properties"]["Body"] for name in ("CitizenApi", "StaffApi")}


@pytest.fixture(scope="session")
def grants() -> dict[str, Grant]:
    """The blocks of grants.yaml."""
    return read_grants(documents.read("grants.yaml"))


@pytest.fixture(scope="session")
def owners(model: Model) -> dict[str, str]:
    """The feature that owns each path."""
    return split.path_owners(model)
