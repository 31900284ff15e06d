"""Passwords, keys and signatures taken out of what is shown, logged or sent to whoever mends it.

A traceback repeats what a server or a library said, and servers repeat what they were sent. What
was used as a password in this run is known by its text; the rest by how it is written.
"""

from __future__ import annotations

import base64
import re
from urllib.parse import quote

GONE = "…"
_SHORTEST = 4
"""A shorter word would be found in every second sentence."""
_known: set[str] = set()
_PATTERNS = (
    re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]+", re.IGNORECASE),
    re.compile(r"(?<=://)[^/\s@'\"]+(?=@)"),  # user:password@host
    re.compile(
        r"(?<=[?&])((?:x-amz-(?:signature|credential|security-token)|awsaccesskeyid|signature|sig"
        r"|access_token|token|password)=)[^&\s'\"<>]+",
        re.IGNORECASE,
    ),
    re.compile(
        r"((?:proxy-)?authorization['\"]?\s*[:=]\s*(?:b?['\"])?(?:(?:basic|bearer|digest|"
        r"aws4-hmac-sha256)\s+)?)[^\r\n'\"]+",
        re.IGNORECASE,
    ),
    re.compile(r"((?:set-)?cookie['\"]?\s*[:=]\s*b?['\"]?)[^\r\n'\"]+", re.IGNORECASE),
    re.compile(r"\b((?:basic|bearer)\s+)[0-9a-z+/=._~-]{8,}", re.IGNORECASE),
    re.compile(r"(Signature=)[0-9a-f]{16,}", re.IGNORECASE),
)


def remember(secret: str) -> str:
    """Note what is used as a password from now on; returns it."""
    if len(secret) >= _SHORTEST:
        _known.add(secret)
    return secret


def redacted(text: str) -> str:
    """Return a text without passwords; everything else of it stays, so that it is of use."""
    for secret in sorted(_known, key=len, reverse=True):
        for one in _written(secret):
            text = text.replace(one, GONE)
    for pattern in _PATTERNS:
        text = pattern.sub(lambda found: f"{found[1] if found.lastindex else ''}{GONE}", text)
    return text


def _written(secret: str) -> set[str]:
    """Return the ways in which a password may stand in a text."""
    return {secret, quote(secret, safe=""), repr(secret)[1:-1], _base64(secret)}


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()
