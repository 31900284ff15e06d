"""对比: another photo beside the one in the viewer, zoomed and moved together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import AppError
from app.i18n import _
from app.inspection.photo.edges import VIEW_EDGE
from app.progress import Progress
from app.ui.field.viewer.canvas import Canvas
from app.ui.lazy import lazy
from app.ui.theme import theme
from app.ui.widgets.labels import Panel, Text

if TYPE_CHECKING:
    from app.inspection.photo import compared, marked
    from app.inspection.photo.compared import Candidate
    from app.ui.desk import Desk

if not TYPE_CHECKING:
    compared, marked = lazy("app.inspection.photo.compared"), lazy("app.inspection.photo.marked")


@dataclass(frozen=True)
class Beside:
    """What the photo in the viewer can be compared with."""

    place: UUID
    inspection: UUID
    photo: UUID
    question: str | None


class ComparePane(Panel):
    """The second canvas, and a list to choose what it shows from.

    Attributes:
        head: The list, which stands over both pictures.
        photo: The photo shown.
    """

    def __init__(self, desk: Desk, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__("canvas", "l", parent, _("Compare"))
        look = theme()
        self._desk, self._canvas = desk, canvas
        self._found: list[Candidate] = []
        self._wanted: UUID | None = None
        self._following = False
        self.photo: UUID | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = Panel("surface", "b")  # over both pictures, so that they lie level
        row = QHBoxLayout(self.head)
        row.setContentsMargins(look.space(3), look.space(1), look.space(3), look.space(1))
        row.addWidget(Text(_("Compare with"), "label", "text2"))
        self.list = QComboBox()
        self.list.setAccessibleName(_("Compare with"))
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.list.setSizeAdjustPolicy(policy)
        self.list.activated.connect(self._choose)
        row.addWidget(self.list, 1)
        self.other = Canvas()
        column.addWidget(self.other, 1)
        canvas.looked.connect(self._lead)
        self.other.looked.connect(self._led)

    def show_for(self, beside: Beside, wanted: UUID | None = None) -> None:
        """Find what a photo can be compared with; ``wanted``: show this one at once."""
        self._wanted = wanted
        self.photo = None
        self.other.show_image(None, _("Looking for photos…"))

        def work(session: Any) -> list[Candidate]:
            return compared.candidates(
                session, beside.place, beside.inspection, beside.photo, beside.question, wanted
            )

        self._desk.read(work, self._offer, "compare")

    def _offer(self, found: list[Candidate]) -> None:
        self._found = found
        self.list.clear()
        for one in found:
            self.list.addItem(one.words)
        self.list.setEnabled(bool(found))
        if not found:
            self.other.show_image(None, _("There is no other photo to compare with."))
            return
        ids = [one.id for one in found]
        self._choose(ids.index(self._wanted) if self._wanted in ids else 0)

    def _choose(self, number: int) -> None:
        if not 0 <= number < len(self._found):
            return
        self.list.setCurrentIndex(number)
        one, workspace = self._found[number], self._desk.workspace
        self.photo = one.id
        self.other.show_image(None, _("Reading the photo…"))

        def read(_progress: Progress) -> object:
            try:
                file = marked.shown_copy(workspace, one.sha256, one.extension, one.marks, VIEW_EDGE)
            except AppError:
                return one, None
            return one, QImage(str(file))

        job = self._desk.jobs.read(read, "compare")
        job.succeeded.connect(self._show)

    def _show(self, read: tuple[Candidate, QImage | None]) -> None:
        one, image = read
        if one.id != self.photo:
            return
        if image is None or image.isNull():
            self.other.show_image(None, _("This photo cannot be opened."))
            return
        self.other.show_image(image, one.words)
        self.other.follow(self._canvas.look)

    def _lead(self) -> None:
        if self.isVisible() and not self._following:
            self._following = True
            self.other.follow(self._canvas.look)
            self._following = False

    def _led(self) -> None:
        if self.isVisible() and not self._following:
            self._following = True
            self._canvas.follow(self.other.look)
            self._canvas.zoomed.emit(round(self._canvas.percent), False)
            self._following = False
