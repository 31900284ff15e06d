"""The task package (任务包): what makes a laptop ready, signed by the hub.

Beside the changes of campaign and roster it holds ``data/task.json``: the hub's recovery key,
destinations without any password, and, sealed for a known device alone, the people's names. What a
laptop gets is part of the hub's log, so the hub vouches for it in ``data/sets.jsonl``.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.exchange.admit import TASK_KIND
from app.exchange.cargo import BATCHES, CHANGES, SETS, Cargo
from app.exchange.form_parcels import add_forms
from app.exchange.outgoing import Outgoing, info
from app.exchange.package_number import give_back, reserve
from app.exchange.roads.destination import Destination, check
from app.exchange.speaking import speaking
from app.exchange.task.content import community_of, given_out, places_of, recipient_of, reviewed
from app.exchange.task.lines import keep_task
from app.exchange.trust import (
    Known,
    former,
    is_rehearsal,
    own_keys,
    remember,
    remembered,
)
from app.exchange.volumes import VOLUME_BYTES, file_name
from app.i18n import N_
from app.models.clock import wall_ms
from app.models.derived import Device, Form, PackageOut
from app.models.tables import Place
from app.models.values import Json, canonical
from app.progress import Progress, silent

if TYPE_CHECKING:
    from app.exchange.bags.source import Closed
    from app.exchange.package_number import Reserved
    from app.workspace import Workspace

TASK = "task.json"


@dataclass(frozen=True)
class TaskPackage:
    """A task package that was written.

    Attributes:
        path: Where it is.
        places: Places in it; ``forms``: checklists.
        fingerprint: Of the hub's keys, to be read to whoever takes it for the first time.
        sealed: Whether one laptop alone can open it.
    """

    path: Path
    number: int
    places: int
    forms: int
    fingerprint: str
    sealed: bool


def make_task(
    workspace: Workspace,
    folder: Path,
    *,
    communities: Sequence[str] = (),
    to: UUID | None = None,
    destinations: Sequence[Destination] = (),
    people: Sequence[tuple[str, str]] = (),
    forms: Sequence[str] | None = None,
    words: str = "",
    now_ms: int | None = None,
    progress: Progress = silent,
) -> TaskPackage:
    """Write a task package; this workspace becomes a hub by it.

    Args:
        workspace: The hub, with campaign and roster.
        folder: Where the file goes.
        communities: Ids, codes or names of the communities (社区) to give out; none: all.
        to: A confirmed device that alone can open it; None: any laptop, without people's names.
        destinations: Where packages are sent; passwords never travel.
        people: Names and work numbers; only in a package that is sealed for one device.
        forms: Hashes of the checklists to give out; None: all.
        words: Passphrase of the hub's keys, where the system has no keyring.
        now_ms: Wall clock, UTC milliseconds.
        progress: Told per thousand changes.

    Raises:
        AppError: There is no campaign, no recovery key for real work, no such community or device,
            or the folder cannot be written.
    """
    now = wall_ms() if now_ms is None else now_ms
    for one in destinations:
        check(one)
    if people and to is None:
        raise AppError(N_("Names go out sealed for one device only: say which, or leave them out."))
    with workspace.reading() as session:
        rehearsal = is_rehearsal(session)
        if not rehearsal and not isinstance(remembered(session, "recovery"), str):
            raise AppError(
                N_("Make the recovery key first, so that the data never depends on one machine.")
            )
        chosen = places_of(session, communities)
        recipient = recipient_of(session, to)
    out = _outgoing(workspace, recipient, words)
    with workspace.sessions.begin() as session:
        remember(session, "rehearsal", rehearsal)
    reserved = reserve(workspace, f"task {to or ''}".strip(), VOLUME_BYTES, now, out)
    name = file_name(workspace.device.hex[:8], reserved.number, 1)
    target = folder / f"{name}{out.suffix}"
    try:
        made = _write(
            workspace,
            target,
            out,
            reserved,
            chosen,
            rehearsal,
            destinations,
            people,
            forms,
            now,
            progress,
        )
        _remember(workspace, made, communities, people, destinations)
        return made
    except BaseException:
        if not target.exists():
            with suppress(AppError):
                give_back(workspace, reserved.number)
        raise


def _outgoing(workspace: Workspace, recipient: Known | None, words: str) -> Outgoing:
    keys = own_keys(workspace, words, as_hub=True)
    with workspace.reading() as session:
        row = session.get(Device, workspace.device)
        public = keys.public(row.name if row else "", former(session, workspace.device))
    return Outgoing(keys, public, recipient, (recipient.keys.seal,) if recipient else ())


def _write(
    workspace: Workspace,
    target: Path,
    out: Outgoing,
    reserved: Reserved,
    chosen: set[UUID] | None,
    rehearsal: bool,
    destinations: Sequence[Destination],
    people: Sequence[tuple[str, str]],
    given: Sequence[str] | None,
    now: int,
    progress: Progress,
) -> TaskPackage:
    assert out.keys is not None
    assert out.public is not None
    with workspace.reading() as session:
        label = info(workspace, session, reserved.number, reserved.previous, now)
        label |= out.labels(TASK_KIND)
        every_form = session.scalars(select(Form.hash).order_by(Form.hash))
        forms = [one for one in every_form if given is None or one in given]
        # No device's own: all that is given out is vouched for, also what the hub itself wrote.
        cargo = Cargo(UUID(int=0), True, {}, vouched=None)
        recovery = remembered(session, "recovery")
        task: Json = {
            "hubs": [*sorted(map(str, speaking(session)))],
            "destinations": [
                {"name": one.name, "options": dict(one.options), "url": one.url}
                for one in destinations
            ],
            "people": [{"name": name, "number": number} for name, number in people],
            "recovery": recovery if isinstance(recovery, str) else "",
            "rehearsal": rehearsal,
        }
        with out.bag(target, target.name.partition(".")[0], label) as bag:
            bag.add_bytes(TASK, canonical(task).encode() + b"\n")
            source = given_out(session, reserved.upto, chosen, reviewed(session, out), progress)
            bag.add_stream(CHANGES, cargo.pieces(source))
            bag.add_bytes(BATCHES, b"")
            bag.add_bytes(SETS, cargo.sets(out.keys))
            add_forms(bag, workspace, forms)
            closed = bag.close()
        every = select(Place.id).where(Place.deleted.is_(False))
        places = sum(chosen is None or one in chosen for one in session.scalars(every))
    _settle(workspace, reserved, target, closed, cargo.lines, now)
    return TaskPackage(
        target, reserved.number, places, len(forms), out.public.fingerprint, bool(out.recipients)
    )


def _settle(
    workspace: Workspace,
    reserved: Reserved,
    target: Path,
    closed: Closed,
    changes: int,
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
                photos=0,
                bytes=closed.size,
                created_at=now,
                batch=reserved.batch,
                volumes=1,
            )
        )


def _remember(
    workspace: Workspace,
    made: TaskPackage,
    communities: Sequence[str],
    people: Sequence[tuple[str, str]],
    destinations: Sequence[Destination],
) -> None:
    with workspace.sessions.begin() as session:
        ids = [str(community_of(session, text)) for text in communities]
        keep_task(
            session,
            made.number,
            folder=made.path.parent,
            communities=ids,
            places=made.places,
            forms=made.forms,
            people=[name for name, _number in people],
            destinations=[one.name for one in destinations],
        )
