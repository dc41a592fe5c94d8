"""Envelope encryption: a KMS data key seals one item, bound to its owner by the encryption context."""

import base64
import json
import os
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chalicelib.shared import aws, settings

_NONCE_BYTES = 12


def seal(value: Any, **context: str) -> dict[str, str]:
    """Return the value encrypted under a fresh data key; it opens only with the same context (AES-256-GCM)."""
    key = aws.client("kms").generate_data_key(
        KeyId=settings.identity_key(), KeySpec="AES_256", EncryptionContext=context
    )
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(key["Plaintext"]).encrypt(nonce, json.dumps(value).encode(), _bound(context))
    return {"key": _text(key["CiphertextBlob"]), "nonce": _text(nonce), "sealed": _text(sealed)}


def unseal(item: dict[str, str], **context: str) -> Any:
    """Return the value of a sealed item; KMS and the cipher both refuse another owner's context."""
    key = aws.client("kms").decrypt(CiphertextBlob=_bytes(item["key"]), EncryptionContext=context)
    opened = AESGCM(key["Plaintext"]).decrypt(_bytes(item["nonce"]), _bytes(item["sealed"]), _bound(context))
    return json.loads(opened)


def _bound(context: dict[str, str]) -> bytes:
    return json.dumps(context, sort_keys=True).encode()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)
