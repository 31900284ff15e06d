"""Reading what a package tells of its batches and sets; nothing is proved here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.errors import AppError
from app.exchange.label_form import DIGEST, SIGNATURE, UUID_TEXT
from app.i18n import N_
from app.models.clock import wall_ms
from app.models.log import Batch
from app.models.values import canonical, decode

if TYPE_CHECKING:
    from app.exchange.bags.read import BagReader

_PREVIOUS = re.compile(f"(?:{DIGEST.pattern})?")
_LAST_NUMBER = 10**9
_LARGEST = 10**19
"""Nobody counts so far; what the digits of a number may come to."""


def rows(bag: BagReader, name: str) -> Iterator[dict[str, Any]]:
    """Stream the lines of a file that may be missing: each in canonical JSON, in order, once.

    Raises:
        AppError: One cannot be read, or is written or placed in another way.
    """
    before: tuple[str, int] = ("", 0)
    for line in bag.lines(name) if name in bag.names else ():
        try:
            row = decode(line)
            same = canonical(row) == line  # type: ignore[arg-type]
        except (AppError, TypeError) as error:
            raise unreadable() from error
        if not isinstance(row, dict) or not same:
            raise unreadable()
        number = row.get("number", 0)
        here = (str(row.get("device")), number if type(number) is int else 0)
        if here <= before:
            raise unreadable()
        before = here
        yield row


def read_batch(row: dict[str, Any], *, signed: bool = True) -> Batch:
    """Read the header of a batch.

    Args:
        row: The header.
        signed: It is of a signed package; others have headers without signatures as well.

    Raises:
        AppError: It is none.
    """
    forms = {"device": UUID_TEXT, "digest": DIGEST, "previous": _PREVIOUS, "signature": SIGNATURE}
    if not signed and "signature" not in row:
        del forms["signature"]
    _check(row, forms, ("changes", "number"))
    number, previous = row["number"], row["previous"]
    if not 0 < number < _LAST_NUMBER or (number == 1) != (previous == ""):
        raise unreadable()
    return Batch(
        UUID(row["device"]),
        number,
        row["changes"],
        row["digest"],
        previous,
        None,
        wall_ms(),
        row.get("signature", ""),
    )


def read_set(row: dict[str, Any]) -> tuple[UUID, UUID, int, str, str]:
    """Return who vouches for whom, how many changes, their digest and the signature.

    Raises:
        AppError: It is no set.
    """
    forms = {"by": UUID_TEXT, "device": UUID_TEXT, "digest": DIGEST, "signature": SIGNATURE}
    _check(row, forms, ("changes",))
    return UUID(row["by"]), UUID(row["device"]), row["changes"], row["digest"], row["signature"]


def _check(row: dict[str, Any], forms: dict[str, re.Pattern[str]], counts: tuple[str, ...]) -> None:
    """Refuse a row that has other parts than these, or one that is spelled in another way."""
    if row.keys() != {*forms, *counts}:
        raise unreadable()
    for name, form in forms.items():
        if type(row[name]) is not str or not form.fullmatch(row[name]):
            raise unreadable()
    for name in counts:
        if type(row[name]) is not int or not 0 <= row[name] < _LARGEST:
            raise unreadable()


def unreadable() -> AppError:
    """Say that what a package tells of its batches is no such thing."""
    return AppError(N_("The headers of the batches cannot be read."))
