"""What a task package can be made of, and making it, beside the GUI thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from app.ui.trust.task_choices import Offer
from app.ui.trust.words import who

if TYPE_CHECKING:
    from app.exchange.roads.destination import Destination
    from app.exchange.task.make import TaskPackage
    from app.progress import Progress
    from app.workspace import Workspace


class Wish(NamedTuple):
    """What a person wants in a task package.

    Attributes:
        communities: Ids; none: all. ``forms``: hashes.
        copy, statement: What the campaign allows, as typed.
    """

    folder: Path
    to: UUID | None
    people: tuple[tuple[str, str], ...]
    communities: tuple[str, ...]
    forms: tuple[str, ...]
    destinations: tuple[Destination, ...]
    copy: str
    statement: str


def offer(session: Any, workspace: Workspace) -> Offer:
    """Read what there is."""
    from app.exchange.device_lines import device_lines
    from app.exchange.recovery import recovery_made
    from app.exchange.roads.destination import destinations
    from app.exchange.trust import CONFIRMED, DEVICE, is_rehearsal
    from app.inspection.browse import communities
    from app.inspection.effort.allowance import allowance
    from app.inspection.offered import checklists

    allowed = allowance(session)
    return Offer(
        [
            (one.device, " · ".join(part for part in (one.title, who(one)) if part))
            for one in device_lines(session, workspace)
            if one.state == CONFIRMED and one.known is not None and one.known.role == DEVICE
        ],
        [(str(one.id), one.name) for one in communities(session)],
        checklists(session),
        destinations(session),
        ", ".join(allowed.copy),
        ", ".join(allowed.statement),
        not is_rehearsal(session) and not recovery_made(session),
    )


def make(workspace: Workspace, wish: Wish, person: str, progress: Progress) -> TaskPackage:
    """Say what the campaign allows if that is news, then write the package.

    Raises:
        AppError: See `app.exchange.task.make.make_task` and `app.inspection.effort.allowance`.
    """
    from app.exchange.roads.destination import keep
    from app.exchange.task.make import make_task
    from app.inspection.effort.allowance import allow, allowance

    with workspace.reading() as session:
        said = allowance(session)
    copy, statement = _parts(wish.copy), _parts(wish.statement)
    if (copy, statement) != (said.copy, said.statement):
        allow(workspace, copy=copy, statement=statement, person=person)
    if wish.destinations:
        with workspace.sessions.begin() as session:
            for one in wish.destinations:
                keep(session, one)
    return make_task(
        workspace,
        wish.folder,
        communities=wish.communities,
        to=wish.to,
        destinations=wish.destinations,
        people=wish.people,
        forms=wish.forms,
        progress=progress,
    )


def _parts(text: str) -> tuple[str, ...]:
    tidy = text.replace("，", ",").replace("、", ",")
    return tuple(part.strip() for part in tidy.split(",") if part.strip())
