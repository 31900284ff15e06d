"""A row that breaks where it ends, so that chips are never squeezed.

A widget and not a `QLayout`: Qt walks a layout until its ``itemAt`` returns nothing, and PySide
loses a reference to ``None`` with every such answer from Python.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class FlowRow(QWidget):
    """Places its widgets from left to right and starts a new row where one does not fit.

    Args:
        gap: Pixels between two widgets and between two rows.
        inset: Pixels free at both ends.
        middle: Rows stand in the middle instead of at the left.
    """

    def __init__(
        self, gap: int, parent: QWidget | None = None, *, inset: int = 0, middle: bool = False
    ) -> None:
        super().__init__(parent)
        self._gap, self._inset, self._middle = gap, inset, middle
        self._widgets: list[QWidget] = []
        self._pushing: QWidget | None = None
        self._sizes: dict[QWidget, QSize] = {}  # asked for a hundred times while Qt lays out
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add_widget(self, widget: QWidget) -> None:
        """Append one widget and show it."""
        widget.setParent(self)
        self._widgets.append(widget)
        widget.show()
        self._refresh()

    def push_after(self, widget: QWidget) -> None:
        """Let what follows a widget in its row stand at the right end."""
        self._pushing = widget

    def take_all(self) -> list[QWidget]:
        """Remove all widgets without deleting them and return them."""
        taken, self._widgets = self._widgets, []
        self._refresh()
        return taken

    def _refresh(self) -> None:
        self._sizes.clear()
        self.updateGeometry()
        self._place(self.width(), move=True)

    def _shown(self) -> list[QWidget]:
        return [widget for widget in self._widgets if not widget.isHidden()]

    def _size(self, widget: QWidget) -> QSize:
        """Return what a widget wants; it says so by an event when it wants something else."""
        size = self._sizes.get(widget)
        if size is None:
            size = self._sizes[widget] = widget.sizeHint()
        return size

    def sizeHint(self) -> QSize:
        sizes = [self._size(widget) for widget in self._shown()]
        width = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        width += 2 * self._inset
        if self.width() and self.isVisible():
            return QSize(width, self._place(self.width(), move=False))
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSizeHint(self) -> QSize:
        widths = [widget.minimumSizeHint().width() for widget in self._shown()]
        return QSize(max(widths, default=0) + 2 * self._inset, self.sizeHint().height())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(width, move=False)

    def _place(self, width: int, *, move: bool) -> int:
        """Walk through the rows; return the height they take."""
        rows: list[list[tuple[QWidget, QSize]]] = [[]]
        x, width = 0, width - 2 * self._inset
        for widget in self._shown():
            size = self._size(widget)
            if rows[-1] and x + size.width() > width:
                rows.append([])
                x = 0
            rows[-1].append((widget, size))
            x += size.width() + self._gap
        y = 0
        for row in rows:
            tall = max((size.height() for _widget, size in row), default=0)
            x = 0
            if self._middle:
                x = max(0, (width + self._gap - sum(s.width() + self._gap for _w, s in row)) // 2)
            for widget, size in row:
                if move:
                    top = y + (tall - size.height()) // 2
                    fit = QSize(min(size.width(), max(width, 1)), size.height())
                    widget.setGeometry(QRect(QPoint(x + self._inset, top), fit))
                x += size.width() + self._gap
                if widget is self._pushing:
                    taken = sum(size.width() + self._gap for _widget, size in row) - self._gap
                    x += max(0, width - taken)
            y += tall + self._gap
        return max(0, y - self._gap)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(self.width(), move=True)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()  # nobody says what he wants of a row that is not seen

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.StyleChange):
            self._refresh()
        return super().event(event)
