"""设置 · 照片: the watched folder, and the way to the phone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.left_row import left_row

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.phone.watching import Watching


class FolderPage(QWidget):
    """Two ways for photos to come in by themselves.

    Attributes:
        choose, stop: Of the watched folder.
        state: What it does now.
        phone: Opens the code for a phone.
    """

    def __init__(self, desk: Desk, watching: Watching, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._watching = desk, watching
        look = theme()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space(2))
        column.addWidget(Text(_("From a phone in the room"), "body_strong"))
        about = _(
            "The phone reads a code and sends its photos over the room's own network. Nothing is"
            " installed on it, and nothing goes over the internet."
        )
        column.addWidget(Text(about, "caption", "text2", wrap=True))
        self.phone = Button(_("Photos from a phone…"), icon="smartphone", hint="Ctrl+Shift+P")
        self.phone.clicked.connect(self._to_phone)
        column.addLayout(left_row(self.phone))
        line = Panel("line")
        line.setFixedHeight(look.stroke("line"))
        column.addSpacing(look.space(2))
        column.addWidget(line)
        column.addSpacing(look.space(2))
        column.addWidget(Text(_("From a watched folder"), "body_strong"))
        about = _(
            "New photos in it come in by themselves, to the open question if it asks for photos,"
            " else to the building. For a phone on a cable, or a folder that is kept in step. What"
            " lies there already stays out; originals stay where they are."
        )
        column.addWidget(Text(about, "caption", "text2", wrap=True))
        self.folder = Text("", "label", elide=True)
        column.addWidget(self.folder)
        self.state = Text("", "label", "text2", wrap=True)
        column.addWidget(self.state)
        self.choose = Button(_("Choose a folder…"), icon="folder-open")
        self.choose.clicked.connect(self._choose)
        self.stop = Button(_("Watch no more"), "quiet", "x")
        self.stop.clicked.connect(lambda: desk.act_with("watch", None))
        column.addLayout(left_row(self.choose, self.stop))
        watching.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        folder = self._watching.folder
        self.folder.setText(str(folder) if folder is not None else "")
        self.folder.setVisible(folder is not None)
        self.stop.setVisible(folder is not None)
        self.state.setText(self._watching.sentence)

    def _choose(self) -> None:
        dialog = QFileDialog(self, _("Choose a folder to watch"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self._desk.act_with("watch", Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _to_phone(self) -> None:
        window = self.window()
        window.close()
        self._desk.act("phone")
