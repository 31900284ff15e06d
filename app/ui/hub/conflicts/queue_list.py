"""The queue of the conflict desk: groups, then one case a row, painted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.i18n import _
from app.inspection.conflict.case import GROUPS, Case
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.place_model import ROOT, Index
from app.ui.words import word

if TYPE_CHECKING:
    from collections.abc import Callable

CASE_ROLE = Qt.ItemDataRole.UserRole + 1
GROUP_ROLE = Qt.ItemDataRole.UserRole + 2
_PLACE_ROLE = Qt.ItemDataRole.UserRole + 3


class QueueModel(QAbstractListModel):
    """Cases under the headings of their groups.

    Attributes:
        cases: The cases in their order.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cases: list[Case] = []
        self._rows: list[Case | tuple[str, int]] = []
        self._number: dict[int, int] = {}

    def set_cases(self, cases: Sequence[Case]) -> None:
        """Show these cases."""
        self.beginResetModel()
        self.cases = list(cases)
        self._rows, self._number = [], {}
        counts: dict[str, int] = {}
        for case in self.cases:
            counts[case.group] = counts.get(case.group, 0) + 1
        last = ""
        for number, case in enumerate(self.cases, 1):
            if case.group != last:
                last = case.group
                self._rows.append((last, counts[last]))
            self._number[len(self._rows)] = number
            self._rows.append(case)
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def case(self, row: int) -> Case | None:
        """Return the case of a row; None for a heading."""
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found if isinstance(found, Case) else None

    def row_of(self, case: Case | None) -> int:
        """Return the row of a case, -1 when it is not there."""
        rows = (
            row
            for row, one in enumerate(self._rows)
            if isinstance(one, Case) and case is not None and one.key == case.key
        )
        return next(rows, -1)

    def number(self, row: int) -> int:
        """Return which case in order stands in a row."""
        return self._number.get(row, 0)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.case(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if isinstance(row, tuple):
            if role == GROUP_ROLE:
                return row
            spoken = f"{_(GROUPS[row[0]])} {row[1]}"
            texts = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return spoken if role in texts else None
        if role == CASE_ROLE:
            return row
        if role == _PLACE_ROLE:
            return self.number(index.row()), len(self.cases)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{place_of(row)}, {row.code} {row.title}, {_(row.sort)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{row.code} {row.title}".strip()
        return None


def place_of(case: Case) -> str:
    """Return area and building in words."""
    area = case.where.rpartition(" · ")[2]
    return " ".join(part for part in (area, case.name) if part) or _("Place not here yet")


class _Rows(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        look = theme()
        if index.data(GROUP_ROLE):
            return QSize(0, look.height("row_area"))
        return QSize(0, look.line("body") + look.line("label") + look.space(3) + 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, area = theme(), QRectF(option.rect)
        inner = area.adjusted(look.space(3) + 2, 0, -look.space(3), 0)
        group = index.data(GROUP_ROLE)
        if group:
            painter.fillRect(area, look.color("sunken"))
            paint.text(painter, inner, _(GROUPS[group[0]]), "chip", "text2")
            count = str(group[1])
            paint.text(painter, inner, count, "label", "text2", paint.RIGHT)
            return
        case = index.data(CASE_ROLE)
        if not isinstance(case, Case):
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(area, look.color("selected" if chosen else "bg"))
        if chosen:
            painter.fillRect(
                QRectF(area.left(), area.top(), look.stroke("marker"), area.height()),
                look.color("primary"),
            )
        number, count = index.data(_PLACE_ROLE)
        right = f"{number} / {count}" if chosen else _(case.sort)
        width = look.text_width("label", right) + look.space(2)
        first = QRectF(
            inner.left(), area.top() + look.space(1) + 2, inner.width(), look.line("body")
        )
        paint.text(painter, first, right, "label", "text2", paint.RIGHT)
        name = look.elided(
            "body_strong" if chosen else "body", place_of(case), int(first.width()) - width
        )
        paint.text(painter, first, name, "body_strong" if chosen else "body", "text")
        second = QRectF(inner.left(), first.bottom(), inner.width(), look.line("label"))
        words = look.elided("label", f"{case.code} {case.title}".strip(), int(second.width()))
        paint.text(painter, second, words, "label", "text2")
        if chosen and option.state & QStyle.StateFlag.State_HasFocus:
            paint.focus_inside(painter, option.rect)


class QueueList(QListView):
    """The cases; the keys of the desk work from here.

    Signals:
        looked_at(case): Another case is the current one.
        settled(): Enter.
        photos_wanted(): Space.
    """

    looked_at = Signal(object)
    settled = Signal()
    photos_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.queue = QueueModel(self)
        self.setModel(self.queue)
        self._delegate = _Rows(self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(word("conflicts"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.viewport().setAutoFillBackground(False)
        self.selectionModel().currentRowChanged.connect(self._current)

    def case(self) -> Case | None:
        """Return the current case."""
        return self.queue.case(self.currentIndex().row())

    def show_cases(self, cases: Sequence[Case], wanted: Case | None, beside: int = 0) -> None:
        """Show the queue; stay at a case, or where the one that went has stood."""
        self.queue.set_cases(cases)
        row = self.queue.row_of(wanted)
        if row < 0 and self.queue.cases:
            number = max(1, min(beside, len(self.queue.cases)))
            row = self.queue.row_of(self.queue.cases[number - 1])
        if row >= 0:
            self._go_to(row)
        else:
            self.looked_at.emit(None)

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) case."""
        row = self.currentIndex().row() + by
        while 0 <= row < self.queue.rowCount() and self.queue.case(row) is None:
            row += by
        if self.queue.case(row) is not None:
            self._go_to(row)

    def look_for(self, words: str, *, further: bool = False) -> bool:
        """Go to the next case of which all words are said; ``further``: not the one in view."""
        terms, cases = words.casefold().split(), self.queue.cases
        at = max(self.queue.number(self.currentIndex().row()) - 1, 0) + further
        for case in (*cases[at:], *cases[:at]):
            if all(term in case.spoken.casefold() for term in terms):
                self._go_to(self.queue.row_of(case))
                return True
        return False

    def _go_to(self, row: int) -> None:
        self.setCurrentIndex(self.queue.index(row, 0))
        self.scrollTo(self.queue.index(row, 0))

    def _current(self, now: Index, _before: Index) -> None:
        case = self.queue.case(now.row())
        if case is not None:
            self.looked_at.emit(case)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        acts: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Return: self.settled.emit,
            Qt.Key.Key_Enter: self.settled.emit,
            Qt.Key.Key_Space: self.photos_wanted.emit,
            Qt.Key.Key_PageDown: lambda: self.step(1),
            Qt.Key.Key_Down: lambda: self.step(1),
            Qt.Key.Key_PageUp: lambda: self.step(-1),
            Qt.Key.Key_Up: lambda: self.step(-1),
        }
        act = acts.get(event.key())
        if act is None:
            super().keyPressEvent(event)
        elif not (event.isAutoRepeat() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)):
            act()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.scheduleDelayedItemsLayout()
