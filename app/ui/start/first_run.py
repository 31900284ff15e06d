"""The first steps (screen 03a): who you are, a task package or a roster, the first building."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLayout,
    QMainWindow,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.errors import AppError
from app.i18n import _
from app.ui.settings_dialog import text_size_bar
from app.ui.start.brand import BrandPanel
from app.ui.start.first_steps import TaskStep, WhoStep, begin_step
from app.ui.start.first_ways import FirstWays
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.focus import FocusRing
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.toast import Toasts

if TYPE_CHECKING:
    from app.ui.app import Program
    from app.ui.exchange.task import TaskDialog
    from app.ui.safety.from_backup import FromBackup
    from app.ui.start.roster_import import RosterDialog

_BRAND_FROM = 1000
"""Window width from which the brand panel has room."""
_ROOMY_FROM = 640
"""Window height from which there is room for wide edges."""


class FirstRun(QMainWindow):
    """The window while no workspace is open.

    Attributes:
        leads_to_guide: The desk that follows shows its first steps, unless they were seen.
        ways: What the buttons do.
    """

    leads_to_guide = True

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._program = program
        self.setWindowTitle(_("Chengjian"))
        whole = Panel("bg", role=_("First steps"))
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.brand = BrandPanel()
        row.addWidget(self.brand)
        self._make_steps()
        self._scroll = self._make_page()
        row.addWidget(self._scroll, 1)
        self.setCentralWidget(whole)
        frame = self.layout()
        if frame is not None:
            frame.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.toasts = Toasts(whole)
        self._ring = FocusRing(self)
        self._go_to(1 if program.settings.who else 0)

    # The page

    def _make_steps(self) -> None:
        settings = self._program.settings
        who, task = WhoStep(settings.who, settings.desk), TaskStep(settings.desk)
        self._steps = [who, task, begin_step(settings.desk)]
        self._first = (who.person, task.first)
        self.desk = who.desk
        self.desk.chosen.connect(self._change_desk)
        for number, step in enumerate(self._steps[:2]):
            step.chosen.connect(lambda number=number: self._go_to(number))
        self.ways = FirstWays(self, self._program, lambda: task.name)
        self.person, self.known = who.person, who.known
        self.known.clicked.connect(self._named)
        self.task, self.task_file, self.campaign = task.task, task.task_file, task.campaign
        self.task.clicked.connect(self.ways.find_task)
        self.task_file.clicked.connect(lambda: self.ways.choose_task())
        self.roster, self.empty = task.roster, task.empty
        self.roster.clicked.connect(self.ways.choose_roster)
        self.empty.clicked.connect(self.ways.begin_empty)

    def _make_page(self) -> QScrollArea:
        """Make one page that scrolls as a whole: in a low window no part of it is squeezed."""
        look = theme()
        inner = QWidget()
        inner.setMaximumWidth(look.width("steps") + 2 * (look.space(12) + look.space(4)))
        self._column = QVBoxLayout(inner)
        self._column.setSpacing(look.space(3))
        self._column.addWidget(Text(_("First time? Three steps"), "display", wrap=True))
        about = _("About 3 minutes. Stop whenever you like; next time it goes on from there.")
        self._column.addWidget(Text(about, "body", "text2", wrap=True))
        self._column.addSpacing(look.space(2))
        for step in self._steps:
            self._column.addWidget(step)
        self._column.addStretch()
        self._column.addWidget(self._make_foot())
        scroll = QScrollArea()
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its controls take it, and scroll it
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        scroll.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        return scroll

    def _make_foot(self) -> QWidget:
        look = theme()
        foot = FlowRow(look.space(3))
        self.practise = Button(_("Practise first, import nothing"), "quiet", "eye")
        self.practise.clicked.connect(self.ways.practise)
        self.open = Button(_("Open a workspace folder…"), "quiet", "hard-drive")
        self.open.clicked.connect(lambda: self.ways.choose_folder(self.open_folder))
        self.restore = Button(_("Restore from a backup…"), "quiet", "history")
        self.restore.clicked.connect(self.from_backup)
        for button in (self.practise, self.open, self.restore):
            foot.add_widget(button)
        sizes = QWidget()
        row = QHBoxLayout(sizes)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.space(2))
        row.addWidget(Text(_("Text size"), "label", "text2"))
        bar = text_size_bar(self._program.settings.text_size)
        bar.setMinimumWidth(bar.sizeHint().width())
        bar.chosen.connect(lambda value: self._program.choose(text_size=int(value)))
        row.addWidget(bar)
        foot.add_widget(sizes)
        return foot

    def _go_to(self, number: int) -> None:
        for at, step in enumerate(self._steps):
            done = at == 0 and bool(self._program.settings.who)
            step.set_state("current" if at == number else "done" if done else "waiting")
        if self._program.settings.who and number:
            self._steps[0].sentence.setText(self._program.settings.who)
        first = self._first[number]
        QTimer.singleShot(0, first, lambda: self._focus_on(first))

    def _focus_on(self, first: QWidget) -> None:
        first.setFocus()
        self._scroll.ensureWidgetVisible(first)

    def _change_desk(self, desk: str) -> None:
        name = self.person.text()
        self._program.choose(desk=desk)  # makes this window anew
        now = self._program.window
        if isinstance(now, FirstRun):
            now.person.setText(name or now.person.text())
            now._go_to(0)

    def _named(self) -> None:
        name = self.person.text().strip()
        if name:
            self._program.choose(person=name)
            self._go_to(1)
        else:
            self.person.set_error(True)
            self.toasts.show_toast(_("Write your name first."), "serious")

    # Ways in

    def take_task(self, file: Path) -> TaskDialog:
        """Read a task package; a workspace is made for it and kept when it is taken."""
        return self.ways.take_task(file)

    def preview(self, file: Path) -> RosterDialog:
        """Check a roster against an empty workspace; nothing is made until it is taken."""
        return self.ways.preview(file)

    def from_backup(self) -> FromBackup:
        """Open the way back from a backup."""
        return self.ways.from_backup()

    def open_folder(self, folder: str) -> None:
        """Open a workspace, or say why that is not possible."""
        try:
            self._program.open_folder(Path(folder))
        except AppError as error:
            self.toasts.show_toast(str(error), "critical")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        look = theme()
        wide = self.width() >= look.scaled(_BRAND_FROM)
        self.brand.setVisible(wide)
        edge = look.space(12) + look.space(4) if wide else look.space(6)
        roomy = self.height() >= look.scaled(_ROOMY_FROM)
        top, foot = look.space(12 if roomy else 4), look.space(6 if roomy else 2)
        self._column.setContentsMargins(edge, top, edge, foot)
        self._column.setSpacing(look.space(3 if roomy else 2))
