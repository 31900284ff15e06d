"""Acts: what a person did, as one row each with the fields it changed, written with the change.

The journal is local and never leaves the workspace. It holds no values: the log keeps every value
for ever, so that a step is two ids, of the change that showed before and the one that shows after.
An act and its changes are committed together: whoever is killed between them has neither.
"""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar
from uuid import UUID

from app.models.ids import new_id

KEPT = 20_000
"""So many acts can be undone; older ones are forgotten (the log forgets nothing)."""
DONE, UNDONE, SPENT = 0, 1, 2
_PRUNE_EVERY = 500
_ACT = (
    "INSERT INTO act (id, what, path, person, at, state) VALUES (?,?,?,?,?,0)"
    " ON CONFLICT (id) DO UPDATE SET at = excluded.at RETURNING n"
)
_LATEST = "SELECT n, what FROM act WHERE state = 0 ORDER BY n DESC LIMIT 1"
_STEP = (
    "INSERT INTO step (act, subject, field, kind, before, after) VALUES (?,?,?,?,?,?)"
    " ON CONFLICT (act, subject, field, kind) DO UPDATE SET after = excluded.after"
)


_P = ParamSpec("_P")
_R = TypeVar("_R")


@dataclass(frozen=True)
class Act:
    """One thing that a person does.

    Attributes:
        what: Kind of act, a word of `app.inspection.effort.undo_entry.WORDS`.
        path: The question it is about, where there is one.
        id: Writes under the same id are one act, however many transactions they take.
        follows: What follows of itself from the latest act, if that is of a kind that begins so, is
            part of it: a building reopens when its last photo goes.
    """

    what: str
    path: str = ""
    id: UUID = field(default_factory=new_id)
    follows: str = ""


_current: ContextVar[Act | None] = ContextVar("act", default=None)


def current() -> Act | None:
    """Return the act under way in this thread or task."""
    return _current.get()


@contextmanager
def acting(act: Act | None) -> Iterator[None]:
    """Record what is written meanwhile as one act; inside another act it is part of that one.

    With None nothing is recorded: for what the program does of itself, and for undo.
    """
    token = _current.set(act if act is None else _current.get() or act)
    try:
        yield
    finally:
        _current.reset(token)


def recorded(what: str) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Make an action record itself as one act; inside another act it is part of that one."""

    def wrap(action: Callable[_P, _R]) -> Callable[_P, _R]:
        @functools.wraps(action)
        def acted(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            with acting(Act(what)):
                return action(*args, **kwargs)

        return acted

    return wrap


def note(
    db: sqlite3.Connection,
    person: str,
    now: int,
    steps: Iterable[tuple[str, UUID, str, bytes | None, UUID]],
) -> None:
    """Note the steps of the act under way, if there is one; called by the writers of the log.

    Args:
        db: Inside the transaction of the changes.
        person: Who acts.
        now: Wall clock, UTC milliseconds.
        steps: Kind, subject, field, id of the change shown before (None: none) and of the new one.
    """
    act = _current.get()
    if act is None:
        return
    rows = list(steps)
    if not rows:
        return
    latest = db.execute(_LATEST).fetchone() if act.follows else None
    if latest and latest[1].startswith(act.follows):
        n = int(latest[0])
    else:
        values = (act.id.bytes, act.what, act.path or None, person, now)
        n = int(db.execute(_ACT, values).fetchone()[0])
    db.execute("UPDATE act SET state = 2 WHERE state = 1")  # a new act ends what could be redone
    db.executemany(
        _STEP,
        [
            (n, subject.bytes, name, kind, before, after.bytes)
            for kind, subject, name, before, after in rows
        ],
    )
    if n % _PRUNE_EVERY == 0:
        _prune(db, n - KEPT)


def _prune(db: sqlite3.Connection, last: int) -> None:
    # Echoes stay: they are few, and a later act may still rest on one.
    db.execute("DELETE FROM step WHERE act <= ?", (last,))
    db.execute("DELETE FROM act WHERE n <= ?", (last,))
