"""Buttons in the head of a question: 依据, and why there is no answer."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.i18n import _
from app.ui.icons import draw_icon
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.buttons import Button
from app.ui.words import BASES, word


class BasisButton(Button):
    """依据 with its menu; Ctrl+B then a digit chooses by keyboard.

    Signals:
        basis_chosen(code): Another 依据.
    """

    basis_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "quiet", parent=parent, name=_("Basis"))
        self._code = ""
        self.set_trailing("chevron-down")
        self.clicked.connect(self.open_menu)
        self.set_basis("seen")

    @property
    def basis(self) -> str:
        """The code shown."""
        return self._code

    def set_basis(self, code: str) -> None:
        """Show a 依据 without emitting."""
        self._code = code
        words = word(code) if code in BASES else code
        self.setText(words)
        self.setAccessibleName(f"{_('Basis')}: {words}")
        self.updateGeometry()
        self.update()

    def open_menu(self) -> None:
        """Open the menu under the button; digits choose."""
        menu = QMenu(self)
        menu.setAccessibleName(_("Basis"))
        for number, code in enumerate(BASES, 1):
            action = QAction(f"&{number}  {word(code)}", menu)
            action.triggered.connect(lambda _on=False, code=code: self._choose(code))
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _choose(self, code: str) -> None:
        if code != self._code:
            self.set_basis(code)
            self.basis_chosen.emit(code)

    def sizeHint(self) -> QSize:
        look = theme()
        words = look.text_width("caption", _("Basis")) + look.text_width("chip", self.text())
        gaps = 2 * look.space(2) + look.space(2) + look.space(1)
        return QSize(words + look.icon(0) + gaps, look.height("row_dense"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        self._paint_body(painter)
        inner = self.rect().adjusted(look.space(2), 0, -look.space(1), 0)
        side = look.icon(0)
        taken = paint.text(painter, inner, _("Basis"), "caption", "text2")
        inner.setLeft(inner.left() + taken + look.space(2))
        paint.text(painter, inner, self.text(), "chip", "text")
        square = inner.toRectF()
        square.setLeft(square.right() - side)
        draw_icon(painter, paint.middle(square, side), "chevron-down", "text2")


class ReasonButton(Button):
    """判不了, 不适用, 未查到 behind a button, where a bar would take too much room.

    Signals:
        chosen(reason): A reason.
        cleared(): Delete.
    """

    chosen = Signal(str)
    cleared = Signal()

    def __init__(self, question: str, parent: QWidget | None = None) -> None:
        super().__init__(_("No answer"), "quiet", parent=parent)
        self._question = question
        self.set_trailing("chevron-down")
        self.clicked.connect(self.open_menu)
        self.set_value("")

    def set_value(self, reason: str) -> None:
        """Show a reason without emitting; empty for none."""
        words = word(reason) if reason else _("No answer")
        self.setText(words)
        self.setAccessibleName(f"{self._question}: {words}")
        self.updateGeometry()
        self.update()

    def open_menu(self) -> None:
        """Open the menu under the button; digits choose."""
        menu = QMenu(self)
        menu.setAccessibleName(_("No answer"))
        for number, reason in enumerate(("undecidable", "not_applicable", "not_reached"), 1):
            action = QAction(f"&{number}  {word(reason)}", menu)
            action.triggered.connect(lambda _on=False, reason=reason: self.chosen.emit(reason))
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.cleared.emit()
        else:
            super().keyPressEvent(event)
