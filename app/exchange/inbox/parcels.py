"""The hub's inbox (收件): which packages wait, which are merged or refused, which numbers lack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import delete, select

from app.exchange.receive import KeepForm, receive_one
from app.exchange.received import Received, storable
from app.exchange.seal_read import opened_ahead
from app.exchange.volumes import lacking_of
from app.i18n import _
from app.models.carried import withdrawn_packages
from app.models.derived import PackageIn
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace

from app.exchange.inbox.card import Card, drop, people, read_card

READY, REFUSED, MERGED, REPEATED = "ready", "refused", "merged", "repeated"
HELD = "held"
_MOST_NUMBERS = 512


@dataclass(frozen=True)
class Parcel:
    """One line of the inbox.

    Attributes:
        id: Of the line.
        state: ``ready``, ``waits`` (ready, a number before it is missing), ``merged``,
            ``repeated`` or ``refused``.
        reason: Why it was refused.
        file: The copy that waits here; None when there is none (any more).
        waits_for: Smallest number of its sender that is missing before it; its own when only other
            volumes of it are; else 0.
        lacking: Volumes of the same package that have not come; it can be merged without them.
        arrived_at, merged_at: UTC milliseconds; 0: it is not.
        withdrawn: It was merged, and somebody here withdrew it since.
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
    lacking: tuple[int, ...] = ()
    merged_at: int = 0
    withdrawn: bool = False

    @property
    def waiting(self) -> bool:
        """Whether it can be merged, or tried again once what it met was withdrawn."""
        return self.state in ("ready", "waits") or self.clashed

    @property
    def clashed(self) -> bool:
        """Whether it is kept because another package used its ids before."""
        return self.state == REFUSED and self.card.code == "ids" and self.file is not None

    @property
    def held(self) -> bool:
        """Whether it is kept until a person has confirmed its device."""
        return self.state == REFUSED and self.card.code == "unknown" and self.file is not None

    @property
    def sender(self) -> str:
        """Community and person; the device's first digits when neither is known."""
        known = [part for part in (self.card.community, self.card.person) if part]
        named = "·".join(known) or self.card.name
        return named or (self.device.hex[:8] if self.device else "")


