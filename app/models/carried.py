"""Which batches each merged package carried: what would go if it were withdrawn.

A package's running number is no batch number: one package carries several batches, the same batch
comes again in later packages until it is receipted, and a number given back leaves the two apart.
So the merge notes what it saw. Kept beside the log, never dumped or packaged.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.derived import Local
from app.models.ids import batch_id
from app.models.tables import Cell
from app.models.withdraw import FIELD, KIND

_PREFIX = "brought "
_ROWS = 400
Batch = tuple[UUID, int]
"""A device and the number of one of its batches."""


@dataclass(frozen=True)
class Carried:
    """What the volumes of one package carried.

    Attributes:
        device: Who wrote the package; ``number``: its running number.
        batches: Batches whose changes it carried; those that were withdrawn already when it came
            are not its own to give back, and are left out.
        withdrawn: Somebody here withdrew it.
    """

    device: UUID
    number: int
    batches: frozenset[Batch]
    withdrawn: bool


def keep_carried(
    session: Session, digest: str, device: UUID, number: int, batches: Iterable[Batch]
) -> None:
    """Note what a package carried; the same package again changes nothing."""
    name = f"{_PREFIX}{digest}"
    if session.get(Local, name) is not None:
        return
    mine = sorted(set(batches))
    gone = withdrawn_batches(session, mine)
    said = {
        "device": device.hex,
        "number": number,
        "batches": [[one.hex, batch] for one, batch in mine if (one, batch) not in gone],
        "withdrawn": False,
    }
    session.add(Local(name=name, value=json.dumps(said, sort_keys=True)))


def carried(session: Session) -> dict[tuple[UUID, int], Carried]:
    """Return what is known of every merged package, by device and number."""
    found: dict[tuple[UUID, int], Carried] = {}
    for row in _rows(session):
        said = json.loads(row.value)
        key = UUID(hex=said["device"]), int(said["number"])
        batches = frozenset((UUID(hex=one), int(batch)) for one, batch in said["batches"])
        known = found.get(key)
        found[key] = Carried(
            *key,
            batches | (known.batches if known else frozenset()),
            bool(said["withdrawn"] or (known and known.withdrawn)),
        )
    return found


def withdrawn_packages(session: Session) -> set[tuple[UUID, int]]:
    """List the packages that are withdrawn, here or by another hub, by device and number."""
    known = carried(session).items()
    gone = withdrawn_batches(session, (batch for _key, one in known for batch in one.batches))
    return {key for key, one in known if one.withdrawn or (one.batches and one.batches <= gone)}


def mark_withdrawn(session: Session, device: UUID, number: int, *, withdrawn: bool) -> None:
    """Note that a package is withdrawn, or that it is not any more."""
    for row in _rows(session):
        said = json.loads(row.value)
        if (said["device"], said["number"]) == (device.hex, number):
            row.value = json.dumps({**said, "withdrawn": withdrawn}, sort_keys=True)


def withdrawn_batches(session: Session, among: Iterable[Batch]) -> set[Batch]:
    """Return those of some batches that are withdrawn now; the others of the log are not read."""
    subjects = {batch_id(*batch): batch for batch in among}
    wanted, found = sorted(subjects), set()
    for start in range(0, len(wanted), _ROWS):
        part = wanted[start : start + _ROWS]
        query = select(Cell.subject, Cell.value).where(
            Cell.subject.in_(part), Cell.kind == KIND, Cell.field == FIELD, Cell.value != "null"
        )
        for row in session.execute(query):
            said, batch = json.loads(row.value), subjects[row.subject]
            try:
                told = UUID(said["device"]), int(said["batch"])
            except (KeyError, TypeError, ValueError):  # a package may say anything
                continue
            if told == batch:
                found.add(batch)
    return found


def _rows(session: Session) -> list[Local]:
    query = select(Local).where(Local.name.startswith(_PREFIX)).order_by(Local.name)
    return list(session.scalars(query))
