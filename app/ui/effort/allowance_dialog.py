"""省事的规矩: what the campaign lets be copied, taken from last campaign and closed by statement.

The hub says it, and packages carry it to the laptops; a laptop that belongs to a hub only shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.inspection.effort.allowance import (
    COPY,
    EARLIER,
    STATEMENT,
    Allowance,
    allow,
    allowance,
    led_by_hub,
)
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.choices import TickChip
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import TextField
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from app.ui.desk import Desk

_HEIGHT = 620
_PARTS = "ABCDEFGHIJKLMNO"
_GRAVE = ("B", "C")


class _List:
    """One list: parts as ticks, question codes as a text."""

    def __init__(self, owner: AllowanceDialog, title: str, about: str) -> None:
        owner.body.addWidget(Text(title, "body_strong"))
        owner.body.addWidget(Text(about, "caption", "text2", wrap=True))
        row = FlowRow(theme().space(2))
        self.ticks = {letter: TickChip(letter) for letter in _PARTS}
        for letter, tick in self.ticks.items():
            tick.setAccessibleName(_("{title}: part {part}").format(title=title, part=letter))
            tick.toggled.connect(lambda _on: owner.tell())
            row.add_widget(tick)
        owner.body.addWidget(row)
        words = _("Question codes besides; “-” before one leaves it out")
        owner.body.addWidget(Text(words, "caption", "text2", wrap=True))
        self.codes = TextField(f"{title}: {words}")
        owner.body.addWidget(self.codes)

    def fill(self, entries: Sequence[str]) -> None:
        for letter, tick in self.ticks.items():
            tick.setChecked(letter in entries)
        self.codes.set_value("，".join(one for one in entries if one not in self.ticks))

    def entries(self) -> list[str]:
        parts = [letter for letter, tick in self.ticks.items() if tick.isChecked()]
        text = self.codes.text()
        for mark in "，、；;":
            text = text.replace(mark, ",")
        return parts + [one.strip() for one in text.split(",") if one.strip()]

    def lock(self) -> None:
        for tick in self.ticks.values():
            tick.setEnabled(False)
        self.codes.setReadOnly(True)


class AllowanceDialog(Dialog):
    """Shows and changes the three lists of the campaign.

    Attributes:
        lists: By the campaign's field.
        warning: Said while structure or gas may be stated.
    """

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        title = _("What this campaign allows")
        super().__init__(parent, title, height=theme().scaled(_HEIGHT))
        self._desk = desk
        self.lists = {
            COPY: _List(
                self,
                _("Copied from a neighbour"),
                _("Waits for a look on each building. Never problems, names, households."),
            ),
            EARLIER: _List(
                self,
                _("Taken from the last campaign"),
                _("The building's own record; waits for a look. What was measured needs its code."),
            ),
            STATEMENT: _List(
                self,
                _("Closed by a statement, or for several buildings at once"),
                _("“All looked at, the rest none”. What is asked or measured needs its code."),
            ),
        }
        self.warning = Text(
            _("Structure (B) and gas (C) may then be closed unseen one by one. Not advised."),
            "body", "serious", wrap=True,
        )  # fmt: skip
        self.warning.hide()
        self.body.addWidget(self.warning)
        self.problem = Text("", "body", "critical", wrap=True)
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.body.addStretch()
        leave = self.add_button(Button(_("Cancel"), hint="Esc"))
        leave.clicked.connect(self.reject)
        self.go = self.add_button(Button(_("Allow this"), "primary", hint="Enter"))
        self.go.clicked.connect(self.commit)
        self.go.setEnabled(False)
        hub = desk.settings.desk == "hub"
        desk.read(lambda session: (allowance(session), hub or not led_by_hub(session)), self._read)

    def _read(self, result: tuple[Allowance, bool]) -> None:
        found, mine = result
        shown = {COPY: found.copy, EARLIER: found.earlier, STATEMENT: found.statement}
        for name, entries in shown.items():
            self.lists[name].fill(entries)
            if not mine:
                self.lists[name].lock()
        self.go.setEnabled(mine)
        self.set_note(
            _("Goes to the laptops with the next task package.")
            if mine
            else _("The hub says this; here it can only be read.")
        )
        self.tell()
        if mine:
            self.lists[COPY].ticks["A"].setFocus()

    def tell(self) -> None:
        """Warn while structure or gas may be closed by a statement."""
        ticks = self.lists[STATEMENT].ticks if hasattr(self, "lists") else {}
        self.warning.setVisible(any(ticks[part].isChecked() for part in _GRAVE if part in ticks))

    def commit(self) -> None:
        """Write the lists; the window stays while one of them is refused."""
        said = {name: one.entries() for name, one in self.lists.items()}
        workspace, person = self._desk.workspace, self._desk.person
        job = self._desk.jobs.write(
            lambda _progress: allow(
                workspace,
                copy=said[COPY],
                earlier=said[EARLIER],
                statement=said[STATEMENT],
                person=person,
            ),
            "allow",
            keep=True,
        )
        job.succeeded.connect(lambda _none: self.accept())
        job.failed.connect(self._failed)

    def _failed(self, error: object) -> None:
        self._desk.mine(error)
        self.problem.setText(str(error))
        self.problem.show()


def open_allowance(desk: Desk, parent: QWidget) -> AllowanceDialog:
    """Open the window over another."""
    dialog = AllowanceDialog(desk, parent)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
