"""A package (包): the bag of changes, photos and checklists that one export writes.

Layout below the one top folder ``<device8>-<number>-<volume>``::

    data/changes.jsonl           one canonical change a line, in id order
    data/batches.jsonl           headers of this device's closed batches, one a line
    data/photos/<sha256>.<ext>   original bytes of photos and attachments
    data/forms/<sha256>.xlsx     checklists that the inspections began with

Everything that is not receipted is in every package, so that one lost stick loses nothing; photo
bytes go once per destination. See `app.exchange.volumes` for packages of several files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.sqlite import insert

from app import __version__
from app.errors import AppError
from app.exchange.bag_write import AlteredError, BagWriter, Closed
from app.exchange.receipts import receipted
from app.exchange.volumes import VOLUME_BYTES, Item, Spread, file_name, named, plan
from app.files import discard
from app.i18n import N_
from app.identity import first_number, note
from app.models.clock import wall_ms
from app.models.derived import Form, PackageOut, PhotoSent
from app.models.log import batches, close_batch, last, lines, open_batch
from app.models.media import EXTENSIONS
from app.models.tables import Campaign, Change, Inspection, Photo
from app.models.values import decode
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace

PROFILE = "chengjian-package-1"
CHANGES, BATCHES = "changes.jsonl", "batches.jsonl"
PHOTO = re.compile(rf"photos/[0-9a-f]{{64}}\.(?:{'|'.join(sorted(EXTENSIONS))})")
_LINES_A_PIECE = 2000


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
        now_ms: Wall clock, UTC milliseconds.
        progress: Told per photo.

    Returns:
        What was written.

    Raises:
        AppError: Nothing to send, or the folder cannot be written; no number is lost.
    """
    now = wall_ms() if now_ms is None else now_ms
    goal = destination or str(folder)
    reserved = _reserve(workspace, goal, volume_bytes, now)
    name = file_name(workspace.device.hex[:8], reserved.number, 1)
    target = folder / f"{name}.zip"
    _clear(workspace, folder)
    damaged: set[str] = set()
    try:
        while True:
            try:
                return _write(workspace, target, reserved, all_photos, damaged, now, progress)
            except AlteredError as error:  # one bad photo must not keep all others at home
                name = str(error.values["name"])
                if name in damaged or name.endswith(".xlsx"):
                    raise
                damaged.add(name)
    except BaseException:
        if not target.exists():
            with suppress(AppError):  # then it stays void, which is safe
                _give_back(workspace, reserved.number)
        raise


def _clear(workspace: Workspace, folder: Path) -> None:
    """Remove what an export of ours that was cut off left; nobody else writes under our name."""
    device8 = workspace.device.hex[:8]
    with workspace.reading() as session:
        void = set(session.scalars(select(PackageOut.number).where(PackageOut.digest.is_(None))))
    for file in folder.glob(f"{device8}-*.zip*"):
        name = named(file.name)
        if name and (file.suffix == ".part" or (name.volume > 1 and name.number in void)):
            discard(file)


def _reserve(workspace: Workspace, destination: str, volume_bytes: int, now: int) -> _Reserved:
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
        session.merge(PackageOut(number=number, name="", destination=destination, created_at=now))
        mark = receipted(session, destination)
        upto = last(session)  # what comes from now on is of the next batch
    _noted(workspace)  # before anything carries the number, so that it is never given out again
    return _Reserved(number, previous or "", destination, mark.upto, upto, mark.batch, volume_bytes)


