"""Reading a receipt as a stranger's text: its signature first, then every value checked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.errors import AppError
from app.exchange import trust
from app.exchange.receipts.states import signed_hubs
from app.i18n import N_
from app.keys import verified
from app.models.values import Json, canonical, decode

if TYPE_CHECKING:
    from app.workspace import Workspace

PROFILE = "chengjian-receipt-1"
_SHA256 = re.compile("[0-9a-f]{64}")


def opened(workspace: Workspace, data: bytes, name: str) -> tuple[dict[str, Json], str | None]:
    """Check the signature; returns what it covers and the key that signed, None for nobody."""
    try:
        whole = decode(data.decode())
    except (AppError, ValueError, RecursionError) as error:
        raise AppError(N_("{name} cannot be read as a receipt."), name=name) from error
    body = whole.get("receipt") if isinstance(whole, dict) else None
    if not isinstance(whole, dict) or not isinstance(body, dict) or body.get("profile") != PROFILE:
        raise AppError(N_("{name} cannot be read as a receipt."), name=name)
    with workspace.reading() as session:
        hub = trust.hub(session)
        strict = hub is not None or bool(signed_hubs(session))
    signature = str(whole.get("signature", ""))
    try:
        covered = canonical(body).encode()
    except TypeError as error:  # what no text can hold
        raise AppError(N_("{name} cannot be read as a receipt."), name=name) from error
    if hub is not None:
        right = str(body.get("hub")) == str(hub.keys.device) and verified(
            hub.keys.sign, covered, signature
        )
        if right:
            return body, hub.keys.sign
    if strict:
        raise AppError(
            N_("{name} is not signed by the hub of this workspace; it was not taken in."), name=name
        )
    return body, None


def rows(value: Json) -> list[dict[str, Json]]:
    """Return the objects of a list."""
    if not isinstance(value, list):
        raise TypeError(value)
    return [one for one in value if isinstance(one, dict)]


def texts(value: Json) -> list[str]:
    """Return the texts of a list."""
    if not isinstance(value, list):
        raise TypeError(value)
    return [one for one in value if isinstance(one, str)]


def whole(value: Json) -> int:
    """Return a whole number that is not negative."""
    if type(value) is not int or not 0 <= value < 1 << 53:
        raise ValueError(value)
    return value


def one_of(value: Json, allowed: tuple[str, ...]) -> str:
    """Return a text that is allowed."""
    if value not in allowed:
        raise ValueError(value)
    return str(value)


def digest(value: str) -> str:
    """Return a SHA-256 in hexadecimal."""
    if not _SHA256.fullmatch(value):
        raise ValueError(value)
    return value
