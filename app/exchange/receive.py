"""Receiving packages at the hub: verify first, then merge in one transaction.

A package that is refused changes nothing and stays in the list of packages with its reason. The
same package twice, or packages in any order, give the same tables.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from app.errors import AppError
from app.exchange.bag_read import BagReader, open_bag
from app.exchange.package import BATCHES, CHANGES, PHOTO, PROFILE
from app.files import cannot_write, sync_folder
from app.i18n import N_, _
from app.models.clock import wall_ms
from app.models.derived import PackageIn
from app.models.ids import new_id
from app.models.log import Ahead, ChangeLine, merge
from app.models.tables import Campaign, Cell
from app.models.values import decode
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace

KeepForm = Callable[["Session", bytes, str], object]
_FORM = re.compile(r"forms/[0-9a-f]{64}\.xlsx")
_LAST_NUMBER = 2**31


@dataclass(frozen=True)
class Label:
    """What a package says of itself, checked for form only.

    Attributes:
        campaign: Campaign that its changes belong to.
        device: Device that wrote it.
        number: The device's running number.
        digest: SHA-256 of its tag manifest.
        previous: Digest of the package before, empty for the first.
        photos: Files of photos; forms: of checklists.
    """

    campaign: UUID
    device: UUID
    number: int
    digest: str
    previous: str
    photos: tuple[str, ...]
    forms: tuple[str, ...]


@dataclass(frozen=True)
class Received:
    """What became of one file.

    Attributes:
        path: The file.
        state: ``merged``, ``repeated`` (nothing in it was new) or ``refused``.
        reason: Why it was refused, in words; empty otherwise.
        label: What it says of itself; None when it could not be read.
        changes_new: Changes that were not here before.
        changes_known: Changes that were.
        photos_new: Photos stored.
        conflicts_new: Fields that came into conflict by it.
        ahead: Devices whose clocks run far ahead.
    """

    path: Path
    state: str
    reason: str = ""
    label: Label | None = None
    changes_new: int = 0
    changes_known: int = 0
    photos_new: int = 0
    conflicts_new: int = 0
    ahead: tuple[Ahead, ...] = ()


def packages_in(source: Path) -> list[Path]:
    """List the package files of a folder, or the one file given, in name order.

    Raises:
        AppError: There is nothing of that name, or no package in the folder.
    """
    if source.is_file():
        return [source]
    if not source.is_dir():
        raise AppError(N_("{path} is not there. Check the stick or the folder."), path=source)
    found = sorted(
        item for item in source.iterdir() if item.suffix.lower() == ".zip" and item.is_file()
    )
    if not found:
        raise AppError(N_("There is no package in {path}."), path=source)
    return found


def read_label(bag: BagReader) -> Label:
    """Read what a verified bag says of itself.

    Raises:
        AppError: It is a bag, but none of ours, or of a newer program.
    """
    info = bag.info
    profile = info.get("BagIt-Profile-Identifier", "")
    if profile != PROFILE:
        if profile.startswith("chengjian-package-"):
            raise AppError(
                N_("This package is of a newer version of the program. Update this one first.")
            )
        raise AppError(N_("This is not a package of this program."))
    try:
        number = int(info["Chengjian-Number"])
        if not 0 < number < _LAST_NUMBER:
            raise ValueError(number)
        label = Label(
            UUID(info["Chengjian-Campaign"]),
            UUID(info["Chengjian-Sender"]),
            number,
            bag.digest,
            info.get("Chengjian-Previous", ""),
            tuple(name for name in bag.names if name.startswith("photos/")),
            tuple(name for name in bag.names if name.startswith("forms/")),
        )
    except (KeyError, ValueError) as error:
        raise AppError(
            N_("The package does not say who sent it: bag-info.txt is incomplete.")
        ) from error
    if CHANGES not in bag.names:
        raise AppError(N_("The package holds no changes: data/changes.jsonl is missing."))
    for name in (*label.photos, *label.forms):
        if not (PHOTO if name.startswith("photos/") else _FORM).fullmatch(name):
            raise AppError(N_("The package holds a file that belongs in none: {name}"), name=name)
        if bag.sha256(name) != Path(name).stem:
            raise AppError(
                N_("{name} in the package is damaged: its content does not match its name."),
                name=name,
            )
    return label


def changes(bag: BagReader) -> Iterator[ChangeLine]:
    """Stream the changes of a bag.

    Raises:
        AppError: A line cannot be read; says which.
    """
    for number, line in enumerate(bag.lines(CHANGES), 1):
        try:
            yield ChangeLine.from_json(line)
        except AppError as error:
            raise AppError(
                N_("Line {line} of the changes: {reason}"), line=number, reason=error
            ) from error


def checked_changes(bag: BagReader, label: Label) -> Iterator[ChangeLine]:
    """Stream the changes, and compare the sender's batches with the headers that came along.

    Raises:
        AppError: A line cannot be read; or, after the last line, a batch is not what its device
            closed: a change was added, altered or left out.
    """
    headers = _headers(bag, label)
    sums = {
        number: hashlib.sha256(f"{head['previous']}\n".encode()) for number, head in headers.items()
    }
    for change in changes(bag):
        if change.device == label.device:
            total = sums.get(change.batch)
            if total is None:
                raise AppError(N_("Batch {batch} of the sender has no header."), batch=change.batch)
            total.update(change.to_json().encode() + b"\n")
        yield change
    previous = ""
    for number, head in sorted(headers.items()):
        if sums[number].hexdigest() != head["digest"] or head["previous"] != previous:
            raise AppError(
                N_("Batch {batch} is not what its sender closed: changes are missing or altered."),
                batch=number,
            )
        previous = str(head["digest"])


def _headers(bag: BagReader, label: Label) -> dict[int, dict[str, object]]:
    found: dict[int, dict[str, object]] = {}
    for line in bag.lines(BATCHES) if BATCHES in bag.names else ():
        try:
            head = decode(line)
        except AppError as error:
            raise AppError(N_("The headers of the batches cannot be read.")) from error
        if not isinstance(head, dict) or type(head.get("number")) is not int:
            raise AppError(N_("The headers of the batches cannot be read."))
        if head.get("device") == str(label.device):
            if head["number"] in found:
                raise AppError(N_("The headers of the batches cannot be read."))
            found[head["number"]] = {
                "digest": str(head.get("digest")),
                "previous": str(head.get("previous")),
            }
    return found


def receive(
    workspace: Workspace,
    files: Sequence[Path],
    *,
    keep_form: KeepForm,
    now_ms: int | None = None,
    progress: Progress = silent,
) -> list[Received]:
    """Verify and merge packages, one transaction each; a refused one does not stop the others.

    Args:
        workspace: The hub.
        files: Package files.
        keep_form: Keeps a checklist that came along, given the session of the merge, its bytes and
            their sha256; passed in because checklists belong to another room.
        now_ms: Wall clock, UTC milliseconds.
        progress: Told per package.

    Returns:
        What became of each file, in the order given.

    Raises:
        AppError: This workspace itself cannot be written.
    """
    done: list[Received] = []
    for count, path in enumerate(files):
        progress(count, len(files), path.name)
        now = wall_ms() if now_ms is None else now_ms
        done.append(_receive_one(workspace, path, keep_form, now))
    progress(len(files), len(files), _("Merged"))
    return done


def _receive_one(workspace: Workspace, path: Path, keep_form: KeepForm, now: int) -> Received:
    label: Label | None = None
    try:
        with open_bag(path) as bag, _staging(workspace) as staging:
            label = read_label(bag)
            check_campaign(workspace, label)
            staged = _stage_photos(workspace, bag, label, staging)
            with workspace.sessions.begin() as session:
                before = _conflicts(session)
                merged = merge(session, checked_changes(bag, label), now_ms=now)
                for name in label.forms:
                    _keep(keep_form, session, bag, name)
                _place(staged)  # the last step before the commit: a refused package leaves nothing
                result = Received(
                    path,
                    "merged" if merged.new or staged else "repeated",
                    label=label,
                    changes_new=merged.new,
                    changes_known=merged.known,
                    photos_new=len(staged),
                    conflicts_new=max(0, _conflicts(session) - before),
                    ahead=tuple(merged.ahead),
                )
                _record(session, result, now)
        return result
    except AppError as error:
        if _is_ours(error):
            raise
        result = Received(path, "refused", str(error), label)
        with workspace.sessions.begin() as session:
            _record(session, result, now)
        return result


def _keep(keep_form: KeepForm, session: Session, bag: BagReader, name: str) -> None:
    try:
        keep_form(session, bag.read(name), Path(name).stem)
    except AppError as error:
        if _is_ours(error):
            raise
        raise AppError(
            N_("The checklist {name} in the package cannot be used: {reason}"),
            name=Path(name).stem[:12],
            reason=error,
        ) from error


def _is_ours(error: AppError) -> bool:
    """Tell whether the trouble is this workspace (full disk, read-only), not the package."""
    return getattr(error, "ours", False)


def check_campaign(workspace: Workspace, label: Label) -> None:
    """Refuse a package of another campaign than the one that is here.

    Raises:
        AppError: It is of another.
    """
    with workspace.reading() as session:
        here = list(session.scalars(select(Campaign.id).where(Campaign.deleted.is_(False))))
    if here and label.campaign not in here:
        raise AppError(
            N_("This package belongs to another campaign. Ask the sender which hub it is for.")
        )


@contextmanager
def _staging(workspace: Workspace) -> Iterator[Path]:
    """Make the folder where photos wait; what a crash left there goes away with it."""
    folder = workspace.cache / "incoming"
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder.name, error) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _stage_photos(
    workspace: Workspace, bag: BagReader, label: Label, staging: Path
) -> list[tuple[Path, Path]]:
    """Unpack the photos that are not here yet; returns where each is and where it belongs."""
    staged = []
    for name in label.photos:
        sha256, _dot, extension = Path(name).name.partition(".")
        target = workspace.photo_file(sha256, extension)
        if not target.exists():
            bag.extract(name, staging / target.name)
            staged.append((staging / target.name, target))
    return staged


def _place(staged: Sequence[tuple[Path, Path]]) -> None:
    """Give staged photos their places: on the disk before the rows that name them."""
    try:
        for file, target in staged:
            target.parent.mkdir(parents=True, exist_ok=True)
            file.replace(target)
        folders = {target.parent for _file, target in staged}
        for folder in folders | {folder.parent for folder in folders}:
            sync_folder(folder)
    except OSError as error:
        raise cannot_write("photos", error) from error


def _conflicts(session: Session) -> int:
    return (
        session.scalar(select(func.count()).select_from(Cell).where(Cell.conflict.is_(True))) or 0
    )


def _record(session: Session, result: Received, now: int) -> None:
    label = result.label
    session.add(
        PackageIn(
            id=new_id(),
            name=storable(result.path.name),
            path=storable(str(result.path)),
            sha256=label.digest if label else file_digest(result.path),
            device=label.device if label else None,
            number=label.number if label else None,
            state=result.state,
            reason=storable(result.reason) or None,
            changes_new=result.changes_new,
            photos_new=result.photos_new,
            conflicts_new=result.conflicts_new,
            received_at=now,
            merged_at=now if result.state == "merged" else None,
        )
    )


def storable(text: str) -> str:
    """Replace what UTF-8 cannot hold: names of files that another system wrote may be anything."""
    return text.encode("utf-8", "replace").decode()


def file_digest(path: Path) -> str | None:
    """Return the SHA-256 of a file in hex; None when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
