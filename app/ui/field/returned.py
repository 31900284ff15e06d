"""A record that a reviewer sent back (已退回): opens at its question, with what is wanted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from PySide6.QtCore import QObject, Slot

from app.i18n import _
from app.inspection.photo.marks import marks_words
from app.ui.latest import Readings
from app.ui.lazy import lazy

if TYPE_CHECKING:
    from app.inspection.photo.photos import PhotoRow
    from app.inspection.review import fields as review_fields
    from app.inspection.review.fields import Review
    from app.ui.desk import Desk
    from app.ui.field.building import Building
    from app.ui.field.visits import Visits
    from app.ui.photos.mark_sheet import MarkSheet
else:
    review_fields = lazy("app.inspection.review.fields")


class _Found(NamedTuple):
    inspection: UUID
    review: Review
    photos: dict[UUID, PhotoRow]


class Returned(QObject):
    """Says over the questions what a reviewer wants looked at again; goes there by one key.

    The lines stay until they are followed, put away, or the building is finished again.
    """

    def __init__(self, desk: Desk, visits: Visits) -> None:
        super().__init__(visits)
        self._desk, self._visits = desk, visits
        self.sheet: MarkSheet | None = None
        self._readings = Readings()
        self._leads = False
        visits.begun.connect(self._begun)
        visits.shown.connect(self._read)
        desk.places_changed.connect(self._told)
        desk.building_wanted.connect(self._wanted)

    @Slot(object)
    def _begun(self, _building: object) -> None:
        self._leads = False  # to another building nobody asked to be led
        self._clear()

    def _clear(self) -> None:
        for key in list(self._desk.shell.notices.keys):
            if key.startswith("returned."):
                self._desk.shell.notices.drop(key)

    @Slot(object)
    def _read(self, building: Building) -> None:
        building.finished_changed.connect(self._again)
        self._ask(building, goes=not (building.touched or building.led))

    @Slot()
    def _told(self) -> None:
        """Look again: the record that is open may have come back just now."""
        building = self._visits.building
        if building is not None:
            self._ask(building, goes=False)  # whoever looks at it is not led away

    @Slot(object)
    def _wanted(self, place: object) -> None:
        """Go to the question of the building that is open already: it was chosen from a list."""
        building = self._visits.building
        if building is not None and building.line.id == place:
            self._ask(building, goes=True)

    def _ask(self, building: Building, *, goes: bool) -> None:
        inspection = building.visit.inspection
        workspace = self._desk.workspace
        self._leads |= goes  # also if another reading takes the place of this one

        def work(session: Any) -> _Found:
            from app.inspection.photo.photos import photos_of

            review = review_fields.review_of(session, inspection)
            drawn = {one.photo for one in review.remarks if one.marks}
            photos = photos_of(workspace, inspection) if drawn else []
            marked = {one.id: one for one in photos if one.id in drawn}
            return _Found(inspection, review, marked)

        job = self._desk.read(work, self._show, "returned")
        self._readings.instead(job, self._show)

    @Slot()
    def _again(self) -> None:
        """Look again: 查完 hands a returned record in again."""
        if self._visits.building is not None and self._visits.building.visit.finished:
            self._clear()

    def _go(self, path: str, photo: PhotoRow | None, marks: str, said: str) -> None:
        """Go to the question; what the reviewer drew on its photo is shown over it."""
        self._visits.go_to(path)
        if photo is not None:
            from app.ui.photos.mark_sheet import MarkSheet

            parent = self._desk.shell
            self.sheet = MarkSheet(self._desk, photo, marks, parent, able=False, said=said)
            self.sheet.open()

    @Slot(object)
    def _show(self, found: _Found) -> None:
        building = self._visits.building
        if building is None or building.visit.inspection != found.inspection:
            return
        self._clear()
        leads, self._leads = self._leads, False
        review = found.review
        if review.state != review_fields.RETURNED:
            return
        until = _(", wanted back by {day}").format(day=review.until) if review.until else ""
        form = building.visit.definition
        for number, one in enumerate(review.remarks):
            question = form.question(one.path) if "[" not in one.path else None
            code = question.code.partition("-")[2] if question is not None else ""
            photo = found.photos.get(one.photo) if one.photo is not None else None
            drawn = marks_words(one.marks) if one.marks else one.mark
            mark = _(" (on the photo: {mark})").format(mark=drawn) if drawn else ""
            sentence = _("Sent back: {question} {remark}{mark}{until}").format(
                question=code, remark=one.text, mark=mark, until=until
            )
            go = partial(self._go, one.path, photo, one.marks, one.text)
            words = _("Look at the mark") if photo is not None else _("Go there")
            self._desk.shell.notices.tell(f"returned.{number}", sentence, "returned", words, go)
        if review.note:
            self._desk.shell.notices.tell("returned.note", review.note, "returned")
        first = next(iter(review.paths), "")
        if first and leads:
            self._visits.go_to(first)
