"""Large buttons and chips of room mode, and the answer bar with a box for each answer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from app.ui.icons import draw_icon
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.answer_bar import AnswerBar
from app.ui.widgets.answer_paint import TONES, Option, segment_look
from app.ui.widgets.buttons import Button, enter_presses
from app.ui.widgets.marks import draw_mark


class RoomButton(Button):
    """A button of the foot and of the photo column: strong words, 60 pixels and more."""

    @property
    def _style(self) -> str:
        return "heading"

    def sizeHint(self) -> QSize:
        look = theme()
        return QSize(self._content_width() + 2 * look.space(6), look.height("button"))


class ExitButton(Button):
    """Leaves room mode: as high as the bar for the finger, smaller for the eye."""

    @property
    def _style(self) -> str:
        return "label_strong"

    def sizeHint(self) -> QSize:
        look = theme()
        return QSize(self._content_width() + 2 * look.space(4), look.height("button"))

    def _paint_body(self, painter: QPainter) -> None:
        look = theme()
        fill = "pressed" if self.isDown() else "hover" if self.underMouse() else "surface"
        inset = (self.height() - look.height("demand")) // 2
        area = self.rect().adjusted(0, inset, 0, -inset)
        width = look.stroke("control")
        paint.box(painter, area, look.radius("control"), fill, "line_strong", width)


class PlaceChip(QPushButton):
    """A word for 位置 that is put in or taken out by one touch."""

    def __init__(self, words: str, name: str) -> None:
        super().__init__(words)
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def sizeHint(self) -> QSize:
        look = theme()
        width = look.text_width("body_strong", self.text()) + 2 * look.space(4)
        return QSize(max(width, look.height("room_chip")), look.height("room_chip"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not enter_presses(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        on = self.isChecked()
        fill = "primary_soft" if on else "hover" if self.underMouse() else "surface"
        line, stroke = ("primary", "focus") if on else ("line_strong", "control")
        paint.box(painter, self.rect(), look.radius("card"), fill, line, look.stroke(stroke))
        style, ink = ("body_strong", "primary") if on else ("body", "text")
        paint.text(painter, self.rect(), self.text(), style, ink, paint.CENTRE)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()


class RoomBar(AnswerBar):
    """The answers as boxes of their own: digit, mark, word."""

    def __init__(self, question: str, options: tuple[Option, ...]) -> None:
        super().__init__(question, options, height="room_answer")
        self._row.setSpacing(theme().space(2))

    def minimumSizeHint(self) -> QSize:
        look = theme()
        widest = max(look.text_width(self._words_style, o.words) for o in self._options)
        width = (widest + 2 * look.space(2)) * len(self._options)
        height = look.height("room_answer") + 4 * look.stroke("focus")
        return QSize(width + (len(self._options) - 1) * look.space(2), height)

    @property
    def _words_style(self) -> str:
        """The type style in which every word fits into its box."""
        look, count = theme(), len(self._options)
        room = self.width() / count - look.space(2) - 2 * look.space(2)
        for style in ("room_answer", "heading", "body_strong"):
            if max(look.text_width(style, option.words) for option in self._options) <= room:
                return style
        return "label_strong"

    def _take_plain_key(self, key: int) -> bool:
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            return False  # they go to the question before and the one after
        return super()._take_plain_key(key)

    def take_key(self, event: QKeyEvent) -> bool:
        """Act on a key of the question; ↑ ↓ step through the answers."""
        steps = {int(Qt.Key.Key_Up): -1, int(Qt.Key.Key_Down): 1}
        if event.key() in steps and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._step(steps[event.key()])
            return True
        return super().take_key(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, style = QPainter(self), self._words_style
        for number, (segment, option) in enumerate(zip(self._segments, self._options, strict=True)):
            area = QRectF(segment.geometry())
            self._draw(painter, area, number, option, style)
            if segment.hasFocus():
                look = theme()
                width = look.stroke("focus")
                ring = area.adjusted(-2 * width, -2 * width, 2 * width, 2 * width)
                paint.box(painter, ring, look.radius("dialog"), None, "focus", width)

    def _draw(
        self, painter: QPainter, area: QRectF, number: int, option: Option, style: str
    ) -> None:
        look, quiet = theme(), self._read_only or bool(self._why.text())
        chosen = option.value == self._value
        tone, mark = segment_look(option.value, self._severity)
        under = self._segments[number].underMouse()
        fill, line, stroke = "hover" if under else "surface", "line_strong", look.stroke("control")
        ink = "text3" if quiet else "text"
        if chosen:
            fill, line, stroke = f"{tone}_soft", tone, look.stroke("marker")
            ink = tone
        elif quiet:
            line = "line"
        paint.box(painter, area, look.radius("dialog") - 2, fill, line, stroke)
        digit = area.adjusted(look.space(3), look.space(2), 0, 0)
        digit.setHeight(look.line("body"))
        paint.text(painter, digit, str(number + 1), "body", ink if chosen else "text3")
        shown = mark if chosen or option.value in TONES else ""
        marked = shown or any(one.value in TONES for one in self._options)  # words in one line
        side = look.icon(2) if marked else 0
        tall = look.line(style)
        gap = look.space(1) if marked else 0
        top = area.center().y() - (side + gap + tall) / 2
        if shown:
            square = paint.middle(QRectF(area.left(), top, area.width(), side), side)
            if quiet:
                draw_icon(painter, square, "check", "text3") if chosen else None
            else:
                draw_mark(painter, square, shown)
        words = QRectF(area.left(), top + side + gap, area.width(), tall)
        inner = words.adjusted(look.space(1), 0, -look.space(1), 0)
        paint.text(painter, inner, option.words, style, ink, paint.CENTRE)
