"""The changes of a package, line by line, compared with the headers of their batches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from app.errors import AppError
from app.exchange.cargo import BATCHES, CHANGES
from app.exchange.proof_rows import read_batch, rows
from app.i18n import N_
from app.models.log import Batch, ChangeLine

if TYPE_CHECKING:
    from app.exchange.bags.read import BagReader
    from app.exchange.label import Label


def count_changes(bag: BagReader) -> int:
    """Return how many changes a bag holds, without reading them."""
    return sum(1 for _line in bag.lines(CHANGES))


def changes(bag: BagReader) -> Iterator[ChangeLine]:
    """Stream the changes of a bag.

    Raises:
        AppError: A line cannot be read; says which.
    """
    for change, _text in changes_with_text(bag):
        yield change


def changes_with_text(bag: BagReader) -> Iterator[tuple[ChangeLine, str]]:
    """Stream the changes of a bag, each with its canonical line.

    Raises:
        AppError: A line cannot be read, or is not after the one before it; says which. A change
            that came twice would count in its batch's digest and could not be kept twice.
    """
    before: UUID | None = None
    for number, line in enumerate(bag.lines(CHANGES), 1):
        try:
            change, text = ChangeLine.with_text(line)
            if text != line:
                raise AppError(N_("it is not written as this program writes it"))
            if before is not None and change.id <= before:
                raise AppError(N_("it is there twice, or not in the order of the changes"))
        except AppError as error:
            raise AppError(
                N_("Line {line} of the changes: {reason}"), line=number, reason=error
            ) from error
        before = change.id
        yield change, text


def checked_changes(bag: BagReader, label: Label) -> Iterator[ChangeLine]:
    """Stream the changes, and compare the sender's batches with the headers that came along.

    Raises:
        AppError: A line cannot be read; or, after the last line, a batch is not what its device
            closed: a change was added, altered or left out.
    """
    headers = _headers(bag, label)
    sums = {
        number: hashlib.sha256(f"{head.previous}\n".encode()) for number, head in headers.items()
    }
    for change, text in changes_with_text(bag):
        if change.device == label.device:
            total = sums.get(change.batch)
            if total is None:
                raise AppError(N_("Batch {batch} of the sender has no header."), batch=change.batch)
            total.update(text.encode() + b"\n")
        yield change
    # The chain goes on where the last receipt was; only the first batch of all has nothing before.
    first = min(headers, default=1)
    previous = headers[first].previous if first > 1 else ""
    for number, head in sorted(headers.items()):
        if sums[number].hexdigest() != head.digest or head.previous != previous:
            raise AppError(
                N_("Batch {batch} is not what its sender closed: changes are missing or altered."),
                batch=number,
            )
        previous = head.digest or ""


def _headers(bag: BagReader, label: Label) -> dict[int, Batch]:
    heads = (read_batch(row, signed=False) for row in rows(bag, BATCHES))
    return {head.number: head for head in heads if head.device == label.device}
