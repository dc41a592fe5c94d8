"""What every test stands on: an environment that reaches no cloud, AWS in memory built from the very data.yaml."""

import json
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.keys import PUBLIC_KEYS

if TYPE_CHECKING:
    from xdist.remote import Producer
    from xdist.scheduler import LoadScopeScheduling

    from tests.cloud import Cloud
    from tests.following import Lambda
    from tests.phones import Phone
    from tests.published import PublicFiles

os.environ.update(
    {
        "STAGE": "test",
        "CITY": "hcmc",
        "AWS_DEFAULT_REGION": "ap-southeast-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_XRAY_SDK_ENABLED": "false",
        "BASE_URL": "https://api.test",
        "PUBLIC_URL": "https://public.test",
        "TOKEN_ISSUER": "https://api.test",
        "TOKEN_AUDIENCE": "city-api",
        "TOKEN_JWKS": json.dumps(PUBLIC_KEYS),
        "VNEID_ISSUER": "https://vneid.test",
        "VNEID_CLIENT_ID": "city",
        "VNEID_REDIRECT_URIS": "congdanso://login/callback https://app.test/callback",
    }
)
OWN_CITY = "test_own_city_"
# One city, one set of templates and artefacts, one reading of all the code.
WHOLE_FOLDERS = ("tests/e2e", "tests/infra", "tests/conventions")
LONGEST_FIRST = ("tests/e2e", "tests/infra", OWN_CITY, "tests/services", "tests/api", "")
# A developer's own cloud must never be reached by a test, whatever her shell says.
for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_LAMBDA_FUNCTION_NAME", "FEATURE", "CITY_DAY_SECONDS"):
    os.environ.pop(name, None)


def pytest_xdist_make_scheduler(config: pytest.Config, log: "Producer | None") -> "LoadScopeScheduling":
    """Give what stands on one city, one build or one module's fixtures to one worker, so that it is made once.

    The groups of pytest-xdist 3.8 (`--dist loadgroup`) are lost on pytest 9.2, which no longer reads an item's
    `_nodeid`. A module that begins with `test_own_city_` brings a city of its own.
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByCity(LoadScopeScheduling):
        """One unit of work for each city and each folder that shares much, and one for every other module."""

        def _split_scope(self, nodeid: str) -> str:
            return _unit(nodeid)

    # The units go out in the order of the tests, which is ours: xdist's own is by their number, not their length.
    config.option.loadscopereorder = False
    return ByCity(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let the longest units begin first where several workers share them, so that all end at about the same time."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: _rank(_unit(item.nodeid)))


def _unit(nodeid: str) -> str:
    path, _, _ = nodeid.partition("::")
    folder, _, module = path.rpartition("/")
    if module.startswith(OWN_CITY):
        return module
    return folder if folder in WHOLE_FOLDERS else path


def _rank(unit: str) -> int:
    return next(place for place, name in enumerate(LONGEST_FIRST) if unit.startswith(name))


@pytest.fixture(scope="session")
def account() -> Iterator["Cloud"]:
    """One account in memory for the whole run."""
    from tests.cloud import account

    with account() as made:
        yield made


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> "Iterator[PublicFiles]":
    """What everybody may read, in memory: the pack's samples, until a test publishes something else."""
    from tests.published import shelf

    with shelf(monkeypatch) as files:
        yield files


@pytest.fixture
def aws(account: "Cloud", public: "PublicFiles") -> "Cloud":
    """AWS in memory with the tables, key and secrets of infra/data.yaml, and nothing in them."""
    from tests.cloud import empty

    empty(account)
    return account


@pytest.fixture
def phone(aws: "Cloud") -> "Phone":
    """A phone that nobody has logged in on."""
    from tests.phones import Phone

    return Phone()


@pytest.fixture
def an(phone: "Phone") -> "Phone":
    """An, a citizen with a phone that is logged in."""
    from tests.phones import Phone

    return Phone.of_citizen("an")


@pytest.fixture
def lambda_(aws: "Cloud") -> "Lambda":
    """AWS, which calls the functions that no request leads to."""
    from tests.following import Lambda

    return Lambda(aws)