@dataclass(frozen=True)
class Sequenced:
    """The running numbers of one device.

    Attributes:
        sender: Who it is.
        numbers: ``merged``, ``ready``, ``held`` (until its device is confirmed), ``refused``,
            ``void`` or ``missing`` by number, from 1 to the highest that is known; one that lacks
            a volume is missing.
        lacking: Volumes that have not come, by number, where others of the number have.
    """

    device: UUID
    sender: str
    numbers: dict[int, str]
    lacking: dict[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def missing(self) -> list[int]:
        """Numbers that never came."""
        return [number for number, state in self.numbers.items() if state == "missing"]


def merge_parcels(
    workspace: Workspace,
    parcels: Sequence[Parcel],
    *,
    keep_form: KeepForm,
    progress: Progress = silent,
) -> list[Received]:
    """Merge packages that wait, in the order of their numbers; their lines become merged.

    Cancelling leaves nothing of the package at hand; those before it stay merged.

    Args:
        workspace: The hub.
        parcels: Lines of the inbox; what does not wait is left alone.
        keep_form: See `receive`.
        progress: Told per photo and change, over all packages.
    """
    waiting = [one for one in parcels if one.waiting and one.file is not None]
    waiting.sort(key=lambda one: (one.device.bytes if one.device else b"", one.number))
    sizes = [one.card.photos + one.card.changes for one in waiting]
    total, before, done = sum(sizes), 0, []
    files = [one.file for one in waiting if one.file is not None]
    with opened_ahead(workspace, files) as ahead:
        for parcel, size in zip(waiting, sizes, strict=True):
            assert parcel.file is not None
            result = receive_one(
                workspace,
                parcel.file,
                keep_form=keep_form,
                verifying=_part(progress, before, 0, total, _("verifying {name}"), parcel.name),
                merging=_part(progress, before, size, total, "{name}", parcel.name),
                ahead=ahead,
            )
            with workspace.sessions.begin() as session:
                session.execute(delete(PackageIn).where(PackageIn.id == parcel.id))
                line = session.scalars(
                    select(PackageIn)
                    .where(
                        PackageIn.name == storable(parcel.file.name),
                        PackageIn.state == result.state,
                    )
                    .order_by(PackageIn.id.desc())
                    .limit(1)
                ).one()
                line.received_at = parcel.arrived_at or line.received_at
            if result.state != REFUSED:
                drop(parcel.file)
            done.append(replace(result, path=Path(parcel.name)))
            before += size
    progress(total, total, _("Merged"))
    return done


def _part(
    progress: Progress, before: int, size: int, whole: int, words: str, name: str
) -> Progress:
    """Report how far one package is as a part of all; verifying it (size 0) moves nothing."""

    def told(done: int, total: int, what: str = "") -> None:
        progress(before + min(done, size), whole, words.format(name=name))

    return told


def parcels(session: Session, workspace: Workspace) -> list[Parcel]:
    """List all packages that came, the newest first."""
    rows = session.scalars(select(PackageIn).order_by(PackageIn.received_at.desc(), PackageIn.id))
    known = people(session)
    gone = withdrawn_packages(session)
    found = [
        replace(one, withdrawn=True)
        if (one.device, one.number) in gone and one.state in (MERGED, REPEATED)
        else one
        for one in (parcel_of(workspace, row, known) for row in rows)
    ]
    lines = {one.device: one for one in sequences(found)}
    result = []
    for one in found:
        line = lines.get(one.device) if one.device else None
        if line is None or one.state == REFUSED:
            result.append(one)
            continue
        lacking = line.lacking.get(one.number, ())
        before = [gap for gap in line.missing if gap < one.number]
        if one.state == READY and (before or lacking):
            waits_for = min(before, default=one.number)
            result.append(replace(one, state="waits", waits_for=waits_for, lacking=lacking))
        else:
            result.append(replace(one, waits_for=min(before, default=0), lacking=lacking))
    return result


def sequences(found: Sequence[Parcel]) -> list[Sequenced]:
    """Compare the running numbers of each device with what has come.

    A number that its sender says was never written is ``void``, not missing.
    """
    devices: dict[UUID, dict[int, str]] = {}
    void: dict[UUID, set[int]] = {}
    names: dict[UUID, str] = {}
    came: dict[tuple[UUID, int], tuple[int, set[int]]] = {}
    bad: dict[tuple[UUID, int], set[int]] = {}
    rank = {MERGED: 3, REPEATED: 3, READY: 2, "waits": 2, REFUSED: 1, HELD: 1}
    for one in found:
        if one.device is None or not one.number:
            continue
        states = devices.setdefault(one.device, {})
        key = (one.device, one.number)
        if one.state == REFUSED:
            bad.setdefault(key, set()).add(one.card.volume)
        else:
            came.setdefault(key, (one.card.volumes, set()))[1].add(one.card.volume)
        if rank.get(one.state, 0) >= rank.get(states.get(one.number, ""), 0):
            state = {"repeated": MERGED, "waits": READY}.get(one.state, one.state)
            states[one.number] = HELD if one.held else state
        void.setdefault(one.device, set()).update(one.card.void)
        names.setdefault(one.device, one.sender)
    result = []
    for device, states in devices.items():
        highest = max(states)
        first = max(1, highest - _MOST_NUMBERS)  # a stranger's number must not cost the memory
        lacking = {
            number: rest
            for number in states
            if number not in void[device]
            and (rest := lacking_of(*came.get((device, number), (1, {1}))))
        }
        for number, rest in lacking.items():
            refused = bad.get((device, number), set()) >= set(rest)
            if states[number] != HELD:
                states[number] = REFUSED if refused else "missing"
        numbers = {
            number: states.get(number) or ("void" if number in void[device] else "missing")
            for number in range(first, highest + 1)
        }
        result.append(Sequenced(device, names[device], numbers, lacking))
    return sorted(result, key=lambda one: (one.sender, one.device.bytes))


def remove(workspace: Workspace, parcel: Parcel) -> None:
    """Take a line that is not merged out of the list, with its copy."""
    if parcel.file is not None:
        drop(parcel.file)
    with workspace.sessions.begin() as session:
        session.execute(delete(PackageIn).where(PackageIn.id == parcel.id))


def parcel_of(workspace: Workspace, row: PackageIn, known: dict[UUID, tuple[str, str]]) -> Parcel:
    """Make the line of one row.

    Args:
        workspace: The hub.
        row: The row.
        known: Community and person by device, where the card does not say.
    """
    card = read_card(workspace, row.sha256)
    if row.device in known:
        community, person = known[row.device]
        card = replace(card, community=card.community or community, person=card.person or person)
    return Parcel(
        id=row.id,
        name=row.name,
        state=row.state,
        reason=row.reason or "",
        device=row.device,
        number=row.number or 0,
        file=kept_copy(workspace, row),
        card=card,
        changes_new=row.changes_new or 0,
        photos_new=row.photos_new or 0,
        conflicts_new=row.conflicts_new or 0,
        arrived_at=row.received_at or 0,
        merged_at=row.merged_at or 0,
    )


def kept_copy(workspace: Workspace, row: PackageIn) -> Path | None:
    """Return the copy that is kept here of a package that waits, or of a device not confirmed."""
    if not row.path or row.state not in (READY, REFUSED):
        return None
    path = Path(row.path)
    if row.state == REFUSED and path.parent.parent != workspace.inbox:
        return None  # the sender's own file
    return path
