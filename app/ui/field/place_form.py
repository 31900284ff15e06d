"""A building added or corrected by hand, under the same rules as the roster; both can be undone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from app.errors import AppError
from app.i18n import _
from app.inspection import browse
from app.inspection.roster import by_hand
from app.inspection.roster.shown import column_title, text_of
from app.inspection.roster.words import WORDS
from app.inspection.roster.words import word as roster_word
from app.ui.crash import sentence
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import TextField
from app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from app.inspection.browse import Card
    from app.inspection.roster.by_hand import AddedPlaces
    from app.ui.desk import Desk

_PATH = ("district", "street", "community", "area")
_FACTS = (
    "address", "house_type", "built_year", "floors_above", "floors_below",
    "units", "households", "residents", "structure", "lift", "note",
)  # fmt: skip


class PlaceForm(Dialog):
    """Fields of one building; ``place`` None: a new one."""

    def __init__(self, desk: Desk, place: UUID | None = None) -> None:
        title = _("Correct the building") if place is not None else _("Add a building")
        super().__init__(desk.shell, title, height=560)
        self._desk, self._corrects = desk, place
        self._before: dict[str, str] = {}
        self._path: dict[str, TextField] = {}
        self._fields: dict[str, QWidget] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme().space(3))
        grid.setVerticalSpacing(theme().space(2))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self._at = 0
        for level in _PATH if place is None else ():
            field = TextField(column_title(level))
            self._path[level] = field
            self._put(grid, column_title(level), field)
        self.name = TextField(column_title("building"))
        self._put(grid, column_title("building"), self.name)
        for column in _FACTS:
            self._put(grid, column_title(column), self._field(column))
        self.body.addLayout(grid)
        self._problem = Text("", "body", "critical", wrap=True)
        self._problem.hide()
        self.body.addWidget(self._problem)
        self.body.addStretch()
        self.set_note(_("Can be undone."))
        leave = self.add_button(Button(_("Cancel"), hint="Esc"))
        leave.clicked.connect(self.reject)
        words = _("Correct") if place is not None else _("Add")
        self.go = self.add_button(Button(words, "primary", hint="Enter"))
        self.go.clicked.connect(self.commit)
        if place is None:
            desk.read(by_hand.any_path, self._path_read, "path")
        else:
            desk.read(lambda session: browse.card(session, place), self._card_read, "card")
        self.name.setFocus()

    def _put(self, grid: QGridLayout, words: str, field: QWidget) -> None:
        if isinstance(field, TextField):
            field.advanced.connect(self.commit)
        field.setMinimumWidth(theme().space(12))  # a line edit asks for more than it needs
        row, half = divmod(self._at, 2)
        grid.addWidget(Text(words, "label", "text2"), row, 2 * half)
        grid.addWidget(field, row, 2 * half + 1)
        self._at += 1

    def _field(self, column: str) -> QWidget:
        name = column_title(column)
        field: QWidget
        if column in WORDS:
            box = QComboBox()
            box.setAccessibleName(name)
            box.addItem("", "")
            for word in WORDS[column]:
                box.addItem(roster_word(column, word.code), word.code)
            field = box
        else:
            field = TextField(name)
        self._fields[column] = field
        return field

    def _path_read(self, names: dict[str, str]) -> None:
        for level, field in self._path.items():
            if not field.text():
                field.set_value(names.get(level, ""))
                field.setText(names.get(level, ""))

    def _card_read(self, card: Card | None) -> None:
        if card is None:
            self.reject()
            return
        self.name.setText(card.name)
        self._before = {"name": card.name}
        for column, field in self._fields.items():
            value = card.fields.get(column)
            if isinstance(field, QComboBox):
                field.setCurrentIndex(max(0, field.findData(value or "")))
            elif isinstance(field, TextField):
                field.setText(text_of(column, value))
            self._before[column] = self._text(column)

    def _text(self, column: str) -> str:
        field = self._fields[column]
        if isinstance(field, QComboBox):
            return str(field.currentData() or "")
        return field.text().strip() if isinstance(field, TextField) else ""

    def commit(self) -> None:
        """Write it; the dialog stays open with the reason when that is refused."""
        if not self.go.isEnabled():
            return
        values = {column: self._text(column) for column in self._fields}
        workspace = self._desk.workspace
        place = self._corrects
        if place is None:
            names = {level: field.text().strip() for level, field in self._path.items()}
            names["building"] = self.name.text().strip()
            given = {column: text for column, text in values.items() if text}
            job = self._desk.write(
                lambda: by_hand.add_by_hand(workspace, names, given), name="add place"
            )
            job.succeeded.connect(partial(self._added, names["building"]))
        else:
            values["name"] = self.name.text().strip()
            changed = {k: text for k, text in values.items() if text != self._before.get(k, "")}
            job = self._desk.write(
                lambda: by_hand.correct(workspace, place, changed), name="correct place"
            )
            job.succeeded.connect(partial(self._corrected, values["name"]))
        job.failed.connect(self._refused)
        self.go.setEnabled(False)

    def _refused(self, error: BaseException) -> None:
        self.go.setEnabled(True)
        if isinstance(error, AppError):
            self._desk.mine(error)
            self._problem.setText(sentence(error))
            self._problem.show()

    def _added(self, name: str, added: AddedPlaces) -> None:
        self.accept()
        desk = self._desk
        desk.places_changed.emit()

        def undo() -> None:
            job = desk.write(lambda: by_hand.take_back(desk.workspace, added), name="undo add")
            job.succeeded.connect(lambda _none: desk.places_changed.emit())

        desk.say(_("{name} was added").format(name=name), "done", _("Undo"), undo)

    def _corrected(self, name: str, before: dict[str, str]) -> None:
        self.accept()
        desk, place = self._desk, self._corrects
        if place is None or not before:
            return
        desk.places_changed.emit()

        def undo() -> None:
            job = desk.write(
                lambda: by_hand.correct(desk.workspace, place, before), name="undo correction"
            )
            job.succeeded.connect(lambda _none: desk.places_changed.emit())

        desk.say(_("{name} was corrected").format(name=name), "done", _("Undo"), undo)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.commit()
        else:
            super().keyPressEvent(event)


def add_building(desk: Desk) -> PlaceForm:
    """Open the form for a new building."""
    form = PlaceForm(desk)
    form.open()
    return form


def correct_building(desk: Desk, place: UUID) -> PlaceForm:
    """Open the form of a building that is there."""
    form = PlaceForm(desk, place)
    form.open()
    return form
