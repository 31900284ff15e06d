"""A building filled in and finished beside the window, as another person would on another day."""

from __future__ import annotations

from app.commands.script import Entry, Player, read_script
from app.inspection.derive import derive
from app.inspection.visit import Visit
from app.paths import resource
from app.workspace import Workspace


def fill_and_finish(workspace: Workspace, names: str, **answers: str) -> Visit:
    """Fill in an ordinary building, photos included, and finish it."""
    script = read_script(resource("sample/scenario.json"))
    player = Player(workspace, "邻班", script.ordinary)
    visit = player.play(Entry(names, "housing", answers))
    derive(workspace, [visit.inspection])
    return visit
