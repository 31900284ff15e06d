"""Receiving packages at the hub: verify first, then merge in one transaction.

A package that is refused changes nothing and stays in the list of packages with its reason. The
same package twice, or packages in any order, give the same tables.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from app.errors import AppError
from app.exchange.bag_read import BagReader, open_bag
from app.exchange.package import BATCHES, CHANGES, PROFILE
from app.i18n import N_, _
from app.models.clock import wall_ms
from app.models.derived import PackageIn
from app.models.ids import new_id
from app.models.log import Ahead, ChangeLine, merge
from app.models.tables import Campaign, Cell
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace

KeepForm = Callable[[bytes, str], object]


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
        label = Label(
            UUID(info["Chengjian-Campaign"]),
            UUID(info["Chengjian-Sender"]),
            int(info["Chengjian-Number"]),
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
            head = json.loads(line)
            if head["device"] == str(label.device):
                found[int(head["number"])] = {
                    "digest": str(head["digest"]),
                    "previous": str(head["previous"]),
                }
        except (ValueError, KeyError, TypeError) as error:
            raise AppError(N_("The headers of the batches cannot be read.")) from error
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
        keep_form: Keeps a checklist that came along, given its bytes and their sha256; passed in
            because checklists belong to another room.
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
        with open_bag(path) as bag:
            label = read_label(bag)
            _check_campaign(workspace, label)
            for name in label.forms:
                keep_form(bag.read(name), Path(name).stem)
            photos = _keep_photos(workspace, bag, label)
            with workspace.sessions.begin() as session:
                before = _conflicts(session)
                merged = merge(session, checked_changes(bag, label), now_ms=now)
                result = Received(
                    path,
                    "merged" if merged.new or photos else "repeated",
                    label=label,
                    changes_new=merged.new,
                    changes_known=merged.known,
                    photos_new=photos,
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


def _is_ours(error: AppError) -> bool:
    """Tell whether the trouble is this workspace (full disk, read-only), not the package."""
    return getattr(error, "ours", False)


def _check_campaign(workspace: Workspace, label: Label) -> None:
    with workspace.reading() as session:
        here = list(session.scalars(select(Campaign.id).where(Campaign.deleted.is_(False))))
    if here and label.campaign not in here:
        raise AppError(
            N_("This package belongs to another campaign. Ask the sender which hub it is for.")
        )


def _keep_photos(workspace: Workspace, bag: BagReader, label: Label) -> int:
    """Store photos that are not here yet; a name is a hash, so order does not matter."""
    kept = 0
    for name in label.photos:
        sha256, _dot, extension = Path(name).name.partition(".")
        if bag.sha256(name) != sha256:
            raise AppError(
                N_("The photo {name} is damaged: its content does not match its name."),
                name=sha256[:12],
            )
        target = workspace.photo_file(sha256, extension)
        if target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        found = bag.extract(name, target)
        if found != sha256:
            target.unlink()
            raise AppError(
                N_("The photo {name} is damaged: its content does not match its name."),
                name=sha256[:12],
            )
        kept += 1
    return kept


def _conflicts(session: Session) -> int:
    return (
        session.scalar(select(func.count()).select_from(Cell).where(Cell.conflict.is_(True))) or 0
    )


def _record(session: Session, result: Received, now: int) -> None:
    label = result.label
    session.add(
        PackageIn(
            id=new_id(),
            name=result.path.name,
            path=str(result.path),
            sha256=label.digest if label else _file_digest(result.path),
            device=label.device if label else None,
            number=label.number if label else None,
            state=result.state,
            reason=result.reason or None,
            changes_new=result.changes_new,
            photos_new=result.photos_new,
            conflicts_new=result.conflicts_new,
            received_at=now,
            merged_at=now if result.state == "merged" else None,
        )
    )


def _file_digest(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
