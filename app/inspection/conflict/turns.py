"""What Ctrl+Z and Ctrl+Y take next at the merge desk, read from the log, so that it lasts.

Taking back notes one number, ``act``, beside all that it said again; a decision that is made again
names that number in ``redo``. So the order of turns is told by the log alone: a new decision ends
what could be redone, as everywhere in the program. Only turns of this workspace count: what another
hub took back is not done again here by a key.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.inspection.conflict.decided import KIND, SAID, decisions, is_whole, stands
from app.models.tables import Cell, Change, Origin

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.log import Json
    from app.workspace import Workspace


@dataclass
class Turn:
    """An act of taking back that can be undone itself.

    Attributes:
        act: Its number.
        said: The decisions taken back, by the change that decided, in the order they were made;
            ``again``: for each of them the changes that said its sides once more.
    """

    act: UUID
    said: dict[UUID, dict[str, Json]] = field(default_factory=dict)
    again: dict[UUID, set[UUID]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many conflicts it opened again; what went with one is not counted apart."""
        return sum("with" not in one for one in self.said.values())


def last_act(session: Session) -> UUID | None:
    """Return the latest act of which something stands; None: nothing can be taken back."""
    for change, said in reversed(decisions(session)):
        if "with" not in said and stands(session, change, said):
            return UUID(hex=str(said["act"]))
    return None


def turns(workspace: Workspace, session: Session) -> list[Turn]:
    """List what was taken back here and nothing was decided since, the latest last."""
    query = (
        select(Cell.subject, Cell.value)
        .join(Change, Change.n == Cell.change)
        .join(Origin, Origin.n == Change.origin)
        .where(Cell.kind == KIND, Cell.field == SAID, Origin.device == workspace.device)
        .order_by(Cell.change)
    )
    every = dict(decisions(session))
    found: dict[str, Turn] = {}
    for row in session.execute(query):
        said = json.loads(row.value)
        if not isinstance(said, dict):
            continue
        if "again" in said:
            _note(found, every, row.subject, said)
        elif is_whole(said):
            redone = str(said.get("redo", ""))
            if redone:
                found.pop(redone, None)
            else:
                found.clear()
    for turn in found.values():
        turn.said = {change: said for change, said in every.items() if change in turn.said}
    return list(found.values())


def _note(
    found: dict[str, Turn],
    every: dict[UUID, dict[str, Json]],
    repeated: UUID,
    said: dict[str, Json],
) -> None:
    """Note that a change said again what a decision had replaced."""
    act, change = str(said.get("act", "")), UUID(hex=str(said["again"]))
    if not act or change not in every:
        return  # two buildings were parted: what was decided of them goes with that
    turn = found.setdefault(act, Turn(UUID(hex=act)))
    turn.said[change] = every[change]
    turn.again.setdefault(change, set()).add(repeated)
