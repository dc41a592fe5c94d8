"""What a push token looks like, and how many phones a person has."""

import re

PLATFORMS = ("ios", "android")
# Whoever registers one more loses the one that was seen longest ago: most likely it was sold.
MOST = 20
# Apple asks not to rely on a token's length (64 hexadecimal digits today); Google's are opaque and hold these signs.
_TOKENS = {"ios": re.compile(r"[0-9A-Fa-f]{64,200}"), "android": re.compile(r"[A-Za-z0-9_\-:.~]{8,4096}")}


def is_token(platform: str, token: str) -> bool:
    """Tell whether a text can be the push token of an app on this platform."""
    return bool(_TOKENS[platform].fullmatch(token))


def normal_token(platform: str, token: str) -> str:
    """Return the token as it is kept: hexadecimal digits mean the same in both cases, Google's letters do not."""
    return token.lower() if platform == "ios" else token
