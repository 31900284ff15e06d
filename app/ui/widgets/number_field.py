"""The number field: typed in its frame, judged while typed, its limits said in a sentence."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Text
from app.ui.widgets.limits import DigitsValidator, Limits, judge, really, same_number
from app.ui.widgets.marks import MarkLabel
from app.ui.widgets.number_frame import NumberFrame

GROUP = ","
"""Stands between thousands where a form asks for it; never stored."""


class NumberField(QWidget):
    """A number with its unit.

    Attributes:
        doubts: Tells whether a number within the limits is possible but unusual all the same.

    Signals:
        committed(text): Enter or leaving the field with another, acceptable number; empty text
            when it was cleared. A doubtful number is committed once it is confirmed.
        advanced(): Enter was pressed and the number stands.
    """

    committed = Signal(str)
    advanced = Signal()

    def __init__(
        self,
        name: str,
        unit: str = "",
        limits: Limits | None = None,
        parent: QWidget | None = None,
        *,
        grouped: bool = False,
    ) -> None:
        super().__init__(parent)
        self._name, self._unit, self._limits = name, unit, limits or Limits()
        self._grouped = grouped
        self.doubts: Callable[[str], bool] = lambda _text: False
        self._stored, self._confirmed = "", ""
        self._frame = NumberFrame(unit, self)
        self.line = self._frame.line
        self.line.setValidator(DigitsValidator(self._limits, self))
        self.setFocusProxy(self.line)
        self._mark = MarkLabel("critical", size=0)
        self._sentence = Text("", "caption", "critical")
        self._yes = Button(_("Yes"), "quiet")
        self._yes.clicked.connect(self._confirm)
        self._below = QWidget(self)
        below = QHBoxLayout(self._below)
        below.setContentsMargins(0, theme().space(1), 0, 0)
        below.setSpacing(theme().space(1))
        for part in (self._mark, self._sentence, self._yes):
            below.addWidget(part)
        below.addStretch()
        self._below.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._frame)
        column.addWidget(self._below)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.line.textEdited.connect(self._judge)
        self.line.returnPressed.connect(self._enter)
        self.line.editingFinished.connect(self.commit)
        self.line.shown.connect(self._group)
        self._judge()

    @property
    def text(self) -> str:
        """The number as typed; empty for none."""
        return self.line.text().replace(GROUP, "").rstrip(".")

    @property
    def state(self) -> str:
        """``empty``, ``good``, ``doubt`` or ``error``."""
        return self._frame.state

    def set_value(self, text: str) -> None:
        """Show a stored number without emitting; one being typed is not overwritten.

        Nor is it written another way: ``1``, kept as ``1.0``, and then ``.2`` would be 1.02.
        """
        if self.line.hasFocus() and self.line.isModified() and same_number(self.text, text):
            text = self.text
        typed = self.text != self._stored
        self._stored = self._confirmed = text
        free = not typed or not self.line.hasFocus() or self.line.isReadOnly()
        if free and self.text != text:
            self.line.setText(self._dressed(text))
        self._judge()

    def _dressed(self, text: str) -> str:
        """Return the number with its thousands apart, unless somebody types in it."""
        if not self._grouped or self.line.hasFocus():
            return text
        whole, point, rest = text.partition(".")
        digits = whole.lstrip("-")
        return f"{int(whole):,}{point}{rest}" if digits.isdecimal() else text

    def _group(self) -> None:
        if self._grouped:
            self.line.setText(self._dressed(self.text))

    def type_text(self, text: str) -> None:
        """Show a number as if it had just been typed: judged, not stored."""
        self.line.setText(text)
        self._judge()

    def set_refused(self, on: bool) -> None:
        """Give the field the outline of a number that is not allowed where it stands."""
        self._frame.refused = on
        self._frame.update()

    def set_read_only(self, read_only: bool) -> None:
        """Show the number without letting it be changed."""
        self.line.setReadOnly(read_only)
        self._judge()

    def _judge(self) -> None:
        state, sentence = judge(self.text, self._limits, self._unit)
        if state == "good" and self._confirmed != self.text and self.doubts(self.text):
            state, sentence = "doubt", really(self.text, self._unit)
        if state == "doubt" and self._confirmed == self.text:
            state, sentence = "good", ""
        self._frame.state = state
        tone = {"error": "critical", "doubt": "serious"}.get(state, "")
        if tone:
            self._mark.set_mark(tone)
            self._sentence.set_color(tone)
        self._sentence.setText(sentence)
        self._below.setVisible(bool(tone))
        self._yes.setVisible(state == "doubt")
        words = f"{self.text} {self._unit}".strip() if self.text else _("empty")
        spoken = f"{self._name}: {words}" + (f", {sentence}" if sentence else "")
        self.line.setAccessibleName(spoken)
        self.setAccessibleName(spoken)
        self._frame.update()
        self.updateGeometry()

    def commit(self) -> None:
        """Hand over what was typed so far, if it may stand."""
        if self.state in ("good", "empty") and self.text != self._stored:
            self._stored = self._confirmed = self.text
            self.committed.emit(self._stored)

    def _confirm(self) -> None:
        self._confirmed = self.text
        self._judge()
        self.commit()

    def _enter(self) -> None:
        if self.state == "doubt":
            self._yes.setFocus(Qt.FocusReason.TabFocusReason)
            return
        if self.state != "error":
            self.commit()
            self.advanced.emit()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(max(hint.width(), self._frame.width()), hint.height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._frame.fit()
            self.updateGeometry()