def _give_back(workspace: Workspace, number: int) -> None:
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
    reserved: _Reserved,
    all_photos: bool,
    damaged: set[str],
    now: int,
    progress: Progress,
) -> Package:
    name = target.stem
    with workspace.reading() as session:  # one snapshot for all that goes in
        pictures = _pictures(session, reserved.destination, all_photos)
        forms = _forms(session, reserved.since)
        whole = [item for item in pictures if item.name.rpartition("/")[2] not in damaged]
        here = [item for picture in whole if (item := picture.item(workspace)) is not None]
        count = _Counter(reserved)
        info = _info(workspace, session, reserved.number, reserved.previous, now)
        with BagWriter(target, name, info) as bag:
            bag.add_stream(CHANGES, count.pieces(session))
            headers = "".join(
                json.dumps(header, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
                for header in _headers(session, workspace.device, reserved.batch)
            ).encode()
            bag.add_bytes(BATCHES, headers)
            held = count.bytes + len(headers)  # at most: deflating makes it less
            for form_hash in forms:
                file = workspace.forms / f"{form_hash}.xlsx"
                bag.add_stream(f"forms/{form_hash}.xlsx", file, sha256=form_hash)
                held += file.stat().st_size
            spread = Spread(bag, target, info)
            spread.pack(plan(held, here, reserved.volume_bytes), progress)
            try:
                closed = bag.close()
            except BaseException:
                spread.discard()
                raise
    size = closed.size + spread.bytes
    _settle(workspace, reserved, name, closed, size, count.lines, here, spread, now)
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
    )


def _settle(
    workspace: Workspace,
    reserved: _Reserved,
    name: str,
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
                name=f"{name}.zip",
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
            {"destination": reserved.destination, "sha256": item.sha256, "package": f"{name}.zip"}
            for item in pictures
        ]
        if rows:
            session.execute(insert(PhotoSent).on_conflict_do_nothing(), rows)


class _Counter:
    """Counts the lines that pass through on their way into the bag."""

    def __init__(self, reserved: _Reserved) -> None:
        self._reserved = reserved
        self.lines = self.bytes = 0

    def pieces(self, session: Session) -> Iterator[bytes]:
        """Yield what is not receipted as canonical lines, some thousand at a time."""
        piece: list[str] = []
        for line in lines(session, since=self._reserved.since, upto=self._reserved.upto):
            piece.append(line.to_json())
            if len(piece) == _LINES_A_PIECE:
                yield self._counted(piece)
                piece.clear()
        if piece:
            yield self._counted(piece)

    def _counted(self, piece: list[str]) -> bytes:
        data = ("\n".join(piece) + "\n").encode()
        self.lines += len(piece)
        self.bytes += len(data)
        return data


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


def _headers(session: Session, device: UUID, after: int) -> Iterator[dict[str, object]]:
    for batch in batches(session, device):
        if batch.digest and batch.number > after:
            yield {
                "device": str(batch.device),
                "number": batch.number,
                "changes": batch.changes,
                "digest": batch.digest,
                "previous": batch.previous or "",
            }


def _info(
    workspace: Workspace, session: Session, number: int, previous: str, now: int
) -> dict[str, str]:
    campaign = session.scalar(select(Campaign.id).order_by(Campaign.id))
    void = session.scalars(
        select(PackageOut.number)
        .where(PackageOut.digest.is_(None), PackageOut.number < number)
        .order_by(PackageOut.number)
    ).all()
    first = first_number(session)  # what came before belongs to the identity that this one replaced
    gaps = [*range(1, first), *(gap for gap in void if gap >= first)]
    return {
        "Bagging-Date": datetime.fromtimestamp(now / 1000, UTC).date().isoformat(),
        "Bag-Software-Agent": f"chengjian {__version__}",
        "BagIt-Profile-Identifier": PROFILE,
        "Chengjian-Campaign": str(campaign),
        "Chengjian-Sender": str(workspace.device),
        "Chengjian-Number": str(number),
        "Chengjian-Volume": "1 of 1",
        "Chengjian-Previous": previous,
        "Chengjian-Void": " ".join(str(gap) for gap in gaps),
        "Chengjian-Created": datetime.fromtimestamp(now / 1000, UTC).isoformat(
            timespec="milliseconds"
        ),
    }
