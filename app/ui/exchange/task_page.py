"""What a task package would do here, before it is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import N_, _, ngettext
from app.models.clock import wall_ms
from app.ui.exchange.task_age import age_warning, made_words
from app.ui.theme import theme
from app.ui.trust.fingerprint import FingerprintGroups, tidy
from app.ui.widgets.chips import Chip, ChipSpec
from app.ui.widgets.choices import TickChip
from app.ui.widgets.fields import TextField
from app.ui.widgets.labels import Card, Text
from app.ui.widgets.marks import MarkLabel
from app.ui.words import listed

if TYPE_CHECKING:
    from app.exchange.task.read import TaskPreview

LEVELS = {
    "community": N_("{count} communities"),
    "area": N_("{count} residential areas"),
    "building": N_("{count} buildings in the roster"),
}
"""How many places of a level, the broad ones first."""


class TaskPage(QWidget):
    """Preview, and the comparison of the hub's fingerprint.

    Attributes:
        groups: The fingerprint that the package says.
        typed: What the hub read aloud; ``heard``: compared by ear instead.
        change: Shown when the laptop worked for another hub: leave that one.

    Signals:
        judged(ready): Whether everything that must be compared was compared.
    """

    judged = Signal(bool)

    def __init__(self, shown: TaskPreview) -> None:
        super().__init__()
        self._shown = shown
        look = theme()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space(3))
        head = QHBoxLayout()
        head.addWidget(Text(shown.campaign_name or _("A campaign without a name"), "heading"))
        if shown.rehearsal:
            head.addWidget(Chip(ChipSpec("eye", _("practice"), "unknown")))
        head.addStretch()
        column.addLayout(head)
        column.addWidget(self._facts())
        doubt = age_warning(shown.made_at, wall_ms())
        if doubt:
            column.addLayout(_marked("serious", doubt))
        if shown.adoption is not None:
            words = _(
                "What was begun here moves over: {matched} places by their codes, {added} added,"
                " {inspections} records. Nothing is lost."
            ).format(
                matched=shown.adoption.matched,
                added=shown.adoption.added,
                inspections=shown.adoption.inspections,
            )
            column.addLayout(_marked("info", words))
        self.change = TickChip(_("Yes, work for the other hub from now on"))
        self.change.setVisible(shown.replaces is not None)
        self.change.toggled.connect(self._judge)
        if shown.replaces is not None:
            words = _(
                "This laptop works for the hub {name}. The task is of another one: take it only if"
                " you were told to change."
            ).format(name=shown.replaces.name or shown.replaces.fingerprint)
            column.addLayout(_marked("serious", words))
            column.addWidget(self.change)
        self.groups = FingerprintGroups()
        self.groups.set_fingerprint(shown.hub.fingerprint)
        self.typed = TextField(_("What the hub reads aloud"), _("16 letters; blanks do not matter"))
        self.typed.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.heard = TickChip(_("Compared by ear: all four groups are the same"))
        self.problem = Text("", "body", "critical", wrap=True)
        self.problem.setMinimumHeight(self.heard.sizeHint().height())
        self._compare_rows(column)
        column.addStretch()

    def _facts(self) -> Card:
        shown, look = self._shown, theme()
        card = Card("bg")
        card.setAccessibleName(_("What is in it"))
        grid = QGridLayout(card)
        edge = look.space(4)
        grid.setContentsMargins(edge, look.space(3), edge, look.space(3))
        grid.setHorizontalSpacing(look.space(4))
        grid.setVerticalSpacing(look.space(1))
        grid.setColumnStretch(1, 1)
        places = "·".join(
            _(words).format(count=shown.places[level])
            for level, words in LEVELS.items()
            if shown.places.get(level)
        )
        forms = ngettext("{count} checklist", "{count} checklists", shown.forms)
        rows = [
            (_("Hub"), shown.hub.name or shown.hub.device.hex[:8]),
            (_("Task package"), made_words(shown)),
            (_("Roster"), places or _("empty")),
            (_("Checklists"), forms.format(count=shown.forms)),
            (
                _("Where to send"),
                listed(one.name for one in shown.destinations) or _("by stick"),
            ),
        ]
        if shown.people:
            names = listed(f"{name} {number}".strip() for name, number in shown.people)
            rows.append((_("People"), names))
        for number, (name, value) in enumerate(rows):
            grid.addWidget(Text(name, "label", "text2"), number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Text(value, "body", wrap=True), number, 1)
        return card

    def _compare_rows(self, column: QVBoxLayout) -> None:
        for part in (self.typed, self.heard, self.problem):
            part.setParent(self)
            part.hide()
        if self._shown.known:
            column.addLayout(
                _marked("done", _("Signed by the hub whose fingerprint was compared before."))
            )
            column.addWidget(self.groups)
            return
        column.addWidget(Text(_("Is it really your hub?"), "body_strong"))
        column.addWidget(
            Text(
                _(
                    "Call the hub and let them read their fingerprint aloud. It must be this one;"
                    " if it differs, do not take the package."
                ),
                "label",
                "text2",
                wrap=True,
            )
        )
        column.addWidget(self.groups)
        label = Text(_("What the hub reads aloud"), "label", "text2")
        label.setBuddy(self.typed)
        row = QHBoxLayout()
        row.setSpacing(theme().space(3))
        row.addWidget(label)
        row.addWidget(self.typed, 1)
        column.addLayout(row)
        column.addWidget(self.heard)
        column.addWidget(self.problem)  # in the place of the tick: whoever types needs no tick
        self.typed.show()
        self.heard.show()
        self.typed.textChanged.connect(self._judge)
        self.heard.toggled.connect(self._judge)

    @property
    def said(self) -> str:
        """The fingerprint that a person compared, empty where none is needed."""
        if self._shown.known:
            return ""
        return self.typed.text().strip() or self._shown.hub.fingerprint

    @property
    def ready(self) -> bool:
        """Whether it may be taken."""
        if self._shown.replaces is not None and not self.change.isChecked():
            return False
        typed, real = tidy(self.typed.text()), tidy(self._shown.hub.fingerprint)
        return self._shown.known or typed == real or (self.heard.isChecked() and not typed)

    def _judge(self) -> None:
        typed, real = tidy(self.typed.text()), tidy(self._shown.hub.fingerprint)
        self.groups.compare(typed)
        wrong = bool(typed) and not real.startswith(typed)
        self.typed.set_error(wrong)
        self.heard.setEnabled(not typed)
        words = _("This is another fingerprint. Do not take the package: ask where it comes from.")
        self.problem.setText(words if wrong else "")
        self.heard.setVisible(not wrong)
        self.problem.setVisible(wrong)
        self.judged.emit(self.ready)

    def begin(self) -> None:
        """Put the focus where the person goes on."""
        if self._shown.replaces is not None:
            self.change.setFocus()
        elif not self._shown.known:
            self.typed.setFocus()


def _marked(mark: str, words: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme().space(2))
    row.addWidget(MarkLabel(mark, size=1), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Text(words, "body", wrap=True), 1)
    return row
