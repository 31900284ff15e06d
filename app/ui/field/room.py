"""检查: tree, parts, questions, photos and findings of one building; the summary before leaving.

This module puts the room together: `panes` are what stands there, `visits` the open building,
`head` the top bar, `walking`, `leaving` and `photos` what people do; keys are bound here. At the
start there is the tree; the rest is made (`making`) while the database layer loads.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.ui.field.panes import SUMMARY
from app.ui.field.staged import StagedPanes
from app.ui.words import word

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from uuid import UUID

    from app.ui.desk import Desk
    from app.ui.field.building import Building
    from app.ui.field.viewer.viewer import Viewer
    from app.ui.phone.link import Served


class InspectRoom(StagedPanes):
    """The main room of the field desk.

    Attributes:
        visits: Opens and leaves buildings.
        walking: Keys of the checklist.
        leaving: Summary, 查完, 待补.
        photos: Taking in and looking at photos.
        undoing: Ctrl+Z and Ctrl+Y.
        helps: Copying from a neighbour, the statement of a part.

    Signals:
        roster_wanted(): Import a roster.
        sample_wanted(): Practise in the sample city.
        place_wanted(): Add a building by hand.
        send_wanted(): Write a package.
        building_opened(place): A checklist is on the screen.
    """

    roster_wanted = Signal()
    sample_wanted = Signal()
    place_wanted = Signal()
    send_wanted = Signal()
    building_opened = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._entered = False
        if desk.status is not None:
            desk.status.show_person()
        self._ask_elsewhere()
        self._bind()
        if desk.ready:
            self.later.complete()
        self.tree.reload()

    def _plan(self) -> None:
        from app.ui.field.making import steps

        self.later.add(steps(self, self._desk))

    def made(self) -> None:
        """Show what was made where it belongs; its keys work from now on."""
        self._bind_questions()
        self.set_mode(self.mode)
        if self._entered:
            self.head.show_top()

    def _ask_elsewhere(self) -> None:
        """Hand on what the room shows a button for and others do."""
        empty, none = self.empty, self.none
        assert empty.primary is not None
        assert empty.practise is not None
        assert empty.other is not None
        assert none.primary is not None
        empty.primary.clicked.connect(self.roster_wanted)
        empty.practise.clicked.connect(self.sample_wanted)
        empty.other.clicked.connect(self.place_wanted)
        none.primary.clicked.connect(lambda: self.visits.open_next_new())
        self.tree.add_wanted.connect(self.place_wanted)

    def _bind(self) -> None:
        """Bind the keys of the room; what they call is looked up when they are pressed."""
        keys = self._desk.shell.keys
        for number in range(4):
            slot = partial(self.tree.choose_filter, number)
            keys.bind(f"tree.filter{number + 1}", self.tree, slot)
        for action, act in (
            ("building.next_new", lambda: self.visits.open_next_new()),
            ("building.next_short", lambda: self.going.to_short()),
            ("building.back", lambda: self.visits.open_neighbour(-1)),
            ("building.next", lambda: self.visits.open_neighbour(1)),
            ("building.summary", lambda: self.leaving.show_summary()),
            ("building.part", lambda: self.walking.choose_part()),
            ("roommode.begin", lambda: self.room_mode.begin()),
            ("summary.leave", lambda: self.leaving.leave_incomplete()),
            ("summary.next", lambda: self.leaving.finish_or_next()),
            ("photo.import", lambda: self.photos.import_here()),
            ("photo.folder", lambda: self.photos.import_folder()),
            ("photo.paste", lambda: self.photos.paste_photo()),
            ("building.visit", lambda: self.visit_acts.open()),
            ("question.bulk", lambda: self.bulk.open()),
            ("building.recall", lambda: self.recall.open()),
            ("building.who", lambda: self.people.ask()),
            ("building.copy", lambda: self.helps.copy_from()),
            ("question.looked", lambda: self.helps.look_at_part()),
            ("question.statement", lambda: self.helps.close_part()),
            ("question.statements", lambda: self.helps.close_parts()),
            ("question.next_open", lambda: self.walking.to_open(1)),
            ("question.previous_open", lambda: self.walking.to_open(-1)),
        ):
            keys.bind(action, self, act, window=True)

    def _bind_questions(self) -> None:
        keys, pane, walking = self._desk.shell.keys, self.questions, self.walking
        for reason in ("undecidable", "not_applicable", "not_reached"):
            keys.bind(f"question.{reason}", pane, partial(walking.give_reason, reason))
        keys.bind("question.place", pane, walking.to_place)
        keys.bind("question.basis", pane, walking.to_basis)
        keys.bind("question.remark", pane, walking.to_remark)

    # What a room does

    def enter(self) -> None:
        """Show breadcrumb, state and actions of the open building."""
        self._entered = True
        self.reflow()
        bar, reach = self._desk.shell.topbar, self._desk.shell.reach
        if self.later.done or not reach.tree:
            self.head.show_top()
        else:
            bar.set_path((), word("inspect"))
            bar.set_state(None)
            bar.set_actions([])
        self.focus_middle()

    def leave(self) -> None:
        """Hand over what is half typed."""
        self._entered = False
        if self.later.done:
            self.room_mode.end()
            self.questions.flush()
            self.visits.look_away()

    def panes(self) -> list[QWidget]:
        """Return the panes in reading order."""
        middle = self.middle.currentWidget() or self.middle
        return [self.tree, *((self.parts,) if self.later.done else ()), middle, self.beside]

    def close_room(self) -> None:
        """Leave the building; the program ends."""
        if not self.later.done:
            self.later.stop()
            return
        self.returning.finish()
        self.incoming.close()
        self.visits.close()

    def keep(self) -> object:
        """Return where one is, for a window that is built anew."""
        return self.returning.where, self.incoming.keep()

    def go_back(self, kept: object) -> None:
        """Go to where one was in the window before."""
        where, phone = cast("tuple[object, Served | None]", kept)
        self.returning.go_to(where)
        self.incoming.go_back(phone)

    def undo(self) -> None:
        """Ctrl+Z: take the latest act back, in whichever building it was."""
        self.undoing.back()

    def redo(self) -> None:
        """Ctrl+Y: do again what was taken back."""
        self.undoing.forth()

    # What others ask of it

    @property
    def building(self) -> Building | None:
        """The open building."""
        return self.visits.building

    @property
    def viewer(self) -> Viewer | None:
        """The open photo viewer."""
        return self.photos.viewer

    def open_place(self, place: UUID, jump: str = "") -> None:
        """Open the checklist of a place; ``jump``: then go to this question."""
        self.visits.open_place(place, jump)

    def open_neighbour(self, by: int) -> None:
        """Open the previous or next building in the order of the tree."""
        self.visits.open_neighbour(by)

    def go_to(self, path: str) -> None:
        """Open the question at a path."""
        self.visits.go_to(path)

    def show_summary(self) -> None:
        """查完，看一眼."""
        self.leaving.show_summary()

    def add_files(self, files: Sequence[Path], path: str) -> None:
        """Take photo files in for a question; empty: for the building."""
        self.photos.add_files(files, path)

    def look_at(self, key: str) -> None:
        """Open the viewer at a photo."""
        self.photos.look_at(key)

    def ask_who(self) -> None:
        """Somebody else inspects from now on."""
        self.people.ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.mode == SUMMARY:
                self.visits.show_questions()
            else:
                self.tree.clear_search()
                self.tree.focus_tree()
            return
        event.ignore()
