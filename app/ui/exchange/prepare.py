"""What the send dialog shows before anything is sent; gathered in a worker thread."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app import keys
from app.exchange.ahead import Ahead, ahead, favourites, unarrived
from app.exchange.roads.destination import Destination, destinations, kept_secret
from app.key_store import has_keyring
from app.models.opening import opening
from app.ui.exchange.sticks import Stick

if TYPE_CHECKING:
    from app.workspace import Workspace


@dataclass(frozen=True)
class Way:
    """One destination that can be chosen.

    Attributes:
        one: The destination.
        stick: The stick that it is, None for none.
        there: A folder or stick that is there now; servers are asked only when one sends.
        free: Bytes that fit; -1: not known.
        kept: It is one of the remembered ones.
        needs_secret: A password is wanted; ``secret_kept``: the system has it; ``can_keep``: there
            is a password store that would keep it.
        unfinished: Something is on its way there.
    """

    one: Destination
    stick: Stick | None = None
    there: bool = True
    free: int = -1
    kept: bool = False
    needs_secret: bool = False
    secret_kept: bool = False
    can_keep: bool = False
    unfinished: bool = False

    @property
    def key(self) -> str:
        """Its name, by which it is chosen."""
        return self.one.name


@dataclass(frozen=True)
class Prepared:
    """All that can be chosen.

    Attributes:
        ways: The one most often used first, then sticks that are new here.
        chosen: Name of the one that is chosen at first, empty for none.
        lock: What `app.keys.state` says: ``open``, ``locked`` or ``choose``.
    """

    ways: tuple[Way, ...]
    chosen: str
    lock: str


def prepare(
    workspace: Workspace,
    find_sticks: Callable[[], Sequence[Stick]],
    extra: Sequence[Destination] = (),
) -> Prepared:
    """Gather what can be chosen.

    Args:
        workspace: Whose.
        find_sticks: Lists the sticks that are in.
        extra: Folders and addresses that the person chose just now.
    """
    found = list(find_sticks())
    with workspace.reading() as session:
        kept = {one.name: one for one in destinations(session)}
        order = favourites(session)
        waiting = unarrived(session)
    ways = [_way(kept[name], found, kept=True, waiting=waiting) for name in order]
    taken = {way.one.folder for way in ways if way.one.kind == "folder"}
    names = {way.key for way in ways}
    for one in extra:
        if one.name not in names:
            ways.append(_way(one, found, kept=False, waiting=waiting))
            taken.add(one.folder)
            names.add(one.name)
    for stick in found:
        if stick.folder not in taken:
            name = stick.name if stick.name not in names else stick.title
            ways.append(Way(Destination(name, str(stick.folder)), stick, free=stick.free))
            names.add(name)
    usable = [way for way in ways if way.there]
    chosen = waiting or next((way.key for way in usable or ways), "")
    return Prepared(tuple(ways), chosen, keys.state(workspace.device))


def look_ahead(workspace: Workspace, name: str) -> tuple[str, Ahead]:
    """Say what would go to a destination."""
    with workspace.reading() as session:  # counted as the status bar counts
        return name, ahead(session, name, opening())


def _way(one: Destination, found: Sequence[Stick], *, kept: bool, waiting: str) -> Way:
    unfinished = one.name == waiting
    if one.kind != "folder":
        needs = not one.options.get("key_file") and (bool(one.user) or one.kind != "webdav")
        has = bool(kept_secret(one)) if needs else False
        store = needs and has_keyring()
        return Way(
            one, kept=kept, needs_secret=needs, secret_kept=has, can_keep=store,
            unfinished=unfinished,
        )  # fmt: skip
    stick = next((each for each in found if each.folder == one.folder), None)
    if stick is None and not one.folder.is_dir():
        # The same stick under another letter than the last time.
        stick = next((each for each in found if each.name == one.name), None)
        if stick is not None:
            one = Destination(one.name, str(stick.folder), one.options)
    there = one.folder.is_dir()
    free = stick.free if stick is not None else _free(one.folder) if there else -1
    return Way(one, stick, there, free, kept, unfinished=unfinished)


def _free(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return -1
