"""Reading what a package tells of its batches and sets; nothing is proved here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.errors import AppError
from app.i18n import N_
from app.models.clock import wall_ms
from app.models.log import Batch
from app.models.values import decode

if TYPE_CHECKING:
    from app.exchange.bags.read import BagReader


def rows(bag: BagReader, name: str) -> Iterator[dict[str, Any]]:
    """Stream the lines of a file that may be missing.

    Raises:
        AppError: One cannot be read.
    """
    for line in bag.lines(name) if name in bag.names else ():
        try:
            row = decode(line)
        except AppError as error:
            raise unreadable() from error
        if not isinstance(row, dict):
            raise unreadable()
        yield row


def read_batch(row: dict[str, Any]) -> Batch:
    """Read the header of a batch.

    Raises:
        AppError: It is none.
    """
    try:
        number, count = row["number"], row["changes"]
        if type(number) is not int or type(count) is not int or not 0 < number < 2**31:
            raise ValueError(number)
        return Batch(
            UUID(row["device"]),
            number,
            count,
            str(row["digest"]),
            str(row["previous"]),
            None,
            wall_ms(),
            str(row.get("signature", "")),
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise unreadable() from error


def read_set(row: dict[str, Any]) -> tuple[UUID, UUID, Any, str, str]:
    """Return who vouches for whom, how many changes, their digest and the signature.

    Raises:
        AppError: It is no set.
    """
    try:
        by, one = UUID(row["by"]), UUID(row["device"])
        return by, one, row["changes"], str(row["digest"]), str(row["signature"])
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise unreadable() from error


def unreadable() -> AppError:
    """Say that what a package tells of its batches is no such thing."""
    return AppError(N_("The headers of the batches cannot be read."))
