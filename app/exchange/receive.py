"""Receiving packages at the hub: verify first, then merge in one transaction.

A package that is refused changes nothing and stays in the list of packages with its reason; one
whose merge is stopped leaves no trace. The same package twice, or packages in any order, give the
same tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from app.errors import AppError
from app.exchange.admit import Admitted, admit, is_its_own
from app.exchange.bags.read import BagReader
from app.exchange.change_stream import checked_changes, count_changes
from app.exchange.clash import make_room, refusal
from app.exchange.form_parcels import stage_files
from app.exchange.inbox.card import CardMaker, has_card, read_card, refused_card, write_card
from app.exchange.label import Label, check_campaign, read_label
from app.exchange.proof import Proof
from app.exchange.received import Received, file_digest, record
from app.exchange.seal_read import is_sealed, opened_ahead, opened_package
from app.exchange.speaking import hear
from app.exchange.staging import Staging
from app.exchange.unheard import Unheard
from app.i18n import N_, _
from app.models.append import ClashError
from app.models.carried import keep_carried
from app.models.clock import wall_ms
from app.models.log import ChangeLine, merge
from app.models.tables import Cell
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.exchange.open_ahead import OpenAhead
    from app.workspace import Workspace

KeepForm = Callable[["Session", bytes, str, Mapping[str, Path]], object]


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
        item
        for item in source.iterdir()
        if item.name.lower().endswith((".zip", ".zip.age")) and item.is_file()
    )
    if not found:
        raise AppError(N_("There is no package in {path}."), path=source)
    return found


def receive(
    workspace: Workspace,
    files: Sequence[Path],
    *,
    keep_form: KeepForm,
    words: str = "",
    more: Sequence[str] = (),
    now_ms: int | None = None,
    progress: Progress = silent,
) -> list[Received]:
    """Verify and merge packages, one transaction each; a refused one does not stop the others.

    Args:
        workspace: The hub.
        files: Package files.
        keep_form: Keeps a checklist that came along, given the session of the merge, its bytes and
            what it is known by and its files; passed in because checklists belong to another room.
        words: Passphrase of this workspace's keys, where the system has no keyring.
        more: Further keys that open sealed packages, such as the recovery key.
        now_ms: Wall clock, UTC milliseconds.
        progress: Told per package, then per file verified, then per photo and change merged.

    Returns:
        What became of each file, in the order given.

    Raises:
        AppError: This workspace itself cannot be written.
        Cancelled: What was merged before stays; the package at hand left nothing.
    """
    done: list[Received] = []
    with opened_ahead(workspace, files, words, more) as ahead:
        for count, path in enumerate(files):
            progress(count, len(files), path.name)
            one = receive_one(
                workspace,
                path,
                keep_form=keep_form,
                words=words,
                more=more,
                now_ms=now_ms,
                verifying=_named(progress, _("verifying {name}"), path),
                merging=_named(progress, "{name}", path),
                ahead=ahead,
            )
            done.append(one)
    progress(len(files), len(files), _("Merged"))
    return done


def receive_one(
    workspace: Workspace,
    path: Path,
    *,
    keep_form: KeepForm,
    words: str = "",
    more: Sequence[str] = (),
    now_ms: int | None = None,
    verifying: Progress = silent,
    merging: Progress = silent,
    ahead: OpenAhead | None = None,
) -> Received:
    """Verify and merge one package; see `receive`.

    Args:
        workspace: The hub.
        path: The package file.
        keep_form: Keeps a checklist that came along.
        words: Passphrase of this workspace's keys.
        more: Further keys that open sealed packages.
        now_ms: Wall clock, UTC milliseconds.
        verifying: Told per file of the package.
        merging: Told per photo and change.
        ahead: Opens the package after this one while this one is merged.
    """
    now = wall_ms() if now_ms is None else now_ms
    came = _Came(workspace, path, words, tuple(more), keep_form, now)
    while True:
        try:
            return came.merged(verifying, merging, ahead)
        except ClashError as clash:
            if make_room(workspace, clash):  # whoever used the ids before is withdrawn
                ahead = None
                continue
            return came.refused(refusal(workspace, clash))
        except AppError as error:
            if _is_ours(error):
                raise
            return came.refused(error)


@dataclass
class _Came:
    """One package file, and what is known of it so far.

    Attributes:
        label, info: What it says of itself, once that is its sender's own word.
    """

    workspace: Workspace
    path: Path
    words: str
    more: tuple[str, ...]
    keep_form: KeepForm
    now: int
    label: Label | None = None
    info: dict[str, str] = field(default_factory=dict)

    def merged(self, verifying: Progress, merging: Progress, ahead: OpenAhead | None) -> Received:
        """Verify and merge it.

        Raises:
            ClashError: It has ids of changes that somebody else wrote.
            AppError: It is refused, or this workspace cannot be written.
        """
        workspace, path = self.workspace, self.path
        with (
            Staging(workspace) as staging,
            opened_package(
                workspace,
                path,
                words=self.words,
                more=self.more,
                progress=verifying,
                keeper=staging,
                ahead=ahead,
            ) as bag,
        ):
            found = read_label(bag)
            if is_its_own(workspace, bag, found):
                self.label, self.info = found, bag.info
            recovering = bool(self.more) and is_sealed(path)
            admitted = admit(workspace, bag, found, recovering=recovering)
            check_campaign(workspace, found)
            return _merge(
                workspace, path, bag, found, admitted, staging, self.keep_form, self.now, merging
            )

    def refused(self, error: AppError) -> Received:
        """Enter it into the list with the reason; nothing else changes."""
        code = getattr(error, "code", "")
        result = Received(self.path, "refused", str(error), self.label, code=code)
        card = refused_card(self.workspace, self.path, self.label, self.info)
        digest = self.label.digest if self.label else file_digest(self.path)
        with self.workspace.sessions.begin() as session:
            record(session, result, card, digest, self.now)
            if digest and has_card(self.workspace, digest):
                card = replace(read_card(self.workspace, digest), code=code)
            if digest:
                write_card(self.workspace, digest, card)
        return result


def _merge(
    workspace: Workspace,
    path: Path,
    bag: BagReader,
    label: Label,
    admitted: Admitted,
    staging: Staging,
    keep_form: KeepForm,
    now: int,
    progress: Progress,
) -> Received:
    """Merge a verified package; whatever it raises, nothing has changed."""
    photos, total = len(label.photos), len(label.photos) + count_changes(bag)
    staged = staging.stage(bag, label, lambda done, _photos, what="": progress(done, total, what))
    with workspace.sessions.begin() as session:
        hear(workspace, session)  # of workspaces that an older program made
        before = _conflicts(session)
        card = CardMaker(session, bag, label)
        proof = Proof(session, bag, label, admitted.sender) if admitted.sender else None
        source = checked_changes(bag, label) if proof is None else proof.changes()

        batches: set[tuple[UUID, int]] = set()
        unheard = Unheard(session)

        def lines() -> Iterator[ChangeLine]:
            for count, line in enumerate(source):
                progress(photos + count, total)
                card.see(line)
                unheard.see(line)
                batches.add((line.device, line.batch))
                yield line

        merged = merge(session, lines(), now_ms=now)
        keep_carried(session, label.digest, label.device, label.number, batches)
        for name in label.forms:
            keep_checklist(keep_form, session, bag, name, staging.folder)
        if proof is not None:
            proof.keep()
        result = Received(
            path,
            "merged" if merged.new or staged else "repeated",
            label=label,
            changes_new=merged.new,
            changes_known=merged.known,
            photos_new=staged,
            conflicts_new=max(0, _conflicts(session) - before),
            ahead=tuple(merged.ahead),
            signed=proof is not None,
            unheard=unheard.told(),
        )
        made = replace(card.card(merged.new), unheard=result.unheard)
        record(session, result, made, label.digest, now)
        progress(total, total)  # the last moment to stop
        if has_card(workspace, label.digest):  # the inbox made one before it was merged
            made = replace(read_card(workspace, label.digest), unheard=result.unheard, code="")
        write_card(workspace, label.digest, made)
        staging.place()  # the last step before the commit: a refused package leaves nothing
    return result


def _named(progress: Progress, words: str, path: Path) -> Progress:
    """Report under the name of the package instead of that of a file within it."""
    text = words.format(name=path.name)

    def told(done: int, total: int, what: str = "") -> None:
        progress(done, total, text)

    return told


def keep_checklist(
    keep_form: KeepForm, session: Session, bag: BagReader, name: str, staging: Path
) -> None:
    """Keep a checklist of a package, in the transaction of its merge.

    Raises:
        AppError: It cannot be used; says why.
    """
    try:
        keep_form(session, bag.read(name), Path(name).stem, stage_files(bag, name, staging))
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


def _conflicts(session: Session) -> int:
    return (
        session.scalar(select(func.count()).select_from(Cell).where(Cell.conflict.is_(True))) or 0
    )
