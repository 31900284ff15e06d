"""上门情况: how the visit went, who came along, when to go again, the signature."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QBuffer, QDate, QIODevice, QObject, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.errors import AppError
from app.i18n import _
from app.ui.lazy import lazy
from app.ui.theme import theme
from app.ui.widgets.answer_bar import AnswerBar
from app.ui.widgets.answer_paint import Option
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import TextField
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from app.inspection import outcomes, people
    from app.ui.desk import Desk
    from app.ui.field.building import Building

if not TYPE_CHECKING:
    outcomes, people = lazy("app.inspection.outcomes"), lazy("app.inspection.people")

_SHEET = (1200, 400)
_FEW = 5
_HEIGHT = 440


class VisitDialog(Dialog):
    """What is to be said of a visit as a whole.

    Signals:
        signed(picture): Somebody signed (PNG bytes).
    """

    signed = Signal(object)

    def __init__(
        self, desk: Desk, building: Building, signed_by: str, along: list[str], again: str
    ) -> None:
        title = _("The visit: {name}").format(name=building.line.name)
        super().__init__(desk.shell, title, height=theme().scaled(_HEIGHT))
        self._desk, self._building = desk, building
        form = building.visit.definition
        self._outcome_path = outcomes.outcome_question(form)
        self._along_path = people.companion_question(form)
        look = theme()
        self.body.addWidget(Text(_("How it went"), "label", "text2"))
        options = tuple(Option(code, _(outcomes.WORDS[code])) for code in outcomes.OUTCOMES[:_FEW])
        self.outcome = AnswerBar(_("How it went"), options, height="target")
        self.outcome.set_digits(True)
        if self._outcome_path:
            self.outcome.set_value(building.field(self._outcome_path).value)
        self.outcome.chosen.connect(self._show_again)
        self.outcome.advanced.connect(self.commit)
        self.body.addWidget(self.outcome)
        grid = self._grid = QGridLayout()
        grid.setHorizontalSpacing(look.space(3))
        grid.setVerticalSpacing(look.space(2))
        grid.setColumnStretch(1, 1)
        hint = _("empty: {day}").format(day=outcomes.retry_day())
        self.again = self._field(0, _("Agreed day to come again"), hint)
        self.again.setText(again)
        self.along = self._field(1, _("Who came along"))
        if self._along_path:
            self.along.setText(building.field(self._along_path).value)
        self._add_known(along)
        self.signer = self._field(3, _("Person in charge"))
        self.signer.setText(signed_by)
        self.body.addLayout(grid)
        row = QHBoxLayout()
        self.sign = Button(_("Sign…"), icon="pencil")
        self.sign.clicked.connect(self._sign)
        row.addWidget(self.sign)
        self._signed = Text("", "label", "text2", wrap=True)
        if signed_by:
            self._signed.setText(_("Signed by {name}").format(name=signed_by))
        row.addWidget(self._signed, 1)
        self.body.addLayout(row)
        self._problem = Text("", "body", "critical", wrap=True)
        self._problem.hide()
        self.body.addWidget(self._problem)
        self.body.addStretch()
        leave = self.add_button(Button(_("Cancel"), hint="Esc"))
        leave.clicked.connect(self.reject)
        self.go = self.add_button(Button(_("OK"), "primary", hint="Enter"))
        self.go.clicked.connect(self.commit)
        self._show_again(self.outcome.value)
        self.outcome.focus_current()

    def _field(self, row: int, words: str, hint: str = "") -> TextField:
        field = TextField(words, hint)
        field.advanced.connect(self.commit)
        label = Text(words, "label", "text2")
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(field, row, 1)
        field.setProperty("label", label)
        return field

    def _add_known(self, along: list[str]) -> None:
        known = FlowRow(theme().space(1))
        for name in along[:_FEW]:
            button = Button(name, "quiet")
            button.clicked.connect(partial(self.along.setText, name))
            known.add_widget(button)
        self._grid.addWidget(known, 2, 1)
        known.setVisible(bool(along))

    def _show_again(self, outcome: str) -> None:
        wanted = outcome in outcomes.AGAIN
        for widget in (self.again, self.again.property("label")):
            assert isinstance(widget, QWidget)
            widget.setVisible(wanted)
        self.fit()

    def _sign(self) -> None:
        from app.ui.questions.canvas_dialog import DrawDialog

        if not self.signer.text().strip():
            self._say(_("Say who signs"))
            self.signer.setFocus()
            return
        sheet = QImage(*_SHEET, QImage.Format.Format_RGB32)
        sheet.fill(Qt.GlobalColor.white)
        title = _("Signature of {name}").format(name=self.signer.text().strip())
        dialog = DrawDialog(
            self, title, sheet, tools=("pen",), inks=("black", "blue"), done=_("Signed"), sheet=True
        )
        dialog.drawn.connect(self._drawn)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _drawn(self, image: QImage, _marks: Any) -> None:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]
        name = self.signer.text().strip()
        self._signed.setText(_("Signed by {name}").format(name=name))
        self.go.setFocus()  # the next Enter is done with the visit, not another signature
        self.signed.emit((bytes(buffer.data().data()), name))

    def _say(self, words: str) -> None:
        self._problem.setText(words)
        self._problem.show()
        self.fit()

    def commit(self) -> None:
        """Write down what is said here."""
        building, outcome = self._building, self.outcome.value
        day = self.again.text().strip() if outcome in outcomes.AGAIN else ""
        if day and not QDate.fromString(day, "yyyy-MM-dd").isValid():
            self._say(_("{text} is no day; write it like 2026-11-25").format(text=day))
            self.again.setFocus()
            return
        try:
            along = self.along.text().strip()
            if outcome:  # one act, taken back by one key
                outcomes.record_outcome(building.visit, outcome, revisit_on=day, along=along)
                building.written(frozenset({self._outcome_path, self._along_path} - {""}))
            elif self._along_path and along != building.field(self._along_path).value:
                building.answer(self._along_path, along)
        except AppError as error:
            self._say(str(error))
            return
        self.accept()


class VisitActs(QObject):
    """F7: opens the dialog of the open building, and writes down a signature."""

    def __init__(self, desk: Desk, visits: Any, refresh: Any) -> None:
        super().__init__(visits)
        self._desk, self._visits, self._refresh = desk, visits, refresh
        self.dialog: VisitDialog | None = None

    def open(self) -> None:
        """Read who signed and who came along near here, then ask."""
        building = self._visits.building
        if building is None or self.dialog is not None:
            return
        workspace, visit = self._desk.workspace, building.visit
        job = self._desk.jobs.read(
            lambda _progress: (
                people.signed_by(workspace, visit.inspection),
                people.companions(workspace, visit.place),
                outcomes.agreed_day(workspace, visit.inspection),
            ),
            "visit",
        )
        job.succeeded.connect(partial(self._show, building))

    def _show(self, building: Building, known: tuple[str, list[str], str]) -> None:
        if building is not self._visits.building or self.dialog is not None:
            return
        self.dialog = VisitDialog(self._desk, building, *known)
        self.dialog.signed.connect(partial(self._sign, building))
        self.dialog.finished.connect(self._closed)
        self.dialog.open()

    def _closed(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None

    def _sign(self, building: Building, signed: tuple[bytes, str]) -> None:
        picture, name = signed
        visit = building.visit
        job = self._desk.jobs.write(
            lambda _progress: people.sign(visit, picture, name), "signature", keep=True
        )
        job.succeeded.connect(lambda _done: self._refresh(building))
