"""Passwords, keys and signatures taken out of what is shown, logged or sent to whoever mends it.

A traceback repeats what a server or a library said, and servers repeat what they were sent. What
was used as a password in this run is known by its text; the rest by how it is written.
"""

from __future__ import annotations

import base64
import html
import json
import re
from urllib.parse import quote, quote_plus, unquote
from urllib.request import getproxies

GONE = "…"
_SHORTEST = 4
"""A shorter word would be found in every second sentence."""
_known: set[str] = set()
_PATTERNS = (
    re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]+", re.IGNORECASE),
    re.compile(r"(?<=://)[^\s'\"<>/@]*:[^\s'\"<>]*(?=@[\w.\[-])"),  # user:password@host
    re.compile(r"(?<=://)[^/\s@'\"]+(?=@)"),
    re.compile(r"(?<=[?&])((?:awsaccesskeyid|signature|sig)=)[^&\s'\"<>]+", re.IGNORECASE),
    re.compile(
        r"((?:x-amz-(?:signature|credential|security-token)|(?:aws_?)?secret_?(?:access_?)?key"
        r"|passphrase|passw(?:or)?d|(?:access_?|session_?)?token)['\"]?\s*[:=]\s*b?['\"]?)"
        r"[^&\s'\",;<>]+",
        re.IGNORECASE,
    ),
    re.compile(
        r"(<(Signature\w*|StringToSign\w*|CanonicalRequest\w*|AWSAccessKeyId|\w*Token)>)[^<]+"
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


def remember(secret: str, user: str = "") -> str:
    """Note what is used as a password from now on, and for which account; returns the password."""
    if len(secret) >= _SHORTEST:
        _known.add(secret)
        if user:  # what the header of a request says, whose value servers like to repeat
            _known.add(_base64(f"{user}:{secret}"))
    return secret


def redacted(text: str) -> str:
    """Return a text without passwords; everything else of it stays, so that it is of use."""
    for secret in sorted(_known | _of_proxies(), key=len, reverse=True):
        for one in _written(secret):
            text = text.replace(one, GONE)
    for pattern in _PATTERNS:
        text = pattern.sub(lambda found: f"{found[1] if found.lastindex else ''}{GONE}", text)
    return text


def _written(secret: str) -> set[str]:
    """Return the ways in which a password may stand in a text."""
    data = secret.encode("utf-8", "surrogatepass")
    return {
        secret,
        quote(data, safe=""),
        quote(data),
        quote_plus(data),
        repr(secret)[1:-1],
        ascii(secret)[1:-1],
        repr(data)[2:-1],
        json.dumps(secret)[1:-1],
        html.escape(secret),
        html.escape(secret, quote=False),
        _base64(secret),
    }


def _of_proxies() -> set[str]:
    """Return the passwords of the proxies that the system's settings name."""
    found = set()
    for url in getproxies().values():
        account = url.partition("://")[2].rpartition("@")[0]
        password = unquote(account.partition(":")[2])
        if len(password) >= _SHORTEST:
            found |= {password, account.partition(":")[2], _base64(unquote(account))}
    return found


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()
