"""What the viewer shows with a photo when asked: its watermark, another photo, the export."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from app.errors import AppError
from app.progress import Progress
from app.ui.field.viewer.compare import Beside, ComparePane
from app.ui.lazy import lazy

if TYPE_CHECKING:
    from app.inspection.photo import export as photo_export
    from app.inspection.photo import watermark
    from app.inspection.photo.photos import PhotoRow
    from app.ui.field.building import Building
    from app.ui.field.photo.work import PhotoWork
    from app.ui.field.viewer.viewer import Viewer

if not TYPE_CHECKING:
    photo_export = lazy("app.inspection.photo.export")
    watermark = lazy("app.inspection.photo.watermark")


class ViewerBeside(QObject):
    """Watermark (W), comparison (V) and export (E).

    Attributes:
        compare: The pane with the other photo.
        stamps: Whether the watermark is shown.
    """

    def __init__(self, viewer: Viewer, building: Building, work: PhotoWork) -> None:
        super().__init__(viewer)
        self._viewer, self._building, self._work = viewer, building, work
        self._desk = building.desk
        self.compare = ComparePane(self._desk, viewer.canvas)
        self._show_compare(on=False)
        self.stamps = False
        viewer.bar.compare_wanted.connect(self.toggle_compare)
        viewer.side.stamp.clicked.connect(self.toggle_stamp)
        viewer.side.export.clicked.connect(self.export)
        viewer.side.trust.other_wanted.connect(self.look_at_other)
        work.doubts.told.connect(self._doubts_told)

    def show_photo(self, photo: PhotoRow) -> None:
        """Another photo is shown."""
        if self.compare.isVisible():
            self._compare(photo)
        self._stamp()

    # The other photo

    def toggle_compare(self) -> None:
        """Show another photo beside this one, or no longer."""
        photo = self._viewer.photo
        on = self.compare.isHidden() and photo is not None
        self._show_compare(on=on)
        if on and photo is not None:
            self._compare(photo)
        self._viewer.canvas.fit()

    def _show_compare(self, *, on: bool) -> None:
        self.compare.setVisible(on)
        self.compare.head.setVisible(on)
        self._viewer.bar.compare.setChecked(on)

    def look_at_other(self, other: UUID) -> None:
        """去看那张: show it beside this one."""
        photo = self._viewer.photo
        if photo is None:
            return
        self._show_compare(on=True)
        self._compare(photo, other)

    def _compare(self, photo: PhotoRow, wanted: UUID | None = None) -> None:
        place, inspection = self._building.line.id, self._building.visit.inspection
        self.compare.show_for(Beside(place, inspection, photo.id, photo.question), wanted)

    # The watermark

    def toggle_stamp(self) -> None:
        """Show the watermark as copies will have it, or hide it."""
        self.stamps = not self.stamps
        self._viewer.side.stamp.setChecked(self.stamps)
        self._stamp()

    def _stamp(self) -> None:
        photo = self._viewer.photo
        if not self.stamps or photo is None:
            self._viewer.canvas.set_stamp(())
            return
        workspace, key = self._desk.workspace, photo.id
        template = self._desk.settings.watermark

        def work(_progress: Progress) -> object:
            values = photo_export.watermark_values(workspace, key)
            try:
                return key, watermark.watermark_lines(template or watermark.DEFAULT, values)
            except AppError:  # a template that another version wrote
                return key, watermark.watermark_lines(watermark.DEFAULT, values)

        job = self._desk.jobs.read(work, "watermark")
        job.succeeded.connect(self._stamped)

    def _stamped(self, found: tuple[UUID, list[str]]) -> None:
        photo = self._viewer.photo
        if self.stamps and photo is not None and photo.id == found[0]:
            self._viewer.canvas.set_stamp(found[1])

    # Copies

    def export(self) -> None:
        """导出照片…: this photo, or all of the building."""
        from app.ui.field.photo.export_dialog import PhotoExportDialog

        photo = self._viewer.photo
        if photo is not None:
            every = frozenset(row.id for row in self._building.photos)
            dialog = PhotoExportDialog(
                self._viewer, self._desk, {"one": frozenset({photo.id}), "building": every}
            )
            dialog.open()

    def _doubts_told(self) -> None:
        self._viewer.side.show_doubts()
