"""Addresses of destinations: what is wrong with one, and one as it may be shown and logged.

An address is kept in the database, shown on the screen and travels in task packages; a password is
in none of these. It is looked for before anything else, so that no message repeats it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from app.errors import AppError
from app.i18n import N_

_OPTIONS = frozenset({"user", "fingerprint", "host_key", "key_file", "endpoint", "region"})
# What stands before the host, also where the address is not one that urlsplit would take.
# A password may have a slash in it: behind a colon everything up to the last @ is taken for one.
_BEFORE_HOST = re.compile(
    r"^(\s*(?:[a-z][a-z0-9+.-]+:[/\\]+|//))([^/\\?#@]*:.*|[^/\\?#]*)@", re.IGNORECASE
)
# user:password@host without what an address begins with; a drive has its backslash behind it.
_BARE = re.compile(r"^[^/\\:@]+:(?![/\\]).+@")
_ASKED = re.compile(r"([?#]).*", re.DOTALL)
_IN_ADDRESS = N_(
    "A password does not belong in the address: it is asked for and kept by the system."
)
_NOT_READABLE = N_("{url} is no address of a server: look at its name and at the port.")
_OPTION = N_(
    "{option} is not kept with a destination. A password is asked for and kept by the system."
)


def shown(url: str) -> str:
    """Return an address without what may be a password: before its host, or behind its path."""
    before = _BEFORE_HOST.match(url)
    hidden = url if before and _is_account(before) else _BEFORE_HOST.sub(r"\1…@", url)
    hidden = _BARE.sub("…@", hidden)
    return _ASKED.sub(r"\1…", hidden) if _asks(url) else hidden


def _is_account(before: re.Match[str]) -> bool:
    return before[1].lower().startswith("sftp:") and ":" not in before[2]


def _asks(url: str) -> bool:
    return "://" in url and not url.lower().startswith("file:") and ("?" in url or "#" in url)


def refuse_secrets(url: str, options: Mapping[str, str]) -> None:
    """Refuse an address or an option that may hold a password; the message repeats none.

    An account may stand before the host of ``sftp://``, as people write it.

    Raises:
        AppError: Says where a password belongs.
    """
    before = _BEFORE_HOST.match(url)
    if _BARE.match(url) or (before and not _is_account(before)) or _asks(url):
        raise AppError(_IN_ADDRESS)
    for option in options:
        if option not in _OPTIONS:
            raise AppError(_OPTION, option=option)


def readable(url: str) -> None:
    """Refuse an address of a server that no program could read.

    Raises:
        AppError: It has no host, or a port that is none.
    """
    try:
        parts = urlsplit(url)
        good = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good:
        raise AppError(_NOT_READABLE, url=shown(url))


def check_endpoint(endpoint: str) -> None:
    """Refuse an S3 ``endpoint`` that is no address, or holds a password.

    Raises:
        AppError: Says which.
    """
    refuse_secrets(endpoint, {})
    if not endpoint.lower().startswith(("https://", "http://")):
        raise AppError(_NOT_READABLE, url=shown(endpoint))
    readable(endpoint)
