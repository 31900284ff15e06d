"""本机指纹: what the clerk reads to the hub, large and to be copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.theme import theme
from app.ui.trust.fingerprint import FingerprintGroups
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.workspace import Workspace


def own_fingerprint(workspace: Workspace) -> str:
    """Return the fingerprint of this laptop, empty while it has no keys; asks no passphrase."""
    from app.exchange.trust import device

    with workspace.reading() as session:
        known = device(session, workspace.device)
    return known.keys.fingerprint if known is not None else ""


class OwnFingerprint(QWidget):
    """The fingerprint in four groups with a button that copies it.

    Attributes:
        copy: Copies it.
    """

    def __init__(self, fingerprint: str, *, large: bool = True) -> None:
        super().__init__()
        look = theme()
        self._text = fingerprint
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space(2))
        self.groups = FingerprintGroups(large=large)
        self.groups.set_fingerprint(fingerprint)
        row = QHBoxLayout()
        row.setSpacing(look.space(2))
        if large:
            column.addWidget(self.groups)
        else:
            self.groups.setMaximumWidth(self.groups.sizeHint().width())
            row.addWidget(self.groups, 1)
        self.copy = Button(_("Copy"), icon="copy", name=_("Copy the fingerprint"))
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(self._copy)
        row.addWidget(self.copy)
        self._said = Text("", "caption", "text2")
        row.addWidget(self._said, 1)
        column.addLayout(row)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self._said.setText(_("Copied"))


class OwnLine(QWidget):
    """本机指纹 as a part of the settings, where the hub's people send the clerk to look.

    Attributes:
        shown: The fingerprint; None until it was read, and while there is none.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.shown: OwnFingerprint | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().space(2))
        self._column.addWidget(Text(_("Fingerprint of this laptop"), "body_strong"))
        self._about = Text("", "caption", "text2", wrap=True)
        self._column.addWidget(self._about)
        workspace = desk.workspace
        job = desk.jobs.read(lambda _progress: own_fingerprint(workspace), "own fingerprint")
        job.succeeded.connect(self._show)

    def _show(self, fingerprint: str) -> None:
        self._about.setText(_("Read it to the hub when they ask.") if fingerprint else _no_keys())
        if fingerprint:
            self.shown = OwnFingerprint(fingerprint, large=False)
            self._column.insertWidget(1, self.shown)


class FingerprintDialog(Dialog):
    """Shows the fingerprint of this laptop."""

    def __init__(self, desk: Desk, fingerprint: str) -> None:
        super().__init__(desk.shell, _("Fingerprint of this laptop"))
        if fingerprint:
            about = _(
                "Read these letters to the hub by telephone when they ask; they compare them once"
                " and take this laptop's packages from then on."
            )
            self.body.addWidget(Text(about, "body", "text2", wrap=True))
            self.shown: OwnFingerprint | None = OwnFingerprint(fingerprint)
            self.body.addWidget(self.shown)
        else:
            self.shown = None
            self.body.addWidget(Text(_no_keys(), "body", wrap=True))
        self.body.addStretch()
        good = self.add_button(Button(_("OK"), "primary", hint="Enter"))
        good.clicked.connect(self.accept)


def _no_keys() -> str:
    return _("This laptop has no keys yet. It gets them with the hub's first task package.")


def open_fingerprint(desk: Desk) -> None:
    """Look it up beside the GUI thread and show it."""

    def show(fingerprint: str) -> None:
        dialog = FingerprintDialog(desk, fingerprint)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    workspace = desk.workspace
    job = desk.jobs.read(lambda _progress: own_fingerprint(workspace), "own fingerprint")
    job.succeeded.connect(show)
