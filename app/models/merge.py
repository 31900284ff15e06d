"""Merging: set union of changes, then projection of the fields they touch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import project
from app.models.append import Appender
from app.models.clock import LATEST, claimed_ms, is_far_ahead, wall_ms
from app.models.faults import mendable
from app.models.heads import split_ids
from app.models.line import ChangeLine
from app.models.raw import raw, triggers_aside, writing

_COLUMNS = (
    "c.id, c.kind, c.subject, c.field, c.value, c.bases, c.clock, o.device, o.person,"
    " o.batch, c.time"
)


@dataclass(frozen=True)
class Ahead:
    """A device whose changes claim to be far in the future; they are kept.

    Attributes:
        until_ms: The latest time claimed, UTC milliseconds.
        quarantined: Changes whose clock no honest program writes: kept in the log, never shown.
    """

    device: UUID
    until_ms: int
    changes: int
    quarantined: int


@dataclass(frozen=True)
class Merged:
    """What a merge did.

    Attributes:
        new: Changes added.
        known: Changes that were here already.
        ahead: Devices with clocks far ahead of ours.
        touched: Per kind, subjects whose rows were made again.
    """

    new: int
    known: int
    ahead: list[Ahead] = field(default_factory=list)
    touched: dict[str, set[UUID]] = field(default_factory=dict)


def merge(session: Session, lines: Iterable[ChangeLine], *, now_ms: int | None = None) -> Merged:
    """Add foreign changes to the log and project them, all or nothing.

    The result depends on the set of changes alone: not on their order, on how they were grouped, or
    on how often they came. The transaction is the caller's.

    Args:
        session: One of `Database.sessions`.
        lines: Changes in any order; read once, in chunks. An error that it raises leaves everything
            as it was.
        now_ms: Our wall clock, to tell which clocks are far ahead.

    Raises:
        AppError: A change has the id of a known one and other content; the disk is full.
    """
    now = wall_ms() if now_ms is None else now_ms
    clocks: dict[UUID, list[int]] = {}
    with writing(session) as db, triggers_aside(db) as many:
        log = Appender(db, many)
        log.add(_watched(lines, now, clocks))
        touched = (
            project.project(db, log.before, log.new, log.subjects, scattered=log.scattered)
            if log.new
            else {}
        )
    return Merged(
        log.new,
        log.known,
        [
            Ahead(device, claimed_ms(latest), changes, quarantined)
            for device, (latest, changes, quarantined) in sorted(clocks.items())
        ],
        {kind: {UUID(bytes=one) for one in ids} for kind, ids in touched.items()},
    )


def _watched(
    lines: Iterable[ChangeLine], now: int, clocks: dict[UUID, list[int]]
) -> Iterator[ChangeLine]:
    for line in lines:
        if is_far_ahead(line.clock, now):
            seen = clocks.setdefault(line.device, [0, 0, 0])
            seen[0] = max(seen[0], line.clock)
            seen[1] += 1
            seen[2] += line.clock > LATEST
        yield line


def lines(
    session: Session,
    *,
    since: int = 0,
    upto: int | None = None,
    device: UUID | None = None,
    batch: int | None = None,
) -> Iterator[ChangeLine]:
    """Stream changes in the order of their ids.

    Args:
        session: Any session.
        since: Only changes that came after local number ``since`` (see `last`).
        upto: Only changes that had come when that was the last number.
        device: Only changes of this device.
        batch: Only changes of this batch of the device.
    """
    where, values = ["c.n > ?"], [since]
    if upto is not None:
        where.append("c.n <= ?")
        values.append(upto)
    if device is not None:
        where.append("o.device = ?")
        values.append(device.bytes)  # type: ignore[arg-type]
    if batch is not None:
        where.append("o.batch = ?")
        values.append(batch)
    scan = "INDEXED BY change_id" if since == 0 else "NOT INDEXED"
    query = (
        f"SELECT {_COLUMNS} FROM change c {scan} CROSS JOIN origin o ON o.n = c.origin"
        f" WHERE {' AND '.join(where)} ORDER BY c.id"
    )
    devices: dict[bytes, UUID] = {}
    with mendable():
        for row in raw(session).execute(query, values):
            who = devices.get(row[7])
            if who is None:
                who = devices[row[7]] = UUID(bytes=row[7])
            yield ChangeLine(
                UUID(bytes=row[0]),
                row[1],
                UUID(bytes=row[2]),
                row[3],
                row[4],
                tuple([UUID(bytes=base) for base in split_ids(row[5])]),
                row[6],
                who,
                row[8],
                row[9],
                row[10],
            )


def last(session: Session) -> int:
    """Return the local number of the newest change, for `lines` to tell later what is new."""
    return int(raw(session).execute("SELECT coalesce(max(n), 0) FROM change").fetchone()[0])


def rebuild(session: Session) -> None:
    """Make all projections again from the log; every inspection becomes stale."""
    with writing(session) as db, triggers_aside(db) as many:
        many()
        project.rebuild(db)
