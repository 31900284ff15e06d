"""F4: earlier problems of the open building; a line over the questions while some wait."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.ui.lazy import lazy
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.file_dialog import MANY, PHOTOS, file_dialog
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.marks import MarkLabel

if TYPE_CHECKING:
    from app.inspection.effort import recall
    from app.inspection.effort.recall import RecallItem, RecallPhoto
    from app.inspection.photo import photos, previews
    from app.ui.desk import Desk
    from app.ui.effort.recall_dialog import RecallDialog
    from app.ui.field.building import Building
    from app.ui.field.panes import Panes
    from app.ui.field.visits import Visits
    from app.workspace import Workspace

if not TYPE_CHECKING:
    photos, previews = lazy("app.inspection.photo.photos"), lazy("app.inspection.photo.previews")
    recall = lazy("app.inspection.effort.recall")

_EDGE = 320


class RecallStrip(Panel):
    """Says that earlier problems wait to be looked at again."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("sunken", "b", parent, _("Problems of earlier rounds"))
        look = theme()
        row = QHBoxLayout(self)
        row.setContentsMargins(look.space(3), look.space(1), look.space(2), look.space(1))
        row.setSpacing(look.space(2))
        row.addWidget(MarkLabel("history"))
        self.words = Text("", "label", elide=True)
        row.addWidget(self.words, 1)
        self.look = Button(_("Look at them again"), "plain", hint="F4")
        row.addWidget(self.look)
        self.hide()

    def show_items(self, items: list[RecallItem]) -> None:
        """Count those that nobody has looked at; none hides the line."""
        left = sum(not one.now for one in items)
        words = ngettext(
            "{count} problem of an earlier round not looked at again yet",
            "{count} problems of earlier rounds not looked at again yet",
            left,
        )
        self.words.setText(words.format(count=left))
        self.setVisible(bool(left))


class RecallActs(QObject):
    """Reads, shows and writes down how earlier problems look now."""

    def __init__(self, desk: Desk, panes: Panes, visits: Visits) -> None:
        super().__init__(panes)
        self._desk, self._panes, self._visits = desk, panes, visits
        self.items: list[RecallItem] = []
        self.dialog: RecallDialog | None = None
        self.strip = RecallStrip(panes.questions)
        layout = panes.questions.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(0, self.strip)
        self.strip.look.clicked.connect(self.open)
        visits.begun.connect(lambda _building: self.strip.hide())
        visits.shown.connect(lambda _building: self.read())

    def read(self) -> None:
        """Read what earlier rounds found here."""
        building = self._visits.building
        if building is None:
            return
        place = building.line.id
        self._desk.read(
            lambda session: (place, recall.recalled(session, place)), self._known, "recalled"
        )

    def _known(self, result: tuple[UUID, list[RecallItem]]) -> None:
        building = self._visits.building
        if building is None or building.line.id != result[0]:
            return
        self.items = result[1]
        self.strip.show_items(self.items)
        if self.dialog is not None and self.items:
            self.dialog.take_items(self.items)
            self._read_images()

    def open(self) -> None:
        """Walk through them."""
        building = self._visits.building
        if building is None or self.dialog is not None:
            return
        if not self.items:
            self._desk.say(_("No earlier round found anything here"), "info")
            return
        from app.ui.effort.recall_dialog import RecallDialog

        self._panes.questions.flush()
        dialog = RecallDialog(self._desk.shell, building.line.name, self.items)
        self.dialog = dialog
        dialog.said.connect(self._say)
        dialog.noted.connect(self._note)
        dialog.photo_wanted.connect(self._choose_photo)
        dialog.answer_wanted.connect(self._to_answer)
        dialog.finished.connect(self._closed)
        dialog.open()
        dialog.now.focus_current()
        self._read_images()

    def _to_answer(self, path: str) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        self._visits.go_to(path)

    def _closed(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.note.commit()
            self.dialog.deleteLater()
        self.dialog = None

    def _read_images(self) -> None:
        workspace = self._desk.workspace
        for one in self.items:
            job = self._desk.jobs.read(partial(_both, workspace, one), "recall photos")
            job.succeeded.connect(partial(self._images, one.id))

    def _images(self, key: UUID, images: tuple[QImage | None, QImage | None]) -> None:
        if self.dialog is not None:
            self.dialog.take_images(key, images)

    # Writing

    def _say(self, key: UUID, now: str) -> None:
        workspace, person = self._desk.workspace, self._desk.person
        job = self._desk.write(
            lambda: recall.say(workspace, key, now, person=person), name="recall"
        )
        job.succeeded.connect(lambda _none: self._said())

    def _said(self) -> None:
        if self.dialog is not None and self.dialog.at + 1 < len(self.items):
            self.dialog.at += 1  # the answer is one key, and goes on
        self.read()

    def _note(self, key: UUID, text: str) -> None:
        workspace, person = self._desk.workspace, self._desk.person
        now = next((one.now for one in self.items if one.id == key), "")
        self._desk.write(
            lambda: recall.say(workspace, key, now, note=text, person=person),
            lambda _none: self.read(),
            "recall",
        )

    def _choose_photo(self, key: UUID) -> None:
        building = self._visits.building
        if building is None or self.dialog is None:
            return
        dialog = file_dialog(self.dialog, _("Choose photos"), PHOTOS, MANY)
        dialog.filesSelected.connect(partial(self._add_photos, building, key))
        dialog.open()

    def _add_photos(self, building: Building, key: UUID, files: list[str]) -> None:
        workspace, person = self._desk.workspace, self._desk.person
        inspection = building.visit.inspection
        job = self._desk.write(
            lambda: photos.add_photos(
                workspace, inspection, [Path(one) for one in files], person=person, finding=key
            ),
            name="recall photo",
        )
        job.succeeded.connect(lambda _added: self._added(building))

    def _added(self, building: Building) -> None:
        self._panes.photo_work.refresh(building)
        self.read()


def _both(
    workspace: Workspace, one: RecallItem, _progress: object
) -> tuple[QImage | None, QImage | None]:
    return _image(workspace, one.before[:1]), _image(workspace, one.after[-1:])


def _image(workspace: Workspace, found: tuple[RecallPhoto, ...]) -> QImage | None:
    """Read a photo small, making its preview if there is none; None when it is not here."""
    if not found:
        return None
    one = found[0]
    original = workspace.photo_file(one.sha256, one.extension)
    if not original.is_file():
        return None
    image = QImage(str(previews.make_preview(original, workspace.cache, one.sha256, _EDGE)))
    return None if image.isNull() else image
