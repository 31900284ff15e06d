"""给别的单位: the same data as one workbook, one a community, CSV, or in their own template."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import AppError
from app.i18n import N_, _
from app.ui.crash import sentence
from app.ui.hub.filing.template_part import TemplatePart
from app.ui.hub.filing.work import COMMUNITIES, CSV, FULL, TEMPLATE, Wish, kept_templates
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.choices import TickChip
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.file_dialog import FOLDER, file_dialog
from app.ui.widgets.labels import Text
from app.ui.widgets.segments import SegmentBar

if TYPE_CHECKING:
    from app.reports.filing.view import TemplateView
    from app.ui.desk import Desk
    from app.ui.jobs import Job

SHAPES = (
    (
        FULL,
        N_("One workbook"),
        N_("Places, answers, findings and photos, a sheet each, in one workbook."),
    ),
    (
        COMMUNITIES,
        N_("One per community"),
        N_("A workbook for each community, with nothing of the others."),
    ),
    (
        CSV,
        N_("CSV tables"),
        N_("A file per table, for other programs. Excel reads the Chinese as it is."),
    ),
    (
        TEMPLATE,
        N_("Their template"),
        N_(
            "Their own workbook is filled in: looks, formulas and widths stay. Headings that mean "
            "ours under another word are tied here once."
        ),
    ),
)


class FilingDialog(Dialog):
    """Asks in what shape the data is wanted, and where the files go.

    Attributes:
        shapes: The four shapes.
        sensitive: With what identifies people.
        part: The template and its ties.
        problem: Why a template cannot be read.
        go: Asks for the place, then lets it be written.

    Signals:
        agreed(wish): Write this.
    """

    agreed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.shell, _("Files for others"), height=560)
        self._desk = desk
        self._job: Job | None = None
        self._template: Path | None = None
        self.shapes = SegmentBar(_("Shape"), [(key, _(words)) for key, words, _about in SHAPES])
        self.shapes.chosen.connect(self._shaped)
        self.body.addWidget(self.shapes)
        self._about = Text("", "body", "text2", wrap=True)
        self.body.addWidget(self._about)
        self.body.addWidget(self._make_sensitive())
        self.part = TemplatePart(kept_templates(desk.workspace))
        self.part.choose.clicked.connect(self._choose)
        self.part.chosen.connect(self.take)
        self.part.table_wanted.connect(self._read)
        self.part.changed.connect(self._judge)
        self.body.addWidget(self.part)
        self.problem = Text("", "body", "critical", wrap=True)
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.body.addStretch()
        self.leave = self.add_button(Button(_("Cancel"), hint="Esc"))
        self.leave.clicked.connect(self.reject)
        self.go = self.add_button(Button(_("Write…"), "primary", "download", "Enter"))
        self.go.clicked.connect(self.commit)
        self.shapes.set_value(FULL)
        self._shaped(FULL)
        self.shapes.focus_current()

    def _make_sensitive(self) -> QWidget:
        self._people = QWidget()
        column = QVBoxLayout(self._people)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(1))
        self.sensitive = TickChip(_("With names, telephone numbers and the like"))
        column.addWidget(self.sensitive)
        self._warning = Text(
            _("For use inside only: such files must not be handed on."), "caption", "serious"
        )
        self._warning.hide()
        self.sensitive.toggled.connect(self._warning.setVisible)
        column.addWidget(self._warning)
        return self._people

    @property
    def shape(self) -> str:
        """The shape that is chosen."""
        return self.shapes.value

    @Slot(str)
    def _shaped(self, shape: str) -> None:
        self._about.setText(next(_(about) for key, _words, about in SHAPES if key == shape))
        self._people.setVisible(shape != TEMPLATE)
        self.part.setVisible(shape == TEMPLATE)
        self.problem.hide()
        self._judge()
        self.fit()

    def _judge(self) -> None:
        self.go.setEnabled(self.shape != TEMPLATE or (self._job is None and self.part.ready))

    # The template

    def _choose(self) -> None:
        dialog = file_dialog(self, _("Choose their template"), "templates")
        dialog.setNameFilters([f"{_('Excel workbooks')} (*.xlsx)", _("All files (*)")])
        dialog.fileSelected.connect(lambda name: self.take(Path(name)))
        dialog.open()

    @Slot(object)
    def take(self, template: Path) -> None:
        """Read a template that was chosen."""
        self._template = template
        self.part.set_template(template)
        self._read("")

    @Slot(str)
    def _read(self, table: str) -> None:
        from app.reports.filing.view import view_template

        if self._template is None:
            return
        if self._job is not None:
            self._job.cancel()
        self.problem.hide()
        self.part.set_reading()
        # Evaluating writes; an evaluation in the middle is not disturbed by it.
        work = partial(view_template, self._desk.workspace, self._template, table=table)
        job = self._job = self._desk.jobs.write(lambda told: work(progress=told), "template")
        job.succeeded.connect(partial(self._show, job))
        job.failed.connect(partial(self._failed, job))
        self._judge()

    def _show(self, job: Job, view: TemplateView) -> None:
        if job is not self._job:
            return
        self._job = None
        self.part.set_view(view)
        self._judge()
        self.fit()

    def _failed(self, job: Job, error: BaseException) -> None:
        if isinstance(error, AppError):
            self._desk.mine(error)
        if job is not self._job:
            return
        self._job, self._template = None, None
        self.part.set_template(None)
        self.problem.setText(sentence(error))
        self.problem.show()
        self._judge()

    # Writing

    def commit(self) -> None:
        """Ask where it goes; what was asked for is agreed once that is said."""
        if not self.go.isEnabled():
            return
        single = self.shape in (FULL, TEMPLATE)
        dialog = file_dialog(
            self,
            _("Save as") if single else _("Folder for the files"),
            "filing",
            *(() if single else (FOLDER,)),
            save=single,
        )
        if single:
            dialog.setDefaultSuffix("xlsx")
            dialog.setNameFilters([f"{_('Excel workbooks')} (*.xlsx)"])
            dialog.selectFile(self._name())
        dialog.fileSelected.connect(lambda name: self.agree(Path(name)))
        dialog.open()

    def _name(self) -> str:
        if self.shape == TEMPLATE and self._template is not None:
            return _("{name} filled in").format(name=self._template.stem) + ".xlsx"
        return _("Everything") + ".xlsx"

    def agree(self, target: Path) -> None:
        """Close, and let it be written there."""
        if self.shape == TEMPLATE:
            wish = self.part.wish(target)
        else:
            wish = Wish(self.shape, target, self.sensitive.isChecked())
        self.accept()
        self.agreed.emit(wish)

    def reject(self) -> None:
        """Close; a template that is being read is let go of."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        super().reject()
