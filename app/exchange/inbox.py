"""The hub's inbox (收件): packages taken in, verified and waiting, merged or refused.

Taking in copies a package into the workspace first, so that the stick may leave; it is then
verified and listed as ready, or as refused with the reason. A card beside it (a small JSON file)
keeps what the package says of itself, since the package goes once its changes are in the log.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import delete, select

from app.errors import AppError
from app.exchange.bag_read import BagReader, open_bag
from app.exchange.receive import (
    KeepForm,
    Label,
    Received,
    changes,
    check_campaign,
    file_digest,
    packages_in,
    read_label,
    receive,
    storable,
)
from app.files import cannot_read, cannot_write, discard
from app.i18n import _
from app.models.clock import wall_ms
from app.models.derived import PackageIn
from app.models.derived import Progress as Progress_
from app.models.ids import new_id
from app.models.tables import Change, Inspection, Origin, Place
from app.models.values import decode
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace

READY, REFUSED, MERGED, REPEATED = "ready", "refused", "merged", "repeated"
_COPY_BYTES = 1 << 20
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


@dataclass(frozen=True)
class Parcel:
    """One line of the inbox.

    Attributes:
        id: Of the line.
        state: ``ready``, ``waits`` (ready, a number before it is missing), ``merged``,
            ``repeated`` or ``refused``.
        reason: Why it was refused.
        file: The copy that waits here; None when there is none (any more).
        waits_for: Smallest number of its sender that is missing before it, else 0.
        arrived_at: UTC milliseconds.
    """

    id: UUID
    name: str
    state: str
    reason: str
    device: UUID | None
    number: int
    file: Path | None
    card: Card
    changes_new: int
    photos_new: int
    conflicts_new: int
    arrived_at: int
    waits_for: int = 0

    @property
    def waiting(self) -> bool:
        """Whether it can be merged."""
        return self.state in ("ready", "waits")

    @property
    def sender(self) -> str:
        """Community and person; the device's first digits when neither is known."""
        known = [part for part in (self.card.community, self.card.person) if part]
        return "·".join(known) or (self.device.hex[:8] if self.device else "")


@dataclass(frozen=True)
class Sequenced:
    """The running numbers of one device.

    Attributes:
        sender: Who it is.
        numbers: ``merged``, ``ready``, ``refused``, ``void`` or ``missing`` by number, from 1 to
            the highest that is known.
    """

    device: UUID
    sender: str
    numbers: dict[int, str]

    @property
    def missing(self) -> list[int]:
        """Numbers that never came."""
        return [number for number, state in self.numbers.items() if state == "missing"]


def take_in(
    workspace: Workspace, sources: Sequence[Path], progress: Progress = silent
) -> list[Parcel]:
    """Copy packages into the workspace and verify them there; nothing is merged yet.

    Args:
        workspace: The hub.
        sources: Package files, or folders with packages.
        progress: Told per megabyte copied.

    Returns:
        A line per package; one that cannot be read or is refused has its reason.

    Raises:
        AppError: A folder holds no package, or this workspace cannot be written.
        Cancelled: What was taken in before stays.
    """
    files = [file for source in sources for file in packages_in(source)]
    sizes = [_size(file) for file in files]
    total, before = sum(sizes), 0
    taken = []
    for file, size in zip(files, sizes, strict=True):
        taken.append(_take_one(workspace, file, before, total, progress))
        before += size
    progress(total, total, _("Verified"))
    return taken


def merge_parcels(
    workspace: Workspace,
    parcels: Sequence[Parcel],
    *,
    keep_form: KeepForm,
    progress: Progress = silent,
) -> list[Received]:
    """Merge packages that wait, in the order of their numbers; their lines become merged.

    Cancelling between two packages keeps those that are merged.
    """
    waiting = [one for one in parcels if one.waiting and one.file is not None]
    waiting.sort(key=lambda one: (one.device.bytes if one.device else b"", one.number))
    done = []
    for count, parcel in enumerate(waiting):
        assert parcel.file is not None
        progress(count, len(waiting), parcel.name)
        result = receive(workspace, [parcel.file], keep_form=keep_form)[0]
        with workspace.sessions.begin() as session:
            session.execute(delete(PackageIn).where(PackageIn.id == parcel.id))
            line = session.scalars(
                select(PackageIn)
                .where(
                    PackageIn.name == storable(parcel.file.name), PackageIn.state == result.state
                )
                .order_by(PackageIn.id.desc())
                .limit(1)
            ).one()
            line.received_at = parcel.arrived_at or line.received_at
        if result.state != REFUSED:
            _drop(parcel.file)
        done.append(replace(result, path=Path(parcel.name)))
    progress(len(waiting), len(waiting), _("Merged"))
    return done


def parcels(session: Session, workspace: Workspace) -> list[Parcel]:
    """List all packages that came, the newest first."""
    rows = session.scalars(select(PackageIn).order_by(PackageIn.received_at.desc(), PackageIn.id))
    people = _people(session)
    found = [_parcel(workspace, row, people) for row in rows]
    gaps = {one.device: one.missing for one in sequences(found)}
    return [
        replace(one, state="waits", waits_for=min(before))
        if one.state == READY
        and (before := [gap for gap in gaps.get(one.device or new_id(), ()) if gap < one.number])
        else one
        for one in found
    ]


