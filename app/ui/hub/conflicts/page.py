"""冲突: the queue at the left, what stood before and both sides, and the decision at the foot."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.hub.conflicts.case_pane import CasePane
from app.ui.hub.conflicts.head import QueueHead
from app.ui.hub.conflicts.queue_list import QueueList
from app.ui.hub.conflicts.tools import Tools
from app.ui.hub.conflicts.work import ConflictWork, Listed
from app.ui.hub.job_strip import JobStrip
from app.ui.theme import theme
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.labels import Panel
from app.ui.words import word

if TYPE_CHECKING:
    from app.inspection.conflict.case import Case
    from app.inspection.conflict.deciding import Choice
    from app.inspection.conflict.side import Detail
    from app.ui.desk import Desk
    from app.ui.hub.conflicts.choosing import Chosen
    from app.ui.shell import Reach


class ConflictPage(QWidget):
    """The room 冲突.

    Attributes:
        queue: The cases.
        pane: The case in view and its decision.
        strip: How far a decision of many cases is.
    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setAccessibleName(word("conflicts"))
        self.work = ConflictWork.of(desk)
        self.queue = QueueList()
        self.queue_head = QueueHead()
        self.pane = CasePane(desk)
        self.strip = JobStrip()
        self.tools = Tools(desk, self)
        self._build()
        self._bind()
        if self.work.found is not None:
            self._listed(self.work.found)
        self.flow(desk.shell.reach)

    def _build(self) -> None:
        left = Panel("bg", "r", role=word("conflicts"))
        self._left = left
        pile = QVBoxLayout(left)
        pile.setContentsMargins(0, 0, theme().stroke("line"), 0)
        pile.setSpacing(0)
        pile.addWidget(self.queue_head)
        pile.addWidget(self.queue, 1)
        self.empty = EmptyState(
            _("Nothing to decide"),
            _("When two people answer one question differently, both answers come here."),
        )
        self._stack = QStackedWidget()
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._stack.addWidget(self.pane)
        self._stack.addWidget(self.empty)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.strip)
        right.addWidget(self._stack, 1)
        row.addLayout(right, 1)

    def _bind(self) -> None:
        self.work.listed.connect(self._listed)
        self.work.decided.connect(self._decided)
        self.queue.looked_at.connect(self._look)
        self.work.started.connect(self.strip.follow)
        search = self.queue_head.search
        search.searched.connect(lambda _text: self._find())
        search.accepted.connect(partial(self._find, further=True))
        search.left_down.connect(self.back_to_queue)
        self.queue.settled.connect(self.pane.settle)
        self.queue.photos_wanted.connect(self.show_photos)
        self.pane.head.stepped.connect(self.queue.step)
        self.pane.settled.connect(self._settled)
        self.pane.own_wanted.connect(self.tools.ask_own)
        self.pane.photos_wanted.connect(self.show_photos)
        self.pane.bar.left.connect(self.back_to_queue)
        self._desk.shell.reflowed.connect(self.flow)
        keys = self._desk.shell.keys
        for number in (1, 2):
            keys.bind(f"conflict.use{number}", self, partial(self.pane.use, number - 1))
        keys.bind("conflict.both", self, partial(self.pane.choose, "both"))
        keys.bind("conflict.own", self, partial(self.pane.choose, "own"))
        keys.bind("conflict.return", self, partial(self.pane.choose, "return"))
        keys.bind("conflict.next", self, partial(self.queue.step, 1))
        keys.bind("conflict.back", self, partial(self.queue.step, -1))
        keys.bind("conflict.alike", self, self.tools.decide_alike)
        keys.bind("conflict.print", self, self.tools.choose_folder)
        keys.bind("conflict.past", self, self.tools.show_past)
        keys.bind("conflict.rules", self, self.tools.edit_rules)

    @property
    def found(self) -> Detail | None:
        """The case in view; None while it is read."""
        return self.pane.found

    @property
    def chosen(self) -> Chosen | None:
        """What Enter would decide."""
        return self.pane.chosen

    # What the shell asks

    def enter(self) -> None:
        """Take the top bar; the queue gets the focus."""
        campaign = self.work.found.campaign if self.work.found is not None else ""
        bar = self._desk.shell.topbar
        bar.set_path([("campaign", campaign)] if campaign else [], word("conflicts"))
        bar.set_state(None)
        bar.set_actions(self.tools.buttons)
        self.queue.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Let findings and lists know what was decided."""
        if self.work.dirty:
            self.work.dirty = False
            self._desk.places_changed.emit()

    def panes(self) -> list[QWidget]:
        """Return the panes in reading order."""
        return [self.queue, self.pane.sides, self.pane.bar]

    def focus_search(self) -> None:
        """Look for a building, a question or a person in the queue (Ctrl+F)."""
        self.queue_head.search.show()
        self.queue_head.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.queue_head.search.selectAll()

    def _find(self, *, further: bool = False) -> None:
        words = self.queue_head.search.text()
        if words.strip() and not self.queue.look_for(words, further=further):
            self._desk.say(_("No open conflict fits these words"), "info")

    def undo(self) -> None:
        """Take the last decision back (Ctrl+Z)."""
        self.work.undo()

    def redo(self) -> None:
        """Decide again what was taken back last (Ctrl+Y)."""
        self.work.redo()

    def flow(self, reach: Reach) -> None:
        """Fold what stood before to a line where three columns have no room."""
        look = theme()
        self._left.setFixedWidth(look.width("tree_wide" if reach.wide else "tree"))
        self.pane.sides.fold(not reach.sections)
        self.tools.fold(not reach.side)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_left"):
            self.flow(self._desk.shell.reach)

    # The queue

    @Slot(object)
    def _listed(self, found: Listed) -> None:
        at = self.queue.queue.number(self.queue.currentIndex().row())
        self._stack.setCurrentWidget(self.pane if found.cases else self.empty)
        again = next((one for one in found.cases if one.key == self.work.opened), None)
        if again is not None:
            self.work.opened = None
        self.queue.show_cases(found.cases, again or self.queue.case(), at)
        self._tell()
        if self.isVisible() and self._desk.shell.content.currentWidget() is self:
            self.enter()

    def _tell(self) -> None:
        left = len(self.queue.queue.cases)
        self.work.count(left)
        self.queue_head.show_pace(left, self.work.today, self.work.pace.minutes(left))
        self.tools.allow(undo=bool(self.work.acts), redo=self.work.again > 0, cases=left)

    @Slot(object)
    def _look(self, case: Case | None) -> None:
        at = self.queue.queue.number(self.queue.currentIndex().row())
        self.pane.look_at(case, at, len(self.queue.queue.cases))

    def look_again(self) -> None:
        """Read the case in view anew: a rule may propose another side now."""
        self._look(self.queue.queue.case(self.queue.currentIndex().row()))

    @Slot(object)
    def _settled(self, choice: Choice) -> None:
        """Write a decision and go on to the next case."""
        at = self.queue.queue.number(self.queue.currentIndex().row())
        rest = [one for one in self.queue.queue.cases if one.key != choice.key]
        self.work.decide([choice])
        self.queue.show_cases(rest, None, at)
        self.back_to_queue()
        self._stack.setCurrentWidget(self.pane if rest else self.empty)

    @Slot(object)
    def _decided(self, _done: object) -> None:
        self._tell()

    def show_photos(self) -> None:
        """Show the photos of both sides large (Space)."""
        if self.found is not None:
            self.tools.show_photos(self.found)

    @Slot()
    def back_to_queue(self) -> None:
        """Give the queue the focus again: a dialog has closed."""
        self.queue.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.queue_head.search.isVisible():
            self.queue_head.search.hide()
            self.back_to_queue()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.pane.settle()
        elif event.key() == Qt.Key.Key_Space:
            self.show_photos()
        else:
            super().keyPressEvent(event)
