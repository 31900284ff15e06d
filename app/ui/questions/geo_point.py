"""A place: typed or pasted in any usual form, height and accuracy beside it, read back in words."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import AppError
from app.i18n import N_, _
from app.ui.questions.base import Editor, EditorContext
from app.ui.questions.geo_text import Point, plain, point_of, stored
from app.ui.theme import theme
from app.ui.widgets.fields import TextField
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Text
from app.ui.widgets.limits import Limits
from app.ui.widgets.number_field import NumberField
from app.ui.widgets.question_card import labelled

if TYPE_CHECKING:
    from app.forms.fields import Field

SYSTEM = N_(
    "Coordinates are WGS84, as GPS and phones give them. Points copied from Amap, Tencent or Baidu"
    " maps lie some hundred metres beside; convert them first."
)
_HEIGHT = Limits(Decimal(-500), Decimal(9000), decimals=2)
_ACCURACY = Limits(Decimal(0), None, decimals=2)


class PointEditor(Editor):
    """Latitude and longitude in one line, so that both are pasted at once."""

    def __init__(self, context: EditorContext) -> None:
        look = theme()
        name = context.name
        self.line = TextField(_("{name}: latitude and longitude").format(name=name), "37.51 105.19")
        self.height = NumberField(_("{name}: height").format(name=name), "m", _HEIGHT)
        self.accuracy = NumberField(_("{name}: accuracy").format(name=name), "m", _ACCURACY)
        row = FlowRow(look.space(3))
        whole = QWidget()  # a flow gives each widget its hint, and a line's own is short
        self.line.setMinimumWidth(look.width("search"))
        inside = QVBoxLayout(whole)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.line)
        row.add_widget(whole)
        row.add_widget(labelled(_("Height"), self.height, stretch=False))
        row.add_widget(labelled(_("Accuracy"), self.accuracy, stretch=False))
        self.said = Text("", "caption", "text2", wrap=True)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space(1))
        column.addWidget(row)
        column.addWidget(self.said)
        super().__init__(box)
        self._point: Point | None = None
        self.line.committed.connect(self._typed)
        self.height.committed.connect(lambda _text: self._more())
        self.accuracy.committed.connect(lambda _text: self._more())
        for part in (self.line, self.height, self.accuracy):
            part.advanced.connect(self.advanced)

    def show_field(self, field: Field, severity: str) -> None:
        self._point = stored(field.value)
        if field.rejected:
            self.line.set_value(field.rejected)
            self._explain(field.rejected)
            return
        self._show()

    def _show(self) -> None:
        point = self._point
        shown = f"{_text(point.lat)} {_text(point.lon)}" if point is not None else ""
        self.line.set_value(shown)
        if point is not None and self.line.text() != shown:
            self.line.setText(shown)  # what was pasted has become numbers
        self.height.set_value(_text(point.alt) if point is not None else "")
        self.accuracy.set_value(_text(point.acc) if point is not None else "")
        self.said.set_color("text2")
        self.said.setText(f"{in_words(point)} · WGS84" if point is not None else _(SYSTEM))

    def _typed(self, text: str) -> None:
        if not text.strip():
            self.given.emit("")
            return
        try:
            point = point_of(text)
        except AppError:
            self.given.emit(text.strip())  # the form refuses it and keeps it for mending
            self._explain(text)
            return
        if point.alt is None and point.acc is None and self._point is not None:
            point = point._replace(alt=self._point.alt, acc=self._point.acc)
        self._point = point
        self.given.emit(point.odk())
        self._show()

    def _explain(self, text: str) -> None:
        try:
            point_of(text)
        except AppError as error:
            self.said.set_color("critical")
            self.said.setText(str(error))

    def _more(self) -> None:
        """Take height and accuracy; without a place they wait for it."""
        if self._point is None:
            return
        point = self._point._replace(alt=_number(self.height), acc=_number(self.accuracy))
        if point != self._point:
            self._point = point
            self.given.emit(point.odk())

    def flush(self) -> None:
        self.line.commit()
        self.height.commit()
        self.accuracy.commit()

    def focus(self) -> None:
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def set_error(self, on: bool) -> None:
        self.line.set_error(on)


def _number(field: NumberField) -> Decimal | None:
    try:
        return Decimal(field.line.text())
    except ArithmeticError:
        return None


def _text(value: Decimal | None) -> str:
    return "" if value is None else plain(value).removesuffix(".0")


def in_words(point: Point) -> str:
    """Return a place as degrees, minutes and seconds, to compare with a map or a phone."""
    return f"{_sixties(point.lat, 'NS')} {_sixties(point.lon, 'EW')}"


def _sixties(value: Decimal, marks: str) -> str:
    hundredths = round(abs(value) * 360_000)
    degrees, rest = divmod(hundredths, 360_000)
    minutes, seconds = divmod(rest, 6000)
    mark = marks[0 if value >= 0 else 1]
    return f"{degrees}°{minutes:02}′{seconds / 100:05.2f}″{mark}"


def point(context: EditorContext) -> Editor:
    """Make the editor of a place."""
    return PointEditor(context)
