"""Make and read the key set that signs access tokens: ES256, a JSON Web Key Set (RFC 7517) with one key at first."""

import base64
import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

_PRIVATE = "d"


def new_signing_keys() -> dict[str, Any]:
    """Return a private key set with one new P-256 key, named by its thumbprint (RFC 7638)."""
    numbers = ec.generate_private_key(ec.SECP256R1()).private_numbers()
    point = numbers.public_numbers
    # RFC 7638 §3.2: exactly these members, in this order, hashed without white space.
    required = {"crv": "P-256", "kty": "EC", "x": _number(point.x), "y": _number(point.y)}
    thumbprint = hashlib.sha256(json.dumps(required, separators=(",", ":")).encode()).digest()
    key = {**required, "kid": _text(thumbprint), "alg": "ES256", "use": "sig", _PRIVATE: _number(numbers.private_value)}
    return {"keys": [key]}


def public_part(private: dict[str, Any]) -> dict[str, Any]:
    """Return the key set without its private members, as it is served and checked against."""
    return {"keys": [{name: value for name, value in key.items() if name != _PRIVATE} for key in private["keys"]]}


def _number(value: int) -> str:
    return _text(value.to_bytes(32, "big"))


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
