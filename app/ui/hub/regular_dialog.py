"""定时收取: from which destinations packages are fetched by themselves, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.exchange.regular import MINUTES, Plan
from app.i18n import _
from app.ui.exchange.secret_row import SecretRow, keep_beside
from app.ui.exchange.ways import line_of, none_known
from app.ui.hub.regular_notice import wants_password
from app.ui.hub.regular_round import known_ways
from app.ui.hub.regular_words import every_words
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.choices import TickChip
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Text
from app.ui.widgets.segments import SegmentBar, named_bar

if TYPE_CHECKING:
    from app.progress import Progress
    from app.ui.desk import Desk
    from app.ui.exchange.prepare import Way
    from app.ui.hub.regular import Regular

_USUAL = 15


class _WayTick(QWidget):
    """One destination: a tick, where it is, and its password where that is not at hand."""

    ticked = Signal()

    def __init__(self, way: Way, on: bool, wants: bool) -> None:
        super().__init__()
        self.way = way
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(1))
        self.tick = TickChip(way.key)
        self.tick.setChecked(on)
        self.tick.setAccessibleDescription(line_of(way))
        self.tick.toggled.connect(self._show)
        self._secret = SecretRow()
        self.password, self.keep = self._secret.password, self._secret.keep
        self.password.setAccessibleName(_("Password of {name}").format(name=way.key))
        self._wants = wants
        column.addWidget(self.tick)
        tone = "text2" if way.there else "serious"
        column.addWidget(Text(line_of(way), "caption", tone, elide=True))
        column.addWidget(self._secret)
        self._show()

    @property
    def lacks(self) -> bool:
        """Whether a password is wanted that is not typed."""
        return self._wants and self.tick.isChecked() and not self.password.text()

    def _show(self) -> None:
        self._secret.setVisible(self._wants and self.tick.isChecked())
        self.ticked.emit()


class RegularDialog(Dialog):
    """Chooses destinations and an interval; off until somebody chooses one.

    Args:
        desk: Whose.
        regular: What fetches.
        first: Name of the destination whose password is asked for; empty for none.

    Attributes:
        every: How often.
        rows: The destinations.
        problem: What is still missing.
        go: Takes it over.
    """

    def __init__(self, desk: Desk, regular: Regular, first: str = "") -> None:
        super().__init__(desk.shell, _("Fetch at set times"))
        self._desk, self._regular, self._first = desk, regular, first
        self.rows: list[_WayTick] = []
        plan = regular.plan or Plan()
        self._on = set(plan.names) if plan.on else set()
        about = _(
            "While this window is open, new packages are fetched from the ticked destinations and"
            " verified. Nothing is merged by itself."
        )
        self.body.addWidget(Text(about, "body", "text2", wrap=True))
        name = _("How often")
        choices = [(str(minutes), every_words(minutes)) for minutes in (0, *MINUTES)]
        self.every = SegmentBar(name, choices)
        self.every.set_value(str(plan.minutes if plan.on else 0))
        self.every.chosen.connect(self._often)
        self.body.addWidget(named_bar(name, self.every))
        self._list = QVBoxLayout()
        self._list.setSpacing(theme().space(3))
        self.body.addLayout(self._list)
        self._none = none_known()
        self.body.addWidget(self._none)
        self.add = Button(_("Add a destination…"), icon="plus")
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self._add)
        self.body.addWidget(self.add)
        self.problem = Text("", "label", "critical", wrap=True)
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.body.addStretch()
        leave = self.add_button(Button(_("Cancel"), hint="Esc"))
        leave.clicked.connect(self.reject)
        self.go = self.add_button(Button(_("Take it over"), "primary", "check", "Enter"))
        self.go.clicked.connect(self._agree)
        self.go.setEnabled(False)
        self.every.focus_current()
        self.look()

    def look(self) -> None:
        """Read the destinations and what each wants, beside the GUI thread."""
        workspace = self._desk.workspace

        def work(_progress: Progress) -> list[tuple[Way, bool]]:
            ways = known_ways(workspace).values()
            return [(way, way.needs_secret and not self._regular.secret(way.one)) for way in ways]

        self._desk.jobs.read(work, "destinations").succeeded.connect(self._show)

    @Slot(object)
    def _show(self, found: list[tuple[Way, bool]]) -> None:
        for row in self.rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
        for way, lacking in found:
            refused = way.needs_secret and wants_password(self._regular.problems.get(way.key))
            row = _WayTick(way, way.key in self._on, lacking or refused)
            row.ticked.connect(self._ticked)
            row.password.advanced.connect(self._agree)
            self._list.addWidget(row)
            row.show()  # a layout does that later: what is not shown yet takes no focus
            self.rows.append(row)
        self._none.setVisible(not self.rows)
        self.go.setEnabled(bool(self.rows))
        self.fit()
        if not self.rows:
            self.add.setFocus()
        for row in self.rows:
            if row.way.key == self._first and row.lacks:
                row.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ticked(self) -> None:
        self._on = {row.way.key for row in self.rows if row.tick.isChecked()}
        if self._on and self.every.value == "0":
            self.every.set_value(str(_USUAL))  # whoever ticks one wants it
        self._say("")
        self.fit()

    def _often(self, value: str) -> None:
        if value != "0" and len(self.rows) == 1:
            self.rows[0].tick.setChecked(True)
        self._say("")

    def _say(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def _add(self) -> None:
        from app.ui.exchange.add_destination import AddDestination

        self.dialog = AddDestination(self._desk, None)
        self.dialog.kept.connect(self._added)
        self.dialog.open()

    @Slot(str, str)
    def _added(self, name: str, secret: str) -> None:
        self._on.add(name)
        if self.every.value == "0":
            self.every.set_value(str(_USUAL))
        if secret:
            self._regular.know(name, secret)
        self.look()

    def _agree(self) -> None:
        if not self.go.isEnabled():
            return
        minutes = int(self.every.value)
        ticked = [row for row in self.rows if row.tick.isChecked()]
        if minutes and not ticked:
            self._say(_("Tick at least one destination, or choose “Not by itself”."))
            self.rows[0].tick.setFocus()
            return
        lacking = [row for row in ticked if minutes and row.lacks]
        if lacking:
            self._say(_("Enter the password of {name}.").format(name=lacking[0].way.key))
            lacking[0].password.set_error(True)
            lacking[0].password.setFocus()
            return
        typed = {row.way.key: row.password.text() for row in ticked if row.password.text()}
        for row in ticked:
            if row.password.text() and row.keep.isChecked():
                keep_beside(self._desk, row.way.one, row.password.text())
        self.accept()
        self._regular.choose(Plan(tuple(row.way.key for row in ticked), minutes), typed)
