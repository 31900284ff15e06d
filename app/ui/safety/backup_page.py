"""The backups of a workspace: which there are, make one now, put one back."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.models.clock import wall_ms
from app.ui.field.shown import day_and_time
from app.ui.lazy import lazy
from app.ui.safety import words
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from app import backup
    from app.backup import Backup
    from app.ui.desk import Desk

if not TYPE_CHECKING:
    backup = lazy("app.backup")

FIRST = 3
"""So many backups show before one asks for all."""


class BackupList(QWidget):
    """The list of backups with its buttons.

    Attributes:
        make: 现在备份.
        rows: The buttons 放回这一份…, the newest first.
    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._all = False
        self._found: list[Backup] = []
        self._pushed_to: QWidget | None = None
        self.rows: list[Button] = []
        look = theme()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space(2))
        head = QHBoxLayout()
        head.addWidget(Text(_("Backups in this workspace"), "body_strong"), 1)
        self.make = Button(_("Back up now"), icon="shield-check")
        self.make.clicked.connect(self.back_up)
        head.addWidget(self.make)
        column.addLayout(head)
        about = _(
            "One is made by itself every few hours and checked. Putting one back loses nothing:"
            " what was recorded since is added again."
        )
        column.addWidget(Text(about, "caption", "text2", wrap=True))
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        column.addLayout(self._list)
        self._none = Text(_("No backup yet"), "label", "text2")
        column.addWidget(self._none)
        self.more = Button("", "quiet")
        self.more.clicked.connect(self._show_all)
        self.more.hide()
        column.addWidget(self.more)
        self.reload()

    def reload(self) -> None:
        """Read the list again."""
        root = self._desk.workspace.root
        job = self._desk.jobs.read(lambda _progress: backup.backups(root), "backups")
        job.succeeded.connect(self._show)

    def back_up(self) -> None:
        """Make a backup now; the focus is back on the button afterwards."""
        held = self.make.hasFocus()
        self.make.setEnabled(False)
        self._pushed_to = QApplication.focusWidget() if held else None
        workspace = self._desk.workspace
        job = self._desk.jobs.read(
            lambda progress: backup.make(workspace, progress=progress), "backup now"
        )
        job.succeeded.connect(self._made)
        job.failed.connect(self._again)
        job.cancelled.connect(self._again)

    def _made(self, made: Backup) -> None:
        self._again()
        self._desk.guard.made(made)
        self.reload()

    def _again(self, _error: object = None) -> None:
        self.make.setEnabled(True)
        pushed, self._pushed_to = self._pushed_to, None
        if pushed is not None and QApplication.focusWidget() in (pushed, None):  # nobody moved it
            self.make.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_all(self) -> None:
        self._all = True
        shown = len(self.rows)
        self._show(self._found)
        if len(self.rows) > shown:  # the button pressed is gone: go on where the new ones begin
            self.rows[shown].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, found: list[Backup]) -> None:
        self._found = found
        focus = QApplication.focusWidget()
        at = self.rows.index(focus) if isinstance(focus, Button) and focus in self.rows else -1
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        shown = found if self._all else found[:FIRST]
        self.rows = []
        now = wall_ms()
        for one in shown:
            self._list.addWidget(self._row(one, now))
        self._none.setVisible(not found)
        hidden = len(found) - len(shown)
        self.more.setVisible(hidden > 0)
        text = ngettext("Show {count} older one", "Show {count} older ones", hidden)
        self.more.set_words(text.format(count=hidden))
        chain = [self.make, *self.rows, self.more]  # Tab walks as one reads
        for first, second in pairwise(chain):
            QWidget.setTabOrder(first, second)
        if at >= 0 and self.rows:
            self.rows[min(at, len(self.rows) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def _row(self, one: Backup, now: int) -> QWidget:
        look = theme()
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(look.space(3))
        when = day_and_time(one.at, now)
        line.addWidget(Text(when, "label"))
        line.addWidget(Text(words.changes_count(one.changes), "label", "text2"), 1)
        name = _("Put the backup of {when} back").format(when=when)
        button = Button(_("Put this one back…"), "quiet", "history", name=name)
        button.clicked.connect(lambda _on=False: self._desk.act_with("put_back", one.path))
        self.rows.append(button)
        line.addWidget(button)
        return row
