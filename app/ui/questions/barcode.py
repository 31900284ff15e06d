"""A bar code or QR code: typed, or read from a photo, a file or the clipboard."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.errors import AppError
from app.i18n import N_, _
from app.ui.questions.barcode_read import Code, codes_in, codes_in_file
from app.ui.questions.base import Editor, EditorContext, at_left, pause
from app.ui.questions.media_read import reader
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.fields import TextField
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Text
from app.ui.widgets.photos import dropped_files

if TYPE_CHECKING:
    from PIL import Image

    from app.forms.fields import Field

_NONE = N_("No bar code was found in the picture. Take it closer, sharp and evenly lit.")
_SEVERAL = N_("Several codes are in the picture; choose one:")
_numbers = count(1)


class BarcodeEditor(Editor):
    """A line of text that a picture can fill."""

    takes_files = True

    def __init__(self, context: EditorContext) -> None:
        look = theme()
        self.line = TextField(context.name, _("type it, or paste a picture of it"))
        self.line.setMinimumWidth(look.width("search"))
        self.read = Button(_("Read from a picture…"), icon="scan-barcode")
        self.said = Text("", "caption", "text2", wrap=True)
        self.said.hide()
        self.found = FlowRow(look.space(2))
        self.found.hide()
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space(1))
        column.addWidget(at_left(self.line, self.read))
        column.addWidget(self.said)
        column.addWidget(self.found)
        super().__init__(box)
        self._ticket = f"code-{next(_numbers)}"
        self.line.committed.connect(self.given)
        self.line.advanced.connect(self.advanced)
        self._pause = pause(self, self.line.commit)
        self.line.textEdited.connect(self._pause.start)
        self.read.clicked.connect(self._choose)
        reader().done.connect(self._done)
        box.setAcceptDrops(True)
        self.line.setAcceptDrops(False)  # a file dropped on the line means its code, not its path
        box.installEventFilter(self)
        self.line.installEventFilter(self)

    def show_field(self, field: Field, severity: str) -> None:
        self.line.set_value(field.value or field.rejected)

    def flush(self) -> None:
        self._pause.stop()
        self.line.commit()

    def focus(self) -> None:
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def set_error(self, on: bool) -> None:
        self.line.set_error(on)

    # Reading

    def take_files(self, files: list[Path]) -> None:
        """Read the code in a picture file."""
        if files:
            file = files[0]
            self._say(_("Reading {name}").format(name=file.name))
            reader().run(self._ticket, lambda: codes_in_file(file))

    def take_image(self, image: QImage) -> None:
        """Read the code in a picture."""
        copy = image.convertToFormat(QImage.Format.Format_RGB888)
        self._say(_("Reading the picture"))
        reader().run(self._ticket, lambda: codes_in(_pillow(copy)))

    def _choose(self) -> None:
        dialog = QFileDialog(self.widget, _("Choose a picture with the code"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Photos (*.jpg *.jpeg *.png *.heic *.heif)"), _("All files (*)")])
        dialog.filesSelected.connect(lambda files: self.take_files([Path(one) for one in files]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _done(self, ticket: str, result: object) -> None:
        if ticket != self._ticket:
            return
        for button in self.found.take_all():
            button.deleteLater()
        self.found.hide()
        if isinstance(result, AppError):
            self._say(str(result), "critical")
        elif isinstance(result, list) and not result:
            self._say(_(_NONE), "serious")
        elif isinstance(result, list) and len(result) == 1:
            self._take(result[0])
        elif isinstance(result, list):
            self._offer(result)

    def _offer(self, codes: list[Code]) -> None:
        self._say(_(_SEVERAL))
        for code in codes:
            shown = code.text if len(code.text) < 40 else f"{code.text[:38]}…"
            button = Button(shown, name=f"{code.kind}: {code.text}")
            button.clicked.connect(lambda _on=False, code=code: self._take(code))
            self.found.add_widget(button)
        self.found.show()
        self.found.findChildren(Button)[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, code: Code) -> None:
        self._pause.stop()
        self._say(_("Read: {kind}").format(kind=code.kind), "ok")
        self.found.hide()
        self.line.setText(code.text)
        self.line.commit()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, words: str, color: str = "text2") -> None:
        self.said.set_color(color)
        self.said.setText(words)
        self.said.show()

    # Pasting and dropping

    def paste(self) -> bool:
        """Read the picture or file on the clipboard; return whether there was one."""
        clipboard = QGuiApplication.clipboard()
        data = clipboard.mimeData()
        files = dropped_files(data)
        image = clipboard.image() if data.hasImage() else QImage()
        if files:
            self.take_files(files)
        elif not image.isNull():
            self.take_image(image)
        else:
            return False
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return event.matches(QKeySequence.StandardKey.Paste) and self.paste()
        if isinstance(event, QDropEvent) and watched is self.widget:
            files = dropped_files(event.mimeData())
            if files:
                event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                self.take_files(files)
            return bool(files)
        return False


def _pillow(image: QImage) -> Image.Image:
    from PIL import Image as Pillow

    data = bytes(image.constBits())
    stride = image.bytesPerLine()
    size = (image.width(), image.height())
    return Pillow.frombytes("RGB", size, data, "raw", "RGB", stride)


def barcode(context: EditorContext) -> Editor:
    """Make the editor of a bar code."""
    return BarcodeEditor(context)
