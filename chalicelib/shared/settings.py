"""Every environment variable our code reads, with the name under which the templates set it."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

_PROJECT = Path(__file__).resolve().parents[2]


class MissingSetting(RuntimeError):
    """A function was deployed without a variable it needs; names the variable, never a value."""


def _needed(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise MissingSetting(f"the environment variable {name} is not set for this function")
    return value


def stage() -> str:
    """Return the stage's name, such as `local` or `prod`."""
    return os.environ.get("STAGE", "dev")


def city() -> str:
    """Return the name of the city pack, such as `hcmc`."""
    return os.environ.get("CITY", "hcmc")


def feature() -> str | None:
    """Return the one feature this function serves, or None where all are served."""
    return os.environ.get("FEATURE") or None


@cache
def city_folder() -> Path:
    """Return the folder of the city pack: beside the code in a deployed function, in infra/ in a checkout."""
    shipped = _PROJECT / "city"
    return shipped if shipped.is_dir() else _PROJECT / "infra" / "city" / city()


def table(plural: str) -> str:
    """Return the name of a DynamoDB table; a restored table is taken into use by changing the parameter behind it."""
    variable = "TABLE_" + plural.upper().replace("-", "_")
    return os.environ.get(variable) or f"city-{stage()}-{plural}"


def secret(name: str) -> str:
    """Return the ARN or name under which Secrets Manager keeps a secret such as `signing-key`."""
    return os.environ.get("SECRET_" + name.upper().replace("-", "_")) or f"city-{stage()}-{name}"


def queue(name: str) -> str:
    """Return the URL of a queue such as `events-statistics`."""
    return _needed("QUEUE_" + name.upper().replace("-", "_"))


def push_application(platform: str) -> str:
    """Return the ARN of SNS's application for `ios` or `android`; empty where this installation sends no push there."""
    return os.environ.get(f"PUSH_APPLICATION_{platform.upper()}", "")


def bucket(name: str) -> str:
    """Return the name of a bucket such as `photos`."""
    return _needed("BUCKET_" + name.upper().replace("-", "_"))


def workflow(name: str) -> str:
    """Return the ARN of a state machine such as `reports`."""
    return _needed("WORKFLOW_" + name.upper().replace("-", "_"))


def day_seconds() -> int | None:
    """Return how many seconds a day of the city's limits lasts in a stage for trying things out; None for real days."""
    given = os.environ.get("CITY_DAY_SECONDS", "")
    if not given:
        return None
    if not given.isdecimal() or int(given) < 1:
        raise ValueError("CITY_DAY_SECONDS is a whole number of seconds, 1 or more")
    return int(given)


def identity_key() -> str:
    """Return the KMS key that seals identities."""
    return os.environ.get("KMS_IDENTITY_KEY") or f"alias/city-{stage()}-identities"


def base_url() -> str:
    """Return the public base URL of the API, without a slash at its end."""
    return _needed("BASE_URL").rstrip("/")


def public_url() -> str:
    """Return the address below which everybody may read what the city publishes, without a slash at its end."""
    return _needed("PUBLIC_URL").rstrip("/")


def dataset_poll_seconds() -> float:
    """Return how long a process may answer from a version of published data without asking for a newer one."""
    return float(os.environ.get("DATASET_POLL_SECONDS") or 20)


def makes_small_calls() -> bool:
    """Tell whether this function signs its few calls of AWS itself, because loading the SDK would slow its start."""
    return os.environ.get("SMALL_CALLS") == "1"


def token_issuer() -> str:
    """Return the `iss` of the city's own access tokens."""
    return _needed("TOKEN_ISSUER")


def token_audience() -> str:
    """Return the `aud` of the city's own access tokens."""
    return _needed("TOKEN_AUDIENCE")


def token_jwks() -> dict[str, Any]:
    """Return the public key set that access tokens are checked against (RFC 7517)."""
    keys: dict[str, Any] = json.loads(_needed("TOKEN_JWKS"))
    return keys


def vneid_issuer() -> str:
    """Return the issuer of the identity provider, exactly as its tokens name it."""
    return _needed("VNEID_ISSUER")


def vneid_client_id() -> str:
    """Return the client id under which the identity provider knows the city."""
    return _needed("VNEID_CLIENT_ID")


def vneid_redirect_uris() -> tuple[str, ...]:
    """Return the exact redirect URIs that apps may ask for."""
    return tuple(_needed("VNEID_REDIRECT_URIS").split())


def in_lambda() -> bool:
    """Tell whether the code runs in a Lambda function."""
    return "AWS_LAMBDA_FUNCTION_NAME" in os.environ


def traces_aws_calls() -> bool:
    """Tell whether this function records its AWS calls in X-Ray; look-up functions do not load the SDK at all."""
    return in_lambda() and os.environ.get("XRAY_AWS_CALLS") == "1"
