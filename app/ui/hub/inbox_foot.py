"""The foot of the inbox: what comes by itself, and receipts for the senders."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.i18n import _
from app.ui.hub.intake import Intake
from app.ui.hub.job_strip import JobStrip
from app.ui.hub.regular import Regular
from app.ui.hub.regular_notice import ASK
from app.ui.hub.regular_words import state_words
from app.ui.theme import theme
from app.ui.trust.opened import keys_open
from app.ui.widgets.buttons import Button
from app.ui.widgets.choices import TickChip
from app.ui.widgets.file_dialog import FOLDER, file_dialog
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Panel, Text

if TYPE_CHECKING:
    from app.ui.desk import Desk


class InboxFoot(Panel):
    """A line under the packages.

    Attributes:
        watch: Watches a folder; ``merge``: merge at once what comes.
        regularly: Asks from which destinations is fetched at set times, and how often.
        strip: Shows what comes at such a time, and stops it.
        receipts: Asks where receipts go.

    Signals:
        listed(): The list of packages is another one now.
    """

    listed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("surface", "t", parent, role=_("What comes by itself"))
        look = theme()
        self._desk = desk
        self.intake = Intake.of(desk)
        self.intake.changed.connect(self.show_state)
        self.intake.listed.connect(self.listed)
        self.regular = Regular.of(desk)
        self.regular.changed.connect(self.show_state)
        self.regular.listed.connect(self.listed)
        self.strip = JobStrip()
        self.regular.fetching.connect(
            lambda job: self.strip.follow(job, _("Fetching at set times"))
        )
        desk.acts[ASK] = self.ask_regular
        self.watch = TickChip(_("Watch a folder"))
        self.watch.clicked.connect(self._toggle)
        self.merge = TickChip(_("Merge at once"))
        self.merge.clicked.connect(self.intake.set_merge)
        self.regularly = TickChip(_("Fetch at set times…"))
        self.regularly.clicked.connect(self._ask)
        self._said = Text("", "label", "text2", elide=True)
        self.receipts = Button(_("Write receipts…"), icon="send")
        row = QHBoxLayout(self)
        row.setContentsMargins(look.space(4), look.space(1), look.space(4), look.space(1))
        row.setSpacing(look.space(3))
        self._chips = chips = FlowRow(look.space(3))
        for chip in (self.watch, self.merge, self.regularly):
            chips.add_widget(chip)
        policy = chips.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Maximum)
        chips.setSizePolicy(policy)
        row.addWidget(chips, 9)
        row.addWidget(self._said, 1)
        row.addWidget(self.receipts)
        self.show_state()

    def show_state(self) -> None:
        """Show what is watched and when it was looked at last."""
        intake = self.intake
        watching = intake.folder is not None or intake.server is not None
        self.watch.setChecked(intake.folder is not None)
        self.watch.setEnabled(not self._desk.locked)
        self.merge.setChecked(intake.merge)
        if self.merge.isHidden() == watching:
            self.merge.setVisible(watching)
            self._chips.updateGeometry()
        self.receipts.setEnabled(not self._desk.locked)
        words, often = intake.state_words(), state_words(self.regular)
        self.regularly.setChecked(self.regular.on)
        self.regularly.setEnabled(not self._desk.locked)
        self.regularly.setAccessibleDescription(often)
        parts = [words] if watching or not often else []
        self._said.setText(" · ".join([*parts, often] if often else parts))
        wrong = bool(intake.problem or self.regular.problems)
        self._said.set_color("serious" if wrong else "text2")
        self.watch.setAccessibleDescription(words)

    def _toggle(self, on: bool) -> None:
        if not on:
            self.intake.watch(None)
            return
        self.watch.setChecked(False)  # until a folder is chosen
        dialog = file_dialog(self, _("Folder to watch"), "packages", FOLDER)
        dialog.fileSelected.connect(lambda folder: self.begin(Path(folder)))
        dialog.open()

    def begin(self, folder: Path) -> None:
        """Watch a folder; keys that are locked are opened first, since nobody may be here later."""
        if keys_open(self, self._desk, receiving=True):
            self.intake.watch(folder)
        self.show_state()

    def _ask(self) -> None:
        self.show_state()  # ticked is what runs, not what was clicked
        self.ask_regular()

    def ask_regular(self, first: str = "") -> None:
        """Ask from where and how often; ``first``: whose password is asked for."""
        if self._desk.locked:
            self._desk.say(_("This workspace is open for reading only."), "serious")
            return
        from app.ui.hub.regular_dialog import RegularDialog

        if keys_open(self, self._desk, receiving=True):
            self.dialog = RegularDialog(self._desk, self.regular, first)
            self.dialog.open()

    def close_room(self) -> None:
        """End what looks for packages by itself: the window closes."""
        self.intake.close()
        self.regular.close()
