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
        gone: Those that were withdrawn when it came, by what it says itself perhaps.
    """

    device: UUID
    number: int
    batches: frozenset[Batch]
    withdrawn: bool
    gone: frozenset[Batch] = frozenset()


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
        "gone": [[one.hex, batch] for one, batch in mine if (one, batch) in gone],
        "withdrawn": False,
    }
    session.add(Local(name=name, value=json.dumps(said, sort_keys=True)))


def brought(session: Session) -> dict[str, frozenset[Batch]]:
    """Return all batches that each merged package carried, by the digest of its tag manifest."""
    found = {}
    for row in _rows(session):
        said = json.loads(row.value)
        every = _listed(said["batches"]) | _listed(said.get("gone", ()))
        found[row.name.removeprefix(_PREFIX)] = every
    return found


def carried(session: Session) -> dict[tuple[UUID, int], Carried]:
    """Return what is known of every merged package, by device and number."""
    found: dict[tuple[UUID, int], Carried] = {}
    for row in _rows(session):
        said = json.loads(row.value)
        key = UUID(hex=said["device"]), int(said["number"])
        batches, gone = _listed(said["batches"]), _listed(said.get("gone", ()))
        known = found.get(key)
        found[key] = Carried(
            *key,
            batches | (known.batches if known else frozenset()),
            bool(said["withdrawn"] or (known and known.withdrawn)),
            gone | (known.gone if known else frozenset()),
        )
    return found


def withdrawn_packages(session: Session) -> set[tuple[UUID, int]]:
    """List the packages that are withdrawn, here or by another hub, by device and number."""
    every = {key: (one, one.batches | one.gone) for key, one in carried(session).items()}
    gone = withdrawn_batches(session, (batch for _one, all_ in every.values() for batch in all_))
    return {key for key, (one, all_) in every.items() if one.withdrawn or (all_ and all_ <= gone)}


def mark_withdrawn(session: Session, device: UUID, number: int, *, withdrawn: bool) -> None:
    """Note that a package is withdrawn, or that it is not any more."""
    for row in _rows(session):
        said = json.loads(row.value)
        if (said["device"], said["number"]) == (device.hex, number):
            row.value = json.dumps({**said, "withdrawn": withdrawn}, sort_keys=True)


def withdrawn_batches(session: Session, among: Iterable[Batch]) -> set[Batch]:
    """Return those of some batches that are withdrawn now; the others of the log are not read."""
    subjects = {batch_id(*batch): batch for batch in among}
    wanted, found = sorted(subjects), set[Batch]()
    for start in range(0, len(wanted), _ROWS):
        part = wanted[start : start + _ROWS]
        # As the projection reads it: whatever it says but null, its subject alone tells which.
        query = select(Cell.subject).where(
            Cell.subject.in_(part), Cell.kind == KIND, Cell.field == FIELD, Cell.value != "null"
        )
        found.update(subjects[subject] for subject in session.scalars(query))
    return found


def _listed(rows: Iterable[tuple[str, int]]) -> frozenset[Batch]:
    return frozenset((UUID(hex=one), int(batch)) for one, batch in rows)


def _rows(session: Session) -> list[Local]:
    query = select(Local).where(Local.name.startswith(_PREFIX)).order_by(Local.name)
    return list(session.scalars(query))
