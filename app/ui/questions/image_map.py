"""``image-map``: the parts of a drawing that carry the values of choices as their ids."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.questions.base import Editor, EditorContext
from app.ui.questions.choices import ALONE, choices_of, plain
from app.ui.questions.pictures import read_svg
from app.ui.questions.tile import BOXED, Choice
from app.ui.questions.tiles import ChoiceTiles
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from app.forms.fields import Field

MOST_HIGH = 360
"""Height of the drawing in device-independent pixels."""


class Drawing(QWidget):
    """The drawing; a click on a part is a choice. Keys work on the choices beneath it.

    Signals:
        clicked(value): A part was clicked.
    """

    clicked = Signal(str)

    def __init__(self, name: str, svg: bytes, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._svg = QSvgRenderer(QByteArray(svg), self)
        self.parts = [one for one in choices if self._svg.elementExists(one.value)]
        self._chosen: frozenset[str] = frozenset()
        self._over = ""
        self._masks: dict[str, tuple[QRectF, QImage]] = {}
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        size = self._svg.viewBoxF().size()
        if size.isEmpty():
            size = self._svg.defaultSize().toSizeF()
        self._ratio = size.height() / size.width() if size.width() else 1.0
        self.setFixedHeight(MOST_HIGH)

    @property
    def valid(self) -> bool:
        """Whether there is a drawing with at least one part that is a choice."""
        return self._svg.isValid() and bool(self.parts)

    def set_chosen(self, values: Sequence[str]) -> None:
        """Show which parts are chosen."""
        self._chosen = frozenset(values)
        self.update()

    def _frame(self) -> QRectF:
        wide = min(float(self.width()), self.height() / self._ratio)
        return QRectF(0, 0, wide, wide * self._ratio)

    def box(self, value: str) -> QRectF:
        """Return where a part stands in the widget."""
        view, frame = self._svg.viewBoxF(), self._frame()
        if view.isEmpty():
            view = QRectF(QPointF(), self._svg.defaultSize().toSizeF())
        bounds = self._svg.transformForElement(value).mapRect(self._svg.boundsOnElement(value))
        by = frame.width() / view.width()
        left, top = bounds.left() - view.left(), bounds.top() - view.top()
        return QRectF(left * by, top * by, bounds.width() * by, bounds.height() * by)

    def _mask(self, value: str) -> tuple[QRectF, QImage]:
        """Return a part's box and what it paints there."""
        box = self.box(value)
        known = self._masks.get(value)
        if known is not None and known[0] == box:
            return known
        size = QSize(max(1, round(box.width())), max(1, round(box.height())))
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        self._svg.render(painter, value, QRectF(0, 0, size.width(), size.height()))
        painter.end()
        self._masks[value] = (box, image)
        return self._masks[value]

    def part_at(self, at: QPointF) -> str:
        """Return the part under a point, the one painted last; empty for none."""
        for choice in reversed(self.parts):
            box, image = self._mask(choice.value)
            if not box.contains(at):
                continue
            x, y = int(at.x() - box.left()), int(at.y() - box.top())
            inside = image.valid(x, y) and image.pixelColor(x, y).alpha() > 0
            if inside or self._hollow(choice.value):
                return choice.value
        return ""

    def _hollow(self, value: str) -> bool:
        box, image = self._mask(value)
        middle = image.pixelColor(image.width() // 2, image.height() // 2)
        return middle.alpha() == 0 and not box.isEmpty()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        part = self.part_at(event.position())
        if part and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(part)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self.part_at(event.position())
        if over != self._over:
            self._over = over
            words = next((one.words for one in self.parts if one.value == over), "")
            self.setToolTip(words)
            hand, arrow = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
            self.setCursor(hand if over else arrow)
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        frame = self._frame()
        painter.fillRect(frame, Qt.GlobalColor.white)  # drawings are made for white paper
        self._svg.render(painter, frame)
        for choice in self.parts:
            chosen = choice.value in self._chosen
            if chosen or choice.value == self._over:
                box, image = self._mask(choice.value)
                tint = QImage(image)
                inner = QPainter(tint)
                inner.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
                color = look.color("primary" if chosen else "minor")
                inner.fillRect(tint.rect(), color)
                inner.end()
                painter.setOpacity(0.75 if chosen else 0.35)
                painter.drawImage(box.topLeft(), tint)
                painter.setOpacity(1.0)
                if chosen:
                    paint.box(painter, box, 0, None, "primary", look.stroke("focus"))


class ImageMapEditor(Editor):
    """The drawing with the choices as words beneath it."""

    def __init__(
        self, name: str, drawing: Drawing, choices: Sequence[Choice], *, multiple: bool
    ) -> None:
        self.drawing, self._multiple = drawing, multiple
        alone = frozenset(c.value for c in choices if c.value in ALONE or c.words in ALONE)
        plain = [Choice(one.value, one.words or one.value) for one in choices]
        self.tiles = ChoiceTiles(name, plain, multiple=multiple, look=BOXED, alone=alone)
        self.goes_on = not multiple
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(2))
        column.addWidget(drawing)
        column.addWidget(self.tiles)
        super().__init__(box)
        drawing.clicked.connect(self._clicked)
        self.tiles.changed.connect(lambda values: self.given.emit(" ".join(values)))
        self.tiles.reason_given.connect(self.reason_given)
        self.tiles.cleared.connect(self.cleared)
        self.tiles.advanced.connect(self.advanced)

    def _clicked(self, value: str) -> None:
        at = [tile.choice.value for tile in self.tiles.tiles].index(value)
        self.tiles.pick_at(at)

    def show_field(self, field: Field, severity: str) -> None:
        value = field.value
        values = value.split() if self._multiple else [value] if value else []
        self.tiles.set_values(values)
        self.drawing.set_chosen(values)

    def focus(self) -> None:
        self.tiles.focus_current()


class _WithoutDrawing(Editor):
    """The plain choices, and why the drawing is not there."""

    def __init__(self, inner: Editor) -> None:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(1))
        sentence = _("The drawing of this question is missing or unreadable; choose by words.")
        column.addWidget(Text(sentence, "caption", "serious", wrap=True))
        column.addWidget(inner.widget)
        super().__init__(box)
        inner.setParent(self)
        self._inner, self.goes_on, self.shows_reasons = inner, inner.goes_on, inner.shows_reasons
        inner.given.connect(self.given)
        inner.reason_given.connect(self.reason_given)
        inner.cleared.connect(self.cleared)
        inner.advanced.connect(self.advanced)
        self.show_field, self.focus = inner.show_field, inner.focus  # type: ignore[method-assign]


def image_map(context: EditorContext) -> Editor:
    """Make the editor of ``image-map``: the image of the label is the drawing."""
    name = context.field.media.get("image", "")
    path: Path | None = context.media(name) if name else None
    choices = choices_of(context)
    if path is not None and path.suffix.lower() == ".svg" and choices:
        drawing = Drawing(context.name, read_svg(path), choices)
        if drawing.valid:
            multiple = context.question.kind == "select_multiple"
            return ImageMapEditor(context.name, drawing, choices, multiple=multiple)
    return _WithoutDrawing(plain(context))
