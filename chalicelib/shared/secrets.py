"""Secrets of the city, read once per process from Secrets Manager, and keyed hashes made with them."""

import hashlib
import hmac
from functools import cache

from chalicelib.shared import aws, settings


@cache
def secret(name: str) -> str:
    """Return the text of a secret such as `cursor-key`."""
    answer = aws.client("secretsmanager").get_secret_value(SecretId=settings.secret(name))
    return str(answer["SecretString"])


def keyed_hash(key_name: str, purpose: str, *parts: str) -> str:
    """Return HMAC-SHA-256 over the parts, in hex; `purpose` keeps hashes of one key for two uses apart."""
    # The unit separator cannot occur in the parts we hash (issuers, subjects, ids), so no two lists look alike.
    text = "\x1f".join((purpose, *parts))
    return hmac.new(secret(key_name).encode(), text.encode(), hashlib.sha256).hexdigest()
