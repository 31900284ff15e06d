"""What the window called saved in a day of `tests.prove.days`, and whether it is there."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.inspection.photo.photos import photos_of
from app.models.tables import Change, Inspection
from app.workspace import Workspace
from app.workspace_folder import DATABASE

LATELY, LATELY_S = 6, 2.0
"""So many last places, and those of the last seconds, may be the one that a window comes back to:
they are written behind by a thread that waits for the disk and, on a busy machine, for its turn."""


@dataclass
class Said:
    """What the window called saved, over all its runs of one day.

    Attributes:
        answers: By inspection and path every (answer, reason) in the order noted.
        photos: By inspection (photo, SHA-256) of the latest note.
        finished: By inspection whether it is 查完.
        at: Where the clerk was, in order: [place, path].
        since: Since when, seconds of the clock of that run.
        behind: How many places behind the last one the window came back, and how often.
        going: Another building was being opened since the latest of these.
        undoing: The latest act under way took something back.
        last: The inspection of the latest note.
        where: Inspection by place.
        done: Places that are 查完.
    """

    answers: dict[str, dict[str, list[list[str]]]] = field(default_factory=dict)
    photos: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    finished: dict[str, bool] = field(default_factory=dict)
    at: list[list[str]] = field(default_factory=list)
    since: list[float] = field(default_factory=list)
    behind: Counter[int] = field(default_factory=Counter)
    going: bool = False
    undoing: bool = False
    last: str = ""
    where: dict[str, str] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    facts: int = 0

    def hear(self, note: dict[str, Any]) -> None:
        """Take one note in."""
        if "at" in note:
            self.at.append(note["at"])
            self.since.append(note["s"])
            self.going = False
        self.going |= "going" in note
        if "undo" in note:
            self.undoing = note["undo"]
        if "inspection" not in note:
            return
        key = self.last = self.where[note["place"]] = note["inspection"]
        for path, value in note.get("answers", {}).items():
            told = self.answers.setdefault(key, {}).setdefault(path, [])
            if not told or told[-1] != value:
                told.append(value)
                self.facts += 1
        if "photos" in note:
            self.facts += len(note["photos"])
            self.photos[key] = {(photo, digest) for photo, digest, _question in note["photos"]}
        self.finished[key] = note["finished"]
        (self.done.add if note["finished"] else self.done.discard)(note["place"])


def check(workspace: Workspace, said: Said) -> list[str]:
    """Compare what is there with what was noted; returns what is wrong."""
    wrong: list[str] = []
    with closing(sqlite3.connect(workspace.root / DATABASE)) as raw:
        if raw.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            wrong.append("the database is damaged")
    here = said.where.get(said.at[-1][0]) if said.at else None
    for key in list(said.finished):
        # The building that is open may be another than the one noted last: what was being done
        # there may be on the disk without having been noted.
        under_way = key in (said.last, here)
        wrong += _answers(workspace, UUID(key), said.answers.get(key, {}), under_way)
        wrong += _photos(workspace, UUID(key), said, under_way)
        if not under_way and _finished(workspace, UUID(key)) != said.finished[key]:
            wrong.append(f"{key}: 查完 is not what was noted")
        if under_way:
            _adopt(workspace, said, key)
    for file in workspace.photos.glob("*/*"):
        if hashlib.sha256(file.read_bytes()).hexdigest() != file.stem:
            wrong.append(f"half a file: {file}")
    return wrong


def _adopt(workspace: Workspace, said: Said, key: str) -> None:
    """Take what stands in the open building for what was noted, now that it has been judged.

    An act that was cut off between the disk and its note would else be called lost as soon as
    another building is the open one.
    """
    logged = _logged(workspace, UUID(key))
    for path, values in said.answers.get(key, {}).items():
        here = logged.get(path, [])
        if values and here and here[-1] != values[-1]:
            values.append(here[-1])
    there = {str(row.id) for row in photos_of(workspace, UUID(key))}
    if key in said.photos:
        said.photos[key] = {(photo, digest) for photo, digest in said.photos[key] if photo in there}
    said.finished[key] = _finished(workspace, UUID(key))
    place = next(place for place, inspection in said.where.items() if inspection == key)
    (said.done.add if said.finished[key] else said.done.discard)(place)


def _logged(workspace: Workspace, key: UUID) -> dict[str, list[list[str]]]:
    """Every (answer, reason) of an inspection in the log's order, by path."""
    logged: dict[str, list[list[str]]] = {}
    with workspace.reading() as session:
        rows = session.execute(
            select(Change.field, Change.value).where(Change.subject == key).order_by(Change.n)
        )
        for name, value in rows:
            found = json.loads(value) or {}
            if isinstance(found, dict):
                said = [found.get("answer", ""), found.get("reason", "")]
                logged.setdefault(name, []).append(said)
    return logged


def _answers(
    workspace: Workspace, key: UUID, told: dict[str, list[list[str]]], under_way: bool
) -> list[str]:
    logged = _logged(workspace, key)
    wrong = []
    for path, values in told.items():
        here = logged.get(path, [])
        rest = iter(here)
        # An undo that another one follows gives the same value back: the log has it all the same.
        if any(value not in rest for value in values if value != ["", ""] or here):
            wrong.append(f"{key} {path}: noted {values}, the log has {here}")
        elif not under_way and values and here and here[-1] != values[-1]:
            wrong.append(f"{key} {path}: shows {here[-1]}, noted {values[-1]}")
    return wrong


def _photos(workspace: Workspace, key: UUID, said: Said, under_way: bool) -> list[str]:
    there = {str(row.id): row for row in photos_of(workspace, key)}
    wrong = []
    for photo, digest in said.photos.get(str(key), set()):
        row = there.get(photo)
        if row is None:
            if not (under_way and said.undoing):
                wrong.append(f"{key}: photo {photo} is gone")
        elif row.sha256 != digest or not row.here:
            wrong.append(f"{key}: photo {photo} is not what was taken in")
    return wrong


def _finished(workspace: Workspace, key: UUID) -> bool:
    with workspace.reading() as session:
        row = session.get(Inspection, key)
        return bool(row is not None and row.finished)


def back_again(said: Said, resumed: list[str]) -> list[str]:
    """Tell whether a window came back where the clerk was."""
    if not said.at or said.going:
        return []
    left = [*said.since[1:], float("inf")]
    for behind, (here, until) in enumerate(zip(said.at[::-1], left[::-1], strict=True)):
        if behind >= LATELY and until < said.since[-1] - LATELY_S:
            break
        if here == resumed:
            said.behind[behind] += 1
            return []
    return [f"came back at {resumed}, was at {said.at[-2 * LATELY :]}"]
