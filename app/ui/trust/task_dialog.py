"""做任务包: for whom, what, where to send; then it is written, and the fingerprint is read out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.errors import AppError
from app.i18n import _
from app.ui.crash import sentence
from app.ui.hub.facts_card import StepsCard
from app.ui.hub.output import open_file
from app.ui.theme import theme
from app.ui.trust.fingerprint import FingerprintGroups
from app.ui.trust.opened import keys_open
from app.ui.trust.step_pages import StepPages
from app.ui.trust.task_choices import ForWhom, Offer, WhatToGive
from app.ui.trust.task_where import WhereToSend
from app.ui.trust.task_work import Wish, make, offer
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.file_dialog import FOLDER, file_dialog
from app.ui.widgets.labels import Text
from app.ui.widgets.progress import CountBar

if TYPE_CHECKING:
    from app.exchange.task.make import TaskPackage
    from app.ui.desk import Desk
    from app.ui.jobs import Job

LAST = 2


class TaskDialog(Dialog):
    """Three steps and a result.

    Attributes:
        whom, what, where: The steps, once it is known what there is.
        back, next: Between the steps; the last one asks for the folder.
        made: The package.

    Signals:
        written(): It is written.
    """

    written = Signal()

    def __init__(
        self, desk: Desk, parent: QWidget, community: str = "", device: UUID | None = None
    ) -> None:
        steps = (_("For whom"), _("What goes out"), _("Where to send"))
        super().__init__(parent, _("Make a task package"), steps, height=560)
        self._desk, self._community, self._device = desk, community, device
        self._step = 0
        self._job: Job | None = None
        self._offer: Offer | None = None
        self.made: TaskPackage | None = None
        self.pages = StepPages()
        self.body.addWidget(self.pages, 1)
        self.problem = Text("", "body", "critical", wrap=True)
        self.problem.setMinimumHeight(theme().line("body"))
        self._bar = CountBar(_("Packing the task"))
        self._bar.hide()
        self.recover = Button(_("Make the recovery key…"), icon="printer")
        self.recover.clicked.connect(self._recover)
        self.recover.hide()
        for widget in (self._bar, self.problem, self.recover):
            self.body.addWidget(widget)
        self.back = self.add_button(Button(_("Back")))
        self.back.clicked.connect(lambda: self._go(self._step - 1))
        self.next = self.add_button(Button(_("Go on"), "primary", hint="Enter"))
        self.next.clicked.connect(self._forward)
        self.back.hide()
        self.next.setEnabled(False)
        self._ask()

    def _ask(self) -> None:
        workspace = self._desk.workspace
        self._desk.read(lambda session: offer(session, workspace), self._offered, "task offer")

    @Slot(object)
    def _offered(self, found: Offer) -> None:
        first = self._offer is None
        self._offer = found
        if first:
            self.whom, self.what, self.where = ForWhom(found), WhatToGive(found), WhereToSend(found)
            for page in (self.whom, self.what, self.where):
                self.pages.addWidget(page)
            if self._community:
                self.what.tick(self._community)
            if self._device is not None:
                self.whom.tick(self._device)
            self.whom.changed.connect(self._check)
            self._go(0)
            self._check()
            (self.recover if found.needs_recovery else self.next).setFocus()
            self.fit()  # shows what has the focus
        self._check()

    def _check(self) -> None:
        if self._offer is None:
            return
        needs = self._offer.needs_recovery
        self.recover.setVisible(needs and self.made is None)
        wrong = self.whom.problem() if self._step == 0 else ""
        if needs and not wrong:
            wrong = _("Make the recovery key first: the data must not depend on one machine.")
        self.problem.setText(wrong)
        self.next.setEnabled(not wrong and not self._desk.locked and self._job is None)

    def _go(self, step: int) -> None:
        self._step = step
        self.set_step(step)
        self._turn_to(step)
        self.back.setVisible(step > 0)
        self.next.set_words(_("Write it…") if step == LAST else _("Go on"))
        self._check()
        if self.isVisible():  # what had the focus went with its page
            self.next.setFocus()

    def _turn_to(self, step: int) -> None:
        """Show a page; the others take no height, so that nothing scrolls without need."""
        for at in range(self.pages.count()):
            page = self.pages.widget(at)
            if page is not None:
                wide = QSizePolicy.Policy.Expanding
                tall = wide if at == step else QSizePolicy.Policy.Ignored
                page.setSizePolicy(wide, tall)
        self.pages.setCurrentIndex(step)

    def _forward(self) -> None:
        if self.made is not None:
            self.accept()
        elif self._step < LAST:
            self._go(self._step + 1)
        else:
            dialog = file_dialog(self, _("Where the task package goes"), "task", FOLDER)
            dialog.fileSelected.connect(lambda folder: self.write_to(Path(folder)))
            dialog.open()

    def _recover(self) -> None:
        from app.ui.trust.recovery_dialog import RecoveryDialog

        self.dialog = RecoveryDialog(self._desk, self)
        self.dialog.kept.connect(self._ask)
        self.dialog.open()

    # Writing

    def write_to(self, folder: Path) -> None:
        """Write the package into a folder or onto a stick."""
        if self._job is not None or not keys_open(self, self._desk, make=True):
            return
        wish = Wish(
            folder,
            self.whom.to,
            tuple(self.whom.names()),
            self.what.communities.values,
            self.what.forms.values,
            tuple(self.where.destinations()),
            self.where.copy.text(),
            self.where.statement.text(),
        )
        desk = self._desk
        self._bar.show()
        job = self._job = desk.jobs.write(
            lambda progress: make(desk.workspace, wish, desk.person, progress), "task"
        )
        self.back.hide()
        self.problem.setText("")
        self._check()
        job.progressed.connect(lambda done, total, _w: self._bar.set_count(done, max(1, total)))
        job.succeeded.connect(self._written)
        job.failed.connect(self._failed)
        job.cancelled.connect(self._stopped)

    def reject(self) -> None:
        """Stop what is on its way, else close."""
        if self._job is not None:
            self._job.cancel()
        else:
            super().reject()

    @Slot()
    def _stopped(self) -> None:
        self._end()
        self.problem.setText(_("Stopped. Nothing was written."))

    @Slot(object)
    def _failed(self, error: Any) -> None:
        self._end()
        if isinstance(error, AppError):
            self._desk.mine(error)
            self.problem.setText(sentence(error))

    def _end(self) -> None:
        self._job = None
        self._bar.hide()
        self._go(self._step)

    @Slot(object)
    def _written(self, made: TaskPackage) -> None:
        self.made, self._job = made, None
        self.written.emit()
        self._bar.hide()
        self.pages.addWidget(_result(made))
        self._turn_to(LAST + 1)
        self.set_step(LAST + 1)
        self.back.hide()
        folder = Button(_("Open folder"), icon="folder-open")
        folder.clicked.connect(lambda: open_file(made.path.parent))
        self._buttons.insertWidget(0, folder)
        self.next.set_words(_("OK"))
        self._check()
        self.next.setFocus()


def _result(made: TaskPackage) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme().space(3))
    steps = StepsCard()
    facts = _("{places} places, {forms} checklists").format(places=made.places, forms=made.forms)
    sealed = _("sealed for one laptop") if made.sealed else _("any laptop can take it")
    steps.set_steps(
        [
            ("done", _("Task package {number} is written").format(number=made.number),
             f"{facts} · {sealed}", "text"),
            ("package", made.path.name, str(made.path.parent), "text"),
        ]
    )  # fmt: skip
    column.addWidget(steps)
    column.addWidget(
        Text(
            _("Whoever takes it for the first time compares this fingerprint with you, by voice:"),
            "body",
            "text2",
            wrap=True,
        )
    )
    groups = FingerprintGroups()
    groups.set_fingerprint(made.fingerprint)
    column.addWidget(groups)
    column.addStretch()
    return page
