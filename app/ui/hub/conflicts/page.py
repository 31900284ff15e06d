"""冲突: the queue at the left, what stood before and both sides, and the decision at the foot."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.hub.conflicts.choosing import Chosen, choice_of, words_of
from app.ui.hub.conflicts.foot import DecisionBar
from app.ui.hub.conflicts.head import CaseHead, QueueHead
from app.ui.hub.conflicts.queue_list import QueueList
from app.ui.hub.conflicts.sides import Sides
from app.ui.hub.conflicts.tools import Tools
from app.ui.hub.conflicts.work import ConflictWork, Listed
from app.ui.lazy import lazy
from app.ui.theme import theme
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.labels import Panel
from app.ui.words import word

if TYPE_CHECKING:
    from app.inspection import conflict_rules, conflict_view
    from app.inspection.conflict_case import Case
    from app.inspection.conflict_side import Detail
    from app.inspection.deciding import Decided
    from app.ui.desk import Desk
    from app.ui.shell import Reach
else:
    conflict_rules = lazy("app.inspection.conflict_rules")
    conflict_view = lazy("app.inspection.conflict_view")


class ConflictPage(QWidget):
    """The room 冲突.

    Attributes:
        queue: The cases.
        sides: The columns.
        bar: The decision.
        found: The case in view; None while it is read.
        chosen: What Enter would decide.
    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.found: Detail | None = None
        self.chosen: Chosen | None = None
        self._wanted: Case | None = None
        self._suggested = ""
        self.setAccessibleName(word("conflicts"))
        self.work = ConflictWork.of(desk)
        self.queue = QueueList()
        self.queue_head = QueueHead()
        self.head = CaseHead()
        self.sides = Sides(desk)
        self.bar = DecisionBar()
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
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.sides, 1)
        column.addWidget(self.bar)
        self.empty = EmptyState(
            _("Nothing to decide"),
            _("When two people answer one question differently, both answers come here."),
        )
        self._stack = QStackedWidget()
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._stack.addWidget(self._body)
        self._stack.addWidget(self.empty)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left)
        row.addWidget(self._stack, 1)

    def _bind(self) -> None:
        self.work.listed.connect(self._listed)
        self.work.decided.connect(self._decided)
        self.queue.looked_at.connect(self._look)
        self.queue.settled.connect(self.settle)
        self.queue.photos_wanted.connect(self.show_photos)
        self.head.stepped.connect(self.queue.step)
        self.sides.chosen.connect(self.choose)
        self.sides.photos_wanted.connect(self.show_photos)
        self.bar.wanted.connect(self.choose)
        self.bar.settled.connect(self.settle)
        self.bar.left.connect(self.back_to_queue)
        self._desk.shell.reflowed.connect(self.flow)
        keys = self._desk.shell.keys
        for number in (1, 2):
            keys.bind(f"conflict.use{number}", self, partial(self._use, number - 1))
        keys.bind("conflict.both", self, partial(self.choose, "both"))
        keys.bind("conflict.own", self, partial(self.choose, "own"))
        keys.bind("conflict.return", self, partial(self.choose, "return"))
        keys.bind("conflict.next", self, partial(self.queue.step, 1))
        keys.bind("conflict.back", self, partial(self.queue.step, -1))
        keys.bind("conflict.alike", self, self.tools.decide_alike)

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
        return [self.queue, self.sides, self.bar]

    def undo(self) -> None:
        """Take the last decision back (Ctrl+Z)."""
        if not self._desk.locked:
            self.work.undo()

    def flow(self, reach: Reach) -> None:
        """Fold what stood before to a line where three columns have no room."""
        look = theme()
        self._left.setFixedWidth(look.width("tree_wide" if reach.wide else "tree"))
        self.sides.fold(not reach.sections)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_left"):
            self.flow(self._desk.shell.reach)

    # The queue

    @Slot(object)
    def _listed(self, found: Listed) -> None:
        at = self.queue.queue.number(self.queue.currentIndex().row())
        self._stack.setCurrentWidget(self._body if found.cases else self.empty)
        self.queue.show_cases(found.cases, self.queue.case(), at)
        self._tell()
        if self.isVisible() and self._desk.shell.content.currentWidget() is self:
            self.enter()

    def _tell(self) -> None:
        left = len(self.queue.queue.cases)
        self.work.count(left)
        self.queue_head.show_pace(left, self.work.today, self.work.pace.minutes(left))
        self.tools.allow(undo=bool(self.work.acts), cases=left)

    @Slot(object)
    def _look(self, case: Case | None) -> None:
        self._wanted, self.found = case, None
        self._choose(None)
        if case is None:
            return
        number, total = self.queue.queue.number(self.queue.currentIndex().row()), self.queue.queue
        self.head.show_case(case, number, len(total.cases))
        workspace = self._desk.workspace

        def work(session: Any) -> tuple[Detail, object]:
            found = conflict_view.detail(workspace, session, case)
            rules = conflict_rules.rules_of(session)
            return found, conflict_rules.rule_on(rules, found)

        self._desk.read(work, self._show, "conflict")

    @Slot(object)
    def _show(self, result: tuple[Detail, Any]) -> None:
        found, ruling = result
        if self._wanted is None or found.case.key != self._wanted.key:
            return
        self.found = found
        case = found.case
        contested, waiting = case.group == "contested", case.group == "waiting"
        self.head.show_detail(found)
        self.sides.show_detail(found, able=not contested and not waiting)
        self.bar.show_case(found, contested=contested, waiting=waiting, locked=self._desk.locked)
        self.bar.reason.set_value("")
        self.bar.reason.clear()
        self._suggested = ruling.why if ruling is not None and not contested else ""
        if self._suggested:  # a rule of the campaign proposes; Enter agrees
            self.bar.reason.setText(self._suggested)
            self.bar.reason.setCursorPosition(0)
            self._choose(Chosen(ruling.side.letter))
        else:
            self._choose(None)

    # Choosing

    def _use(self, number: int) -> None:
        found = self.found
        if found is None:
            return
        if found.case.group == "contested":
            self.choose(("keep", "remove")[number])
        elif number < len(found.sides):
            self.choose(found.sides[number].letter)

    @Slot(str)
    def choose(self, how: str) -> None:
        """Make something the decision that Enter settles."""
        found = self.found
        group = found.case.group if found is not None else "waiting"
        if found is None or group == "waiting" or self._desk.locked:
            return
        if (group == "contested") is not (how in ("keep", "remove")):
            return
        if how == "both" and not found.both:
            self._desk.say(_("These two answers cannot both hold"), "serious")
            return
        if how == "return" and found.case.key.kind != "inspection":
            return
        if how == "own":
            self.tools.ask_own(found)
            return
        self._choose(Chosen(how))

    def take_own(self, value: object, words: str) -> None:
        """Make an answer of one's own the decision."""
        self._choose(Chosen("own", value, words))  # type: ignore[arg-type]

    def _choose(self, chosen: Chosen | None) -> None:
        self.chosen = chosen
        if self._suggested and self.bar.reason.text() == self._suggested:
            ruled = chosen is None
            if ruled:
                self.bar.reason.clear()
        self.sides.set_going(chosen.how if chosen is not None else "")
        self.bar.show_choice(words_of(chosen), len(self.queue.queue.cases) <= 1)

    @Slot()
    def settle(self) -> None:
        """Decide the case in view and go on to the next."""
        found, chosen = self.found, self.chosen
        if found is None or chosen is None or self._desk.locked:
            return
        self.found = None
        choice = choice_of(found, chosen, self.bar.reason.text().strip())
        at = self.queue.queue.number(self.queue.currentIndex().row())
        rest = [one for one in self.queue.queue.cases if one.key != found.case.key]
        self.work.decide([choice])
        self.queue.show_cases(rest, None, at)
        self.back_to_queue()
        self._stack.setCurrentWidget(self._body if rest else self.empty)

    @Slot(object)
    def _decided(self, _done: Decided) -> None:
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
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.settle()
        elif event.key() == Qt.Key.Key_Space:
            self.show_photos()
        else:
            super().keyPressEvent(event)
