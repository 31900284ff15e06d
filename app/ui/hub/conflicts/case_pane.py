"""The case in view: its head, both sides, and what is about to be decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import _
from app.inspection.conflict.case import ENTRY
from app.ui.hub.conflicts.choosing import Chosen, choice_of, words_of
from app.ui.hub.conflicts.contested import Contested
from app.ui.hub.conflicts.foot import DecisionBar
from app.ui.hub.conflicts.head import CaseHead
from app.ui.hub.conflicts.sides import Sides
from app.ui.hub.finding_panel import scrolled
from app.ui.latest import Readings
from app.ui.lazy import lazy

if TYPE_CHECKING:
    from app.inspection import rule_set
    from app.inspection.conflict import rules as conflict_rules
    from app.inspection.conflict import view as conflict_view
    from app.inspection.conflict.case import Case
    from app.inspection.conflict.side import Detail
    from app.ui.desk import Desk
else:
    conflict_rules = lazy("app.inspection.conflict.rules")
    conflict_view = lazy("app.inspection.conflict.view")
    rule_set = lazy("app.inspection.rule_set")


class CasePane(QWidget):
    """Shows one case and takes its decision.

    Attributes:
        found: The case; None while it is read.
        chosen: What Enter would decide.
        head, sides, contested, bar: Its parts.

    Signals:
        settled(choice): Decide this.
        own_wanted(found): Ask for an answer of one's own.
        photos_wanted(): Show the photos large.
    """

    settled = Signal(object)
    own_wanted = Signal(object)
    photos_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.found: Detail | None = None
        self.chosen: Chosen | None = None
        self._wanted: Case | None = None
        self._suggested = self._proposed = ""
        self._last = False
        self._readings = Readings()
        self.head = CaseHead()
        self.sides = Sides(desk)
        self.contested = Contested()
        self.bar = DecisionBar()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inner = QWidget()
        pile = QVBoxLayout(inner)
        pile.setContentsMargins(0, 0, 0, 0)
        pile.setSpacing(0)
        pile.addWidget(self.head)
        pile.addWidget(self.sides, 1)
        pile.addWidget(self.contested, 1)
        self.contested.hide()
        self._scroll = scrolled(inner)  # in a low window the case scrolls, the foot stays
        column.addWidget(self._scroll, 1)
        column.addWidget(self.bar)
        self.sides.chosen.connect(self.choose)
        self.sides.photos_wanted.connect(self.photos_wanted)
        self.bar.wanted.connect(self.choose)
        self.bar.settled.connect(self.settle)

    def look_at(self, case: Case | None, number: int, total: int) -> None:
        """Read and show a case: its place in the queue is known at once."""
        self._wanted, self.found, self._last = case, None, total <= 1
        self._choose(None)
        if case is None:
            return
        self.head.show_case(case, number, total)
        self._scroll.verticalScrollBar().setValue(0)
        workspace = self._desk.workspace

        def work(session: Any) -> tuple[Detail, object]:
            found = conflict_view.detail(workspace, session, case)
            rules = rule_set.rules_of(session)
            return found, conflict_rules.rule_on(rules, found)

        self._readings.instead(self._desk.read(work, self._show, "conflict"), self._show)

    @Slot(object)
    def _show(self, result: tuple[Detail, Any]) -> None:
        found, ruling = result
        if self._wanted is None or found.case.key != self._wanted.key:
            return
        self.found = found
        case = found.case
        contested, waiting = case.group == "contested", case.group == "waiting"
        self.head.show_detail(found)
        self.sides.setVisible(not contested)
        self.contested.setVisible(contested)
        if contested:
            self.contested.show_detail(found)
        else:
            self.sides.show_detail(found, able=not waiting)
        self.bar.show_case(found, contested=contested, waiting=waiting, locked=self._desk.locked)
        self.bar.reason.set_value("")
        self.bar.reason.clear()
        self._suggested = ruling.why if ruling is not None and not contested and not waiting else ""
        if self._suggested:  # a rule of the campaign proposes; Enter agrees
            self.bar.reason.setText(self._suggested)
            self.bar.reason.setCursorPosition(0)
            self._proposed = ruling.side.letter
            self._choose(Chosen(ruling.side.letter))
        else:
            self._choose(None)

    def show_part(self, part: QWidget) -> None:
        """Scroll to a part of the case."""
        self._scroll.ensureWidgetVisible(part)

    # Choosing

    def use(self, number: int) -> None:
        """Take a side by its number; of a deletion that met an edit: keep or remove."""
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
        if how == "own" and found.case.sort == ENTRY and found.case.entry is None:
            self._desk.say(_("An entry is kept or left out: A or B"), "serious")
            return
        if how == "both" and not found.both:
            self._desk.say(_("These two answers cannot both hold"), "serious")
            return
        if how == "return" and found.case.key.kind != "inspection":
            return
        if how == "own":
            self.own_wanted.emit(found)
            return
        self._choose(Chosen(how))

    def take_own(self, value: object, words: str) -> None:
        """Make an answer of one's own the decision."""
        self._choose(Chosen("own", value, words))  # type: ignore[arg-type]

    def _choose(self, chosen: Chosen | None) -> None:
        self.chosen = chosen
        if self._suggested:  # the rule is the reason for what it proposes, and for nothing else
            reason = self.bar.reason
            as_proposed = chosen is not None and chosen.how == self._proposed
            if not as_proposed and reason.text() == self._suggested:
                reason.clear()
            elif as_proposed and not reason.text():
                reason.setText(self._suggested)
                reason.setCursorPosition(0)
        self.sides.set_going(chosen.how if chosen is not None else "")
        self.bar.show_choice(words_of(chosen), self._last)

    @Slot()
    def settle(self) -> None:
        """Hand over the decision of the case in view."""
        found, chosen = self.found, self.chosen
        if found is None or chosen is None or self._desk.locked:
            return
        self.found = None
        self.settled.emit(choice_of(found, chosen, self.bar.reason.text().strip()))
