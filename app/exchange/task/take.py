"""Taking a task package on a laptop: a preview, the hub's fingerprint compared, then ready."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.dialects.sqlite import insert

from app.exchange.adopt import adopt
from app.exchange.label import Label, read_label
from app.exchange.proof import Proof
from app.exchange.receive import KeepForm, keep_checklist
from app.exchange.roads.destination import keep
from app.exchange.same_campaign import take_over
from app.exchange.seal_read import opened_package
from app.exchange.speaking import forget, hear
from app.exchange.staging import Staging
from app.exchange.task.read import TaskPreview, checked_task, preview_of, preview_task, task_of
from app.exchange.trust import (
    CONFIRMED,
    HUB,
    Known,
    TrustError,
    device,
    note,
    own_keys,
    remember,
    remembered,
)
from app.i18n import N_
from app.keys import PublicKeys
from app.models.clock import wall_ms
from app.models.derived import Peer, PersonRow
from app.models.log import ChangeLine, merge
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.exchange.bags.read import BagReader
    from app.workspace import Workspace

__all__ = ["TaskPreview", "preview_task", "take_task"]


def take_task(
    workspace: Workspace,
    path: Path,
    *,
    keep_form: KeepForm,
    fingerprint: str = "",
    other_hub: bool = False,
    words: str = "",
    now_ms: int | None = None,
    progress: Progress = silent,
) -> TaskPreview:
    """Take a task package: the laptop has keys, hub, roster and checklists afterwards.

    Args:
        workspace: The laptop.
        path: The package.
        keep_form: See `app.exchange.receive.receive`.
        fingerprint: The hub's, as somebody there reads it aloud; needed once for each hub.
        other_hub: Leave the hub that this laptop worked for.
        words: Passphrase for this laptop's keys, where the system has no keyring.
        now_ms: Wall clock, UTC milliseconds.
        progress: Told per file, then per thousand changes.

    Raises:
        TrustError: It is forged, or of another hub.
        AppError: The fingerprint is another one, or the package is refused; nothing is changed.
    """
    now = wall_ms() if now_ms is None else now_ms
    with (
        opened_package(workspace, path, words=words, progress=progress) as bag,
        Staging(workspace) as staging,
    ):
        label = read_label(bag)
        keys, known = checked_task(workspace, bag, label)
        shown = preview_of(workspace, bag, label, keys, known)
        if shown.replaces is not None and not other_hub:
            raise TrustError(
                "hub",
                N_(
                    "This laptop works for the hub {name}. The task is of another one: take it "
                    "only if you were told to change."
                ),
                name=shown.replaces.name or shown.replaces.fingerprint,
            )
        if not shown.known and not keys.is_called(fingerprint):
            raise TrustError(
                "unknown",
                N_(
                    "Ask the hub by telephone for its fingerprint and type what they read to you; "
                    "it is not that of this package."
                ),
            )
        own_keys(workspace, words)
        with workspace.sessions.begin() as session:
            if shown.replaces is not None:
                forget(session)
            sender = _trusted(session, keys, workspace.person, now)
            proof = Proof(session, bag, label, sender)
            _merge(session, proof, progress, now)
            for name in label.forms:
                keep_checklist(keep_form, session, bag, name, staging.folder)
            take_over(session, workspace.writer(session), label.campaign, proof.given, now_ms=now)
            if shown.adoption is not None:
                adopt(session, workspace.writer(session), shown.adoption, now_ms=now)
            _remember(session, bag, label, keys, proof, shown)
            # Last: what was begun here is taken over while it still counts.
            hear(workspace, session, task_of(bag).hubs)
    return shown


def _trusted(session: Session, keys: PublicKeys, person: str, now: int) -> Known:
    """Enter the hub whose fingerprint was compared; any other is a hub no longer."""
    note(session, keys)
    for row in session.query(Peer).filter(Peer.role == HUB, Peer.device != keys.device):
        row.role = "device"
    row = session.get_one(Peer, keys.device)
    if (row.role, row.state) != (HUB, CONFIRMED):
        row.role, row.state, row.decided_at, row.decided_by = HUB, CONFIRMED, now, person
    session.flush()
    found = device(session, keys.device)
    assert found is not None
    return found


def _merge(session: Session, proof: Proof, progress: Progress, now: int) -> None:
    def lines() -> Iterator[ChangeLine]:
        for done, line in enumerate(proof.changes()):
            if done % 1000 == 0:
                progress(done, 0)
            yield line

    merge(session, lines(), now_ms=now)
    proof.keep()


def _remember(
    session: Session,
    bag: BagReader,
    label: Label,
    keys: PublicKeys,
    proof: Proof,
    shown: TaskPreview,
) -> None:
    task = task_of(bag)
    given = remembered(session, "from_hub")
    known = {str(one) for one in given} if isinstance(given, list) else set()
    # What the hub gave out it has; only what these devices write from now on is theirs to send.
    remember(session, "from_hub", sorted(known | {str(one) for one in proof.given - {keys.device}}))
    remember(session, "recovery_of_hub", task.recovery)
    remember(session, "rehearsal", shown.rehearsal)
    remember(session, f"task {label.device}", label.number)
    for one in shown.destinations:
        keep(session, one)
    rows = [{"name": name, "number": number, "used_at": 0} for name, number in shown.people]
    if rows:
        session.execute(insert(PersonRow).on_conflict_do_nothing(), rows)
