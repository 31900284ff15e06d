"""What a hub left for this laptop on a road (查收回执): receipts, returned records, newer tasks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app import keys
from app.errors import AppError
from app.exchange.admit import TASK_KIND
from app.exchange.fetching import fetch
from app.exchange.inbox.parcels import merge_parcels
from app.exchange.inbox.take import take_in
from app.exchange.label import read_label
from app.exchange.receipts.taking import Told, fetch_receipts
from app.exchange.roads.destination import Destination, Secrets, kept_secret, open_road
from app.exchange.seal_read import opened_package
from app.exchange.signing import KIND_LABEL
from app.exchange.trust import hub, remember, remembered
from app.files import discard
from app.progress import Progress, silent
from app.sealing import OtherKeyError

if TYPE_CHECKING:
    from app.exchange.receive import KeepForm
    from app.workspace import Workspace

_TASKS = "tasks seen"


@dataclass(frozen=True)
class Fetched:
    """What was found.

    Attributes:
        receipts: What new receipts told.
        merged: Packages of the hub that were merged here, such as with returned records.
        tasks: Task packages that lie in the inbox now and have not been shown before.
        problems: What could not be taken in, and why; it stopped nothing else.
    """

    receipts: tuple[Told, ...] = ()
    merged: int = 0
    tasks: tuple[Path, ...] = ()
    problems: tuple[AppError, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether there was nothing new."""
        return not (self.receipts or self.merged or self.tasks or self.problems)


def fetch_returns(
    workspace: Workspace,
    destination: Destination,
    *,
    keep_form: KeepForm,
    derive: Callable[[], object],
    secrets: Secrets = kept_secret,
    words: str = "",
    progress: Progress = silent,
) -> Fetched:
    """Read the receipts at a destination, and what the hub left there for its laptops.

    Args:
        workspace: The laptop.
        destination: Where its packages go.
        keep_form: Keeps a checklist, see `app.exchange.receive.receive`.
        derive: Works out the findings of what came.
        secrets: Asked for the password.
        words: Passphrase of this device's keys.
        progress: Told bytes, then changes.

    Raises:
        AppError: The road cannot be taken.
        Cancelled: What came before stays.
    """
    problems: list[AppError] = []
    road = open_road(destination, secrets)
    try:
        told = tuple(fetch_receipts(workspace, road, problems))
        with workspace.reading() as session:
            ours = hub(session)
            seen = remembered(session, _TASKS)
            last = remembered(session, f"task {ours.keys.device}") if ours is not None else None
        if ours is None:
            return Fetched(told, problems=tuple(problems))
        taken = last if isinstance(last, int) else 0
        known = {str(one) for one in seen} if isinstance(seen, list) else set()
        files = fetch(workspace, road, progress, of=ours.keys.device, problems=problems)
    finally:
        with suppress(AppError, OSError):
            road.close()
    tasks, work = [], []
    for file in files:
        try:
            with opened_package(workspace, file, words=words) as bag:
                is_task = bag.info.get(KIND_LABEL) == TASK_KIND
                newer = read_label(bag).number > taken
        except OtherKeyError as error:
            # With keys at hand it is for another laptop on the same road; without, they are lost.
            if keys.find(workspace.device, words) is None:
                problems.append(error)
            discard(file)
            continue
        except AppError as error:
            problems.append(error)
            discard(file)
            continue
        if not is_task:
            work.append(file)
        elif newer and file.name not in known:
            tasks.append(file)
        else:
            discard(file)
    try:
        came = take_in(workspace, work, progress) if work else []
    finally:
        for file in work:
            discard(file)
    done = merge_parcels(workspace, came, keep_form=keep_form, progress=progress) if came else []
    if done:
        derive()
    return Fetched(told, len(done), tuple(tasks), tuple(problems))


def shown_task(workspace: Workspace, file: Path) -> None:
    """Remember that a task package of the road was shown to the person, and let the copy go."""
    with workspace.sessions.begin() as session:
        seen = remembered(session, _TASKS)
        names = [str(one) for one in seen] if isinstance(seen, list) else []
        remember(session, _TASKS, [*names, file.name][-100:])
    discard(file)
