"""Reading a task package on a laptop: who signed it, and what it would do; nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.errors import AppError
from app.exchange.admit import TASK_KIND, check_signature, refuse_revoked
from app.exchange.adopt import Adoption, adoption
from app.exchange.change_stream import changes
from app.exchange.label import Label, read_label
from app.exchange.roads.destination import Destination, check
from app.exchange.seal_read import opened_package
from app.exchange.signing import KIND_LABEL, RECIPIENT_LABEL, tidy
from app.exchange.task.make import TASK
from app.exchange.trust import (
    CONFIRMED,
    HUB,
    Known,
    TrustError,
    device,
    hub,
    is_hub,
    own_devices,
    remembered,
)
from app.i18n import N_
from app.keys import PublicKeys
from app.models.values import decode
from app.progress import Progress, silent
from app.sealing import check_recipient

if TYPE_CHECKING:
    from app.exchange.bags.read import BagReader
    from app.workspace import Workspace

CREATED_LABEL = "Chengjian-Created"


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
        number: The hub's running number of it, signed.
        made_at: When the hub's clock says that it was made, signed, UTC milliseconds; None: unsaid.
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
    number: int
    made_at: int | None


@dataclass(frozen=True)
class Task:
    """What ``task.json`` says; ``hubs``: devices that speak as hubs of the campaign."""

    recovery: str
    rehearsal: bool
    people: tuple[tuple[str, str], ...]
    destinations: tuple[Destination, ...]
    hubs: tuple[UUID, ...] = ()


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
        keys, known = checked_task(workspace, bag, label)
        return preview_of(workspace, bag, label, keys, known)


def checked_task(
    workspace: Workspace, bag: BagReader, label: Label
) -> tuple[PublicKeys, Known | None]:
    """Check that a bag is a task package for this laptop, rightly signed.

    Returns:
        Keys of the hub that signed it, and what is known of that hub here.

    Raises:
        TrustError: It is not; the message says why.
    """
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


def preview_of(
    workspace: Workspace, bag: BagReader, label: Label, keys: PublicKeys, known: Known | None
) -> TaskPreview:
    """Say what a task package that was checked would do.

    Raises:
        AppError: Its ``task.json`` cannot be read, or conflicts are open here.
    """
    task = task_of(bag)
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
        label.number,
        _made_at(bag.info.get(CREATED_LABEL, "")),
    )


def _made_at(text: str) -> int | None:
    try:
        moment = datetime.fromisoformat(text)
        return None if moment.tzinfo is None else round(moment.timestamp() * 1000)
    except (ValueError, OverflowError):
        return None


def task_of(bag: BagReader) -> Task:
    """Read ``task.json``.

    Raises:
        AppError: It is not what it should be, or a destination is none.
    """
    try:
        raw: Any = decode(bag.read(TASK, 1 << 20).decode())
        recovery = str(raw["recovery"])
        if recovery:
            check_recipient(recovery)
        task = Task(
            recovery,
            raw["rehearsal"] is True,
            tuple((tidy(str(one["name"])), tidy(str(one["number"]))) for one in raw["people"]),
            tuple(_destination(one) for one in raw["destinations"]),
            tuple(UUID(one) for one in raw.get("hubs", ())),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise AppError(N_("The task package cannot be read: task.json is incomplete.")) from error
    for one in task.destinations:
        check(one)
    return task


def _destination(row: Any) -> Destination:
    options = {str(key): str(value) for key, value in dict(row["options"]).items()}
    return Destination(tidy(str(row["name"])), str(row["url"]), options)
