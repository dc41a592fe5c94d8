"""The bucket of photos is closed, forgets what phones sent, and tells the worker, who alone has the decoders."""

import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from infra.packaging import artefact, requirements
from infra.packaging.grants import Grant, read_grants
from tests import pictures

# AWS has it that code and layers unpack to at most 250 MB.
LAMBDA_LIMIT = 250 * 1024 * 1024
ROLES = ("FeedbackRole", "PhotoWorkerRole", "PhotoSweeperRole")


@pytest.fixture(scope="module")
def data(templates: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The properties of the data stack's resources."""
    return {name: each["Properties"] for name, each in templates["data"]["Resources"].items()}


@pytest.fixture(scope="module")
def layer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The layer for this machine, unpacked."""
    folder = tmp_path_factory.mktemp("layer")
    made = artefact.make_layer(requirements.this_machine(), "pictures", folder / "layer.zip")
    with zipfile.ZipFile(made) as archive:
        archive.extractall(folder / "opt")
    return folder / "opt"


def rights(api: dict[str, Any], role: str, bucket: str = "${BucketPhotos}") -> dict[str, set[str]]:
    """Return what a role may do with the bucket, by the end of the resource."""
    statements = api[role]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    return {
        each["Resource"]["Fn::Sub"].partition(bucket)[2]: set(each["Action"])
        for each in statements
        if each["Action"][0].startswith("s3:") and bucket in each["Resource"]["Fn::Sub"]
    }


def test_the_bucket_is_closed_and_sealed(data: dict[str, Any]) -> None:
    bucket = data["PhotoBucket"]

    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    assert "BucketEncryption" in bucket
    assert "VersioningConfiguration" not in bucket


def test_the_bucket_speaks_to_nobody_without_tls(data: dict[str, Any]) -> None:
    [only] = data["PhotoBucketPolicy"]["PolicyDocument"]["Statement"]

    assert (only["Effect"], only["Principal"], only["Action"]) == ("Deny", "*", "s3:*")
    assert only["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_what_phones_sent_is_forgotten_after_a_day_at_the_latest(data: dict[str, Any]) -> None:
    rules = data["PhotoBucket"]["LifecycleConfiguration"]["Rules"]

    assert {"Id": "originals", "Status": "Enabled", "Prefix": "incoming/", "ExpirationInDays": 1} in rules
    assert [rule for rule in rules if "ExpirationInDays" in rule and rule["Prefix"] != "incoming/"] == []


def test_new_originals_alone_call_the_worker_so_its_own_files_do_not(data: dict[str, Any]) -> None:
    [told] = data["PhotoBucket"]["NotificationConfiguration"]["QueueConfigurations"]

    assert told["Queue"] == {"Fn::GetAtt": ["PhotoUploads", "Arn"]}
    assert told["Filter"]["S3Key"]["Rules"] == [{"Name": "prefix", "Value": "incoming/"}]


def test_only_this_bucket_may_put_messages_into_the_queue(data: dict[str, Any]) -> None:
    [only] = data["PhotoUploadsPolicy"]["PolicyDocument"]["Statement"]
    bucket = data["PhotoBucket"]["BucketName"]["Fn::Sub"]

    assert only["Condition"]["ArnEquals"]["aws:SourceArn"]["Fn::Sub"].endswith(f":::{bucket}")
    assert only["Action"] == "sqs:SendMessage"


def test_a_message_is_not_handed_out_again_while_the_worker_may_still_be_at_it(
    data: dict[str, Any], grants: dict[str, Grant]
) -> None:
    assert data["PhotoUploads"]["VisibilityTimeout"] >= 6 * grants["photo-worker"].timeout


def test_each_function_reaches_exactly_its_part_of_the_bucket(api: dict[str, Any]) -> None:
    signing, working, sweeping = (rights(api, role) for role in ROLES)

    assert signing == {"/incoming/*": {"s3:PutObject"}, "/clean/*": {"s3:GetObject"}, "/thumb/*": {"s3:GetObject"}}
    assert working == {
        "/incoming/*": {"s3:GetObject", "s3:DeleteObject"},
        "/clean/*": {"s3:PutObject", "s3:DeleteObject"},
        "/thumb/*": {"s3:PutObject", "s3:DeleteObject"},
        "": {"s3:ListBucket"},
    }
    assert sweeping == {f"/{folder}/*": {"s3:DeleteObject"} for folder in ("incoming", "clean", "thumb")}


def test_nobody_else_reaches_the_bucket(api: dict[str, Any]) -> None:
    others = [name for name, each in api.items() if each["Type"] == "AWS::IAM::Role" and name not in ROLES]

    for role in (name for name in others if "Policies" in api[name]["Properties"]):
        assert rights(api, role) == {}, role


def test_the_layer_is_the_workers_alone(api: dict[str, Any]) -> None:
    layered = {name: each["Properties"]["Layers"] for name, each in api.items() if each["Properties"].get("Layers")}

    assert layered == {"PhotoWorkerFunction": [{"Ref": "PicturesLayer"}]}


@pytest.mark.parametrize(
    "asked", [{"incoming/": ["ListBucket"]}, {"incoming": ["GetObject"]}, {"whole": ["GetObject"]}, {"a/": ["*"]}]
)
def test_a_right_to_a_bucket_that_nobody_gets_is_refused(asked: dict[str, list[str]]) -> None:
    block = {"memory": 512, "timeout": 10, "buckets": {"photos": asked}}

    with pytest.raises(ValueError, match=r"grants\.yaml: map"):
        read_grants({"functions": {"map": block}})


def test_the_worker_decodes_every_kind_with_its_code_and_its_layer_alone(
    layer: Path, unpacked: Path, tmp_path: Path
) -> None:
    for kind in pictures.TYPES:
        (tmp_path / kind).write_bytes(pictures.saved(pictures.upright((3000, 2000)), kind))
    script = """
import sys
sys.path[:0] = sys.argv[1:3]
from chalicelib.feedback.pictures import cleaning
for kind, content_type in zip(sys.argv[3::2], sys.argv[4::2]):
    print(cleaning.clean(open(kind, "rb").read(), content_type).width)
"""
    files = [part for kind, content_type in pictures.TYPES.items() for part in (kind, content_type)]
    command = [sys.executable, "-I", "-S", "-B", "-c", script, str(layer / "python"), str(unpacked), *files]

    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)

    assert done.stdout.split() == ["2048"] * 4, done.stderr


def test_the_layer_and_the_code_fit_into_a_function_together(layer: Path, code: Path) -> None:
    with zipfile.ZipFile(code) as archive:
        size = sum(entry.file_size for entry in archive.infolist())

    assert size + sum(path.stat().st_size for path in layer.rglob("*") if path.is_file()) <= LAMBDA_LIMIT / 2
    assert not [name for name in artefact.names(code) if "PIL/" in name or "heif" in name]


@pytest.mark.long
def test_the_layer_for_aws_holds_wheels_of_its_processor(tmp_path: Path) -> None:
    made = artefact.make_layer(requirements.AWS, "pictures", tmp_path / "layer.zip")

    modules = [name for name in artefact.names(made) if name.endswith(".so") and "cpython" in name]
    assert modules
    assert all("cpython-313-aarch64" in name for name in modules)
    assert [name for name in artefact.names(made) if not name.startswith("python/")] == []
