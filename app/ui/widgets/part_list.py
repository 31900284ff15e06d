"""The parts of a checklist: letter, name and how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.i18n import _
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.marks import draw_mark
from app.ui.widgets.place_model import ROOT, Index

PART_ROLE = Qt.ItemDataRole.UserRole + 2


@dataclass(frozen=True)
class Part:
    """One part: ``key`` for the caller, ``letter`` and ``name`` shown, answered out of relevant.

    Attributes:
        missing: What it lacks before it is done, photos and mended answers included.
    """

    key: str
    letter: str
    name: str
    answered: int = 0
    relevant: int = 0
    missing: int = 0

    @property
    def state(self) -> str:
        """``not_started``, ``in_progress`` or ``done``."""
        if not self.answered:
            return "not_started"
        whole = self.answered >= self.relevant and not self.missing
        return "done" if whole else "in_progress"


class PartModel(QAbstractListModel):
    """The parts of the open building."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts: list[Part] = []

    def set_parts(self, parts: Sequence[Part]) -> None:
        """Show these parts; the same ones in the same order keep the selection."""
        same = [part.key for part in parts] == [part.key for part in self._parts]
        if same and parts:
            self._parts = list(parts)
            self.dataChanged.emit(self.index(0), self.index(len(parts) - 1))
            return
        self.beginResetModel()
        self._parts = list(parts)
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._parts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        part = self._parts[index.row()]
        if role == PART_ROLE:
            return part
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{part.letter} {part.name}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            count = _("{done} of {total}").format(done=part.answered, total=part.relevant)
            short = _("{count} short").format(count=part.missing) if part.missing else ""
            return ", ".join(filter(None, (f"{part.letter} {part.name}", count, short)))
        return None


class PartDelegate(QStyledItemDelegate):
    """Paints one part."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        look = theme()
        return QSize(look.width("sections") // 2, look.height("row_part") + look.stroke("focus"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        part, look = index.data(PART_ROLE), theme()
        if not isinstance(part, Part):
            return
        state = option.state
        area = QRectF(option.rect).adjusted(0, 0, 0, -look.stroke("focus"))
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        radius = look.radius("control")
        if chosen:
            paint.box(painter, area, radius, "selected")
        elif state & QStyle.StateFlag.State_MouseOver:
            paint.box(painter, area, radius, "hover")
        side = look.icon(0)
        mark = QRectF(area.right() - look.space(2) - side, area.top(), side, area.height())
        share = part.answered / part.relevant if part.relevant else 0.0
        draw_mark(painter, paint.middle(mark, side), part.state, "", share)
        letter = area.adjusted(look.space(2), 0, 0, 0)
        paint.text(painter, letter, part.letter, "label_strong", "primary" if chosen else "text2")
        name = letter.adjusted(look.space(5), 0, 0, 0)
        name.setRight(mark.left() - look.space(1))
        ink = "text" if chosen or part.answered else "text2"
        style, small = ("label_strong", "chip") if chosen else ("label", "caption")
        paint.text_in_two(painter, name, part.name, style, small, ink)
        if chosen and state & QStyle.StateFlag.State_HasFocus:
            paint.focus_inside(painter, area, radius)


class PartList(QListView):
    """The parts column.

    Signals:
        chosen(key): Another part became current.
    """

    chosen = Signal(str)

    def __init__(self, name: str, model: PartModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setModel(model)
        self._delegate = PartDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        part = current.data(PART_ROLE)
        if isinstance(part, Part):
            self.chosen.emit(part.key)
