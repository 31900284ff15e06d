"""The task packages that were made here: for whom, what of the roster, when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.exchange.trust import remember, remembered
from app.models.derived import PackageOut

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_DESTINATION = "task"


@dataclass(frozen=True)
class TaskLine:
    """One task package.

    Attributes:
        to: The device that alone opens it; None: any laptop.
        communities: Ids of what it gives out; none: the whole roster.
        places, forms: How many of them are in it.
        people: Who inspects; ``destinations``: names of where packages are to go.
        folder: Where it was written; ``made_at``: UTC milliseconds.
    """

    number: int
    name: str
    made_at: int
    bytes: int
    to: UUID | None = None
    communities: tuple[str, ...] = ()
    places: int = 0
    forms: int = 0
    people: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    folder: str = ""


def keep_task(
    session: Session,
    number: int,
    *,
    folder: Path,
    communities: Sequence[str],
    places: int,
    forms: int,
    people: Sequence[str],
    destinations: Sequence[str],
) -> None:
    """Remember what a task package gave out; it stays in this workspace."""
    said = {
        "communities": list(communities),
        "destinations": list(destinations),
        "folder": str(folder),
        "forms": forms,
        "people": list(people),
        "places": places,
    }
    remember(session, f"task {number}", said)


def tasks(session: Session) -> list[TaskLine]:
    """List the task packages that were made here, the newest first."""
    query = (
        select(PackageOut)
        .where(PackageOut.destination.like(f"{_DESTINATION}%"), PackageOut.digest.is_not(None))
        .order_by(PackageOut.number.desc())
    )
    found = []
    for row in session.scalars(query):
        head, _blank, device = row.destination.partition(" ")
        if head != _DESTINATION:
            continue
        said = remembered(session, f"task {row.number}")
        more = said if isinstance(said, dict) else {}
        found.append(
            TaskLine(
                row.number,
                row.name,
                row.created_at or 0,
                row.bytes or 0,
                UUID(device) if device else None,
                tuple(more.get("communities", ())),
                int(more.get("places", 0)),
                int(more.get("forms", 0)),
                tuple(more.get("people", ())),
                tuple(more.get("destinations", ())),
                str(more.get("folder", "")),
            )
        )
    return found


def assigned(session: Session) -> dict[str, set[str]]:
    """Return who is to inspect by community's id; under ``""`` who is to inspect everywhere.

    A community that nobody was named for is not in it.
    """
    found: dict[str, set[str]] = {}
    for one in tasks(session):
        if one.people:
            for community in one.communities or ("",):
                found.setdefault(community, set()).update(one.people)
    return found
