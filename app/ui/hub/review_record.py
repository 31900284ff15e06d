"""One record in review: what changed since, its answers, remarks with marks, both ways out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.hub.record_page import RecordPage
from app.ui.hub.review_changed import ReviewChanged
from app.ui.hub.review_foot import ReviewFoot
from app.ui.latest import Readings
from app.ui.lazy import lazy

if TYPE_CHECKING:
    from app.inspection.photo.photos import PhotoRow
    from app.inspection.record_parts import Record
    from app.inspection.review import changes as review_changes
    from app.inspection.review import fields as review_fields
    from app.inspection.review.changes import Difference
    from app.inspection.review.desk import Line
    from app.inspection.review.fields import Remark, Review
    from app.ui.desk import Desk
    from app.ui.photos.mark_sheet import MarkSheet
else:
    review_changes = lazy("app.inspection.review.changes")
    review_fields = lazy("app.inspection.review.fields")


class _Seen(NamedTuple):
    inspection: UUID
    review: Review
    changed: list[Difference]


class ReviewRecord(QWidget):
    """The record in view.

    Attributes:
        line: Which one; None: none.
        record, changed, foot: Its parts.
        sheet: The dialog that was opened last to draw on a photo.
    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.line: Line | None = None
        self._begun: UUID | None = None
        self._readings = Readings()
        self._drafts: dict[UUID, tuple[tuple[Remark, ...], str]] = {}
        self.sheet: MarkSheet | None = None
        self.record = RecordPage(desk)
        self.record.loaded.connect(self._loaded)
        self.record.table.selectionModel().currentRowChanged.connect(self._question)
        self.changed = ReviewChanged()
        self.changed.looked_at.connect(self.record.go_to)
        self.changed.whole_wanted.connect(self._show_whole)
        self.foot = ReviewFoot()
        self.foot.draw_wanted.connect(self._draw)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.changed)
        column.addWidget(self.record, 1)
        column.addWidget(self.foot)

    def open_line(self, line: Line) -> None:
        """Show one record; what came again at the first question that had been sent back."""
        self.line, self._begun = line, None
        workspace, inspection = self._desk.workspace, line.inspection
        self.foot.begin((), "")

        def work(session: Any) -> _Seen:
            return _Seen(
                inspection,
                review_fields.review_of(session, inspection),
                review_changes.differences(workspace, session, inspection),
            )

        self._readings.instead(self._desk.read(work, self._reviewed, "review"), self._reviewed)

    @Slot(object)
    def _reviewed(self, seen: _Seen) -> None:
        line = self.line
        if line is None or seen.inspection != line.inspection:
            return
        # What came again is looked at afresh; a return that still stands keeps its remarks.
        kept = seen.review.remarks if line.state == "returned" else ()
        until = seen.review.until if line.state == "returned" else ""
        self.foot.begin(*self._drafts.get(line.inspection, (kept, until)))
        self._begun = line.inspection
        self.changed.show_changes(seen.changed)
        self._show_whole(False)
        first = next((one.path for one in self.changed.model.changes if one.path), "")
        paths = [one.path for one in seen.review.remarks]
        self.record.open(line.inspection, first or next(iter(paths), ""))

    def put_away(self, *, settled: bool) -> None:
        """Leave the record: remarks of one that is not settled wait until it is opened again."""
        if settled and self.line is not None:
            self._drafts.pop(self.line.inspection, None)
        elif self._begun is not None:
            self._drafts[self._begun] = (tuple(self.foot.remarks()), self.foot.day)
        self.line = self._begun = None

    @Slot(bool)
    def _show_whole(self, whole: bool) -> None:
        """Show beneath the changes only the questions that changed, or the whole record."""
        paths = self.changed.paths
        self.record.set_only(None if whole or not paths else paths)

    @Slot(object)
    def _loaded(self, _record: Record) -> None:
        self._question(self.record.table.currentIndex(), QModelIndex())

    @Slot(QModelIndex, QModelIndex)
    def _question(self, now: QModelIndex, _before: QModelIndex) -> None:
        from app.inspection.record_view import photos_for

        row = self.record.model.row(now.row()) if now.isValid() else None
        found = self.record.record
        photos = photos_for(found.photos, row.path, None) if found and row else []
        self.foot.show_question(row, [one for one in photos if one.is_picture])

    @Slot(object, str)
    def _draw(self, photo: PhotoRow, marks: str) -> None:
        from app.ui.photos.mark_sheet import MarkSheet

        if self._desk.locked:
            return
        self.sheet = MarkSheet(self._desk, photo, marks, self, able=True)
        self.sheet.kept.connect(self.foot.take_marks)
        self.sheet.open()
