"""Column heads with the sort direction as arrow and word."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from app.i18n import _
from app.ui.icons import draw_icon
from app.ui.theme import theme
from app.ui.widgets import paint


class TableHeader(QHeaderView):
    """Column heads with the sort direction as arrow and word."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.sorted_by: tuple[int, Qt.SortOrder] | None = None
        self.setSectionsClickable(True)
        self.setSortIndicatorShown(False)
        self.setHighlightSections(False)
        self.setFixedHeight(theme().height("table_header"))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        look, model = theme(), self.model()
        painter.save()
        painter.fillRect(rect, look.color("bg"))
        line = look.stroke("line")
        paint.divider(painter, rect.left(), rect.right() + 1, rect.bottom() + 1 - line)
        orientation = Qt.Orientation.Horizontal
        words = str(model.headerData(section, orientation) or "")
        align = model.headerData(section, orientation, Qt.ItemDataRole.TextAlignmentRole)
        right = bool(align is not None and int(align) & Qt.AlignmentFlag.AlignRight.value)
        inner = QRectF(rect).adjusted(look.space(2) + 2, 0, -look.space(2) - 2, 0)
        if self.sorted_by is not None and self.sorted_by[0] == section:
            self._sort_sign(painter, inner, words, self.sorted_by[1], right=right)
        else:
            paint.text(
                painter, inner, words, "label", "text2", paint.RIGHT if right else paint.LEFT
            )
        painter.restore()

    def _sort_sign(
        self,
        painter: QPainter,
        inner: QRectF,
        words: str,
        order: Qt.SortOrder,
        *,
        right: bool,
    ) -> None:
        look = theme()
        rising = order == Qt.SortOrder.AscendingOrder
        word = _("rising") if rising else _("falling")
        side = look.icon(0)
        name, sign = look.text_width("label_strong", words), look.text_width("caption", word)
        whole = name + look.space(1) + side + sign
        x = inner.left() if not right else max(inner.left(), inner.right() - whole)
        room = max(0.0, inner.right() - x)
        area = QRectF(x, inner.top(), min(name, room) + 1, inner.height())
        taken = paint.text(painter, area, words, "label_strong", "text")
        arrow = QRectF(x + taken + look.space(1), inner.top(), side, inner.height())
        draw_icon(painter, arrow, "arrow-up" if rising else "arrow-down", "primary")
        rest = QRectF(arrow.right(), inner.top(), inner.right() - arrow.right(), inner.height())
        if rest.width() >= sign:
            paint.text(painter, rest, word, "caption", "text2")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setFixedHeight(theme().height("table_header"))