def sequences(found: Sequence[Parcel]) -> list[Sequenced]:
    """Compare the running numbers of each device with what has come.

    A number that its sender says was never written is ``void``, not missing.
    """
    devices: dict[UUID, dict[int, str]] = {}
    void: dict[UUID, set[int]] = {}
    names: dict[UUID, str] = {}
    rank = {MERGED: 3, REPEATED: 3, READY: 2, "waits": 2, REFUSED: 1}
    for one in found:
        if one.device is None or not one.number:
            continue
        states = devices.setdefault(one.device, {})
        if rank.get(one.state, 0) >= rank.get(states.get(one.number, ""), 0):
            states[one.number] = {"repeated": MERGED, "waits": READY}.get(one.state, one.state)
        void.setdefault(one.device, set()).update(one.card.void)
        names.setdefault(one.device, one.sender)
    result = []
    for device, states in devices.items():
        highest = max(states)
        first = max(1, highest - _MOST_NUMBERS)  # a stranger's number must not cost the memory
        numbers = {
            number: states.get(number) or ("void" if number in void[device] else "missing")
            for number in range(first, highest + 1)
        }
        result.append(Sequenced(device, names[device], numbers))
    return sorted(result, key=lambda one: (one.sender, one.device.bytes))


def remove(workspace: Workspace, parcel: Parcel) -> None:
    """Take a line that is not merged out of the list, with its copy."""
    if parcel.file is not None:
        _drop(parcel.file)
    with workspace.sessions.begin() as session:
        session.execute(delete(PackageIn).where(PackageIn.id == parcel.id))


def _take_one(
    workspace: Workspace, file: Path, before: int, total: int, progress: Progress
) -> Parcel:
    target = workspace.inbox / new_id().hex / file.name  # its own name: sentences will quote it
    digest: str | None
    try:
        _make_folder(target.parent)
        try:
            _copy(file, target, before, total, progress)
            with open_bag(target) as bag:
                label = read_label(bag)
                check_campaign(workspace, label)
                card = _card(workspace, bag, label, _size(target))
                reason, digest = "", label.digest
        except AppError as error:
            if getattr(error, "ours", False):
                raise
            card, reason, digest = _refused_card(target), str(error), file_digest(target)
            _drop(target)
    except BaseException:
        _drop(target)
        raise
    row = PackageIn(
        id=new_id(),
        name=storable(file.name),
        path=storable(str(target if not reason else file)),
        sha256=digest,
        device=UUID(card.device) if card.device else None,
        number=card.number or None,
        state=REFUSED if reason else READY,
        reason=storable(reason) or None,
        changes_new=None,
        photos_new=None,
        conflicts_new=None,
        received_at=wall_ms(),
        merged_at=None,
    )
    if digest:
        _write_card(workspace, digest, card)
    with workspace.sessions.begin() as session:
        if digest:  # the same package again replaces the line that waits
            same = session.scalars(
                select(PackageIn).where(
                    PackageIn.sha256 == digest, PackageIn.state.in_((READY, REFUSED))
                )
            )
            for old in same:
                if old.state == READY and old.path:
                    _drop(Path(old.path))
                session.delete(old)
            already = select(PackageIn.id).where(
                PackageIn.sha256 == digest, PackageIn.state == MERGED
            )
            if session.scalar(already.limit(1)) is not None:
                row.state = REPEATED
                row.merged_at = row.received_at
                _drop(target)
        session.add(row)
        session.flush()
        session.expunge(row)
    return _parcel(workspace, row, {})


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder.name, error) from error


def _drop(file: Path) -> None:
    """Remove a copy and the folder that was made for it."""
    discard(file)
    with suppress(OSError):
        file.parent.rmdir()


def _copy(source: Path, target: Path, before: int, total: int, progress: Progress) -> None:
    try:
        reading = source.open("rb")
    except OSError as error:
        raise cannot_read(source.name, error) from error
    with reading:
        try:
            writing = target.open("wb")
        except OSError as error:
            raise cannot_write(target.name, error) from error
        with writing:
            done = before
            while True:
                progress(done, total, source.name)
                try:
                    piece = reading.read(_COPY_BYTES)
                except OSError as error:
                    raise cannot_read(source.name, error) from error
                try:
                    if not piece:
                        writing.flush()  # a full disk may speak up only now
                        return
                    writing.write(piece)
                except OSError as error:
                    raise cannot_write(target.name, error) from error
                done += len(piece)


def _card(workspace: Workspace, bag: BagReader, label: Label, size: int) -> Card:
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


def _refused_card(file: Path) -> Card:
    """Say what can be said of a package that is not right, from its label alone."""
    card = Card(bytes=_size(file))
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


def _write_card(workspace: Workspace, digest: str, card: Card) -> None:
    file = _card_file(workspace, digest)
    try:
        file.write_text(json.dumps(asdict(card), ensure_ascii=False), encoding="utf-8")
    except OSError as error:
        raise cannot_write(file.name, error) from error


def _read_card(workspace: Workspace, digest: str | None) -> Card:
    """Read a card; one that is lost or damaged leaves its figures out."""
    if not digest or not digest.isalnum():
        return Card()
    try:
        raw = json.loads(_card_file(workspace, digest).read_text(encoding="utf-8"))
        raw["void"] = tuple(raw["void"])
        return Card(**raw)
    except (OSError, ValueError, TypeError, KeyError):
        return Card()


def _parcel(workspace: Workspace, row: PackageIn, people: dict[UUID, tuple[str, str]]) -> Parcel:
    card = _read_card(workspace, row.sha256)
    if row.device in people:
        community, person = people[row.device]
        card = replace(card, community=card.community or community, person=card.person or person)
    waits = row.state == READY and row.path
    return Parcel(
        id=row.id,
        name=row.name,
        state=row.state,
        reason=row.reason or "",
        device=row.device,
        number=row.number or 0,
        file=Path(row.path) if waits and row.path else None,
        card=card,
        changes_new=row.changes_new or 0,
        photos_new=row.photos_new or 0,
        conflicts_new=row.conflicts_new or 0,
        arrived_at=row.received_at or 0,
    )


def _people(session: Session) -> dict[UUID, tuple[str, str]]:
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


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
