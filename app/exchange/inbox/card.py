"""The card of a package in the inbox: what it says of itself, kept when the package goes."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.exchange.admit import is_its_own
from app.exchange.bags.read import BagReader, open_bag
from app.exchange.change_stream import changes
from app.exchange.inbox.community import communities, community_of
from app.exchange.label import Label, read_label
from app.exchange.volumes import volume_of
from app.files import cannot_write, discard
from app.models.derived import Progress as Progress_
from app.models.opening import is_opening
from app.models.tables import Change, Inspection, Origin, Photo
from app.models.values import decode

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.log import ChangeLine
    from app.workspace import Workspace

_MOST_NUMBERS = 512
_LONGEST_NAME = 40
_AT_ONCE = 500
# Python itself refuses numbers of thousands of digits, and not in words for people.
_NUMBER = re.compile("[0-9]{1,10}")


@dataclass(frozen=True)
class Card:
    """What a package says of itself, and how it met this workspace.

    Attributes:
        void: Numbers that the sender says were never written.
        volume, volumes: Which of how many files of one package it is.
        bytes: Size of the file.
        changes, changes_new: Changes in it, and how many of them were not here.
        places, places_new: Inspections in which something is said, as the laptop counts them; and
            how many were not here.
        person: Who wrote most of its sender's changes.
        community: Where most of its inspections are.
        name: What its device calls itself, where nobody knows more of it.
        source: Folder that it was taken in from; its receipt goes there.
        code: What kind of reason it was refused for, see `app.exchange.trust.TrustError`.
        unheard: What it says that only a hub may say, see `app.exchange.unheard`: how many changes.
    """

    device: str = ""
    number: int = 0
    void: tuple[int, ...] = ()
    volume: int = 1
    volumes: int = 1
    bytes: int = 0
    photos: int = 0
    changes: int = 0
    changes_new: int = 0
    places: int = 0
    places_new: int = 0
    person: str = ""
    community: str = ""
    name: str = ""
    source: str = ""
    code: str = ""
    unheard: Mapping[str, int] = field(default_factory=dict)


class CardMaker:
    """Makes the card of a package while its changes go by.

    Args:
        session: Of the workspace, as it is before the package is merged.
        bag: The package.
        label: What it says of itself.
    """

    def __init__(self, session: Session, bag: BagReader, label: Label) -> None:
        self._session, self._bag, self._label = session, bag, label
        self._here = set(session.scalars(select(Inspection.id)))
        self._people: Counter[str] = Counter()
        self._touched: set[UUID] = set()
        self._photos: set[UUID] = set()
        self._taken: set[UUID] = set()
        self._places: dict[UUID, str] = {}
        self._names: dict[str, str] = {}
        self._changes = 0

    def see(self, line: ChangeLine) -> None:
        """Look at one change: who made it, and where."""
        self._changes += 1
        if line.kind == "photo":
            self._photographed(line)
        if line.kind == "inspection":
            if not is_opening(line.kind, line.field, line.value):
                self._touched.add(line.subject)
            if line.device == self._label.device:
                self._people[line.person] += 1
            if line.field == "place":
                place = decode(line.value)
                self._places[line.subject] = place if isinstance(place, str) else ""
        elif line.kind == "place" and line.field in ("name", "parent", "level"):
            value = decode(line.value)
            self._names[f"{line.subject}/{line.field}"] = value if isinstance(value, str) else ""

    def _photographed(self, line: ChangeLine) -> None:
        """Count the record that a photo belongs to, as the laptop did when it was sent."""
        if line.field != "inspection":
            self._photos.add(line.subject)
            return
        record = decode(line.value)
        if isinstance(record, str):
            with suppress(ValueError):
                self._touched.add(UUID(record))
                self._taken.add(line.subject)

    def _of_photos(self) -> set[UUID]:
        """Return the records of photos that are here, and of which something else is said now."""
        known = sorted(self._photos - self._taken)
        found: set[UUID] = set()
        for first in range(0, len(known), _AT_ONCE):
            some = known[first : first + _AT_ONCE]
            rows = self._session.scalars(select(Photo.inspection).where(Photo.id.in_(some)))
            found |= {one for one in rows if one is not None}
        return found

    def card(self, new: int) -> Card:
        """Return the card; ``new``: how many of the changes were not here."""
        where = communities(self._session, self._places.values(), self._names)
        touched = self._touched | self._of_photos()
        volume, volumes = volume_of(self._bag.info)
        return Card(
            device=str(self._label.device),
            number=self._label.number,
            void=_void(self._bag.info.get("Chengjian-Void", "")),
            volume=volume,
            volumes=volumes,
            bytes=self._bag.file_bytes,
            photos=len(self._label.photos),
            changes=self._changes,
            changes_new=new,
            places=len(touched),
            places_new=len(touched - self._here),
            person=self._people.most_common(1)[0][0] if self._people else "",
            community=where.most_common(1)[0][0] if where else "",
        )


def card_of(workspace: Workspace, bag: BagReader, label: Label) -> Card:
    """Read through the changes once: who, where, how much of it is new here."""
    ids: list[UUID] = []
    with workspace.reading() as session:
        maker = CardMaker(session, bag, label)
        for line in changes(bag):
            maker.see(line)
            ids.append(line.id)
        return maker.card(len(ids) - _known(session, ids))


def _known(session: Session, ids: list[UUID]) -> int:
    found = 0
    for start in range(0, len(ids), 500):
        query = select(Change.id).where(Change.id.in_(ids[start : start + 500]))
        found += len(session.scalars(query).all())
    return found


def _void(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split()[:_MOST_NUMBERS] if _NUMBER.fullmatch(part))


def refused_card(
    workspace: Workspace,
    file: Path,
    label: Label | None = None,
    info: Mapping[str, str] | None = None,
) -> Card:
    """Say what can be said of a package that is not right, from its label alone.

    Args:
        workspace: Where it came.
        file: The package.
        label: What it says of itself, where that is known already and its sender's own word.
        info: Its ``bag-info.txt``, likewise.
    """
    if label is not None and info is not None:
        return _labelled(Card(bytes=size(file)), label, info)
    card = Card(bytes=size(file))
    with suppress(AppError), open_bag(file, verify=False) as bag:
        found = read_label(bag)
        if is_its_own(workspace, bag, found):
            card = _labelled(card, found, bag.info)
    return card


def _labelled(card: Card, label: Label, info: Mapping[str, str]) -> Card:
    volume, volumes = volume_of(info)
    return replace(
        card,
        device=str(label.device),
        name=info.get("Chengjian-Device-Name", "")[:_LONGEST_NAME],
        number=label.number,
        void=_void(info.get("Chengjian-Void", "")),
        volume=volume,
        volumes=volumes,
        photos=len(label.photos),
    )


def _card_file(workspace: Workspace, digest: str) -> Path:
    return workspace.inbox / f"{digest[:64]}.json"


def has_card(workspace: Workspace, digest: str) -> bool:
    """Tell whether a card of that package is kept."""
    return _card_file(workspace, digest).is_file()


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
            found[device] = (community_of(session, str(place)) if place else "", person)
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
