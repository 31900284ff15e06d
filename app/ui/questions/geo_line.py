"""A line or an area: its points in a table, drawn to scale beside it, length and area beneath."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import AppError
from app.files import cannot_read
from app.i18n import N_, _
from app.ui.questions.base import Editor, EditorContext
from app.ui.questions.geo_grid import PointGrid
from app.ui.questions.geo_measure import crosses, measure_words
from app.ui.questions.geo_model import PointModel
from app.ui.questions.geo_paste import odk_points, odk_text, opened, points_of
from app.ui.questions.geo_point import SYSTEM
from app.ui.questions.geo_sketch import Sketch
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.file_dialog import ONE, file_dialog
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Card, Text
from app.ui.words import listed

if TYPE_CHECKING:
    from app.forms.fields import Field
    from app.ui.questions.geo_text import Point

_LEAST = {True: 3, False: 2}
_FEW = {
    True: N_("An area needs at least 3 points; it is kept once they are there."),
    False: N_("A line needs at least 2 points; it is kept once they are there."),
}
_CHECKED = 400
"""Above this many points nobody waits for the look at crossings, which grows with the square."""
_MOST_BYTES = 16 << 20


class LineEditor(Editor):
    """The points of a trace or shape."""

    def __init__(self, context: EditorContext, *, shape: bool) -> None:
        look = theme()
        self.shape = shape
        self.model = PointModel()
        self.grid = PointGrid(context.name, self.model)
        self.sketch = Sketch(context.name, shape=shape)
        self.measure = Text("", "body_strong", wrap=True)
        self.said = Text("", "caption", "serious", wrap=True)
        self.system = Text(_(SYSTEM), "caption", "text2", wrap=True)
        self.add = Button(_("Add a point"), icon="plus", hint="Insert")
        self.paste = Button(_("Paste points"), hint="Ctrl+V")
        self.file = Button(_("From a file…"), icon="folder-open")
        self.remove = Button(_("Remove"), "quiet", icon="trash-2", hint="Delete")
        self.up = Button("", "quiet", icon="arrow-up", name=_("Move up"), hint="Alt+↑")
        self.down = Button("", "quiet", icon="arrow-down", name=_("Move down"), hint="Alt+↓")
        top = QHBoxLayout()
        top.setSpacing(look.space(3))
        frame = Card()
        inside = QVBoxLayout(frame)
        line = look.stroke("focus")
        inside.setContentsMargins(line, line, line, line)
        inside.addWidget(self.grid)
        top.addWidget(frame, 1)
        top.addWidget(self.sketch, 0, Qt.AlignmentFlag.AlignTop)
        buttons = FlowRow(look.space(2))
        for button in (self.add, self.paste, self.file, self.up, self.down, self.remove):
            buttons.add_widget(button)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space(2))
        column.addLayout(top)
        column.addWidget(buttons)
        for text in (self.measure, self.said, self.system):
            column.addWidget(text)
        super().__init__(box)
        self.model.setParent(self)
        self._value = ""
        self.model.edited.connect(self._edited)
        self.model.refused.connect(lambda sentence: self._say(sentence, "critical"))
        self.grid.pasted.connect(self.take_text)
        self.grid.advanced.connect(self.advanced)
        self.grid.selectionModel().currentChanged.connect(
            lambda index, _before: self.sketch.set_current(index.row())
        )
        self.add.clicked.connect(self.grid.insert_row)
        self.remove.clicked.connect(self.grid.remove_rows)
        self.up.clicked.connect(lambda: self.grid.move_row(-1))
        self.down.clicked.connect(lambda: self.grid.move_row(1))
        self.paste.clicked.connect(self._paste)
        self.file.clicked.connect(self._choose)
        self._tell()

    def show_field(self, field: Field, severity: str) -> None:
        value = field.value or field.rejected
        if value == self._value:
            return  # the table holds more than the answer: rows that are not complete yet
        self._value = value
        points = odk_points(value) or []
        self.model.set_points(opened(points) if self.shape else points)
        self._tell()

    def _edited(self) -> None:
        points = self.model.points()
        value = odk_text(points, close=self.shape) if len(points) >= _LEAST[self.shape] else ""
        if value != self._value:
            self._value = value
            self.given.emit(value)
        self._tell()

    def _tell(self) -> None:
        """Draw the line and say how long it is and what is still wrong."""
        points = self.model.points()
        closed = odk_text(points, close=self.shape)
        words = measure_words(points, closed, shape=self.shape)
        self.measure.setText(words)
        self.sketch.set_points(points, words)
        self._say(*self._problem(points, closed))
        some = self.model.rowCount() > 0
        for button in (self.up, self.down, self.remove):
            button.setEnabled(some)

    def _problem(self, points: list[Point], closed: str) -> tuple[str, str]:
        open_rows = self.model.incomplete()
        if open_rows:
            numbers = listed(str(number) for number in open_rows[:5])
            words = _("Row {rows} lacks latitude or longitude and does not count yet.")
            return words.format(rows=numbers), "serious"
        if 0 < len(points) < _LEAST[self.shape]:
            return _(_FEW[self.shape]), "serious"
        if self.shape and 3 < len(points) <= _CHECKED and crosses(closed):
            return _("The outline crosses itself; the area is not to be trusted."), "serious"
        return "", "serious"

    def _say(self, words: str, color: str) -> None:
        self.said.set_color(color)
        self.said.setText(words)
        self.said.setVisible(bool(words))

    # Many points at once

    def take_text(self, text: str) -> None:
        """Insert all points of a text behind the current row."""
        try:
            points = points_of(text)
        except AppError as error:
            self._say(str(error), "critical")
            return
        if not points:
            self._say(_("There are no points on the clipboard."), "serious")
            return
        if self.shape:
            points = opened(points)
        at = self.grid.currentIndex().row() + 1 or self.model.rowCount()
        blank = [row - 1 for row in self.model.incomplete()]
        self.model.insert(at, points)
        self.model.remove([row if row < at else row + len(points) for row in blank])
        self.grid.go_to(min(at + len(points), self.model.rowCount()) - 1)

    def _paste(self) -> None:
        self.take_text(QGuiApplication.clipboard().text())

    def _choose(self) -> None:
        dialog = file_dialog(
            self.widget,
            _("Choose a file with points"),
            "answers",
            ONE,
        )
        dialog.setNameFilters(
            [_("Points (*.gpx *.geojson *.json *.wkt *.txt *.csv)"), _("All files (*)")]
        )
        dialog.filesSelected.connect(lambda files: self.take_file(Path(files[0])))
        dialog.open()

    def take_file(self, file: Path) -> None:
        """Insert all points of a GPX, GeoJSON, WKT or text file."""
        try:
            with file.open("rb") as source:
                data = source.read(_MOST_BYTES)
        except OSError as error:
            self._say(str(cannot_read(file.name, error)), "critical")
            return
        self.take_text(data.decode("utf-8-sig", "replace"))

    def flush(self) -> None:
        """Take what is half typed in a cell."""
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus(self) -> None:
        target = self.grid if self.model.rowCount() else self.add
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)


def trace(context: EditorContext) -> Editor:
    """Make the editor of a line."""
    return LineEditor(context, shape=False)


def shape(context: EditorContext) -> Editor:
    """Make the editor of an area."""
    return LineEditor(context, shape=True)
