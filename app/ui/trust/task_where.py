"""The last step of a task package: where the laptops send, and what saves them effort."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import AppError
from app.i18n import _
from app.ui.crash import sentence
from app.ui.exchange.destination_form import DestinationForm
from app.ui.trust.task_choices import Offer, step_column
from app.ui.widgets.answer_paint import Option
from app.ui.widgets.buttons import Button
from app.ui.widgets.choices import MultiChoice
from app.ui.widgets.fields import TextField
from app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from app.exchange.roads.destination import Destination


class WhereToSend(QWidget):
    """Destinations that come with it, and what the campaign allows.

    Attributes:
        chosen: Which destinations; ``form``: another one; ``add``: adds it.
        copy, statement: What may be copied, and closed by a statement.
    """

    def __init__(self, offer: Offer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = step_column(self)
        self.known = {one.name: one for one in offer.destinations}
        self._column.addWidget(Text(_("Where the laptops send"), "body_strong"))
        self._about = Text(
            _("Passwords never travel: each laptop is asked for its own."),
            "body",
            "text2",
            wrap=True,
        )
        self._column.addWidget(self._about)
        self.chosen = self._ticks(list(self.known))
        self._column.addWidget(self.chosen)
        self.more = Button(_("Add a destination…"), icon="plus")
        self.more.clicked.connect(self._open)
        self._column.addWidget(self.more)
        self.form = DestinationForm(secrets=False)
        self.form.hide()
        self.add = Button(_("Add it"), icon="check")
        self.add.clicked.connect(self._add)
        self.add.hide()
        self.problem = Text("", "body", "critical", wrap=True)
        self.problem.hide()
        for widget in (self.form, self.problem, self.add):
            self._column.addWidget(widget)
        self._column.addWidget(Text(_("What saves effort in this campaign"), "body_strong"))
        self.copy = _line(self._column, _("May be copied from a neighbour"), offer.copy)
        self.statement = _line(
            self._column, _("May be closed by a statement of its part"), offer.statement
        )
        self._column.addStretch()

    def _ticks(self, ticked: Sequence[str]) -> MultiChoice:
        made = MultiChoice(_("Where the laptops send"), [Option(key, key) for key in self.known])
        made.set_values(ticked)
        made.setVisible(bool(self.known))
        return made

    def _open(self) -> None:
        self.form.show()
        self.add.show()
        self.more.hide()
        self.form.name.setFocus()

    def _add(self) -> None:
        try:
            one = self.form.value()
        except AppError as error:
            self.problem.setText(sentence(error))
            self.problem.show()
            return
        self.problem.hide()
        self.known[one.name] = one
        ticked = [*self.chosen.values, one.name]
        old = self.chosen
        self.chosen = self._ticks(ticked)
        self._column.replaceWidget(old, self.chosen)
        old.deleteLater()
        for widget in (self.form, self.add):
            widget.hide()
        self.more.show()
        self.more.setFocus()

    def destinations(self) -> list[Destination]:
        """Return the ticked ones."""
        return [self.known[name] for name in self.chosen.values]


def _line(column: QVBoxLayout, name: str, text: str) -> TextField:
    field = TextField(name, _("parts and codes, such as A, D or ZF-G03; with - before: not"))
    field.setText(text)
    label = Text(name, "label", "text2")
    label.setBuddy(field)
    column.addWidget(label)
    column.addWidget(field)
    return field
