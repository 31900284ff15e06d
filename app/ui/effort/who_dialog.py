"""今天谁在检查: a name or a work number, one key for whoever was here before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout

from app.errors import AppError
from app.i18n import _
from app.ui.field.shown import day_and_time
from app.ui.lazy import lazy
from app.ui.theme import theme
from app.ui.widgets.answer_paint import Option
from app.ui.widgets.buttons import Button
from app.ui.widgets.choice_list import ChoiceList
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import TextField
from app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from app.inspection import people
    from app.inspection.people import Person
    from app.models import clock
    from app.ui.desk import Desk

if not TYPE_CHECKING:
    people, clock = lazy("app.inspection.people"), lazy("app.models.clock")

_MOST = 6


class WhoDialog(Dialog):
    """Asks who inspects.

    Signals:
        chosen(person): Somebody was chosen and is written down (a `Person`).
    """

    chosen = Signal(object)

    def __init__(self, desk: Desk, known: list[Person]) -> None:
        super().__init__(desk.shell, _("Who inspects today"))
        self._desk = desk
        look, now = theme(), clock.wall_ms()
        self.body.addWidget(
            Text(_("The name stands in every record of today."), "body", "text2", wrap=True)
        )
        self.list: ChoiceList | None = None
        if known:
            options = tuple(Option(one.name, _person_words(one, now)) for one in known[:_MOST])
            self.list = ChoiceList(_("Who was here before"), options)
            self.list.set_value(known[0].name)
            self.list.chosen.connect(self._picked)
            self.list.advanced.connect(self.commit)
            self.body.addWidget(self.list)
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.space(3))
        grid.setVerticalSpacing(look.space(2))
        grid.setColumnStretch(1, 1)
        self.name, self.number = TextField(_("Name or work number")), TextField(_("Work number"))
        other = _("Somebody else: name or work number") if known else _("Name or work number")
        for row, (words, field) in enumerate(
            ((other, self.name), (_("Work number, if there is one"), self.number))
        ):
            grid.addWidget(Text(words, "label", "text2"), row, 0)
            grid.addWidget(field, row, 1)
            field.advanced.connect(self.commit)
        self.body.addLayout(grid)
        self._problem = Text("", "body", "critical", wrap=True)
        self._problem.hide()
        self.body.addWidget(self._problem)
        self.body.addStretch()
        leave = self.add_button(Button(_("Cancel"), hint="Esc"))
        leave.clicked.connect(self.reject)
        self.go = self.add_button(Button(_("Begin the day"), "primary", hint="Enter"))
        self.go.clicked.connect(self.commit)
        self.list.focus_current() if self.list is not None else self.name.setFocus()

    def _picked(self, name: str) -> None:
        self.name.setText("")
        self.number.setText("")
        self.commit(name)

    def commit(self, name: str = "") -> None:
        """Choose who is picked or typed."""
        typed = self.name.text().strip()
        listed = self.list.value if self.list is not None and not typed else ""
        try:
            person = people.choose(
                self._desk.workspace, name or typed or listed, number=self.number.text()
            )
        except AppError as error:
            self._problem.setText(str(error))
            self._problem.show()
            return
        self.chosen.emit(person)
        self.accept()


def _person_words(person: Person, now: int) -> str:
    parts = [person.name, person.number]
    if person.used_at:
        parts.append(_("last {when}").format(when=day_and_time(person.used_at, now)))
    return "  ".join(part for part in parts if part)
