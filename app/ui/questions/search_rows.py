"""The rows of a list of very many choices, painted."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui.icons import draw_icon
from app.ui.questions.search_model import CHOICE_ROLE, CHOSEN_ROLE, Index
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.choices import draw_check


class ChoiceRows(QStyledItemDelegate):
    """Paints one choice: mark, words."""

    def __init__(self, parent: QObject, multiple: bool) -> None:
        super().__init__(parent)
        self._multiple = multiple

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(theme().space(12), theme().height("row"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, area = theme(), QRectF(option.rect)
        choice, chosen = index.data(CHOICE_ROLE), bool(index.data(CHOSEN_ROLE))
        if chosen:
            painter.fillRect(area, look.color("selected"))
            paint.marker(painter, area, "primary")
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, look.color("hover"))
        left = area.left() + look.space(3)
        if self._multiple:
            side = look.size("check").width()
            draw_check(
                painter, paint.middle(QRectF(left, area.top(), side, area.height()), side), chosen
            )
            left += side + look.space(2)
        room = look.space(8)
        words = QRectF(left, area.top(), area.right() - room - left, area.height())
        paint.text(painter, words, choice.words, "body_strong" if chosen else "body")
        if chosen and not self._multiple:
            tick = QRectF(area.right() - room, area.top(), look.space(5), area.height())
            draw_icon(painter, paint.middle(tick, look.icon(1)), "check", "primary")
        focus = QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_Selected
        if (option.state & focus) == focus:
            paint.focus_inside(painter, area)
