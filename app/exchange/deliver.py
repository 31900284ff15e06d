"""Bringing one file down a road: written, read back, compared, and only then given its name."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from app.errors import AppError
from app.exchange.roads.base import PassingError, Road, TakenError, Told
from app.i18n import N_

SENT, THERE = "sent", "there"
PART = ".part"


@dataclass(frozen=True)
class Patience:
    """How often and how slowly a road is tried again.

    Attributes:
        tries: Times in all.
        seconds: Before the second try; twice as long before each one after.
        sleep: Waits so many seconds.
    """

    tries: int = 5
    seconds: float = 0.5
    sleep: Callable[[float], None] = time.sleep


def deliver(
    road: Road,
    file: Path,
    sha256: str,
    told: Told,
    patience: Patience | None = None,
    naming: Callable[[], None] | None = None,
) -> str:
    """Bring a file to its destination under its own name.

    Whatever is cut, doubled or refused on the way: the name is there with every byte right, or not
    at all, and a file of another content is never overwritten. An answer that was lost is not
    trusted either way; the road is looked at again.

    Args:
        road: The way.
        file: What to bring.
        sha256: What it is.
        told: Called with bytes written and bytes read back; may raise Cancelled.
        patience: How often to try.
        naming: Called just before it may be there under its name: whoever is killed after that
            cannot know whether it is.

    Returns:
        ``sent``, or ``there`` when it was there already.

    Raises:
        RoadError: It did not arrive; says why. Trying again later goes on from there.
        TakenError: Another file has its name.
        Cancelled: It is not there.
    """
    how = patience or Patience()
    for attempt in range(1, how.tries + 1):
        try:
            return _once(road, file, sha256, told, naming or (lambda: None))
        except PassingError:
            if attempt == how.tries:
                raise
            told(0)  # a moment to stop
            how.sleep(how.seconds * 2 ** (attempt - 1))
    raise AssertionError("no try is left and none failed")


def digest_there(road: Road, name: str, told: Told) -> str:
    """Return the SHA-256 of what is on the road under a name."""
    sha256 = hashlib.sha256()
    for piece in road.read(name):
        sha256.update(piece)
        told(len(piece))
    return sha256.hexdigest()


def _once(road: Road, file: Path, sha256: str, told: Told, naming: Callable[[], None]) -> str:
    there = road.sizes()
    for left in there:
        if left.startswith(f"{file.name}.") and left.endswith(PART):
            road.remove(left)
    if file.name in there:
        if digest_there(road, file.name, told) == sha256:
            return THERE
        raise TakenError(
            N_("There is another file named {name} at the destination; it was not overwritten."),
            name=file.name,
        )
    # A name of its own each time: a request that is late writes into no file but its own.
    name = f"{file.name}.{token_hex(4)}{PART}" if road.renames else file.name
    try:
        if not road.renames:
            naming()
        try:
            road.write(name, file, told)
        except TakenError as error:  # a doubled request of ours, or a stranger's file: look
            raise _look_again(file) from error
        if digest_there(road, name, told) != sha256:
            road.remove(name)
            raise PassingError(
                N_("{name} arrived damaged: the carrier does not keep what is written to it."),
                name=file.name,
            )
        if road.renames:
            naming()
            try:
                road.rename(name, file.name)
            except TakenError as error:
                raise _look_again(file) from error
            if road.sizes().get(file.name) != file.stat().st_size:
                raise _look_again(file)
    except PassingError:
        raise
    except BaseException:
        if road.renames:
            with suppress(AppError):  # the next time clears what is left
                road.remove(name)
        raise
    return SENT


def _look_again(file: Path) -> PassingError:
    return PassingError(
        N_("The server's answers about {name} contradict one another. Send again in a while."),
        name=file.name,
    )
