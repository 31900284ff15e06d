"""One round of fetching at set times, in worker threads: the roads are taken, what came taken in.

Nothing is merged here. What goes wrong on one road is told with its name; the others are taken
all the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from app.errors import AppError
from app.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.exchange.fetching import Reached
    from app.exchange.inbox.parcels import Parcel
    from app.exchange.roads.destination import Destination, Secrets
    from app.progress import Progress
    from app.ui.exchange.prepare import Way
    from app.workspace import Workspace


class NoPasswordError(AppError):
    """A destination wants a password that is neither kept nor was given."""


class KeysLockedError(AppError):
    """What comes could not be opened: the keys wait for their passphrase."""


class Got(NamedTuple):
    """What all roads gave.

    Attributes:
        reached: What each of them gave.
        gone: Names of destinations that are not remembered any more.
        locked: No road was taken: the keys are locked.
        stopped: Somebody stopped it; what came whole before is here.
    """

    reached: list[tuple[Destination, Reached]]
    gone: list[str]
    locked: KeysLockedError | None
    stopped: bool


class Done(NamedTuple):
    """What became of a round.

    Attributes:
        came: Packages that were taken in.
        problems: What went wrong, by destination; None: all went well there.
        gone, locked, stopped: See `Got`.
    """

    came: list[Parcel]
    problems: dict[str, AppError | None]
    gone: list[str]
    locked: KeysLockedError | None
    stopped: bool


class News:
    """Remembers up to which change receipts tell of, by destination; used by the writer alone."""

    def __init__(self) -> None:
        self._told: dict[str, int] = {}

    def there_are(self, workspace: Workspace, name: str) -> bool:
        """Tell whether anything changed here since receipts went there."""
        return self._told.get(name) != _last(workspace)

    def are_told(self, workspace: Workspace, name: str) -> None:
        """Note that receipts went there just now."""
        self._told[name] = _last(workspace)


def _last(workspace: Workspace) -> int:
    from app.models.log import last

    with workspace.reading() as session:
        return last(session)


def known_ways(workspace: Workspace) -> dict[str, Way]:
    """Return the destinations that are remembered here, by name, and what each of them wants."""
    from app.ui.exchange.prepare import prepare

    return {way.key: way for way in prepare(workspace, list).ways if way.kept}


def reach(workspace: Workspace, names: Sequence[str], secrets: Secrets, progress: Progress) -> Got:
    """Fetch what is new from each of the destinations into a folder of the inbox.

    Args:
        workspace: The hub.
        names: Of the destinations.
        secrets: Gives the password of one, empty for none.
        progress: Told of the bytes that come; may raise Cancelled.
    """
    locked = _locked(workspace)
    if locked is not None:
        return Got([], [], locked, False)
    ways = known_ways(workspace)
    got = Got([], [name for name in names if name not in ways], None, False)
    here: set[Path] = set()  # the same package may lie at two destinations
    for name in names:
        if name not in ways:
            continue
        reached = _reach_one(workspace, ways[name], secrets, progress)
        files = [file for file in reached.files if file not in here]
        here |= set(files)
        got.reached.append((ways[name].one, reached._replace(files=files)))
        if reached.stopped:
            return got._replace(stopped=True)
    return got


def _reach_one(workspace: Workspace, way: Way, secrets: Secrets, progress: Progress) -> Reached:
    from app.exchange import fetching

    if way.needs_secret and not secrets(way.one):
        problem = NoPasswordError(N_("The password is not at hand."))
        return fetching.Reached(fetching.fetched(workspace), problem, False)
    return fetching.reach(workspace, way.one, secrets, progress)


def take(
    workspace: Workspace,
    got: Got,
    secrets: Secrets,
    news: News,
    progress: Progress,
) -> Done:
    """Take in what came, and bring back what there is to tell.

    Args:
        workspace: The hub.
        got: What the roads gave.
        secrets: Gives the password of a destination.
        news: Knows whether there is anything to tell.
        progress: Told of the bytes that are verified; may raise Cancelled.
    """
    from app.exchange import fetching
    from app.ui.hub import receipt_work

    came: list[Parcel] = []
    problems: dict[str, AppError | None] = {}
    for one, (files, problem, _stopped) in got.reached:
        try:
            if files:
                came += fetching.take_fetched(workspace, files, progress, name=one.name)
            well = problem is None and not got.stopped
            if well and (files or news.there_are(workspace, one.name)):
                receipt_work.bring(workspace, one.name, secrets)
                news.are_told(workspace, one.name)
        except AppError as error:
            problem = problem or error
        if problem is not None or not got.stopped:
            problems[one.name] = problem
    return Done(came, problems, got.gone, got.locked, got.stopped)


def _locked(workspace: Workspace) -> KeysLockedError | None:
    from app import keys
    from app.exchange.trust import has_own_keys

    with workspace.reading() as session:
        needed = has_own_keys(session)
    if needed and keys.state(workspace.device) != "open":
        return KeysLockedError(
            N_("The keys of this machine are locked; nothing can be fetched at set times.")
        )
    return None
