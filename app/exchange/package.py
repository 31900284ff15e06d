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

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.exchange.bags.source import AlteredError
from app.exchange.cargo import BATCHES, CHANGES, SETS, cargo
from app.exchange.form_parcels import add_forms
from app.exchange.outgoing import Outgoing, info, outgoing
from app.exchange.package_content import checklists, pictures
from app.exchange.package_number import Reserved, clear, give_back, reserve, settle
from app.exchange.volumes import VOLUME_BYTES, Spread, file_name, plan
from app.models.clock import wall_ms
from app.models.log import lines
from app.progress import Progress, silent

if TYPE_CHECKING:
    from app.workspace import Workspace


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
    clear(workspace, folder)
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


def _write(
    workspace: Workspace,
    target: Path,
    out: Outgoing,
    reserved: Reserved,
    all_photos: bool,
    damaged: set[str],
    now: int,
    progress: Progress,
) -> Package:
    name = target.name.partition(".")[0]
    with workspace.reading() as session:  # one snapshot for all that goes in
        found = pictures(session, reserved.destination, all_photos)
        forms = checklists(session, reserved.since)
        whole = [item for item in found if item.name.rpartition("/")[2] not in damaged]
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
    settle(workspace, reserved, target, closed, size, count.lines, here, spread, now)
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
