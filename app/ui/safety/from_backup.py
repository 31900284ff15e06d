"""从备份恢复 of the first steps: a workspace whose database is gone, or a second place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.models.clock import wall_ms
from app.paths import user_data
from app.ui.field.shown import day_and_time
from app.ui.lazy import lazy
from app.ui.safety import words
from app.ui.safety.outside import secret_field
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from app import backup, backup_outside
    from app.ui.program import Program

if not TYPE_CHECKING:
    backup, backup_outside = lazy("app.backup"), lazy("app.backup_outside")


class FromBackup(Dialog):
    """Choose a folder; what it is decides what is asked next.

    Attributes:
        choose: Another folder.
        rows: One button for each backup of a workspace, the newest first.
        phrase: The passphrase of a second place.
        go: Bring everything back from a second place.
    """

    def __init__(self, program: Program) -> None:
        assert program.window is not None
        super().__init__(program.window, _("Restore from a backup"), height=theme().scaled(380))
        self._program = program
        self._folder: Path | None = None
        self.rows: list[Button] = []
        look = theme()
        about = _(
            "Choose the folder of a workspace whose records cannot be opened, or the stick or"
            " folder that its backups were brought to."
        )
        self.body.addWidget(Text(about, "body", "text2", wrap=True))
        head = QHBoxLayout()
        head.setSpacing(look.space(2))
        self.choose = Button(_("Choose a folder…"), icon="folder-open")
        self.choose.clicked.connect(self._choose)
        head.addWidget(self.choose)
        self.where = Text("", "label", "text2", elide=True)
        head.addWidget(self.where, 1)
        self.body.addLayout(head)
        self.state = Text("", "label", wrap=True)
        self.body.addWidget(self.state)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.body.addLayout(self._list)
        self.phrase = secret_field(_("Passphrase"))
        self.phrase.setPlaceholderText(_("Passphrase"))
        self.phrase.hide()
        self.body.addWidget(self.phrase)
        self.body.addStretch()
        self.set_note(_("Nothing that is there is deleted."))
        leave = self.add_button(Button(_("Cancel"), hint="Esc"))
        leave.clicked.connect(self.reject)
        self.go = self.add_button(Button(_("Bring everything back"), "primary", hint="Enter"))
        self.go.clicked.connect(self._bring_back)
        self.go.setEnabled(False)
        self.go.hide()
        self.choose.setFocus()
        self.phrase.textChanged.connect(lambda text: self.go.setEnabled(bool(text)))

    def _choose(self) -> None:
        dialog = QFileDialog(self, _("Choose a folder"), str(user_data()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self.take_folder(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take_folder(self, folder: Path) -> None:
        """Look what a folder is."""
        inner = folder / _("Chengjian-backup")
        if not backup_outside.is_prepared(folder) and backup_outside.is_prepared(inner):
            folder = inner
        if folder.name == "backups" and not backup_outside.is_prepared(folder):
            folder = folder.parent
        self._folder = folder
        self.where.setText(str(folder))
        for row in self.rows:
            parent = row.parentWidget()
            if parent is not None:
                parent.hide()
                parent.deleteLater()
        self.rows = []
        sealed = backup_outside.is_prepared(folder)
        self.phrase.setVisible(sealed)
        self.go.setVisible(sealed)
        if sealed:
            self.state.setText(_("A second place. Its passphrase opens it; photos come back too."))
            self.phrase.setFocus()
            return
        found = backup.backups(folder)
        self.state.setText(
            _("Backups of this workspace, the newest first:")
            if found
            else _("There is no backup in this folder.")
        )
        now = wall_ms()
        for one in found:
            self._list.addWidget(
                self._row(folder, one.path, day_and_time(one.at, now), one.changes)
            )

    def _row(self, folder: Path, file: Path, when: str, changes: int) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme().space(3))
        line.addWidget(Text(when, "label"))
        line.addWidget(Text(words.changes_count(changes), "label", "text2"), 1)
        name = _("Put the backup of {when} back").format(when=when)
        button = Button(_("Put this one back…"), "quiet", "history", name=name)
        button.clicked.connect(lambda: self._put_back(folder, file))
        line.addWidget(button)
        self.rows.append(button)
        return row

    def _put_back(self, folder: Path, file: Path) -> None:
        from app.ui.safety.restoring import put_back

        self.accept()
        put_back(self._program, folder, file)

    def _bring_back(self) -> None:
        from app.ui.safety.restoring import bring_back
        from app.ui.start.first_ways import free_folder

        if self._folder is not None and self.phrase.text():
            phrase, folder = self.phrase.text(), self._folder
            self.phrase.clear()
            self.accept()
            bring_back(self._program, free_folder(_("restored")), folder, phrase)
