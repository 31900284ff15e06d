"""Painting of questions that are not open: one line when answered, a card while waiting."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.answer_paint import draw_segments
from app.ui.widgets.chips import chip_for, draw_chip
from app.ui.widgets.place_model import Index
from app.ui.widgets.question_model import QUESTION_ROLE, QuestionModel, QuestionRow
from app.ui.words import BASES, word

CardFactory = Callable[[str, QWidget], QWidget]


def gap() -> int:
    """Return the distance between cards."""
    return theme().space(2) + theme().stroke("focus")


def _edge() -> int:
    return theme().space(4)


class QuestionDelegate(QStyledItemDelegate):
    """Paints folded and waiting rows and holds the widgets of the open one."""

    def __init__(self, factory: CardFactory, parent: QObject) -> None:
        super().__init__(parent)
        self._factory = factory
        self.open_key = ""
        self.editor: QWidget | None = None

    def _kind(self, row: QuestionRow | None) -> str:
        if row is None:
            return ""
        if row.key == self.open_key:
            return "open"
        if row.heading:
            return "heading"
        return "folded" if row.folded else "waiting"

    def _around(self, index: Index) -> tuple[str, str]:
        return self._near(index, -1), self._near(index, 1)

    def _near(self, index: Index, step: int) -> str:
        """Return the kind of a neighbour; asked for hundreds of times while Qt lays out."""
        model, at = index.model(), index.row() + step
        if isinstance(model, QuestionModel):
            return self._kind(model.question(at))
        near = model.index(at, 0)
        row = near.data(QUESTION_ROLE) if near.isValid() else None
        return self._kind(row if isinstance(row, QuestionRow) else None)

    def _row(self, index: Index) -> QuestionRow | None:
        model = index.model()
        if isinstance(model, QuestionModel):
            return model.question(index.row())
        row = index.data(QUESTION_ROLE)
        return row if isinstance(row, QuestionRow) else None

    def _top_gap(self, index: Index, kind: str) -> int:
        before = self._near(index, -1)
        return 0 if not before or (kind == "folded" and before == "folded") else gap()

    def card_rect(self, index: Index, rect: QRect) -> QRect:
        """Return the card inside a row, without the gap above it."""
        row = self._row(index)
        return rect.adjusted(0, self._top_gap(index, self._kind(row)), 0, 0)

    def bar_rect(self, card: QRect, row: QuestionRow | None = None) -> QRectF:
        """Return where the bar of a waiting card is painted; without ``row`` one with a code."""
        look = theme()
        top = card.top() + look.space(3) + self._code_line(row) + look.line("body")
        left = card.left() + _edge() + 2 * look.stroke("focus")
        width = card.width() - 2 * _edge() - 4 * look.stroke("focus")
        return QRectF(left, top + look.space(2), width, look.height("answer"))

    @staticmethod
    def _code_line(row: QuestionRow | None) -> int:
        """Return how high the line of code and conflict is; a question may have neither."""
        return theme().line("caption") if row is None or row.code or row.conflict else 0

    def _waiting_height(self, row: QuestionRow) -> int:
        look = theme()
        height = 2 * look.space(3) + self._code_line(row) + look.line("body")
        return height + (look.space(2) + look.height("answer") if row.options else 0)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row, look = self._row(index), theme()
        kind = self._kind(row)
        width = option.rect.width()
        if kind == "open" and self.editor is not None:
            editor, view_width = self.editor, self._view_width() or width
            flows = editor.hasHeightForWidth()
            height = editor.heightForWidth(view_width) if flows else editor.sizeHint().height()
        elif kind == "waiting" and row is not None:
            height = self._waiting_height(row)
        else:
            height = look.height("row_folded")
        return QSize(look.space(12), height + self._top_gap(index, kind))

    def _view_width(self) -> int:
        view = self.parent()
        port = getattr(view, "viewport", None)
        return int(port().width()) if port is not None else 0

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._row(index)
        kind = self._kind(row)
        if row is None or kind in ("", "open"):
            return
        card = self.card_rect(index, option.rect)
        state = option.state
        if kind == "heading":
            paint.text(painter, card, row.text, "heading")
        elif kind == "folded":
            over = bool(state & QStyle.StateFlag.State_MouseOver)
            self._paint_folded(painter, card, row, self._around(index), over)
        else:
            self._paint_waiting(painter, card, row)
        current = state & QStyle.StateFlag.State_Selected
        if current and state & QStyle.StateFlag.State_HasFocus and kind != "heading":
            paint.focus_inside(painter, QRectF(card), theme().radius("card"))

    def _paint_folded(
        self, painter: QPainter, card: QRect, row: QuestionRow, near: tuple[str, str], over: bool
    ) -> None:
        look, area = theme(), QRectF(card)
        radius = look.radius("card")
        first, last = near[0] != "folded", near[1] != "folded"
        painter.save()
        painter.setClipRect(area)
        whole = area.adjusted(0, 0 if first else -2 * radius, 0, 0 if last else 2 * radius)
        fill = "hover" if over else "surface"
        paint.box(painter, whole, radius, fill, "line", look.stroke("line"))
        painter.restore()
        if not last:
            inner = look.stroke("line")
            paint.divider(painter, area.left() + inner, area.right() - inner, area.bottom() - inner)
        x = area.left() + _edge()
        wide = look.text_width("label", row.code)
        code = QRectF(x, area.top(), wide + 1, area.height())
        paint.text(painter, code, row.code, "label", "text3")
        right, middle = area.right() - look.space(3), area.center().y()
        if row.chip is not None:
            right = draw_chip(painter, right, middle, row.chip, right=True).left()
        if row.conflict:
            mark = chip_for("conflict")
            right = draw_chip(painter, right - look.space(2), middle, mark, right=True).left()
        if row.basis and row.basis != "seen":
            words = word(row.basis) if row.basis in BASES else row.basis
            width = look.text_width("caption", words)
            right -= look.space(2) + width
            basis = QRectF(right, area.top(), width + 1, area.height())
            paint.text(painter, basis, words, "caption", "text2")
        column = max(wide, look.text_width("label", "B00")) + look.space(3)
        left = x + (column if row.code else 0)
        words_rect = QRectF(left, area.top(), right - look.space(3) - left, area.height())
        paint.text(painter, words_rect, row.text, "body")

    def _paint_waiting(self, painter: QPainter, card: QRect, row: QuestionRow) -> None:
        look, area = theme(), QRectF(card)
        paint.box(painter, area, look.radius("card"), "surface", "line", look.stroke("line"))
        inner = area.adjusted(_edge(), look.space(3), -_edge(), 0)
        code = QRectF(inner.left(), inner.top(), inner.width(), self._code_line(row))
        paint.text(painter, code, row.code, "label", "text3")
        if row.conflict:
            draw_chip(painter, inner.right(), code.center().y(), chip_for("conflict"), right=True)
        words = QRectF(inner.left(), code.bottom(), inner.width(), look.line("body"))
        paint.text(painter, words, row.text, "body")
        if row.options:
            draw_segments(painter, self.bar_rect(card, row), row.options)

    # The open row

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        row = index.data(QUESTION_ROLE)
        self.editor = self._factory(row.key, parent)
        return self.editor

    def destroyEditor(self, editor: QWidget, _index: Index) -> None:
        if self.editor is editor:
            self.editor = None
        editor.deleteLater()

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        editor.setGeometry(self.card_rect(index, option.rect))

    def eventFilter(self, _editor: QObject, _event: QEvent) -> bool:
        """Let the card keep Tab, Enter and Esc: it is no cell that ends with them."""
        return False
