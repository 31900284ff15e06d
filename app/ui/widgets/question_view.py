"""The column of questions: only the open one has real widgets, so long forms stay quick."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyleOptionViewItem,
    QWidget,
)
from shiboken6 import isValid

from app.ui.theme import theme
from app.ui.widgets.question_model import QuestionModel
from app.ui.widgets.question_rows import CardFactory, QuestionDelegate


class QuestionView(QListView):
    """Shows a `QuestionModel`; the caller supplies the widgets of the open question.

    Args:
        name: What the column is called for screen readers.
        model: The rows.
        factory: Makes the card of a question: ``factory(key, parent)``. A card that has a
            method ``focus_current`` is given the focus through it.

    Signals:
        opened(key): Another question is open; its card exists and has the focus.
        picked(key, value): A segment of a waiting, painted bar was clicked; the card is open.
    """

    opened = Signal(str)
    picked = Signal(str, str)

    def __init__(
        self,
        name: str,
        model: QuestionModel,
        factory: CardFactory,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = model
        self._delegate = QuestionDelegate(factory, self)
        self.setAccessibleName(name)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        bar = self.verticalScrollBar()  # it keeps its place, so that no card changes its width
        # As the view goes, its bar says a last range when only its C++ half is left.
        bar.rangeChanged.connect(
            lambda _least, most: bar.setEnabled(most > 0) if isValid(bar) else None
        )
        bar.setEnabled(False)
        self._settle = QTimer(self, interval=0, singleShot=True)
        self._settle.timeout.connect(self._fit_changed)
        self._fitted: tuple[str, int, int] = ("", 0, 0)
        self._seen = 0
        model.modelReset.connect(self._forget)

    @property
    def open_key(self) -> str:
        """The open question; empty for none."""
        return self._delegate.open_key

    @property
    def card(self) -> QWidget | None:
        """The widgets of the open question."""
        return self._delegate.editor

    def open_question(self, key: str, *, focus: bool = True) -> bool:
        """Open one question and fold the others; return whether it exists."""
        row = self._questions.row_of(key)
        question = self._questions.question(row)
        if question is None or question.heading:
            return False
        if key != self.open_key:
            self._close(lay_out=False)  # the rows are laid out once, when the new card stands
            self._delegate.open_key = key
            index = self._questions.index(row)
            self.openPersistentEditor(index)
            if self._delegate.editor is not None:
                self._delegate.editor.installEventFilter(self)
            self.setCurrentIndex(index)
            self._fit_open()
            self.opened.emit(key)
        self.scrollTo(self._questions.index(row), QAbstractItemView.ScrollHint.EnsureVisible)
        if focus:
            self._focus_card()
        return True

    def close_question(self) -> None:
        """Fold the open question."""
        self._close()

    def _close(self, *, lay_out: bool = True) -> None:
        key, self._delegate.open_key = self._delegate.open_key, ""
        row = self._questions.row_of(key)
        if row >= 0:
            index = self._questions.index(row)
            self.closePersistentEditor(index)
            if lay_out:
                self._delegate.sizeHintChanged.emit(index)

    def step(self, by: int) -> bool:
        """Open the next or previous question; return whether there was one."""
        row = self._questions.row_of(self.open_key)
        if row < 0:
            row = self.currentIndex().row()
        row += by
        while 0 <= row < self._questions.rowCount():
            question = self._questions.question(row)
            if question is not None and not question.heading:
                return self.open_question(question.key)
            row += by
        return False

    def _focus_card(self) -> None:
        card = self.card
        focus = getattr(card, "focus_current", None)
        if focus is not None:
            focus()
        elif card is not None:
            card.setFocus(Qt.FocusReason.OtherFocusReason)

    def _forget(self) -> None:
        self._delegate.open_key = ""
        self._delegate.editor = None

    def _fit_open(self) -> None:
        """Give the open row the height that its card needs now."""
        row = self._questions.row_of(self.open_key)
        if row >= 0:
            self._fitted = self._wanted(row)
            self._delegate.sizeHintChanged.emit(self._questions.index(row))
            self.doItemsLayout()

    def _wanted(self, row: int) -> tuple[str, int, int]:
        """Return what decides about the layout: the open row, its height, the width there is."""
        index, option = self._questions.index(row), QStyleOptionViewItem()
        height = self._delegate.sizeHint(option, index).height()
        return self.open_key, height, self.viewport().width()

    def _fit_changed(self) -> None:
        """Give the open row its height if the card wants another one than it has."""
        row = self._questions.row_of(self.open_key)
        less = self.viewport().height() < self._seen  # as when a foot bar comes below
        self._seen = self.viewport().height()
        card = self._delegate.editor  # panes that come and go may leave it as wide as it was
        wide = card is not None and card.width() != self.viewport().width()
        if row >= 0 and (less or wide or self._wanted(row) != self._fitted):
            self._fit_open()
            if self._fitted[1] <= self.viewport().height():  # what an answer calls for is seen
                self.scrollTo(
                    self._questions.index(row), QAbstractItemView.ScrollHint.EnsureVisible
                )

    # Overrides of Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        delegate = getattr(self, "_delegate", None)  # gone while the view itself is taken down
        if delegate is None:
            return False
        if watched is delegate.editor and event.type() == QEvent.Type.LayoutRequest:
            self._settle.start()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            if not self.open_key:
                super().keyPressEvent(event)
            else:
                self.step(1 if event.key() == Qt.Key.Key_Down else -1)
            return
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.open_key:
            question = self._questions.question(self.currentIndex().row())
            if question is not None:
                self.open_question(question.key)
            return
        event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        where = event.position().toPoint()
        index = self.indexAt(where)
        question = self._questions.question(index.row())
        if event.button() != Qt.MouseButton.LeftButton or question is None or question.heading:
            return
        value = ""
        if not question.folded and question.options and question.key != self.open_key:
            card = self._delegate.card_rect(index, self.visualRect(index))
            bar = self._delegate.bar_rect(card, question)
            if bar.contains(event.position()):
                share = (event.position().x() - bar.left()) / bar.width()
                value = question.options[int(share * len(question.options))].value
        self.open_question(question.key)
        if value:
            self.picked.emit(question.key, value)

    def resizeEvent(self, event: QResizeEvent) -> None:
        spare = self.width() - theme().width("reading_max") - theme().width("scrollbar")
        side = max(0, spare // 2)
        self.setViewportMargins(side, 0, side + theme().space(3), 0)
        super().resizeEvent(event)
        self._settle.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.model() is not None:
            self.scheduleDelayedItemsLayout()
