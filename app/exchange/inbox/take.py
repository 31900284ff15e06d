"""Taking packages into the inbox: nothing is merged yet.

A package is copied into the workspace first, so that the stick may leave, and verified there; it
is then listed as ready, or as refused with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.exchange.admit import admit, is_its_own
from app.exchange.bags.text import BagError
from app.exchange.label import Label, check_campaign, read_label
from app.exchange.receive import packages_in
from app.exchange.received import file_digest, storable
from app.exchange.seal_read import opened_package
from app.exchange.task.says import says_task
from app.exchange.trust import UNKNOWN
from app.exchange.volumes import named
from app.files import cannot_read, cannot_write
from app.i18n import _
from app.models.clock import wall_ms
from app.models.derived import PackageIn
from app.models.ids import new_id
from app.progress import Progress, silent
from app.sealing import OtherKeyError, SealError

if TYPE_CHECKING:
    from app.workspace import Workspace

from app.exchange.inbox.card import card_of, drop, refused_card, size, write_card
from app.exchange.inbox.parcels import (
    MERGED,
    READY,
    REFUSED,
    REPEATED,
    Parcel,
    kept_copy,
    parcel_of,
)

_COPY_BYTES = 1 << 20


def take_in(
    workspace: Workspace,
    sources: Sequence[Path],
    progress: Progress = silent,
    *,
    came_by: str = "",
) -> list[Parcel]:
    """Copy packages into the workspace and verify them there; nothing is merged yet.

    Args:
        workspace: The hub.
        sources: Package files, or folders with packages.
        progress: Told per megabyte copied.
        came_by: Where they came from, when that is not the folder they lie in; see `Card.source`.

    Returns:
        A line per package; one that cannot be read or is refused has its reason. The task
        packages of a folder are left out, and what else this device wrote there: they lie on the
        stick that went to the laptop.

    Raises:
        AppError: A folder holds no package, or this workspace cannot be written.
        Cancelled: What was taken in before stays.
    """
    found = [(file, file == source) for source in sources for file in packages_in(source)]
    work = [
        file for file, chosen in found if chosen or not (_own(workspace, file) or says_task(file))
    ]
    files = work or [file for file, _chosen in found]  # nothing but tasks: then that is said
    sizes = [size(file) for file in files]
    total, before = sum(sizes), 0
    taken = []
    for file, length in zip(files, sizes, strict=True):
        taken.append(_take_one(workspace, file, before, total, progress, came_by))
        before += length
    progress(total, total, _("Verified"))
    return taken


def _own(workspace: Workspace, file: Path) -> bool:
    """Tell whether this device wrote it: a sealed task for one laptop says nothing else to us."""
    what = named(file.name)
    return what is not None and what.device8 == workspace.device.hex[:8]


def _take_one(
    workspace: Workspace, file: Path, before: int, total: int, progress: Progress, came_by: str
) -> Parcel:
    target = workspace.inbox / new_id().hex / file.name  # its own name: sentences will quote it
    digest: str | None
    label: Label | None = None
    info: dict[str, str] = {}
    signed = held = False
    step = ""
    try:
        _make_folder(target.parent)
        try:
            _copy(file, target, before, total, progress)
            with opened_package(workspace, target) as bag:
                found = read_label(bag)
                if is_its_own(workspace, bag, found):
                    label, info = found, bag.info
                signed = admit(workspace, bag, found).sender is not None
                step = "campaign"
                check_campaign(workspace, found)
                step = ""
                card = card_of(workspace, bag, found)
                reason, digest = "", found.digest
        except AppError as error:
            if getattr(error, "ours", False):
                raise
            code = step or code_of(error)
            held = code == UNKNOWN  # a person may yet confirm its device
            card, reason = refused_card(workspace, target, label, info), str(error)
            card = replace(card, code=code)
            digest = label.digest if held and label else file_digest(target)
            if not held:
                drop(target)
    except BaseException:
        drop(target)
        raise
    row = PackageIn(
        id=new_id(),
        name=storable(file.name),
        path=storable(str(target if held or not reason else file)),
        sha256=digest,
        device=UUID(card.device) if card.device else None,
        number=card.number or None,
        volume=card.volume,
        volumes=card.volumes,
        state=REFUSED if reason else READY,
        reason=storable(reason) or None,
        changes_new=None,
        photos_new=None,
        conflicts_new=None,
        received_at=wall_ms(),
        merged_at=None,
        previous=label.previous if label is not None else None,
        signed=signed,
    )
    card = replace(card, source=came_by or str(file.parent))
    if digest:
        write_card(workspace, digest, card)
    with workspace.sessions.begin() as session:
        if digest:  # the same package again replaces the line that waits
            same = session.scalars(
                select(PackageIn).where(
                    PackageIn.sha256 == digest, PackageIn.state.in_((READY, REFUSED))
                )
            )
            for old in same:
                if (kept := kept_copy(workspace, old)) is not None:
                    drop(kept)
                session.delete(old)
            already = select(PackageIn.id).where(
                PackageIn.sha256 == digest, PackageIn.state == MERGED
            )
            if session.scalar(already.limit(1)) is not None:
                row.state = REPEATED
                row.merged_at = row.received_at
                drop(target)
        session.add(row)
        session.flush()
        session.expunge(row)
    return parcel_of(workspace, row, {})


def code_of(error: AppError) -> str:
    """Return what kind of reason a package was refused for; empty when nothing more is known."""
    known = str(getattr(error, "code", ""))
    if known or isinstance(error, OtherKeyError):
        return known or "sealed"
    return "damaged" if isinstance(error, BagError | SealError) else ""


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder.name, error) from error


def _copy(source: Path, target: Path, before: int, total: int, progress: Progress) -> None:
    try:
        reading = source.open("rb")
    except OSError as error:
        raise cannot_read(source.name, error) from error
    done = before
    try:
        # Closing writes what is left once more, so its error is one of writing, too.
        with reading, target.open("wb") as writing:
            while True:
                progress(done, total, source.name)
                try:
                    piece = reading.read(_COPY_BYTES)
                except OSError as error:
                    raise cannot_read(source.name, error) from error
                if not piece:
                    return
                writing.write(piece)
                done += len(piece)
    except OSError as error:
        raise cannot_write(target.name, error) from error
