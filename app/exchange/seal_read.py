"""Opening packages: a sealed one is opened into the workspace's own cache for a while."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app import keys
from app.exchange.bags.read import BagReader, Keeper, open_bag
from app.exchange.open_ahead import HELD_BYTES, OpenAhead
from app.exchange.trust import own_devices
from app.files import cannot_read, cannot_write
from app.i18n import N_
from app.keys import LockedError
from app.progress import Progress, silent
from app.sealing import SUFFIX, OtherKeyError, SealError, open_file, open_held
from app.workspace_folder import OPENED

if TYPE_CHECKING:
    from app.workspace import Workspace

_MAGIC = b"age-encryption.org/v1"
_Opened = TypeVar("_Opened")


def is_sealed(path: Path) -> bool:
    """Tell whether a file is sealed, by what it begins with or else by its name."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC or path.suffix.lower() == SUFFIX
    except OSError:
        return False


@contextmanager
def opened_package(
    workspace: Workspace,
    path: Path,
    *,
    words: str = "",
    more: Sequence[str] = (),
    progress: Progress = silent,
    keeper: Keeper | None = None,
    ahead: OpenAhead | None = None,
) -> Iterator[BagReader]:
    """Open a package, sealed or not, and verify it; nothing of it lies open afterwards.

    A sealed one of the usual size never lies open on the disk at all.

    Args:
        workspace: Who opens it.
        path: The package file; never changed.
        words: Passphrase of this workspace's keys, where the system has no keyring.
        more: Further secret keys, such as the hub's recovery key.
        progress: Told per content file.
        keeper: Unpacks what it wants while the package is verified.
        ahead: May have opened it already.

    Raises:
        AppError: It cannot be read, or the workspace cannot be written.
        SealError: It is sealed for someone else, or damaged.
        BagError: It is refused.
    """
    if not is_sealed(path):
        with open_bag(path, progress=progress, keeper=keeper) as bag:
            yield bag
        return
    name = path.name.removesuffix(SUFFIX) or path.name
    if _size(path) <= HELD_BYTES:
        held: bytes | memoryview | None = ahead.take(path) if ahead is not None else None
        if ahead is not None:
            ahead.follow(path)
        if held is None:
            held = _with_any_key(workspace, path, words, more, partial(open_held, path))
        with open_bag(path.with_name(name), progress=progress, keeper=keeper, held=held) as bag:
            del held  # the package lets go of it when it is closed
            yield bag
        return
    folder = _folder(workspace)
    try:
        target = folder / name
        opening = partial(open_file, path, target, durable=False)
        _with_any_key(workspace, path, words, more, opening)
        with open_bag(target, progress=progress, keeper=keeper) as bag:
            yield bag
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def opened_ahead(
    workspace: Workspace, files: Sequence[Path], words: str = "", more: Sequence[str] = ()
) -> OpenAhead:
    """Return what opens each of the packages while the one before it is taken in."""

    def at_hand() -> list[str]:
        return _keys_at_hand(workspace, words, more)[0]

    return OpenAhead(files, at_hand)


def unlock(workspace: Workspace, words: str) -> None:
    """Open the keys of this workspace with a passphrase, for all that runs after it.

    Args:
        workspace: Its own keys must open; those of what it was restored from may have another.
        words: The passphrase; empty: nothing is opened.

    Raises:
        SealError: It is not the passphrase, or the key file is damaged.
    """
    if not words:
        return
    keys.find(workspace.device, words)
    with workspace.reading() as session:
        earlier = own_devices(session) - {workspace.device}
    for one in earlier:
        with suppress(SealError):
            keys.find(one, words)


def _with_any_key(
    workspace: Workspace,
    path: Path,
    words: str,
    more: Sequence[str],
    opening: Callable[..., _Opened],
) -> _Opened:
    """Open a sealed file with any key of this workspace; ``opening`` gets all there are.

    Raises:
        LockedError: None of the keys at hand opens it, and one lies under a passphrase.
        AppError: See `app.sealing.open_file`.
    """
    found, locked = _keys_at_hand(workspace, words, more)
    try:
        if not found:
            raise locked or OtherKeyError(
                N_("{file} is sealed for someone else: this device has no key for it."),
                file=path.name,
            )
        return opening(*found)
    except OtherKeyError as error:
        raise locked or error from error


def _keys_at_hand(
    workspace: Workspace, words: str, more: Sequence[str]
) -> tuple[list[str], LockedError | None]:
    """Return all secret keys that may open something, and why there are not more of them."""
    found, locked = list(more), None
    with workspace.reading() as session:
        own = sorted(own_devices(session), key=lambda one: one != workspace.device)
    for one in own:
        try:
            at_hand = keys.find(one, words)
        except LockedError as error:
            locked = locked or error
            continue
        if at_hand is not None:
            found.append(at_hand.seal_secret)
    return found, locked


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise cannot_read(path.name, error) from error


def _folder(workspace: Workspace) -> Path:
    """Make a private folder; what a crashed run left open there goes first."""
    base = workspace.cache / OPENED
    mine = f"{os.getpid()}-"
    try:
        base.mkdir(parents=True, exist_ok=True)
        for left in base.iterdir():  # one program at a time has the workspace
            if not left.name.startswith(mine):
                shutil.rmtree(left, ignore_errors=True)
        folder = base / f"{mine}{secrets.token_hex(8)}"
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise cannot_write(base.name, error) from error
    return folder
