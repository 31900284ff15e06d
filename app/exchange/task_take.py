"""Taking a task package on a laptop: a preview, the hub's fingerprint compared, then ready."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy.dialects.sqlite import insert

from app.errors import AppError
from app.exchange.admit import TASK_KIND, check_signature, refuse_revoked
from app.exchange.adopt import Adoption, adopt, adoption
from app.exchange.change_stream import changes
from app.exchange.label import Label, read_label
from app.exchange.proof import Proof
from app.exchange.receive import KeepForm, keep_checklist
from app.exchange.roads.destination import Destination, check, keep
from app.exchange.seal_read import opened_package
from app.exchange.signing import KIND_LABEL, RECIPIENT_LABEL, tidy
from app.exchange.staging import staging_folder
from app.exchange.task import TASK
from app.exchange.trust import (
    CONFIRMED,
    HUB,
    Known,
    TrustError,
    device,
    hub,
    is_hub,
    note,
    own_devices,
    own_keys,
    remember,
    remembered,
)
from app.i18n import N_
from app.keys import PublicKeys
from app.models.clock import wall_ms
from app.models.derived import Peer, PersonRow
from app.models.log import ChangeLine, merge
from app.models.values import decode
from app.progress import Progress, silent
from app.sealing import check_recipient

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.exchange.bag_read import BagReader
    from app.workspace import Workspace


@dataclass(frozen=True)
class TaskPreview:
    """What a task package would do here.

    Attributes:
        hub: Keys of the hub that signed it; their fingerprint is compared aloud.
        known: Whether this hub's fingerprint was compared here before.
        replaces: The hub that this laptop worked for so far, when it is another one.
        campaign: Id and name.
        places: Places in it by level, such as ``building``.
        forms: How many checklists; ``people``: names and numbers; ``destinations``: to send to.
        rehearsal: Practice: everything printed is marked.
        adoption: What becomes of the campaign that this laptop began by itself; None: it has none.
    """

    hub: PublicKeys
    known: bool
    replaces: PublicKeys | None
    campaign: UUID
    campaign_name: str
    places: dict[str, int]
    forms: int
    people: tuple[tuple[str, str], ...]
    destinations: tuple[Destination, ...]
    rehearsal: bool
    adoption: Adoption | None


@dataclass(frozen=True)
class _Task:
    """What ``task.json`` says."""

    recovery: str
    rehearsal: bool
    people: tuple[tuple[str, str], ...]
    destinations: tuple[Destination, ...]


def preview_task(
    workspace: Workspace, path: Path, *, words: str = "", progress: Progress = silent
) -> TaskPreview:
    """Read a task package and say what it would do; nothing is changed.

    Raises:
        TrustError: It is forged, for another device, or of a hub that is revoked.
        AppError: It is no task package, or it is refused.
    """
    with opened_package(workspace, path, words=words, progress=progress) as bag:
        label = read_label(bag)
        keys, known = _checked(workspace, bag, label)
        return _preview(workspace, bag, label, keys, known)


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
        staging_folder(workspace) as staging,
    ):
        label = read_label(bag)
        keys, known = _checked(workspace, bag, label)
        shown = _preview(workspace, bag, label, keys, known)
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
            sender = _trusted(session, keys, workspace.person, now)
            proof = Proof(session, bag, label, sender)
            _merge(session, proof, progress, now)
            for name in label.forms:
                keep_checklist(keep_form, session, bag, name, staging)
            if shown.adoption is not None:
                adopt(session, workspace.writer(session), shown.adoption, now_ms=now)
            _remember(session, bag, label, keys, proof, shown)
    return shown


def _checked(workspace: Workspace, bag: BagReader, label: Label) -> tuple[PublicKeys, Known | None]:
    """Check that a bag is a task package for this laptop, rightly signed."""
    if bag.info.get(KIND_LABEL) != TASK_KIND or TASK not in bag.names:
        raise TrustError("task", N_("This is no task package; it holds work for a hub."))
    with workspace.reading() as session:
        known = device(session, label.device)
        own = {str(one) for one in own_devices(session)}
        last = remembered(session, f"task {label.device}")
    recipient = bag.info.get(RECIPIENT_LABEL, "")
    if recipient and recipient not in own:
        raise TrustError("recipient", N_("This task package is for another laptop."))
    if label.device == workspace.device or is_hub(workspace):
        raise TrustError("task", N_("This workspace is a hub itself; a task is for laptops."))
    keys = check_signature(bag, label, known)
    if keys is None:
        raise TrustError("unsigned", N_("The task package is not signed."))
    if known is not None:
        refuse_revoked(known)
    if isinstance(last, int) and label.number < last:
        raise TrustError(
            "chain",
            N_("A newer task of this hub (number {number}) was taken already."),
            number=last,
        )
    return keys, known


def _preview(
    workspace: Workspace, bag: BagReader, label: Label, keys: PublicKeys, known: Known | None
) -> TaskPreview:
    task = _task(bag)
    names: dict[UUID, dict[str, object]] = {}
    campaign = ""
    for line in changes(bag):
        if line.kind == "place" and line.field in ("level", "code"):
            names.setdefault(line.subject, {})[line.field] = decode(line.value)
        elif line.kind == "campaign" and line.field == "name" and line.subject == label.campaign:
            campaign = str(decode(line.value) or "")
    levels: dict[str, int] = {}
    for facts in names.values():
        level = str(facts.get("level") or "")
        levels[level] = levels.get(level, 0) + 1
    codes = {str(facts["code"]): one for one, facts in names.items() if facts.get("code")}
    with workspace.reading() as session:
        before = hub(session)
        plan = adoption(session, label.campaign, set(names), codes)
    trusted = known is not None and known.role == HUB and known.state == CONFIRMED
    other = before is not None and before.keys.device != label.device
    return TaskPreview(
        keys,
        trusted,
        before.keys if other and before is not None else None,
        label.campaign,
        campaign,
        levels,
        len(label.forms),
        task.people,
        task.destinations,
        task.rehearsal,
        plan,
    )


def _task(bag: BagReader) -> _Task:
    try:
        raw: Any = decode(bag.read(TASK, 1 << 20).decode())
        recovery = str(raw["recovery"])
        if recovery:
            check_recipient(recovery)
        task = _Task(
            recovery,
            raw["rehearsal"] is True,
            tuple((tidy(str(one["name"])), tidy(str(one["number"]))) for one in raw["people"]),
            tuple(_destination(one) for one in raw["destinations"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise AppError(N_("The task package cannot be read: task.json is incomplete.")) from error
    for one in task.destinations:
        check(one)
    return task


def _destination(row: Any) -> Destination:
    options = {str(key): str(value) for key, value in dict(row["options"]).items()}
    return Destination(tidy(str(row["name"])), str(row["url"]), options)


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
    task = _task(bag)
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
