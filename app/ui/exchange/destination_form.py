"""去处: where packages go, in plain fields for folder or stick, WebDAV, SFTP and S3."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.i18n import N_, _
from app.ui.lazy import lazy
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.choices import TickChip
from app.ui.widgets.fields import TextField
from app.ui.widgets.labels import Text
from app.ui.widgets.segments import SegmentBar

if TYPE_CHECKING:
    from app.exchange.roads import destination
    from app.exchange.roads.destination import Destination

if not TYPE_CHECKING:
    destination = lazy("app.exchange.roads.destination")

# Road → key of an option, what it is called, an example.
_OPTIONS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "folder": (),
    "webdav": (
        ("user", N_("Account"), ""),
        ("fingerprint", N_("Certificate fingerprint, if self-signed"), "SHA-256"),
    ),
    "sftp": (
        ("user", N_("Account"), ""),
        ("host_key", N_("Host key, if it is new here"), "SHA256:…"),
        ("key_file", N_("Key file, instead of a password"), ""),
    ),
    "s3": (
        ("user", N_("Access key"), ""),
        ("endpoint", N_("Address of the service"), "https://…"),
        ("region", N_("Region"), ""),
    ),
}
_URLS = {
    "folder": (N_("Folder"), ""),
    "webdav": (N_("Address"), "https://nas.example/chengjian"),
    "sftp": (N_("Address"), "sftp://host/folder"),
    "s3": (N_("Bucket and folder"), "s3://bucket/folder"),
}
_SECRETS = {"webdav": N_("Password"), "sftp": N_("Password"), "s3": N_("Secret key")}


class DestinationForm(QWidget):
    """Fields of one destination; a password is never part of it.

    Attributes:
        name, url: What people call it, and where it is.
        options: Fields by option key, those of every road.
        password: Typed, never stored by this form; ``keep``: let the system's keyring keep it.

    Signals:
        changed(): Something was typed or chosen.
        advanced(): Enter was pressed in a field.
    """

    changed = Signal()
    advanced = Signal()

    def __init__(self, parent: QWidget | None = None, *, secrets: bool = True) -> None:
        """Make the form.

        Args:
            parent: As always.
            secrets: Ask for the password; a task package carries none.
        """
        super().__init__(parent)
        self._secrets = secrets
        look = theme()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space(3))
        kinds = (
            ("folder", _("Stick or folder")),
            ("webdav", "WebDAV"),
            ("sftp", "SFTP"),
            ("s3", "S3"),
        )
        self.road = SegmentBar(_("How it gets there"), kinds)
        self.road.chosen.connect(self._road_chosen)
        column.addWidget(self.road)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.space(3))
        self._grid.setVerticalSpacing(look.space(2))
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        self._labels: dict[QWidget, Text] = {}
        self.name = self._line(_("Name of the destination"), _("such as NAS of the unit"))
        self.url = TextField(_("Address"))
        self.choose = Button(_("Choose…"), icon="folder-open", name=_("Choose the folder"))
        self.choose.clicked.connect(self._choose)
        where = QHBoxLayout()
        where.setSpacing(look.space(2))
        where.addWidget(self.url, 1)
        where.addWidget(self.choose)
        self._row(self.url, _("Address"), where)
        self.options: dict[str, TextField] = {}
        for road in _OPTIONS.values():
            for key, words, example in road:
                if key not in self.options:
                    self.options[key] = self._line(_(words), example)
        self.password = self._line(_("Password"), "")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.keep = TickChip(_("Let the system keep the password"))
        column.addWidget(self.keep)
        self.url.textChanged.connect(self.changed)
        self.url.advanced.connect(self.advanced)
        self._shape()

    # Values

    def value(self) -> Destination:
        """Return what the fields say.

        Raises:
            AppError: Something is missing or cannot be; says what.
        """
        kind = self.road.value
        options = {
            key: text
            for key, _words, _example in _OPTIONS[kind]
            if (text := self.options[key].text().strip())
        }
        url = self.url.text().strip()
        name = self.name.text().strip() or url
        one: Destination = destination.Destination(name, url, options)
        destination.check(one)
        return one

    def show_value(self, one: Destination) -> None:
        """Show a destination."""
        self.road.set_value(one.kind or "folder")
        self.name.setText(one.name)
        self.url.setText(one.shown)
        for key, field in self.options.items():
            field.setText(one.options.get(key, ""))
        self.password.clear()
        self._shape()

    @property
    def secret(self) -> str:
        """The password that was typed, empty for none."""
        return self.password.text() if self._secrets else ""

    # Looks

    def _line(self, words: str, example: str) -> TextField:
        field = TextField(words, example)
        field.textChanged.connect(self.changed)
        field.advanced.connect(self.advanced)
        self._row(field, words, field)
        return field

    def _row(self, field: TextField, words: str, what: QWidget | QHBoxLayout) -> None:
        row = self._grid.rowCount()
        label = Text(words, "label", "text2")
        label.setBuddy(field)
        self._labels[field] = label
        self._grid.addWidget(label, row, 0)
        if isinstance(what, QWidget):
            self._grid.addWidget(what, row, 1)
        else:
            self._grid.addLayout(what, row, 1)

    def _road_chosen(self, _kind: str) -> None:
        self._shape()
        self.changed.emit()

    def _shape(self) -> None:
        """Show the fields of the road that is chosen."""
        kind = self.road.value
        words, example = _URLS[kind]
        self._say(self.url, _(words))
        self.url.setPlaceholderText(example)
        self.choose.setVisible(kind == "folder")
        shown = {key: _(label) for key, label, _example in _OPTIONS[kind]}
        for key, field in self.options.items():
            if key in shown:
                self._say(field, shown[key])
            self._show(field, key in shown)
        if kind in _SECRETS:
            self._say(self.password, _(_SECRETS[kind]))
        self._show(self.password, self._secrets and kind in _SECRETS)
        self.keep.setVisible(self._secrets and kind in _SECRETS)

    def _say(self, field: TextField, words: str) -> None:
        self._labels[field].setText(words)
        field.setAccessibleName(words)

    def _show(self, field: TextField, shown: bool) -> None:
        field.setVisible(shown)
        self._labels[field].setVisible(shown)

    def _choose(self) -> None:
        dialog = QFileDialog(self, _("Where packages go"), self.url.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.take_folder)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take_folder(self, folder: str) -> None:
        """Show a folder that was chosen; it is named after itself if it has no name yet."""
        self.url.setText(folder)
        if not self.name.text().strip():
            self.name.setText(Path(folder).name or folder)
