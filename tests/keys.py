"""The signing key of the tests, made anew in each run."""

import json

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

_KEY = ec.generate_private_key(ec.SECP256R1())
_ALGORITHM = jwt.algorithms.ECAlgorithm
_COMMON = {"kid": "test-key", "alg": "ES256", "use": "sig"}

PRIVATE_KEYS = {"keys": [{**json.loads(_ALGORITHM.to_jwk(_KEY)), **_COMMON}]}
PUBLIC_KEYS = {"keys": [{**json.loads(_ALGORITHM.to_jwk(_KEY.public_key())), **_COMMON}]}


def foreign_key() -> ec.EllipticCurvePrivateKey:
    """Return a key that the city never published."""
    return ec.generate_private_key(ec.SECP256R1())
