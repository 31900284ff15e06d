"""The foot of the conflict desk: why, and which way; always in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.inspection.conflict.case import ENTRY
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.fields import TextField
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Panel, Text

if TYPE_CHECKING:
    from app.inspection.conflict.side import Detail


_REASON = 160
"""The least width of the reason beside the buttons."""
_LOW = 480
"""In a lower window the sentence over the reason goes: the case needs its room."""


class _Reason(TextField):
    """The reason; Esc goes back to the queue."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)


class DecisionBar(Panel):
    """Reason and buttons.

    Attributes:
        reason: Why; kept with the decision.
        both, own, back, settle: The buttons.

    Signals:
        wanted(how): ``both``, ``own``, ``return``, ``keep`` or ``remove``.
        settled(): Do what is chosen and go to the next one.
        left(): Esc in the reason.
    """

    wanted = Signal(str)
    settled = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", "t", parent, _("Decision"))
        look = theme()
        self._aside = Text("", "label", "text2", elide=True)
        self._aside.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._above = QWidget()
        head = QHBoxLayout(self._above)
        head.setContentsMargins(0, 0, 0, 0)
        self._title = Text("", "body_strong")
        self._told = Text("", "label", "text2", elide=True)
        head.addWidget(self._title)
        head.addWidget(self._told, 3)
        head.addWidget(self._aside, 2)
        self.reason = _Reason(_("Reason given"), _("Reason, kept with the decision"))
        self.reason.advanced.connect(self.settled)
        self.reason.left.connect(self.left)
        self.both = Button(_("Record both"), hint="3")
        self.own = Button(_("My own"), hint="4")
        self.back = Button(_("Return to the field"), "danger", "undo-2", hint="R")
        self.keep = Button(_("Keep the record"), hint="1")
        self.remove = Button(_("Delete the record"), hint="2")
        self.settle = Button("", "primary", hint="Enter")
        for button, how in (
            (self.both, "both"),
            (self.own, "own"),
            (self.back, "return"),
            (self.keep, "keep"),
            (self.remove, "remove"),
        ):
            button.clicked.connect(lambda _on=False, how=how: self.wanted.emit(how))
        self.settle.clicked.connect(self.settled)
        why = QHBoxLayout()
        why.setSpacing(look.space(2))
        self._why = Text(_("Reason given"), "label", "text2")
        why.addWidget(self._why)
        why.addWidget(self.reason, 1)
        self.ways = FlowRow(look.space(2))
        for button in (self.both, self.own, self.keep, self.remove, self.back, self.settle):
            self.ways.add_widget(button)
        self._row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(look.space(2))
        row.addLayout(why, 1)
        row.addWidget(self.ways)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.space(4), look.space(2), look.space(4), look.space(3))
        column.setSpacing(look.space(2))
        column.addWidget(self._above)
        column.addLayout(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and hasattr(self, "_row"):
            self._arrange()  # a button says more than before
        return done

    def _arrange(self) -> None:
        """Put the buttons beneath the reason where both have no room in one row."""
        look = theme()
        margins, words = self.contentsMargins(), self._why.sizeHint().width()
        room = self.width() - margins.left() - margins.right() - 2 * look.space(4)
        wanted = words + look.scaled(_REASON) + self.ways.sizeHint().width() + 2 * look.space(2)
        beside = room >= wanted
        ways = QBoxLayout.Direction
        self._row.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
        told_only = self.reason.isHidden()  # what waits has nothing but the sentence
        self._above.setVisible(told_only or self.window().height() >= look.scaled(_LOW))

    def show_case(
        self, found: Detail | None, *, contested: bool, waiting: bool, locked: bool
    ) -> None:
        """Offer what can be done with a case."""
        there = found is not None and not locked and not waiting
        entry = found is not None and found.case.entry is not None
        kept_or_not = found is not None and found.case.sort == ENTRY and not entry
        is_answer = found is not None and found.case.key.kind == "inspection"
        for button, shown in (
            (self.both, not contested and not entry and not kept_or_not and not waiting),
            (self.own, not contested and not kept_or_not and not waiting),
            (self.keep, contested),
            (self.remove, contested),
            (self.back, not contested and not waiting and is_answer),
            (self.settle, not waiting),
        ):
            button.setVisible(shown and found is not None)
            button.setEnabled(there)
        self._title.setText(_("Wait") if waiting else _("Which one"))
        self._told.setText(
            _("Receive the package before it, then it settles itself or is asked here.")
            if waiting
            else _("A decision is a record too: what both said stays, and it can be changed.")
        )
        for widget in (self._why, self.reason):
            widget.setVisible(not waiting)
        self._arrange()
        self.both.setEnabled(there and found is not None and found.both)
        self.reason.setReadOnly(not there)
        safety = found is not None and found.case.group == "safety"
        back = found is not None and bool(found.case.revive)
        self._aside.setText(
            _("Any answer but the removal brings the entry back whole")
            if back
            else _("No average is taken of structure")
            if safety
            else ""
        )

    def show_choice(self, words: str, last: bool) -> None:
        """Say on the primary button what Enter would do; empty: nothing is chosen."""
        self.settle.setEnabled(bool(words))
        if not words:
            self.settle.set_words(_("Choose a side"))
            self.settle.setEnabled(False)
        elif last:
            self.settle.set_words(words)
        else:
            self.settle.set_words(_("{what}, next").format(what=words))
        self._arrange()
