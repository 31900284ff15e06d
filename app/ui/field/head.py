"""The top bar over an open building, and how far it is: there, in its row, in the parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.i18n import _
from app.ui.field.own_turn import OwnTurn
from app.ui.field.panes import EMPTY, NONE, QUESTIONS, SUMMARY, WALKING, Panes
from app.ui.field.rows import part_rows, worst
from app.ui.field.shown import community_name, done_word
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import ChipSpec, chip_for
from app.ui.words import word

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.field.building import Building
    from app.ui.field.visits import Visits

_LIVE_MS = 60
_TOP_MS = 10
"""The top bar follows the checklist, in an event of its own."""


class Head(QObject):
    """Breadcrumb, state and buttons of the open building.

    Attributes:
        done: 查完，看一眼.
    """

    def __init__(self, desk: Desk, panes: Panes, visits: Visits) -> None:
        super().__init__(panes)
        self._desk, self._panes, self._visits = desk, panes, visits
        self._buildings = Button(_("Buildings"), icon="panel-left")
        self._buildings.clicked.connect(panes.desk_panes.open_tree)
        back, ahead = _("Previous building"), _("Next building")
        self._back = Button("", icon="arrow-left", hint="Alt+←", name=back)
        self._next = Button("", icon="arrow-right", hint="Alt+→", name=ahead)
        self._back.clicked.connect(lambda: visits.open_neighbour(-1))
        self._next.clicked.connect(lambda: visits.open_neighbour(1))
        self.done = Button(_("Done, have a look"), "primary", hint="F9")
        self._correct = Button("", icon="pencil", name=_("Correct the building"))
        self._correct.clicked.connect(self._correct_place)
        self._live = OwnTurn(self, _LIVE_MS)
        self._live.timeout.connect(self.show_live)
        self._shown: tuple[object, str] | None = None
        self._top = OwnTurn(self, _TOP_MS)
        self._top.timeout.connect(self._show_top)
        panes.mode_changed.connect(self._top.start)
        panes.desk_panes.tree_hidden.connect(lambda _hidden: self._show_top())
        visits.begun.connect(self._begun)
        visits.shown.connect(lambda _building: self.show_live())
        panes.tree.marked.connect(self._show_state)

    def _begun(self, building: Building) -> None:
        building.changed.connect(self._soon)
        building.reloaded.connect(self._soon)
        building.finished_changed.connect(self._live.start)
        building.photos_changed.connect(self._live.start)

    def _soon(self, _paths: object = None) -> None:
        if not self._live.isActive():
            self._live.start()

    def show_top(self) -> None:
        """Take over the top bar from another room."""
        self._shown = None
        self._show_top()

    def _there(self) -> bool:
        """Tell whether the top bar is this room's: another one may have been entered meanwhile."""
        page = self._desk.shell.content.currentWidget()
        return page is not None and (page is self._panes or page.isAncestorOf(self._panes))

    def _show_top(self) -> None:
        if not self._there():
            return
        bar, reach = self._desk.shell.topbar, self._desk.shell.reach
        building, mode = self._visits.building, self._panes.mode
        walk = [self._back, self._next] if reach.tree else [self._buildings]
        if mode == WALKING:  # whoever walks says which building it is
            self._shown = None
            bar.set_state(None)
            bar.set_actions(walk)
            return
        if building is None or mode in (EMPTY, NONE):
            self._shown = None
            bar.set_path((), word("inspect"))
            bar.set_state(None)
            bar.set_actions([] if reach.tree or mode == EMPTY else [self._buildings])
            return
        if self._shown != (building, building.line.name):  # a breadcrumb costs a third of a frame
            self._shown = (building, building.line.name)
            steps = [
                (f"@{key}", community_name(name) if level == "community" else name)
                for key, level, name in building.above[:-1]
            ]
            bar.set_path(steps, building.line.name)
        self.show_live()
        rest = [self._correct, self.done] if mode == QUESTIONS else []
        bar.set_actions([*walk, *rest])

    def show_live(self) -> None:
        """Show how far the open building is, in the top bar and in its row."""
        building, panes = self._visits.building, self._panes
        if building is None:
            return
        counts, state = building.counts(), building.state()
        right, mark = f"{counts.answered}/{counts.relevant}", ""
        if state == "done":
            found = [one for group in building.found_by_path().values() for one in group]
            right = done_word(len(found), building.undecided())
            mark = worst(found)
        elif state == "incomplete":
            right = _("{count} short").format(count=len(building.missing()))
        elif state != "in_progress":
            right = word(state)
        panes.tree.update_live(
            building.line.id,
            state=state,
            right=right,
            done=counts.answered,
            total=counts.relevant,
            mark=mark,
        )
        self._show_state()
        panes.parts.model.set_parts(part_rows(building))
        if panes.questions.part is not None:
            panes.parts.show_part(panes.questions.part.key)

    def _show_state(self) -> None:
        """Say in the top bar what the row in the tree says: also packed, sent back and so on."""
        building, panes = self._visits.building, self._panes
        if building is None or panes.mode not in (QUESTIONS, SUMMARY) or not self._there():
            return
        state = panes.tree.shown_state(building.line.id, building.state())
        chip = chip_for(state)
        if state == "in_progress":
            counts = building.counts()
            words = f"{word(state)} {counts.answered}/{counts.relevant}"
            chip = ChipSpec("clipboard-check", words, "primary")
        self._desk.shell.topbar.set_state(chip)

    def _correct_place(self) -> None:
        from app.ui.field.place_form import correct_building

        if self._visits.building is not None:
            correct_building(self._desk, self._visits.building.line.id)
