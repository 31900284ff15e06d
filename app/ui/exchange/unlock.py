"""钥匙口令: the keys of this device lie under a passphrase; ask for it, or have one chosen.

`unlock` asks and waits; `UnlockDialog` is for whoever goes on by signal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from app import keys
from app.errors import AppError
from app.i18n import _
from app.progress import Progress
from app.ui.crash import sentence
from app.ui.jobs import Jobs
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import TextField
from app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from app.workspace import Workspace

LEAST = 8
"""Signs of a passphrase that is chosen now."""


class UnlockDialog(Dialog):
    """Asks for the passphrase of this device's keys; accepted when they are open.

    Attributes:
        words, again: The passphrase, and once more when it is chosen now.
        problem: What is wrong with it.
        go: Opens the keys.
    """

    def __init__(
        self,
        parent: QWidget,
        workspace: Workspace,
        *,
        choose: bool = False,
        receiving: bool = False,
    ) -> None:
        title = _("Choose a passphrase for the keys") if choose else _("Unlock the keys")
        super().__init__(parent, title)
        self._workspace, self._choose = workspace, choose
        self._jobs = Jobs(self)
        self.finished.connect(self._jobs.shut_down)
        about = (
            _(
                "This system has no password store, so a passphrase protects the keys that sign and"
                " seal. It is asked for once each time the program runs. Nobody can find it again."
            )
            if choose
            else _(
                "Sealed packages are opened with the keys of this machine; a passphrase locks them."
            )
            if receiving
            else _(
                "What goes out is signed with the keys of this machine; a passphrase locks them."
            )
        )
        self.body.addWidget(Text(about, "body", "text2", wrap=True))
        self.words, self.again = _field(_("Passphrase")), _field(_("Passphrase, once more"))
        for field in (self.words, self.again) if choose else (self.words,):
            label = Text(field.accessibleName(), "label", "text2")
            label.setBuddy(field)
            self.body.addWidget(label)
            self.body.addWidget(field)
        if not choose:  # it is nowhere; without a parent it would be a window
            self.again.setParent(self)
            self.again.hide()
        self.words.advanced.connect(self.again.setFocus if choose else self.try_it)
        self.again.advanced.connect(self.try_it)
        self.problem = Text("", "body", "critical", wrap=True)
        self.problem.setMinimumHeight(theme().line("body"))
        self.body.addWidget(self.problem)
        self.body.addStretch()
        leave = self.add_button(Button(_("Cancel"), hint="Esc"))
        leave.clicked.connect(self.reject)
        self.go = self.add_button(
            Button(_("Set it") if choose else _("Unlock"), "primary", "lock", "Enter")
        )
        self.go.clicked.connect(self.try_it)
        self._seconds = 0
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self._tell)
        self.words.setFocus()

    def try_it(self) -> None:
        """Open the keys with what was typed."""
        if not self.go.isEnabled():
            return
        typed = self.words.text()
        wrong = self._wrong(typed)
        self.words.set_error(bool(wrong))
        self.problem.setText(wrong)
        if wrong:
            return
        self._begun()
        workspace, choose = self._workspace, self._choose

        def work(_progress: Progress) -> None:  # a passphrase costs a second by design
            if choose:
                from app.exchange.trust import own_keys

                own_keys(workspace, typed)
            else:
                keys.find(workspace.device, typed)

        job = self._jobs.read(work, "unlock")
        job.succeeded.connect(self._opened)
        job.failed.connect(self._refused)

    def _wrong(self, typed: str) -> str:
        if not typed:
            return _("Type the passphrase.")
        if self._choose and len(typed) < LEAST:
            return _("At least {count} signs.").format(count=LEAST)
        if self._choose and typed != self.again.text():
            return _("The two are not the same. Type it once more.")
        return ""

    def _begun(self) -> None:
        self.go.setEnabled(False)
        self._seconds = 0
        self.problem.set_color("text2")
        self._tell()
        self._clock.start()

    def _tell(self) -> None:
        """Show that it goes on: a slow machine needs many seconds for a passphrase."""
        words = _("Making the keys…") if self._choose else _("Opening the keys…")
        if self._seconds:
            words = _("{words} {seconds} s").format(words=words, seconds=self._seconds)
        self.problem.setText(words)
        self._seconds += 1

    def _opened(self, _none: object) -> None:
        self._clock.stop()
        self.accept()

    def _refused(self, error: BaseException) -> None:
        self._clock.stop()
        self.problem.set_color("critical")
        self.problem.setText("")
        self.go.setEnabled(True)
        if not isinstance(error, AppError):
            raise error
        self.problem.setText(sentence(error))
        self.words.set_error(True)
        self.words.setFocus()
        self.words.selectAll()


def unlock(parent: QWidget, workspace: Workspace, *, receiving: bool = False) -> bool:
    """Make sure that this workspace's keys can be used, asking for the passphrase where needed.

    Args:
        parent: A widget of the window to stand over.
        workspace: Whose keys.
        receiving: They are to open what comes; else to sign what goes.

    Returns:
        Whether they are open (or will be kept by the system when they are made).
    """
    state = keys.state(workspace.device)
    if state == "open":
        return True
    dialog = UnlockDialog(parent, workspace, choose=state == "choose", receiving=receiving)
    try:
        return bool(dialog.exec())
    finally:
        dialog.deleteLater()


def _field(name: str) -> TextField:
    field = TextField(name)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field
