"""Buttons: primary, plain, quiet and danger, with icon and shortcut painted inside."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QPushButton, QSizePolicy, QWidget

from app.ui.icons import draw_icon
from app.ui.theme import theme
from app.ui.widgets import paint

_FILL = {
    "primary": ("primary", "primary_hover", "primary_pressed"),
    "plain": ("surface", "hover", "pressed"),
    "danger": ("surface", "critical_soft", "critical_soft"),
    "quiet": (None, "hover", "pressed"),
}
_LINE = {"primary": None, "plain": "line_strong", "danger": "critical", "quiet": None}
_INK = {"primary": "on_primary", "plain": "text", "danger": "critical", "quiet": "link"}


def enter_presses(button: QPushButton, event: QKeyEvent) -> bool:
    """Press a focused button by Enter, which Qt does in dialogs only; return whether it was Enter.

    Dialogs keep their rule: there Enter belongs to the primary button, while it can be pressed,
    unless somebody went to another one by Tab.
    """
    plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    enter = plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    if not enter:
        return False
    chosen = isinstance(button, Button) and button.went_to
    if isinstance(button.window(), QDialog) and not chosen and _has_primary(button):
        return False
    if not event.isAutoRepeat():  # a key held down presses once
        button.click()
    return True


def _has_primary(button: QPushButton) -> bool:
    """Tell whether Enter would press a button of the dialog: the default one, or the focused."""
    others = button.window().findChildren(QPushButton)
    # A second Enter must not stop what the first began: the foot's buttons never take its place.
    return (
        button.autoDefault()
        or bool(button.property("foot"))
        or any(other.isDefault() and other.isVisible() and other.isEnabled() for other in others)
    )


class Button(QPushButton):
    """A push button that paints itself from the tokens.

    Attributes:
        kind: ``primary`` (one per screen), ``plain``, ``quiet`` or ``danger``.
        hint: Shortcut shown inside, also told to screen readers; empty for none.
    """

    def __init__(
        self,
        words: str = "",
        kind: str = "plain",
        icon: str = "",
        hint: str = "",
        parent: QWidget | None = None,
        *,
        name: str = "",
        large: bool = False,
    ) -> None:
        super().__init__(words, parent)
        self.kind = kind
        self.went_to = False
        self.hint = hint
        self._icon = icon
        self._large = large
        self._trailing = ""
        self._compact = False
        self.setAccessibleName(name or words)
        self.setAccessibleDescription(hint)
        if not words:
            self.setToolTip(f"{name} {hint}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_words(self, words: str, hint: str | None = None) -> None:
        """Change what the button says."""
        self.setText(words)
        self.setAccessibleName(words)
        if hint is not None:
            self.hint = hint
            self.setAccessibleDescription(hint)
        self.updateGeometry()
        self.update()

    def set_icon(self, icon: str) -> None:
        """Change the outline before the words; empty for none."""
        self._icon = icon
        self.updateGeometry()
        self.update()

    def set_compact(self, compact: bool) -> None:
        """Show the outline alone where there is no room; the words become the tooltip."""
        compact = compact and bool(self._icon)
        if compact != self._compact:
            self._compact = compact
            self.setToolTip(f"{self.text()} {self.hint}".strip() if compact else "")
            self.updateGeometry()
            self.update()

    @property
    def compact(self) -> bool:
        """Whether only the outline shows."""
        return self._compact

    def set_trailing(self, icon: str) -> None:
        """Show an outline after the words, such as the arrow of a menu."""
        self._trailing = icon
        self.updateGeometry()
        self.update()

    @property
    def _style(self) -> str:
        if self._large:
            return "room_answer"
        return "body_strong" if self.kind == "primary" else "body"

    def _parts(self) -> list[tuple[str, str, int]]:
        """Return kind, content and width of what stands inside, left to right."""
        look, parts = theme(), []
        if self._icon:
            parts.append(("icon", self._icon, look.icon(2 if self._large else 1)))
        if self.text() and not self._compact:
            parts.append(("text", self.text(), look.text_width(self._style, self.text())))
        if self._trailing:
            parts.append(("icon", self._trailing, look.icon(0)))
        if self.hint and self.text() and not self._compact:
            parts.append(("hint", self.hint, look.text_width("caption", self.hint)))
        return parts

    def _gap(self, kind: str) -> int:
        return theme().space(3 if kind == "hint" else 2)

    def _content_width(self) -> int:
        parts = self._parts()
        return sum(width for *_rest, width in parts) + sum(self._gap(k) for k, *_r in parts[1:])

    def sizeHint(self) -> QSize:
        look = theme()
        height = look.height("button" if not self._large else "rail_item")
        if not self.text() or self._compact:
            return QSize(height + look.space(1), height)
        pad = look.space(2) if self.kind == "quiet" else look.space(4)
        return QSize(self._content_width() + 2 * pad, height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint_body(painter)
        ink = _INK[self.kind] if self.isEnabled() else "disabled"
        x = (self.width() - self._content_width()) / 2
        for number, (kind, content, width) in enumerate(self._parts()):
            x += self._gap(kind) if number else 0
            area = QRectF(round(x), 0, width + 1, self.height())
            if kind == "icon":
                draw_icon(painter, paint.middle(area, width), content, ink)
            elif kind == "text":
                paint.text(painter, area, content, self._style, ink)
            else:
                weak = "text2" if self.kind in ("plain", "quiet") and self.isEnabled() else ink
                paint.text(painter, area.translated(0, 1), content, "caption", weak)
            x += width

    def _paint_body(self, painter: QPainter) -> None:
        look = theme()
        normal, hover, pressed = _FILL[self.kind]
        fill = pressed if self.isDown() else hover if self.underMouse() else normal
        line = _LINE[self.kind]
        if not self.isEnabled():
            fill = "neutral_soft" if self.kind == "primary" else normal
            line = "line" if line else None
        paint.box(painter, self.rect(), look.radius("control"), fill, line, look.stroke("control"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not enter_presses(self, event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        # Let go here, Tab came here; Qt also moves the focus on when what had it is disabled.
        self.went_to = self.went_to or event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.went_to = False
        super().focusOutEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
