"""位置 in room mode: one large field, beneath it units and floors to touch."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.questions.texts import TextEditor
from app.ui.roommode.buttons import PlaceChip
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import KeyCap, Text

if TYPE_CHECKING:
    from app.forms.fields import Field
    from app.ui.field.building import Building

_MOST = 12
_LOW, _HIGH = 6, 3
"""Of a tall building the lowest and the highest floors are offered; the others are typed."""
_MOST_UNITS = 8


def number_of(building: Building, roster: str) -> int:
    """Return what the checklist says for a column of the roster, such as ``units``; 0: nothing."""
    for part in building.parts:
        for slot in part.slots:
            question, field = slot.question, slot.field
            if question is None or field is None or question.extras.get("roster") != roster:
                continue
            if field.value.isdecimal():
                return int(field.value)
    return 0


def unit_words(building: Building) -> list[str]:
    """Return the units of a building: 1 单元, 2 单元 and on."""
    units = min(number_of(building, "units"), _MOST_UNITS)
    return [_("Unit {number}").format(number=number) for number in range(1, units + 1)]


def floor_words(building: Building) -> list[str]:
    """Return the floors to offer: 1 层, 2 层 …; of a tall building the lowest and highest."""
    floors = number_of(building, "floors_above") or building.line.floors or 0
    numbers = list(range(1, floors + 1))
    if floors > _MOST:
        numbers = [*numbers[:_LOW], *numbers[-_HIGH:]]
    return [_("Floor {number}").format(number=number) for number in numbers]


def put_in(text: str, words: str, group: list[str], *, front: bool = False) -> str:
    """Return a place with one word of a group put in, in place of another of the same group.

    Taken out again where it stood already. What was typed beside it stays. ``front``: a new word
    goes before the rest, as a unit before a floor.
    """
    there = next((one for one in group if _find(text, one)), "")
    if there:
        kept = _find(text, there)
        assert kept is not None
        fill = "" if there == words else words
        made = text[: kept.start()] + fill + text[kept.end() :]
    elif front:
        made = f"{words} {text}"
    else:
        made = f"{text} {words}"
    return re.sub(r" {2,}", " ", made).strip()


def _find(text: str, words: str) -> re.Match[str] | None:
    """Find a word of a chip in what was typed, with or without the space: 2单元 is 2 单元."""
    pattern = re.escape(words).replace(r"\ ", " ?")
    return re.search(rf"(?<!\d){pattern}(?!\d)", text)


class _Frame(QWidget):
    """The box around name, line and key; the line within has no border of its own."""

    def __init__(self, editor: RoomPlace) -> None:
        super().__init__()
        self._editor = editor
        look = theme()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(look.height("room_place"))
        self.setCursor(Qt.CursorShape.IBeamCursor)

    def sizeHint(self) -> QSize:
        return QSize(theme().width("side"), theme().height("room_place"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        focused = self._editor.line.hasFocus()
        line, width = ("focus", "focus") if focused else ("line_strong", "control")
        area = QRectF(self.rect())
        paint.box(painter, area, look.radius("card"), "surface", line, look.stroke(width))

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self._editor.focus()


class RoomPlace(TextEditor):
    """The field of 位置 with its chips."""

    def __init__(
        self, label: str, name: str, hint: str, units: list[str], floors: list[str]
    ) -> None:
        box = QWidget()
        super().__init__(name, hint, box)
        look = theme()
        self._units = units
        self.line.setProperty("bare", True)
        self.line.setFont(look.font("body_strong"))
        self.line.textChanged.connect(self._mark)
        frame = _Frame(self)
        self.line.selectionChanged.connect(frame.update)
        row = QHBoxLayout(frame)
        row.setContentsMargins(look.space(4), 0, look.space(4), 0)
        row.setSpacing(look.space(3))
        row.addWidget(Text(label, "room_hint", "text2"))
        row.addWidget(self.line, 1)
        row.addWidget(KeyCap("L"))
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space(2))
        column.addWidget(frame)
        self.chips: list[PlaceChip] = []
        flow = FlowRow(look.space(2))
        for group in (units, floors):
            for words in group:
                chip = PlaceChip(words, f"{name}: {words}")
                chip.clicked.connect(lambda _on=False, w=words, g=group: self._touched(w, g))
                self.chips.append(chip)
                flow.add_widget(chip)
        if self.chips:
            column.addWidget(flow)

    def _touched(self, words: str, group: list[str]) -> None:
        self.line.setText(put_in(self.line.text(), words, group, front=group is self._units))
        self._mark()
        self.flush()

    def _mark(self) -> None:
        text = self.line.text()
        for chip in self.chips:
            chip.setChecked(_find(text, chip.text()) is not None)

    def show_field(self, field: Field, severity: str) -> None:
        super().show_field(field, severity)
        self._mark()
