"""A picture as the answer: chosen, pasted, drawn, signed, or marked on a copy.

A laptop takes no photo by itself, so ``new`` (a picture taken now) and ``new-front`` ask for the
photo just taken. What is drawn on a picture is a copy; the picture stays beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from app.i18n import N_, _
from app.models.media import extension_of
from app.ui.questions.base import Editor, EditorContext
from app.ui.questions.canvas_drawing import blank
from app.ui.questions.canvas_marks import INKS
from app.ui.questions.media_file import MediaEditor
from app.ui.questions.media_read import DRAWING_EDGE, reader
from app.ui.theme import theme
from app.ui.widgets.buttons import Button

if TYPE_CHECKING:
    from pathlib import Path

    from app.ui.questions.canvas_dialog import DrawDialog
    from app.ui.questions.canvas_marks import Mark

SHEETS = {"draw": (1600, 1200), "signature": (1200, 400)}
"""Pixels of the white sheet that is drawn or signed on."""
_INKS = {
    "signature": ("black", "blue"),
    "draw": ("black", "red", "blue", "green", "amber"),
}
_ACTS = {
    "draw": (N_("Draw…"), "pencil"),
    "signature": (N_("Sign…"), "signature"),
    "annotate": (N_("Mark on the picture…"), "pencil"),
}
_EMPTY = {
    "draw": (N_("Nothing drawn yet"), N_("Draw with the mouse, a pen, or the arrow keys.")),
    "signature": (
        N_("Not signed yet"),
        N_("Sign with the mouse, a pen, or a finger on a touch screen."),
    ),
    "new": (
        N_("No picture yet"),
        N_("This question wants a photo taken now: take it with a phone, then drop it here."),
    ),
}


class ImageEditor(MediaEditor):
    """A question whose answer is one picture.

    Attributes:
        way: ``draw``, ``signature``, ``annotate``, ``new`` or empty.
    """

    def __init__(self, context: EditorContext) -> None:
        words = context.question.appearance
        ways = ("signature", "draw", "annotate", "new", "new-front")
        way = next((one for one in ways if one in words), "")
        self.way = "new" if way == "new-front" else way
        super().__init__(context)
        act, icon = _ACTS.get(self.way, ("", ""))
        self.act = self.box.add_button(Button(_(act) if act else "", icon=icon, name=_(act)))
        for button in (self.act, *(one for one in self.box.buttons.take_all() if one != self.act)):
            self.box.buttons.add_widget(button)  # what the question asks for stands first
        self.act.clicked.connect(self._act)
        self._shown = ""
        self._draft: tuple[str, tuple[Mark, ...]] = ("", ())
        self.dialog: DrawDialog | None = None
        reader().read.connect(self._read)

    @property
    def _sheet(self) -> tuple[int, int] | None:
        return SHEETS.get(self.way)

    def refresh(self) -> None:
        """Show the picture, or that there is none."""
        super().refresh()
        file = self.context.media(self.name) if self.name else None
        if file is None:
            self._shown = ""
            self.box.thumb.show_image(None)
        elif self.name != self._shown:
            self._shown = self.name
            reader().want(f"{self._ticket} {self.name}", file, 2 * theme().size("tile").width())
        if not self.name and self.way in _EMPTY and self.context.attaches:
            title, how = _EMPTY[self.way]
            self.box.say(_(title), _(how), full=False)
        if not self.name and self._sheet and self.context.attaches:
            self.box.offer(self.act)

    def _offered(self, file: Path | None, extension: str) -> list[Button]:
        offered = super()._offered(file, extension)
        if not self.context.attaches:
            return offered
        if self._sheet is not None:
            offered = [one for one in offered if one not in (self.choose, self.save)]
            again = _("Sign again…") if self.way == "signature" else _("Draw on…")
            self.act.set_words(again)
            offered.insert(len(offered) - 1, self.act)
        elif self.way == "annotate" and file is not None:
            offered.insert(0, self.act)
        return offered

    def _first(self) -> Button:
        return self.act if self._sheet is not None else self.choose

    def take_files(self, files: list[Path]) -> None:
        """Hand the first file on to be stored; what is drawn or signed is not given as a file."""
        if self._sheet is None:
            super().take_files(files)
        elif self.context.attaches:
            self.box.facts.setText(_("This is drawn here, not given as a file."))

    def _pasted(self, image: QImage) -> None:
        if self._sheet is None and self.context.attaches:
            self._store(image, "png", _("pasted picture"))

    def _read(self, ticket: str, image: object) -> None:
        if ticket == f"{self._ticket} {self.name}":
            shown = image if isinstance(image, QImage) else None
            self.box.thumb.show_image(shown)
            if shown is None:
                self.box.facts.setText(_("The picture cannot be opened; it may be damaged."))
        elif ticket == f"{self._ticket} ground {self.name}" and isinstance(image, QImage):
            self._open_dialog(image)

    # Drawing

    def _act(self) -> None:
        """Open the sheet or the picture to draw on."""
        file = self.context.media(self.name) if self.name else None
        if self.way == "signature" or (self._sheet is not None and file is None):
            assert self._sheet is not None
            self._open_dialog(blank(*self._sheet))
        elif file is not None:
            reader().want(f"{self._ticket} ground {self.name}", file, DRAWING_EDGE)

    def _open_dialog(self, ground: QImage) -> None:
        from app.ui.questions.canvas_dialog import DrawDialog

        if self.dialog is not None:
            return
        signs = self.way == "signature"
        self.dialog = DrawDialog(
            self.box.window(),
            f"{self.context.field.label}",
            ground,
            self._draft[1] if self._draft[0] == self.name else (),
            tools=("pen",) if signs else ("pen", "arrow", "ring", "words"),
            inks=_INKS.get(self.way, tuple(INKS)),
            done=_("Signed") if signs else "",
            sheet=self._sheet is not None,
        )
        self.dialog.drawn.connect(self._drawn)
        self.dialog.left.connect(self._left)
        self.dialog.finished.connect(self._closed)
        self.dialog.open()

    def _drawn(self, image: QImage, _marks: object) -> None:
        self._draft = ("", ())
        name = _("signature") if self.way == "signature" else _("drawing")
        if self._sheet is not None:
            self._store(image, "png", name)
            return
        extension = "png" if extension_of(self.name) == "png" else "jpg"
        stem = self.context.title(self.name).rpartition(".")[0] or name
        marked = _("{name} marked").format(name=stem)
        self._store(image, extension, marked, drawn_on=self.name)

    def _left(self, marks: tuple[Mark, ...]) -> None:
        """Keep what was drawn for the next time: closing loses nothing."""
        self._draft = (self.name, marks)

    def _closed(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
        self.act.setFocus()


def image(context: EditorContext) -> Editor:
    """Make the editor of a picture."""
    return ImageEditor(context)
