"""The inspecting room in two stages: the tree at once, the rest while the database layer loads.

Until a building can be opened at all, nobody needs questions, photos, summary and what can be done
with them; they are half of the room. Whoever asks for one of them earlier has all made at once.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.ui.field.panes import Panes

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.effort.bulk_acts import BulkActs
    from app.ui.effort.going import Going
    from app.ui.effort.helps import Helps
    from app.ui.effort.people_day import PeopleDay
    from app.ui.effort.recall_acts import RecallActs
    from app.ui.effort.undoing import Undoing
    from app.ui.effort.visit_dialog import VisitActs
    from app.ui.field.head import Head
    from app.ui.field.leaving import Leaving
    from app.ui.field.photo.acts import PhotoActs
    from app.ui.field.returned import Returned
    from app.ui.field.visits import Visits
    from app.ui.field.walking import Walking
    from app.ui.help.room_help import RoomHelp
    from app.ui.phone.incoming import Incoming
    from app.ui.roommode.mode import RoomMode
    from app.ui.safety.cursor import Cursor
    from app.ui.versions.banner import VersionBanner

_ACTS = ("who", "help", "guide", "phone", "photo_folder", "watch")
"""What others may ask of the room before it is whole."""
_FIRST = (
    "app.ui.widgets.question_text",
    "app.ui.widgets.question_card",
    "app.ui.widgets.answer_bar",
    "app.ui.questions.about",
    "app.ui.field.rows",
    "app.ui.field.cards.card",
    "app.ui.questions.texts",
    "app.ui.field.cards.repeat_card",
    "app.ui.field.question_pane",
    "app.ui.effort.helps",
    "app.ui.field.summary.page",
    "app.ui.phone.link",
    "app.ui.phone.watching",
    "app.ui.field.side.pane",
    "app.ui.field.photo.acts",
    "app.ui.phone.incoming",
    "app.ui.effort.visit_dialog",
    "app.ui.field.making",
)
"""Modules of the second stage, one in each event: together they would hold the window up."""


class StagedPanes(Panes):
    """Makes the second stage: an event for each step, or all at once.

    Its attributes are made by `app.ui.field.making`.
    """

    visits: Visits
    head: Head
    walking: Walking
    leaving: Leaving
    photos: PhotoActs
    people: PeopleDay
    visit_acts: VisitActs
    undoing: Undoing
    helps: Helps
    going: Going
    recall: RecallActs
    bulk: BulkActs
    newer: VersionBanner
    returning: Cursor
    incoming: Incoming
    helping: RoomHelp
    room_mode: RoomMode
    returned: Returned

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.later.add([*map(_load, _FIRST), self._plan])
        for name in _ACTS:
            desk.acts[name] = partial(self._act, name)
        self.tree.loaded.connect(self._has_data)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            """Make what is made later when it is asked for."""
            if name not in _LATER or self.later.done:
                raise AttributeError(name)
            self.later.complete()
            return object.__getattribute__(self, name)

    def make_later(self) -> None:
        """Begin to make the rest: the window is painted, nobody waits for it."""
        self.later.begin()

    def _plan(self) -> None:
        raise NotImplementedError

    def _act(self, name: str, *values: object) -> object:
        self.later.complete()
        act: Callable[..., object] = self._desk.acts[name]
        return act(*values)

    def _has_data(self, buildings: int) -> None:
        if not self.later.done:
            self.later.complete()
            self.tree.loaded.emit(buildings)  # for those who were not there yet


_LATER = frozenset({**Panes.__annotations__, **StagedPanes.__annotations__})
"""Attributes that `app.ui.field.making` makes."""


def _load(module: str) -> Callable[[], object]:
    return partial(importlib.import_module, module)
