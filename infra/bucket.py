"""The private bucket in which artefacts and templates lie for CloudFormation and Lambda to fetch."""

import base64
import hashlib
import json
from typing import Any

from infra.build import Built
from infra.cloud import Cloud

_CLOSED = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


def ensure_bucket(cloud: Cloud, target: str) -> str:
    """Return the stage's bucket, made when it is missing and closed again at every deployment."""
    s3 = cloud.client("s3")
    account = cloud.client("sts").get_caller_identity()["Account"]
    region = s3.meta.region_name
    bucket = f"city-{cloud.stage}-artefacts-{account}-{region}"
    if bucket not in {entry["Name"] for entry in s3.list_buckets()["Buckets"]}:
        cloud.progress(f"bucket {bucket}")
        place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        s3.create_bucket(Bucket=bucket, **place)
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=dict.fromkeys(_CLOSED, True))
    # What a slip or a stranger overwrites or deletes is still there.
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    if target == "aws":
        # The embedded AWS speaks plain HTTP on loopback and would lock itself out.
        partition = s3.meta.partition
        s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(_tls_alone(f"arn:{partition}:s3:::{bucket}")))
    return bucket


def _tls_alone(arn: str) -> dict[str, Any]:
    plain = {"Bool": {"aws:SecureTransport": "false"}}
    statement = {
        "Sid": "TlsAlone", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"], "Condition": plain,
    }  # fmt: skip
    return {"Version": "2012-10-17", "Statement": [statement]}


def upload(cloud: Cloud, built: Built, bucket: str) -> None:
    """Put the artefact and the layers into the bucket, but for those of the very same bytes that lie there."""
    s3 = cloud.client("s3")
    for key, path in {built.code_key: built.code, **built.layers}.items():
        code = path.read_bytes()
        # S3 has reckoned this sum itself when the object came, and refuses another one.
        checksum = base64.b64encode(hashlib.sha256(code).digest()).decode()
        if _checksum(s3, bucket, key) != checksum:
            cloud.progress(f"{key.partition('/')[0]}, {len(code) / 1e6:.1f} MB")
            s3.put_object(Bucket=bucket, Key=key, Body=code, ChecksumAlgorithm="SHA256")


def _checksum(s3: Any, bucket: str, key: str) -> str | None:
    try:
        found: str | None = s3.head_object(Bucket=bucket, Key=key, ChecksumMode="ENABLED").get("ChecksumSHA256")
    except s3.exceptions.ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            return None
        raise
    return found
