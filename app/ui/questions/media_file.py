"""Recordings, films and papers: choose, drop or paste a file, open it, take it away.

Nothing is played or recorded here: Qt's multimedia comes only with a package of 168 MB (more than
the whole rest of Qt that we ship), and every system has a player, which opens a copy.
"""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from app.i18n import N_, _
from app.models.media import FILM, OTHER, PICTURES, SOUND, extension_of
from app.ui.field.shown import size_words
from app.ui.questions.base import Editor, EditorContext, Wanted
from app.ui.questions.media_box import MediaBox
from app.ui.questions.media_read import reader
from app.ui.widgets.buttons import Button
from app.ui.widgets.file_dialog import file_dialog

if TYPE_CHECKING:
    from app.forms.fields import Field

ICONS = {"audio": "music", "video": "video", "file": "paperclip", "image": "camera"}
_WANTED = {
    "audio": N_("No recording yet"),
    "video": N_("No film yet"),
    "file": N_("No file yet"),
    "image": N_("No picture yet"),
}
_HOW = {
    "audio": N_("Drop a recording here, paste it, or choose it. Record with a phone or recorder."),
    "video": N_("Drop a film here, paste it, or choose it. Film with a phone or camera."),
    "file": N_("Drop a file here, paste it, or choose it."),
    "image": N_("Drop a picture here, paste it, or choose it."),
}
_FILTERS = {
    "audio": (N_("Recordings"), SOUND),
    "video": (N_("Films"), FILM),
    "image": (N_("Pictures"), PICTURES | {"jpeg", "heif"}),
}
_numbers = count(1)


class MediaEditor(Editor):
    """A question whose answer is one file."""

    takes_files = True

    def __init__(self, context: EditorContext) -> None:
        self.context = context
        self.kind = context.question.kind
        self.box = MediaBox(context.name, ICONS[self.kind])
        super().__init__(self.box)
        self.name = ""
        self._busy = False
        self._ticket = f"media-{next(_numbers)}"
        self._pending: Wanted | None = None
        reader().written.connect(self._written)
        self.choose = self.box.add_button(Button(_("Choose…"), icon="folder-open"))
        self.stop = self.box.add_button(Button(_("Stop"), icon="x"))
        self.open = self.box.add_button(Button(_("Open"), icon="external-link"))
        self.save = self.box.add_button(Button(_("Save a copy…"), icon="download"))
        self.remove = self.box.add_button(
            Button(_("Take away"), "quiet", icon="trash-2", hint="Delete")
        )
        self.choose.clicked.connect(self._choose)
        self.stop.clicked.connect(self.attachment_stopped)
        self.open.clicked.connect(lambda: self.attachment_opened.emit(self.name, False))
        self.save.clicked.connect(lambda: self.attachment_opened.emit(self.name, True))
        self.remove.clicked.connect(self.attachment_removed)
        self.box.removed.connect(self.attachment_removed)
        self.box.files.connect(self.take_files)
        self.box.picture.connect(self._pasted)

    def show_field(self, field: Field, severity: str) -> None:
        self.name = field.value
        if not self._busy:
            self.refresh()

    def refresh(self) -> None:
        """Show the file, or that there is none."""
        if not self.name:
            how = _HOW[self.kind] if self.context.attaches else _NOT_HERE
            self.box.say(_(_WANTED[self.kind]), _(how), full=False)
            self.choose.set_words(_("Choose…"))
            self.box.offer(*([self.choose] if self.context.attaches else []))
            return
        file = self.context.media(self.name)
        extension = extension_of(self.name)
        title = self.context.title(self.name) or _("{kind} file").format(kind=extension.upper())
        self.box.say(title, self._facts(file, extension), full=True)
        self.choose.set_words(_("Replace…"))
        self.box.offer(*self._offered(file, extension))

    def _facts(self, file: Path | None, extension: str) -> str:
        if file is None:
            return _("The file is not on this computer; it comes with a package.")
        try:
            size = size_words(file.stat().st_size)
        except OSError:
            return _("The file is not on this computer; it comes with a package.")
        if extension == OTHER:
            return _("{size}; of a kind that is not opened here").format(size=size)
        return f"{extension.upper()} · {size}"

    def _offered(self, file: Path | None, extension: str) -> list[Button]:
        here = [self.save] if file is not None else []
        if file is not None and extension != OTHER:
            here.insert(0, self.open)
        return [*here, self.choose, self.remove] if self.context.attaches else here

    def _choose(self) -> None:
        dialog = file_dialog(self.box, _("Choose a file"), "answers")
        words, endings = _FILTERS.get(self.kind, ("", ()))
        if words:
            shown = " ".join(f"*.{ending}" for ending in sorted(endings))
            dialog.setNameFilters([f"{_(words)} ({shown})", _("All files (*)")])
        dialog.filesSelected.connect(lambda files: self.take_files([Path(one) for one in files]))
        dialog.open()

    def take_files(self, files: list[Path]) -> None:
        """Hand the first file on to be stored."""
        if files and self.context.attaches:
            self.attachment_wanted.emit(files[0])

    def _pasted(self, image: QImage) -> None:
        if self.kind == "file" and self.context.attaches:
            self._store(image, "png", _("pasted picture"))

    def _store(self, image: QImage, extension: str, name: str, drawn_on: str = "") -> None:
        self._pending = Wanted((b"", extension), f"{name}.{extension}", drawn_on)
        reader().encode(self._ticket, image, extension)

    def _written(self, ticket: str, data: object) -> None:
        pending = self._pending
        if ticket == self._ticket and pending is not None and isinstance(data, bytes):
            assert isinstance(pending.what, tuple)
            self._pending = None
            what = (data, pending.what[1])
            self.attachment_wanted.emit(Wanted(what, pending.name, pending.drawn_on))

    def show_progress(self, done: int, total: int) -> None:
        self._busy = total > 0
        if not self._busy:
            self.refresh()
            return
        words = f"{size_words(done)} / {size_words(total)}"
        self.box.say(_("Storing the file"), words, full=False)
        self.box.offer(self.stop)

    def focus(self) -> None:
        target = self.box if self.name else self._first()
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _first(self) -> MediaBox | Button:
        return self.choose if not self.choose.isHidden() else self.box

    def set_error(self, on: bool) -> None:
        self.box.set_error(on)


_NOT_HERE = N_("Files are taken in where an inspection is recorded.")


def media(context: EditorContext) -> Editor:
    """Make the editor of a recording, a film or a paper."""
    return MediaEditor(context)
