"""The card of a package in the inbox: what it says of itself, kept when the package goes."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.exchange.bag_read import BagReader, open_bag
from app.exchange.receive import (
    Label,
    changes,
    read_label,
)
from app.files import cannot_write, discard
from app.models.derived import Progress as Progress_
from app.models.tables import Change, Inspection, Origin, Place
from app.models.values import decode

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace

_MOST_NUMBERS = 512


@dataclass(frozen=True)
class Card:
    """What a package says of itself, and how it met this workspace.

    Attributes:
        void: Numbers that the sender says were never written.
        bytes: Size of the file.
        changes, changes_new: Changes in it, and how many of them were not here.
        places, places_new: Inspections that it touches, and how many were not here.
        person: Who wrote most of its sender's changes.
        community: Where most of its inspections are.
    """

    device: str = ""
    number: int = 0
    void: tuple[int, ...] = ()
    bytes: int = 0
    photos: int = 0
    changes: int = 0
    changes_new: int = 0
    places: int = 0
    places_new: int = 0
    person: str = ""
    community: str = ""


def card_of(workspace: Workspace, bag: BagReader, label: Label, size: int) -> Card:
    """Read through the changes once: who, where, how much of it is new here."""
    people: Counter[str] = Counter()
    touched: set[UUID] = set()
    places: dict[UUID, str] = {}
    names: dict[str, str] = {}
    ids: list[UUID] = []
    for line in changes(bag):
        ids.append(line.id)
        if line.kind == "inspection":
            touched.add(line.subject)
            if line.device == label.device:
                people[line.person] += 1
            if line.field == "place":
                place = decode(line.value)
                places[line.subject] = place if isinstance(place, str) else ""
        elif line.kind == "place" and line.field in ("name", "parent", "level"):
            value = decode(line.value)
            names[f"{line.subject}/{line.field}"] = value if isinstance(value, str) else ""
    with workspace.reading() as session:
        known = _known(session, ids)
        here = set(session.scalars(select(Inspection.id).where(Inspection.id.in_(list(touched)))))
        where = Counter(_community(session, place, names) for place in places.values() if place)
    where.pop("", None)
    return Card(
        device=str(label.device),
        number=label.number,
        void=_void(bag.info.get("Chengjian-Void", "")),
        bytes=size,
        photos=len(label.photos),
        changes=len(ids),
        changes_new=len(ids) - known,
        places=len(touched),
        places_new=len(touched - here),
        person=people.most_common(1)[0][0] if people else "",
        community=where.most_common(1)[0][0] if where else "",
    )


def _known(session: Session, ids: list[UUID]) -> int:
    found = 0
    for start in range(0, len(ids), 500):
        query = select(Change.id).where(Change.id.in_(ids[start : start + 500]))
        found += len(session.scalars(query).all())
    return found


def _community(session: Session, place: str, names: dict[str, str]) -> str:
    """Return the community of a place, from this workspace or from the package itself."""
    for _level in range(16):
        try:
            at = UUID(place)
        except ValueError:
            return ""
        row = session.get(Place, at)
        if row is not None:
            level, name, above = row.level, row.name, str(row.parent or "")
        else:
            level, name = names.get(f"{at}/level"), names.get(f"{at}/name")
            above = names.get(f"{at}/parent", "")
        if level == "community":
            return name or ""
        place = above
    return ""


def _void(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split()[:_MOST_NUMBERS] if part.isdecimal())


def refused_card(file: Path) -> Card:
    """Say what can be said of a package that is not right, from its label alone."""
    card = Card(bytes=size(file))
    with suppress(AppError), open_bag(file, verify=False) as bag:
        label = read_label(bag)
        void = _void(bag.info.get("Chengjian-Void", ""))
        card = replace(
            card,
            device=str(label.device),
            number=label.number,
            void=void,
            photos=len(label.photos),
        )
    return card


def _card_file(workspace: Workspace, digest: str) -> Path:
    return workspace.inbox / f"{digest[:64]}.json"


def write_card(workspace: Workspace, digest: str, card: Card) -> None:
    """Keep a card under the digest of its package.

    Raises:
        AppError: The workspace cannot be written.
    """
    file = _card_file(workspace, digest)
    try:
        file.write_text(json.dumps(asdict(card), ensure_ascii=False), encoding="utf-8")
    except OSError as error:
        raise cannot_write(file.name, error) from error


def read_card(workspace: Workspace, digest: str | None) -> Card:
    """Read a card; one that is lost or damaged leaves its figures out."""
    if not digest or not digest.isalnum():
        return Card()
    try:
        raw = json.loads(_card_file(workspace, digest).read_text(encoding="utf-8"))
        raw["void"] = tuple(raw["void"])
        return Card(**raw)
    except (OSError, ValueError, TypeError, KeyError):
        return Card()


def people(session: Session) -> dict[UUID, tuple[str, str]]:
    """Return community and person of the devices whose changes are here."""
    places: dict[str, UUID] = {}
    query = select(Progress_.inspector, Progress_.place).where(Progress_.inspector.is_not(None))
    for inspector, place in session.execute(query):
        for person in (inspector or "").split("、"):
            if place is not None:
                places.setdefault(person, place)
    found: dict[UUID, tuple[str, str]] = {}
    origins = select(Origin.device, Origin.person).order_by(Origin.n.desc())
    for device, person in session.execute(origins):
        if device not in found and person:
            place = places.get(person)
            found[device] = (_community(session, str(place), {}) if place else "", person)
    return found


def size(file: Path) -> int:
    """Return the bytes of a file, 0 when it is not there."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def drop(file: Path) -> None:
    """Remove a copy and the folder that was made for it."""
    discard(file)
    with suppress(OSError):
        file.parent.rmdir()
