"""Batches: what one device wrote between two exports, closed with a digest chained to the last.

A header (device, number, changes, digest, previous) lets a hub see gaps and forgeries. Its device
signs it; headers of other devices are kept with their signatures, so that what was relayed can be
proved later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import AppError
from app.i18n import N_
from app.models.aside import put_aside
from app.models.clock import wall_ms
from app.models.derived import BatchRow
from app.models.merge import last, lines
from app.models.tables import Change, Origin
from app.models.values import Json, canonical
from app.progress import give_way


@dataclass(frozen=True)
class Batch:
    """Header of a batch.

    Attributes:
        number: 1, 2, 3 … without gaps on one device.
        changes: How many changes; None while it is open.
        digest: SHA-256 in hexadecimal over the previous digest and the canonical lines; None while
            it is open.
        previous: Digest of the batch before; empty for the first.
        signature: Of its device over `signed_text`; empty while there is none.
    """

    device: UUID
    number: int
    changes: int | None
    digest: str | None
    previous: str
    opened_at: int | None
    closed_at: int | None
    signature: str = ""

    @property
    def signed_text(self) -> bytes:
        """What the signature covers."""
        return header_text(self.device, self.number, self.changes or 0, self.digest or "",
                           self.previous)  # fmt: skip


def header_text(device: UUID, number: int, changes: int, digest: str, previous: str) -> bytes:
    """Return the bytes of a header that its device signs."""
    value: Json = {
        "changes": changes,
        "device": str(device),
        "digest": digest,
        "number": number,
        "previous": previous,
    }
    return b"chengjian-batch-1\n" + canonical(value).encode()


def sign_batches(session: Session, device: UUID, sign: Callable[[bytes], str]) -> int:
    """Sign the closed batches of a device that have no signature yet; returns how many."""
    rows = session.scalars(
        select(BatchRow).where(
            BatchRow.device == device, BatchRow.digest.is_not(None), BatchRow.signature.is_(None)
        )
    ).all()
    for row in rows:
        row.signature = sign(_header(row).signed_text)
    session.flush()
    return len(rows)


def keep_batch(session: Session, batch: Batch) -> None:
    """Keep the header of another device; the signature of one that is here is filled in."""
    row = session.get(BatchRow, (batch.device, batch.number))
    if row is None:
        session.add(
            BatchRow(
                device=batch.device,
                number=batch.number,
                opened_at=None,
                closed_at=batch.closed_at,
                since=0,
                changes=batch.changes,
                digest=batch.digest,
                previous=batch.previous,
                signature=batch.signature or None,
            )
        )
    elif row.digest == batch.digest and not row.signature:
        row.signature = batch.signature or None


def open_batch(session: Session, device: UUID, *, now_ms: int | None = None) -> int:
    """Return the number of the device's open batch, opening one if there is none."""
    row = session.scalars(
        select(BatchRow).where(BatchRow.device == device).order_by(BatchRow.number.desc()).limit(1)
    ).first()
    if row is not None and row.closed_at is None:
        return row.number
    session.add(
        BatchRow(
            device=device,
            number=row.number + 1 if row else 1,
            opened_at=wall_ms() if now_ms is None else now_ms,
            closed_at=None,
            since=last(session),
            changes=None,
            digest=None,
            previous=(row.digest or "") if row else "",
            signature=None,
        )
    )
    session.flush()
    return row.number + 1 if row else 1


def close_batch(session: Session, device: UUID, *, now_ms: int | None = None) -> Batch:
    """Close the device's open batch and open the next one; return the closed header."""
    number = open_batch(session, device, now_ms=now_ms)
    row = session.get_one(BatchRow, (device, number))
    row.digest, row.changes = _digest(session, device, number, row.previous or "", row.since)
    row.closed_at = wall_ms() if now_ms is None else now_ms
    session.flush()
    open_batch(session, device, now_ms=now_ms)
    return _header(row)


def batches(session: Session, device: UUID | None = None) -> list[Batch]:
    """List headers by device and number, the open ones included."""
    query = select(BatchRow).order_by(BatchRow.device, BatchRow.number)
    if device is not None:
        query = query.where(BatchRow.device == device)
    return [_header(row) for row in session.scalars(query)]


def added_to_closed(session: Session, devices: Iterable[UUID], since: int) -> set[tuple[UUID, int]]:
    """Return the closed batches of devices that got changes after local number ``since``."""
    query = (
        select(Origin.device, Origin.batch)
        .join(Change, Change.origin == Origin.n)
        .join(BatchRow, (BatchRow.device == Origin.device) & (BatchRow.number == Origin.batch))
        .where(Change.n > since, BatchRow.digest.is_not(None), Origin.device.in_(list(devices)))
        .distinct()
    )
    return {(row.device, row.batch) for row in session.execute(query)}


def count_batch(session: Session, device: UUID, number: int) -> int:
    """Return how many changes of a batch are here."""
    of = select(Origin.n).where(Origin.device == device, Origin.batch == number)
    return session.scalar(select(func.count()).where(Change.origin.in_(of))) or 0


def batch_problems(session: Session) -> list[AppError]:
    """Compute the digests of the closed batches again and say which do not hold what was closed."""
    found: list[AppError] = []
    previous: dict[UUID, str] = {}
    aside = put_aside(session)
    for batch in batches(session):
        if batch.digest is None:
            continue
        chained = (
            batch.previous == previous.get(batch.device, "")
            or (batch.device, batch.number - 1) in aside
        )
        if (
            not chained
            or _digest(session, batch.device, batch.number, batch.previous)[0] != batch.digest
        ):
            found.append(
                AppError(
                    N_("Batch {batch} of device {device} is not what was closed."),
                    batch=batch.number,
                    device=batch.device.hex[:8],
                )
            )
        previous[batch.device] = batch.digest
    return found


def _digest(
    session: Session, device: UUID, number: int, previous: str, since: int = 0
) -> tuple[str, int]:
    """Return the digest of a batch and how many changes it has."""
    digest = hashlib.sha256(f"{previous}\n".encode())
    count = 0
    for line in lines(session, since=since, device=device, batch=number):
        give_way()
        digest.update(line.to_json().encode() + b"\n")
        count += 1
    return digest.hexdigest(), count


def _header(row: BatchRow) -> Batch:
    return Batch(
        row.device,
        row.number,
        row.changes,
        row.digest,
        row.previous or "",
        row.opened_at,
        row.closed_at,
        row.signature or "",
    )
