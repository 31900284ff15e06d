"""A package (包): the bag of changes, photos and checklists that one export writes.

Layout below the one top folder ``<device8>-<number>-<volume>``::

    data/changes.jsonl           one canonical change a line, in id order
    data/batches.jsonl           headers of the batches in it, one a line
    data/sets.jsonl              sums over changes that the sender vouches for, one a line
    data/photos/<sha256>.<ext>   original bytes of photos and attachments
    data/forms/<sha256>.xlsx     checklists that the inspections began with
    data/forms/<sha256>.json     list of a checklist's own files, whose digest is then its name
    data/forms/<sha256>-media/<sha256>.<ext>   those files: lists of choices, pictures, sound, film

Everything that is not receipted is in every package, so that one lost stick loses nothing; photo
bytes go once per destination. See `app.exchange.volumes` for packages of several files.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.dialects.sqlite import insert

from app.errors import AppError
from app.exchange.bag_write import AlteredError, Closed
from app.exchange.cargo import BATCHES, CHANGES, SETS, cargo
from app.exchange.form_parcels import add_forms
from app.exchange.outgoing import Outgoing, info, outgoing
from app.exchange.receipts import receipted
from app.exchange.volumes import VOLUME_BYTES, Item, Spread, file_name, named, plan
from app.files import discard
from app.i18n import N_
from app.identity import first_number, note
from app.models.clock import wall_ms
from app.models.derived import Form, PackageOut, PhotoSent
from app.models.log import close_batch, last, lines, open_batch, sign_batches
from app.models.media import EXTENSIONS
from app.models.tables import Campaign, Change, Inspection, Photo
from app.models.values import decode
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace

PHOTO = re.compile(rf"photos/[0-9a-f]{{64}}\.(?:{'|'.join(sorted(EXTENSIONS))})")


@dataclass(frozen=True)
class Package:
    """A package that was written.

    Attributes:
        number: Running number of this device; never used twice.
        path: Where its first volume is; ``paths``: all of them.
        digest: SHA-256 of the tag manifest of volume 1; the next package names it.
        changes: Changes in it.
        photos: Photos in it.
        forms: Checklists in it.
        bytes: Size of all volumes.
        missing: Photos that the changes name but whose bytes are not in this workspace.
        damaged: File names of photos that are not what they were when they were stored; they were
            left out.
        sealed: Whether only the hub can open it.
        left_out: Changes of other devices that nothing proves here; they come from their own.
    """

    number: int
    path: Path
    digest: str
    changes: int
    photos: int
    forms: int
    bytes: int
    missing: int
    damaged: tuple[str, ...] = ()
    paths: tuple[Path, ...] = ()
    sealed: bool = False
    left_out: int = 0


@dataclass(frozen=True)
class _Reserved:
    """What a package is to be: its number, its place in the chain, the changes it carries."""

    number: int
    previous: str
    destination: str
    since: int
    upto: int
    batch: int
    volume_bytes: int


@dataclass(frozen=True)
class _Picture:
    sha256: str
    extension: str

    @property
    def name(self) -> str:
        return f"photos/{self.sha256}.{self.extension}"

    def item(self, workspace: Workspace) -> Item | None:
        """Return where its bytes are; None when they are not here."""
        # The names come from changes, so from strangers: they must not lead anywhere else.
        if not PHOTO.fullmatch(self.name):
            return None
        file = workspace.photo_file(self.sha256, self.extension)
        try:
            return Item(self.name, file, self.sha256, file.stat().st_size)
        except OSError:
            return None


def export(
    workspace: Workspace,
    folder: Path,
    *,
    destination: str = "",
    all_photos: bool = False,
    volume_bytes: int = VOLUME_BYTES,
    sealed: bool | None = None,
    words: str = "",
    now_ms: int | None = None,
    progress: Progress = silent,
) -> Package:
    """Write the next package into a folder in one streaming pass.

    Args:
        workspace: Whose changes and photos; its open batch is closed and the next one opened.
        folder: Where the package file goes, such as a stick.
        destination: Whom it is for; photo bytes go to each destination once. Empty: the folder.
        all_photos: Send photo bytes again that went there before.
        volume_bytes: Most bytes of one file.
        sealed: See `app.exchange.outgoing.outgoing`: sealed for the hub once there is one.
        words: Passphrase of this device's keys, where the system has no keyring.
        now_ms: Wall clock, UTC milliseconds.
        progress: Told per photo.

    Returns:
        What was written.

    Raises:
        AppError: Nothing to send, or the folder cannot be written; no number is lost.
        LockedError: The keys lie under a passphrase that was not given.
    """
    now = wall_ms() if now_ms is None else now_ms
    goal = destination or str(folder)
    out = outgoing(workspace, sealed, words)
    reserved = reserve(workspace, goal, volume_bytes, now, out)
    name = file_name(workspace.device.hex[:8], reserved.number, 1)
    target = folder / f"{name}{out.suffix}"
    _clear(workspace, folder)
    damaged: set[str] = set()
    try:
        while True:
            try:
                return _write(workspace, target, out, reserved, all_photos, damaged, now, progress)
            except AlteredError as error:  # one bad photo must not keep all others at home
                name = str(error.values["name"])
                if name in damaged or name.endswith(".xlsx"):
                    raise
                damaged.add(name)
    except BaseException:
        if not target.exists():
            with suppress(AppError):  # then it stays void, which is safe
                give_back(workspace, reserved.number)
        raise


def _clear(workspace: Workspace, folder: Path) -> None:
    """Remove what an export of ours that was cut off left; nobody else writes under our name."""
    device8 = workspace.device.hex[:8]
    with workspace.reading() as session:
        void = set(session.scalars(select(PackageOut.number).where(PackageOut.digest.is_(None))))
    for file in folder.glob(f"{device8}-*.zip*"):
        name = named(file.name)
        if name is None:
            continue
        # Volume 1 comes last: a package that has it is whole, and may have left the house.
        stem = file_name(device8, name.number, 1)
        first = any((folder / f"{stem}{suffix}").exists() for suffix in (".zip", ".zip.age"))
        if file.suffix == ".part" or (name.number in void and not first):
            discard(file)


def reserve(
    workspace: Workspace, destination: str, volume_bytes: int, now: int, out: Outgoing
) -> _Reserved:
    """Take the next number, durably, before anything carries it; close the batch it sends.

    A number whose export died half-way may or may not have left the house: it stays void, and the
    next package says so, so that nobody waits for it.
    """
    with workspace.sessions.begin() as session:
        if not session.scalar(select(func.count()).select_from(Campaign)):
            raise AppError(N_("This workspace has no campaign yet, so there is nothing to send."))
        number = (session.scalar(select(func.max(PackageOut.number))) or 0) + 1
        previous = session.scalar(
            select(PackageOut.digest)
            .where(PackageOut.digest.is_not(None), PackageOut.number >= first_number(session))
            .order_by(PackageOut.number.desc())
            .limit(1)
        )
        close_batch(session, workspace.device, now_ms=now)
        if out.keys is not None:
            sign_batches(session, workspace.device, out.keys.signature)
        session.merge(PackageOut(number=number, name="", destination=destination, created_at=now))
        mark = receipted(session, destination)
        upto = last(session)  # what comes from now on is of the next batch
    _noted(workspace)  # before anything carries the number, so that it is never given out again
    return _Reserved(number, previous or "", destination, mark.upto, upto, mark.batch, volume_bytes)


def give_back(workspace: Workspace, number: int) -> None:
    """Give a number back that nothing carries."""
    with workspace.sessions.begin() as session:
        row = session.get(PackageOut, number)
        if row is not None and row.digest is None:
            session.delete(row)
    _noted(workspace)


def _noted(workspace: Workspace) -> None:
    with workspace.reading() as session:
        note(session)


def _write(
    workspace: Workspace,
    target: Path,
    out: Outgoing,
    reserved: _Reserved,
    all_photos: bool,
    damaged: set[str],
    now: int,
    progress: Progress,
) -> Package:
    name = target.name.partition(".")[0]
    with workspace.reading() as session:  # one snapshot for all that goes in
        pictures = _pictures(session, reserved.destination, all_photos)
        forms = _forms(session, reserved.since)
        whole = [item for item in pictures if item.name.rpartition("/")[2] not in damaged]
        here = [item for picture in whole if (item := picture.item(workspace)) is not None]
        count = cargo(session, workspace, out, reserved.batch)
        label = info(workspace, session, reserved.number, reserved.previous, now)
        label |= out.labels("changes")
        with out.bag(target, name, label) as bag:
            source = lines(session, since=reserved.since, upto=reserved.upto)
            bag.add_stream(CHANGES, count.pieces(source))
            headers = count.batches()
            bag.add_bytes(BATCHES, headers)
            if out.keys is not None:
                bag.add_bytes(SETS, count.sets(out.keys))
            held = count.size + len(headers)  # at most: deflating makes it less
            held += add_forms(bag, workspace, forms)
            spread = Spread(bag, target, label, out.bag)
            spread.pack(plan(held, here, reserved.volume_bytes), progress)
            try:
                closed = bag.close()
            except BaseException:
                spread.discard()
                raise
    size = closed.size + spread.bytes
    _settle(workspace, reserved, target, closed, size, count.lines, here, spread, now)
    return Package(
        reserved.number,
        target,
        closed.digest,
        count.lines,
        len(here),
        len(forms),
        size,
        len(whole) - len(here),
        tuple(sorted(damaged)),
        (target, *spread.paths),
        bool(out.recipients),
        count.left_out,
    )


def _settle(
    workspace: Workspace,
    reserved: _Reserved,
    target: Path,
    closed: Closed,
    size: int,
    changes: int,
    pictures: list[Item],
    spread: Spread,
    now: int,
) -> None:
    with workspace.sessions.begin() as session:
        session.merge(
            PackageOut(
                number=reserved.number,
                name=target.name,
                destination=reserved.destination,
                digest=closed.digest,
                previous=reserved.previous or None,
                changes=changes,
                photos=len(pictures),
                bytes=size,
                created_at=now,
                batch=open_batch(session, workspace.device) - 1,
                since=reserved.since,
                upto=reserved.upto,
                volumes=1 + len(spread.paths),
            )
        )
        rows = [
            {"destination": reserved.destination, "sha256": item.sha256, "package": target.name}
            for item in pictures
        ]
        if rows:
            session.execute(insert(PhotoSent).on_conflict_do_nothing(), rows)


def _pictures(session: Session, destination: str, all_photos: bool) -> list[_Picture]:
    """List the photos to carry, once each; a removed one stays at home."""
    query = select(Photo.sha256, func.min(Photo.extension)).where(
        Photo.sha256.is_not(None), Photo.extension.is_not(None), Photo.deleted.is_(False)
    )
    if not all_photos:
        sent = select(PhotoSent.sha256).where(PhotoSent.destination == destination)
        query = query.where(Photo.sha256.not_in(sent))
    rows = session.execute(query.group_by(Photo.sha256).order_by(Photo.sha256))
    return [_Picture(str(sha256), str(extension)) for sha256, extension in rows]


def _forms(session: Session, since: int) -> list[str]:
    """List every checklist that an inspection uses or used: old answers are read by their own.

    Those of inspections that are receipted are there already.
    """
    ever = (
        select(Change.value)
        .join(Inspection, Inspection.id == Change.subject)
        .where(Change.field == "form_hash", Change.n > since)
        .distinct()
    )
    found = (decode(value) for value in session.scalars(ever))
    used = {value for value in found if isinstance(value, str)}
    return list(session.scalars(select(Form.hash).where(Form.hash.in_(used)).order_by(Form.hash)))
