"""What stands in a table: cells with chips, group rows across all columns; painted, not widgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.i18n import _
from app.ui.icons import draw_icon
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.chips import ChipSpec, chip_width, draw_chips, draw_kept_chip
from app.ui.widgets.place_model import Index

if TYPE_CHECKING:
    from app.ui.widgets.table import Table

CHIP_ROLE = Qt.ItemDataRole.UserRole + 10
"""A `ChipSpec` painted in the cell in place of its text."""
GROUP_ROLE = Qt.ItemDataRole.UserRole + 11
"""A `GroupRow`, the same from every column of a group's row."""
STRONG_ROLE = Qt.ItemDataRole.UserRole + 12
"""True for text in semibold."""
TONE_ROLE = Qt.ItemDataRole.UserRole + 13
"""Colour token of the text."""
CELL_ROLE = Qt.ItemDataRole.UserRole + 14
"""All that is painted in a cell, asked for once: a `Cell` or a `GroupRow`. A model may leave it
out; the single roles are then asked for one by one."""
_GROUPS_KEPT = 200


class Cell(NamedTuple):
    """One painted cell.

    Attributes:
        words: Its text; not shown beside a chip.
        chip: Painted in place of the text.
        tone: Colour token of the text.
        strong: Text in semibold.
        right: Text at the right edge.
    """

    words: str = ""
    chip: ChipSpec | None = None
    tone: str = "text"
    strong: bool = False
    right: bool = False


def cell_of(index: Index) -> Cell | GroupRow:
    """Return what is painted at an index."""
    whole = index.data(CELL_ROLE)
    if isinstance(whole, (Cell, GroupRow)):
        return whole
    group = index.data(GROUP_ROLE)
    if isinstance(group, GroupRow):
        return group
    chip = index.data(CHIP_ROLE)
    align = index.data(Qt.ItemDataRole.TextAlignmentRole)
    return Cell(
        str(index.data() or ""),
        chip if isinstance(chip, ChipSpec) else None,
        str(index.data(TONE_ROLE) or "text"),
        bool(index.data(STRONG_ROLE)),
        bool(align is not None and int(align) & Qt.AlignmentFlag.AlignRight.value),
    )


@dataclass(frozen=True)
class GroupRow:
    """A row over its members: what they share, how many, one chip per severity.

    Attributes:
        title: What the members share.
        facts: Counts with their nouns, such as 17 栋·23 处.
        chips: One per severity, with its word and count.
        unfolded: Whether the members are shown.
    """

    title: str
    facts: str
    chips: tuple[ChipSpec, ...] = ()
    unfolded: bool = True

    def spoken(self) -> str:
        """Return what a screen reader says."""
        parts = [self.title, self.facts, *(chip.words for chip in self.chips)]
        parts.append(_("unfolded") if self.unfolded else _("folded"))
        return ", ".join(part for part in parts if part)


class CellDelegate(QStyledItemDelegate):
    """Paints cells and group rows."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._table = table
        self._groups: dict[object, QPixmap] = {}
        self._look: object = None

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        look, chip = theme(), index.data(CHIP_ROLE)
        words = str(index.data() or "")
        style = "label_strong" if index.data(STRONG_ROLE) else "label"
        width = look.text_width(style, words)
        if isinstance(chip, ChipSpec):
            width = chip_width(chip)
        return QSize(width + 2 * look.space(3), look.height("row_group"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look = theme()
        cell = QRectF(option.rect)
        state = option.state
        content = self._table.cell(index)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(cell, look.color("selected"))
        elif isinstance(content, GroupRow):
            painter.fillRect(cell, look.color("bg"))
        elif index.row() == self._table.hovered:
            painter.fillRect(cell, look.color("hover"))
        current = index.row() == self._table.currentIndex().row()
        row = QRect()
        if chosen or current or isinstance(content, GroupRow):  # these reach over the whole row
            row = self._table.row_rect(index.row())
        painter.save()
        painter.setClipRect(cell)
        if isinstance(content, GroupRow):
            picture = self._picture(row.size(), content, "selected" if chosen else "bg")
            painter.drawPixmap(QPointF(row.topLeft()), picture)
        else:
            self._cell(painter, cell, content)
        if chosen:
            paint.marker(painter, row, "primary")
        bottom = cell.bottom() - look.stroke("line")
        paint.divider(painter, cell.left(), cell.right(), bottom)
        if current and self._table.hasFocus():
            paint.focus_inside(painter, QRectF(row).adjusted(0, 0, 0, -1))
        painter.restore()

    def _cell(self, painter: QPainter, cell: QRectF, content: Cell) -> None:
        look = theme()
        inner = cell.adjusted(look.space(2) + 2, 0, -look.space(2) - 2, 0)
        if content.chip is not None:
            draw_kept_chip(painter, inner.left(), cell.center().y(), content.chip)
        elif content.words:
            style = "label_strong" if content.strong else "label"
            align = paint.RIGHT if content.right else paint.LEFT
            paint.text(painter, inner, content.words, style, content.tone, align)

    def _picture(self, size: QSize, group: GroupRow, fill: str) -> QPixmap:
        """Return a whole group row: drawn once, although every column shows its part of it."""
        look, ratio = theme(), self._table.devicePixelRatioF()
        if look is not self._look or len(self._groups) >= _GROUPS_KEPT:
            self._groups.clear()
            self._look = look
        key = (group, fill, size.width(), size.height(), ratio)
        picture = self._groups.get(key)
        if picture is None:
            picture = QPixmap(size * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(look.color(fill))
            painter = QPainter(picture)
            self._group(painter, QRectF(0, 0, size.width(), size.height()), group)
            painter.end()
            self._groups[key] = picture
        return picture

    def _group(self, painter: QPainter, row: QRectF, group: GroupRow) -> None:
        look = theme()
        side = look.icon(0)
        arrow = QRectF(row.left() + look.space(3), row.top(), side, row.height())
        draw_icon(painter, arrow, "chevron-down" if group.unfolded else "chevron-right", "text2")
        right = draw_chips(painter, row.right() - look.space(3), row.center().y(), group.chips)
        title = QRectF(arrow.right() + look.space(2), row.top(), 0, row.height())
        title.setRight(right)
        taken = paint.text(painter, title, group.title, "label_strong")
        facts = title.adjusted(taken + look.space(3), 0, 0, 0)
        if facts.width() > look.space(8):
            paint.text(painter, facts, group.facts, "label", "text2")
