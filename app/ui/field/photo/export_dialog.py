"""导出照片: copies for others, with marks and watermark, without hidden data."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QWidget

from app.errors import AppError
from app.i18n import N_, _, ngettext
from app.progress import Progress
from app.ui.lazy import lazy
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.file_dialog import FOLDER, file_dialog
from app.ui.widgets.labels import Text
from app.ui.widgets.segments import SegmentBar

if TYPE_CHECKING:
    from app.inspection.photo import export as photo_export
    from app.inspection.photo import watermark
    from app.inspection.photo.export import Exported
    from app.ui.desk import Desk

if not TYPE_CHECKING:
    photo_export = lazy("app.inspection.photo.export")
    watermark = lazy("app.inspection.photo.watermark")

SCOPES = {
    "one": N_("This photo"),
    "chosen": N_("The chosen ones"),
    "building": N_("This building"),
    "shown": N_("All that are listed"),
}


class PhotoExportDialog(Dialog):
    """Asks which photos and how, then writes the copies in the background."""

    def __init__(self, parent: QWidget, desk: Desk, scopes: Mapping[str, frozenset[UUID]]) -> None:
        super().__init__(parent, _("Export photos"), width="dialog")
        self._desk, self._scopes = desk, dict(scopes)
        self.body.addWidget(Text(_("Which"), "label", "text2"))
        parts = [(key, f"{_(SCOPES[key])} {len(ids)}") for key, ids in self._scopes.items()]
        self.scope = SegmentBar(_("Which"), parts)
        self.scope.set_value(next(iter(self._scopes)))
        self.body.addWidget(self.scope)
        self.marks = QCheckBox(_("Draw the marks on the copies"))
        self.marks.setChecked(True)
        self.body.addWidget(self.marks)
        self.stamp = QCheckBox(_("Add a watermark"))
        self.stamp.setChecked(True)
        self.stamp.toggled.connect(self._tell)
        self.body.addWidget(self.stamp)
        self.template = QPlainTextEdit(
            watermark.shown_template(desk.settings.watermark or watermark.DEFAULT)
        )
        self.template.setAccessibleName(_("Text of the watermark"))
        self.template.setTabChangesFocus(True)
        self.template.setFixedHeight(6 * theme().line("body") + theme().space(3))
        self.template.textChanged.connect(self._tell)
        self.body.addWidget(self.template)
        self.help = Text("", "caption", "text2", wrap=True)
        self.body.addWidget(self.help)
        words = _("Blurred parts stay blurred. Copies carry no camera data, names or captions.")
        self.body.addWidget(Text(words, "caption", "text2", wrap=True))
        cancel = self.add_button(Button(_("Cancel"), hint="Esc"))
        cancel.clicked.connect(self.reject)
        self.write = self.add_button(Button(_("Choose a folder…"), "primary", "folder-open"))
        self.write.clicked.connect(self._choose)
        self._tell()

    def _tell(self) -> None:
        self.template.setEnabled(self.stamp.isChecked())
        named = [
            (watermark.shown_template(f"{{{key}}}"), _(words))
            for key, words in watermark.FIELDS.items()
        ]
        names = "　".join(
            name if name == f"{{{words}}}" else f"{name} {words}" for name, words in named
        )
        try:
            watermark.check_template(self.template.toPlainText())
            self.help.set_color("text2")
            self.help.setText(names)
            good = True
        except AppError as error:
            self.help.set_color("critical")
            self.help.setText(str(error))
            good = not self.stamp.isChecked()
        self.write.setEnabled(good)

    def _choose(self) -> None:
        dialog = file_dialog(self, _("Where the copies go"), "copies", FOLDER)
        dialog.fileSelected.connect(self._export)
        dialog.open()

    def _export(self, folder: str) -> None:
        typed = self.template.toPlainText().strip() if self.stamp.isChecked() else ""
        template = watermark.stored_template(typed)
        if template:
            self._desk.choose(watermark="" if template == watermark.DEFAULT else template)
        workspace, marks = self._desk.workspace, self.marks.isChecked()
        photos = self._scopes[self.scope.value]

        def work(progress: Progress) -> object:
            return photo_export.export_photos(
                workspace,
                Path(folder),
                photos=photos,
                marks=marks,
                watermark=template,
                progress=progress,
            )

        job = self._desk.jobs.read(work, "export photos")
        desk = self._desk
        job.succeeded.connect(lambda done: tell_exported(desk, done, folder))
        self.accept()


def tell_exported(desk: Desk, done: Exported, folder: str) -> None:
    """Say what came of an export."""
    count = len(done.files)
    words = ngettext(
        "{count} copy written to {folder}", "{count} copies written to {folder}", count
    )
    sentence = words.format(count=count, folder=Path(folder).name)
    left = len(done.missing) + done.withheld
    if left:
        more = ngettext("{count} left out", "{count} left out", left).format(count=left)
        sentence = f"{sentence} · {more}"
    desk.say(sentence, "serious" if done.missing else "done")
