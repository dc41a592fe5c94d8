"""Secrets of the city, read once per process from Secrets Manager, and keyed hashes made with them."""

import hashlib
import hmac
from functools import cache

from chalicelib.shared import settings


@cache
def secret(name: str) -> str:
    """Return the text of a secret such as `cursor-key`."""
    asked = {"SecretId": settings.secret(name)}
    if settings.makes_small_calls():
        from chalicelib.shared import small_calls

        return str(small_calls.call("secretsmanager", "secretsmanager.GetSecretValue", asked)["SecretString"])
    from chalicelib.shared import aws

    return str(aws.client("secretsmanager").get_secret_value(**asked)["SecretString"])


def keyed_hash(key_name: str, purpose: str, *parts: str) -> str:
    """Return HMAC-SHA-256 over the parts, in hex; `purpose` keeps hashes of one key for two uses apart."""
    # The unit separator cannot occur in the parts we hash (issuers, subjects, ids), so no two lists look alike.
    text = "\x1f".join((purpose, *parts))
    return hmac.new(secret(key_name).encode(), text.encode(), hashlib.sha256).hexdigest()
