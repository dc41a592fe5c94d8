"""Build and deploy into the embedded AWS by the very code that deploys to AWS, and only when something has changed."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from infra.local import aws
from infra.local.place import PROJECT, Place
from infra.local.talk import Trouble, step

STAGE = "local"
# How long a function of the local city may answer from a version without asking for a newer one.
POLL_SECONDS = 1
# How the local city is known to its VNeID stand-in.
REDIRECT_URI = "congdanso://login/callback"
CLIENT_ID = "city-local"
CITY = os.environ.get("CITY", "hcmc")
PACK = PROJECT / "infra" / "city" / CITY
# Nobody reads them: what is sent to phones goes into the outbox.
_PUSH_CREDENTIALS = {
    "ios": json.dumps({"signing_key": "none", "key_id": "none", "team_id": "none", "bundle_id": "city.local"}),
    "android": json.dumps({"type": "none", "project_id": "none", "private_key": "none", "client_email": "none"}),
}
# What decides how the deployed city behaves: the code, the templates, the city pack, and what builds them.
_SOURCES = (
    "app.py", "requirements.txt", "requirements-pictures.txt", ".chalice/config.json", "chalicelib",
    "docs/openapi.json", "infra",
)  # fmt: skip
_NOT_BUILT = {"local", "__pycache__"}


def client(service: str, endpoint_url: str) -> Any:
    """Return a boto3 client of the embedded AWS, whatever AWS configuration this shell has."""
    import boto3
    from botocore.config import Config

    return boto3.client(
        service, endpoint_url=endpoint_url, region_name=aws.REGION, aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106 - the embedded AWS asks for some, any will do
        config=Config(proxies={}, retries={"max_attempts": 3, "mode": "standard"}),
    )  # fmt: skip


def fingerprint(card: Mapping[str, Any]) -> str:
    """Return what changes when the city must be deployed again: the sources, this Python, and where it listens."""
    digest = hashlib.sha256(json.dumps([sys.version, _parameters(card)]).encode())
    for path in _sources():
        digest.update(f"\0{path.relative_to(PROJECT)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for name in _SOURCES:
        root = PROJECT / name
        found = sorted(root.rglob("*")) if root.is_dir() else [root]
        for path in found:
            if path.is_file() and not _NOT_BUILT & set(path.relative_to(PROJECT).parts):
                yield path


def _parameters(card: Mapping[str, Any]) -> dict[str, str]:
    return {
        "BaseUrl": card["base_url"],
        # There is no CDN here: the embedded S3 itself lets everybody on this machine read the public bucket.
        "PublicUrl": f"{card['endpoint_url']}/city-{STAGE}-public-{aws.ACCOUNT}-{aws.REGION}",
        # An identity of its own, so that tokens outlive a change of port.
        "TokenIssuer": "https://city.localhost",
        "VneidIssuer": card["vneid_url"],
        "VneidClientId": CLIENT_ID,
        "VneidRedirectUris": REDIRECT_URI,
        # Whoever has published something at home looks at it at once.
        "DatasetPollSeconds": str(POLL_SECONDS),
        # Empty for real days; CITY_DAY_SECONDS of `make run` is kept in the card.
        "DaySeconds": card.get("day_seconds", ""),
    }


def stands(endpoint_url: str, outputs: Mapping[str, str]) -> bool:
    """Tell whether both APIs of an earlier deployment are still there."""
    gateway = client("apigateway", endpoint_url)
    there = {api["id"] for api in gateway.get_rest_apis(limit=500)["items"]}
    return {outputs.get("CitizenApiId"), outputs.get("StaffApiId")} <= there


def deploy(place: Place, card: Mapping[str, Any], quiet: bool) -> dict[str, str]:
    """Build, deploy every stack, hand over the stand-in's secret and seed the city pack; return the stacks' outputs."""
    from infra import build as building
    from infra import deploy as deploying
    from infra import push
    from infra.local.vneid import client_secret
    from infra.packaging.requirements import BuildError

    cloud = deploying.Cloud(lambda service: client(service, card["endpoint_url"]), STAGE)
    try:
        with step("packing the functions", quiet):
            built = building.build("local", out=place.build, city=CITY)
        with step("deploying the CloudFormation templates", quiet):
            applications = push.ensure_applications(cloud, _PUSH_CREDENTIALS)
            outputs = deploying.deploy(cloud, built, {**applications, **_parameters(card)})
    except (BuildError, deploying.DeployError) as error:
        raise Trouble(str(error)) from error
    deploying.ensure_secret(cloud, outputs["SecretVneidClient"], client_secret(place.vneid))
    with step("filling in the city pack", quiet):
        _seed(place, card, outputs)
    return outputs


def _seed(place: Place, card: Mapping[str, Any], outputs: Mapping[str, str]) -> None:
    environment = aws.caller_environment(card["endpoint_url"]) | {
        "STAGE": STAGE, "CITY": CITY, "VNEID_ISSUER": card["vneid_url"],
        "BUCKET_DATASETS": outputs["BucketDatasets"], "BUCKET_PUBLIC": outputs["BucketPublic"],
    }  # fmt: skip
    done = subprocess.run(  # our own module
        [sys.executable, "-m", "infra.seed"], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    (place.logs / "seed.log").write_text(done.stdout + done.stderr, "utf-8")
    if done.returncode:
        raise Trouble(f"The city pack could not be filled in; see {place.logs / 'seed.log'}")
