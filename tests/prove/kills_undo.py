"""Undoing and redoing while `tests.prove.kills` kills: an act and its changes are one."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from sqlalchemy import text

from app.inspection.effort.undo import redo, undo
from app.inspection.photo.photos import add_photos, photos_of, remove_photo
from app.inspection.visit import Visit
from app.workspace import Workspace
from tests.faults.small import BUILDINGS, begin, path, place
from tests.prove.notes import Notes

WORDS = ("none", "present", "?undecidable", "?not_reached", "")
QUESTIONS = ("B02", "B05", "B06")
# Changes that a person made and that no act and no undo knows of.
LOOSE = (
    "SELECT count(*) FROM change WHERE id NOT IN (SELECT after FROM step)"
    " AND id NOT IN (SELECT change FROM echo)"
    " AND (kind = 'photo' OR field = 'finished' OR field LIKE '/housing/B/%')"
)
EMPTY = "SELECT count(*) FROM act WHERE n NOT IN (SELECT act FROM step)"


def undoing(folder: Path, note: Notes, rng: random.Random) -> None:
    files = sorted((folder.parent / "pictures").glob("*.jpg"))
    with Workspace.open(folder / "workspace", person="甲") as workspace:
        for name in BUILDINGS[:2]:
            begin(workspace, name)
        note(ready=True, shown=shown(workspace))
        while True:
            kind = rng.random()
            visit = Visit.begin(workspace, place(rng.choice(BUILDINGS[:2])))
            there = photos_of(workspace, visit.inspection)
            if kind < 0.3:
                undo(workspace)
            elif kind < 0.45:
                redo(workspace)
            elif kind < 0.5:
                visit.reopen() if visit.finished else visit.set_aside()
            elif kind < 0.55 and there:
                remove_photo(workspace, there[0].id)
            elif kind < 0.6:
                add_photos(workspace, visit.inspection, [rng.choice(files)])
            else:
                name, said = rng.choice(QUESTIONS), rng.choice(WORDS)
                if said.startswith("?"):
                    visit.leave_open(path(name), said[1:])
                else:
                    visit.answer(path(name), said)
            note(shown=shown(workspace))


def shown(workspace: Workspace) -> dict[str, Any]:
    """All that a person sees of both buildings."""
    found: dict[str, Any] = {}
    for name in BUILDINGS[:2]:
        visit = Visit.begin(workspace, place(name))
        for where, stored in visit.stored.items():
            if stored.value is not None:
                found[f"{name}{where}"] = stored.value
        found[f"{name} finished"] = visit.finished
        found[f"{name} photos"] = sorted(
            str(one.id) for one in photos_of(workspace, visit.inspection)
        )
    return found


def after_undoing(folder: Path, workspace: Workspace, notes: list[dict[str, Any]]) -> None:
    with workspace.reading() as session:
        assert session.scalar(text(LOOSE)) == 0, "a change without its act"
        assert session.scalar(text(EMPTY)) == 0, "an act without its changes"
    now = shown(workspace)
    trail = [now]
    while (done := undo(workspace)) is not None:
        assert done.left == 0, done.words
        trail.append(shown(workspace))
    if notes:  # what was said to be done is there, or one act further on
        assert notes[-1]["shown"] in trail or _redone(workspace, notes[-1]["shown"])
    for wanted in trail[-2::-1]:
        assert redo(workspace) is not None
        assert shown(workspace) == wanted


def _redone(workspace: Workspace, wanted: dict[str, Any]) -> bool:
    """Tell whether the state noted last is one that the undo under way came from."""
    steps = 0
    while redo(workspace) is not None:
        steps += 1
    found = shown(workspace) == wanted
    while steps and undo(workspace) is not None:
        steps -= 1
        found = found or shown(workspace) == wanted
    return found
