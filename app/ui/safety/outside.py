"""另一处: a stick or a share that gets sealed backups, with the photos."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.ui.lazy import lazy
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.fields import TextField
from app.ui.widgets.file_dialog import FOLDER, file_dialog
from app.ui.widgets.labels import Text
from app.ui.widgets.progress import CountBar

if TYPE_CHECKING:
    from app import backup_outside
    from app.backup_outside import Outside
    from app.ui.desk import Desk
    from app.ui.jobs import Job
    from app.ui.program import Program

if not TYPE_CHECKING:
    backup_outside = lazy("app.backup_outside")

LEAST = 8
"""Signs of a passphrase; age makes guessing slow, not impossible."""


def secret_field(name: str) -> TextField:
    """Return a field whose text is not shown."""
    field = TextField(name)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field


class OutsidePlace(QWidget):
    """Choose the second place, and back up to it.

    Attributes:
        choose: Another folder.
        go: 备份到 U 盘.
        first, again: The passphrase, twice; shown while a new place is set up.
        set_up: Takes the passphrase.
    """

    def __init__(self, program: Program, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._program, self._desk = program, desk
        self._folder: Path | None = None
        self._job: Job | None = None
        look = theme()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space(2))
        head = QHBoxLayout()
        head.setSpacing(look.space(2))
        head.addWidget(Text(_("In a second place"), "body_strong"), 1)
        self.choose = Button(_("Choose a stick or folder…"), icon="usb")
        self.choose.clicked.connect(self._choose)
        head.addWidget(self.choose)
        self.go = Button(_("Back up to the stick"), icon="shield-check")
        self.go.clicked.connect(self.back_up)
        head.addWidget(self.go)
        column.addLayout(head)
        about = _(
            "If the laptop is lost, everything comes back from there, photos too. It is sealed: a"
            " stick that is found tells nobody anything. Without the passphrase nobody can help."
        )
        column.addWidget(Text(about, "caption", "text2", wrap=True))
        self.state = Text("", "label", "text2", wrap=True)
        column.addWidget(self.state)
        self._words = self._make_words()
        column.addWidget(self._words)
        running = QHBoxLayout()
        running.setSpacing(look.space(2))
        self.bar = CountBar(_("Backing up to the second place"))
        running.addWidget(self.bar, 1)
        self.stop = Button(_("Stop"), "quiet")
        self.stop.clicked.connect(self._stop)
        running.addWidget(self.stop)
        column.addLayout(running)
        self._run_shown(False)
        self._words.hide()
        place = program.settings.second_place
        self._show_place(Path(place) if place else None)

    def _make_words(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(2))
        self.first = secret_field(_("Passphrase"))
        self.first.setPlaceholderText(_("Passphrase"))
        self.again = secret_field(_("Passphrase, once more"))
        self.again.setPlaceholderText(_("Once more"))
        self.set_up = Button(_("Set it up"))
        self.set_up.clicked.connect(self.prepare)
        self.first.advanced.connect(self.again.setFocus)
        self.again.advanced.connect(self.prepare)
        for part in (self.first, self.again, self.set_up):
            row.addWidget(part)
        return box

    # Which place

    def _choose(self) -> None:
        dialog = file_dialog(
            self,
            _("Choose a stick or folder for backups"),
            "backup",
            FOLDER,
        )
        dialog.fileSelected.connect(lambda name: self.take_folder(Path(name)))
        dialog.open()

    def take_folder(self, folder: Path) -> None:
        """Use a folder; one that holds backups of this program already is used as it is."""
        root = self._desk.workspace.root
        if folder == root or root in folder.parents:
            self.state.setText(
                _("This lies inside the workspace and would be lost with it. Choose another place.")
            )
            return
        if backup_outside.is_prepared(folder):
            self._keep(folder)
            return
        self._folder = folder / _("Chengjian-backup")
        if backup_outside.is_prepared(self._folder):
            self._keep(self._folder)
            return
        self.state.setText(
            _("Think of a passphrase of at least {count} signs for {folder}.").format(
                count=LEAST, folder=self._folder
            )
        )
        self._words.show()
        self.first.setFocus()

    def prepare(self) -> None:
        """Set the chosen folder up with the passphrase."""
        folder, phrase = self._folder, self.first.text()
        short = len(phrase) < LEAST
        self.first.set_error(short)
        self.again.set_error(not short and phrase != self.again.text())
        if short:
            self.state.setText(_("At least {count} signs.").format(count=LEAST))
        elif phrase != self.again.text():
            self.state.setText(_("The two are not the same. Type it once more."))
        elif folder is not None:
            self.set_up.setEnabled(False)
            job = self._desk.jobs.read(
                lambda _progress: backup_outside.prepare(folder, phrase), "second place"
            )
            job.succeeded.connect(lambda _none: self._keep(folder))
            job.failed.connect(self._not_done)

    def _keep(self, folder: Path) -> None:
        self._program.choose(second_place=str(folder))
        for field in (self.first, self.again):
            field.clear()
            field.set_error(False)
        self._words.hide()
        self.set_up.setEnabled(True)
        self._show_place(folder)

    def _show_place(self, folder: Path | None) -> None:
        self.go.setVisible(folder is not None)
        if folder is None:
            self.state.setText(_("None is chosen yet."))
        elif not backup_outside.is_prepared(folder):
            self.state.setText(
                _("{folder}: not there now. Put the stick in.").format(folder=folder)
            )
        else:
            count = len(backup_outside.sealed_backups(folder))
            words = ngettext("{folder}: {count} backup", "{folder}: {count} backups", count)
            self.state.setText(words.format(folder=folder, count=count))

    # Backing up

    def back_up(self) -> None:
        """Bring a backup and the new photos there."""
        if self._job is not None:
            return
        workspace, folder = self._desk.workspace, Path(self._program.settings.second_place)
        self._run_shown(True)
        self.state.setText(_("Backing up to the second place"))
        self._job = job = self._desk.jobs.read(
            lambda progress: backup_outside.copy_out(workspace, folder, progress), "second place"
        )
        job.progressed.connect(self._progressed)
        job.succeeded.connect(self._done)
        job.failed.connect(self._broke_off)
        job.cancelled.connect(self._not_done)

    def _progressed(self, done: int, total: int, _what: str) -> None:
        self.bar.set_count(done, total)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _done(self, done: Outside) -> None:
        self._job = None
        self._run_shown(False)
        self._desk.guard.look()
        parts = [_("Backed up and read back.")]
        count = done.photos
        parts.append(ngettext("{count} new photo", "{count} new photos", count).format(count=count))
        if done.missing:
            words = ngettext(
                "{count} photo is not here", "{count} photos are not here", done.missing
            )
            parts.append(words.format(count=done.missing))
        self.state.setText(" · ".join(parts))

    def _broke_off(self, error: object) -> None:
        self._not_done(error)
        self.state.setText(f"{error} {_('What arrived stays and counts.')}")

    def _not_done(self, error: object = None) -> None:
        self._job = None
        self._run_shown(False)
        self.set_up.setEnabled(True)
        if error is None:
            self.state.setText(_("Stopped. What arrived stays and counts."))
        else:
            if self.isVisible():  # else the window tells it
                self._desk.mine(error)
            self.state.setText(str(error))

    def _run_shown(self, shown: bool) -> None:
        held = self.go.hasFocus() or self.stop.hasFocus()
        self.bar.setVisible(shown)
        self.stop.setVisible(shown)
        self.go.setEnabled(not shown)
        if held:  # what can be pressed now: stop, then again
            (self.stop if shown else self.go).setFocus(Qt.FocusReason.OtherFocusReason)
