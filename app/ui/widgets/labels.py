"""Text on panes in the styles and colours of the tokens."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from app.ui.theme import theme
from app.ui.widgets import paint


class Text(QLabel):
    """A label in one type style and colour.

    A wrapping label takes the lines it needs; an eliding one stays on one line and shows the
    rest in its tooltip; any other is never narrower than its words.
    """

    def __init__(
        self,
        words: str = "",
        style: str = "body",
        color: str = "text",
        parent: QWidget | None = None,
        *,
        wrap: bool = False,
        elide: bool = False,
    ) -> None:
        super().__init__(parent)
        self._style, self._color, self._elide = style, color, elide
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setForegroundRole(QPalette.ColorRole.WindowText)  # a list's viewport means another
        self.setWordWrap(wrap)
        policy = self.sizePolicy()  # keeps the flag of a wrapping label
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum if wrap else QSizePolicy.Policy.Fixed)
        if elide:
            policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
        self.setSizePolicy(policy)
        self._dress()
        self.setText(words)

    @property
    def elides(self) -> bool:
        """Whether it stays on one line and shows the rest in its tooltip."""
        return self._elide

    def set_color(self, color: str) -> None:
        """Paint the words in another colour token."""
        self._color = color
        self._dress()

    def set_style(self, style: str) -> None:
        """Set the words in another type style."""
        self._style = style
        self._dress()

    def _dress(self) -> None:
        look = theme()
        self.setFont(look.font(self._style))
        colors = QPalette(self.palette())
        colors.setColor(QPalette.ColorRole.WindowText, look.color(self._color))
        self.setPalette(colors)
        self.setMinimumHeight(look.line(self._style))

    def minimumSizeHint(self) -> QSize:
        if self._elide:
            return QSize(theme().line(self._style), theme().line(self._style))
        return super().minimumSizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._elide:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        right = bool(self.alignment() & Qt.AlignmentFlag.AlignRight)
        side = paint.RIGHT if right else paint.LEFT
        paint.text(painter, self.rect(), self.text(), self._style, self._color, side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_rest()

    def setText(self, words: str) -> None:
        super().setText(words)
        self._tell_rest()

    def _tell_rest(self) -> None:
        """Show in the tooltip what has no room."""
        if self._elide:
            cut = theme().text_width(self._style, self.text()) > self.width()
            self.setToolTip(self.text() if cut else "")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()


class KeyCap(QWidget):
    """A shortcut drawn as a key; silent for screen readers, the control itself tells its keys."""

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return QSize(paint.keycap_width(self._keys), theme().height("keycap"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.keycap(painter, self.rect().toRectF(), self._keys)


class Panel(QFrame):
    """A pane filled with one colour, with an optional line at some of its edges.

    ``role`` names the pane for screen readers; F6 steps from pane to pane.
    """

    def __init__(
        self, fill: str = "bg", edges: str = "", parent: QWidget | None = None, role: str = ""
    ) -> None:
        super().__init__(parent)
        self._fill, self._edges = fill, edges
        self.setAccessibleName(role)

    def set_fill(self, fill: str) -> None:
        """Fill with another colour token."""
        self._fill = fill
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        painter.fillRect(self.rect(), look.color(self._fill))
        line, width, height = look.stroke("line"), self.width(), self.height()
        edges = {
            "l": (0, 0, line, height),
            "r": (width - line, 0, line, height),
            "t": (0, 0, width, line),
            "b": (0, height - line, width, line),
        }
        for edge in self._edges:
            painter.fillRect(*edges[edge], look.color("line"))


class Card(QFrame):
    """A rounded work surface with a thin line; ``chosen`` gives it the primary outline."""

    def __init__(self, fill: str = "surface", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fill = fill
        self._chosen = False

    def set_chosen(self, chosen: bool) -> None:
        """Show whether this is the current one among several cards."""
        self._chosen = chosen
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        line, width = ("primary", "focus") if self._chosen else ("line", "line")
        paint.box(painter, self.rect(), look.radius("card"), self._fill, line, look.stroke(width))
