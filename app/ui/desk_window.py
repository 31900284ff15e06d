"""Making the window of a desk: frame, rooms, keys, who watches over the workspace."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from app.i18n import _
from app.ui.acts import acts
from app.ui.desk import Desk
from app.ui.opening import title
from app.ui.roomkeeper import RoomKeeper
from app.ui.safety.guard import Guard
from app.ui.shell import Shell
from app.ui.widgets.rail import Room
from app.ui.words import DESKS, word

if TYPE_CHECKING:
    from pathlib import Path

    from app.ui.pending import Pending
    from app.ui.program import Program
    from app.workspace import Workspace

_ROOMS = {"field": "app.ui.field.rooms", "hub": "app.ui.hub.rooms"}
"""Where each desk names its rooms: ``ROOMS``, ``FIRST`` and ``prepare(desk)``."""


def make_desk(
    program: Program, workspace: Workspace | Pending, settings_file: Path | None
) -> tuple[Desk, RoomKeeper]:
    """Make the desk that the settings name, with its window; no room is entered yet."""
    settings = program.settings
    module: Any = importlib.import_module(_ROOMS[settings.desk])
    shell = Shell(
        _(DESKS[settings.desk]),
        [Room(r.key, r.icon, word(r.key)) for r in module.ROOMS if not r.foot],
        [Room(r.key, r.icon, word(r.key)) for r in module.ROOMS if r.foot],
    )
    shell.setWindowTitle(title(workspace))
    desk = Desk(workspace, program.jobs, shell, settings, program.crash, settings_file)
    desk.acts.update(acts(program, desk))
    desk.guard = Guard(desk)
    return desk, RoomKeeper(desk, module, program.step_text)
