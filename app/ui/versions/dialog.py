"""检查表版本: which versions there are, what differs, whom it concerns; moving there and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from app.forms.versions import KINDS
from app.forms.versions_words import KINDS as KIND_WORDS
from app.forms.versions_words import counts
from app.i18n import _, ngettext
from app.ui.lazy import lazy
from app.ui.theme import theme
from app.ui.versions.rows import (
    DIFFERENCE_HEADS,
    PREVIEW_HEADS,
    VERSION_HEADS,
    Rows,
    difference_row,
    preview_row,
    version_row,
)
from app.ui.versions.work import choose_workbook, move, take_workbook
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Text
from app.ui.widgets.progress import CountBar
from app.ui.widgets.segments import SegmentBar
from app.ui.widgets.table import Table

if TYPE_CHECKING:
    from pathlib import Path

    from app.forms.versions import Comparison
    from app.inspection import moving
    from app.inspection import version_lines as lines
    from app.inspection.moving import Plan
    from app.inspection.version_lines import VersionLine
    from app.ui.desk import Desk
    from app.ui.jobs import Job
    from app.ui.widgets.place_model import Index

if not TYPE_CHECKING:
    moving, lines = lazy("app.inspection.moving"), lazy("app.inspection.version_lines")

_ROWS = 4
_MOST_LINES = 4
_ALL = "all"


class VersionsDialog(Dialog):
    """Versions, differences, inspections concerned.

    Args:
        desk: The desk it stands over.
        inspections: Only these, of one form; None: all of the workspace.
        form_id: Their form; empty: all forms.
        moved: Called on the GUI thread after inspections moved, or moved back.
    """

    def __init__(
        self,
        desk: Desk,
        inspections: Sequence[UUID] | None = None,
        form_id: str = "",
        moved: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(desk.shell, _("Checklist versions"), width="reading_max", height=640)
        self._desk, self._inspections, self._form_id = desk, inspections, form_id
        self._moved = moved or (lambda: None)
        self.plan: Plan | None = None
        self._job: Job | None = None
        self._confirmed: dict[str, str] = {}
        self._wanted = ""
        self._make_versions()
        self._make_views()
        self._make_foot()
        self._fill()

    # Layout

    def _make_versions(self) -> None:
        look = theme()
        self.versions = Rows(VERSION_HEADS, self)
        self.version_table = Table(_("Checklist versions"), row="row_dense")
        self.version_table.setModel(self.versions)
        self.version_table.set_widths([320, 120, 160, 190], stretch=0)
        high = look.height("table_header") + _ROWS * look.height("row_dense") + 2
        self.version_table.setFixedHeight(high)
        self.version_table.selectionModel().currentRowChanged.connect(self._chosen)
        self.body.addWidget(self.version_table)

    def _make_views(self) -> None:
        self.views = SegmentBar(
            _("View"),
            (("differences", _("What is different")), ("previews", _("Inspections"))),
        )
        self.views.chosen.connect(self.show_view)
        parts = [(_ALL, _("All")), *((kind, _(KIND_WORDS[kind])) for kind in KINDS)]
        self.filter = SegmentBar(_("Filter"), parts)
        self.filter.chosen.connect(lambda _kind: self._show_differences())
        row = QHBoxLayout()
        row.addWidget(self.views)
        row.addStretch()
        row.addWidget(self.filter)
        self.body.addLayout(row)
        self.said = Text("", "label", "text2", wrap=True)
        self.body.addWidget(self.said)
        self.differences = Rows(DIFFERENCE_HEADS, self)
        self.difference_table = Table(_("What is different"), row="row_dense")
        self.difference_table.setModel(self.differences)
        self.difference_table.set_widths([140, 300, 300], stretch=2)
        self.difference_table.opened.connect(self._confirm)
        self.previews = Rows(PREVIEW_HEADS, self)
        self.preview_table = Table(_("Inspections"), row="row_dense")
        self.preview_table.setModel(self.previews)
        self.preview_table.set_widths([320, 150, 300], stretch=2)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.difference_table)
        self._stack.addWidget(self.preview_table)
        self.body.addWidget(self._stack, 1)
        self.detail = Text("", "label", "text2", wrap=True)
        self.body.addWidget(self.detail)
        for table in (self.difference_table, self.preview_table):
            table.selectionModel().currentRowChanged.connect(self._tell)
        self.bar = CountBar(_("Inspections"))
        self.bar.hide()
        self.body.addWidget(self.bar)

    def _make_foot(self) -> None:
        if self._inspections is None:
            add = self.add_button(Button(_("Add a workbook…"), icon="plus"))
            add.clicked.connect(self._add)
        self.leave = self.add_button(Button(_("Close"), hint="Esc"))
        self.leave.clicked.connect(self.reject)
        self.go = self.add_button(Button(_("Move"), "primary"))
        self.go.clicked.connect(self._go)
        self.go.setEnabled(False)

    # Versions

    def _fill(self, wanted: str = "") -> None:
        """Read the versions; choose this one, else the newest of the form that lags behind."""
        self._wanted = wanted
        self._desk.read(
            lambda session: lines.version_lines(session, self._form_id), self._filled, "versions"
        )

    def _filled(self, found: list[VersionLine]) -> None:
        self.versions.set_rows(version_row(line) for line in found)
        row = next((n for n, line in enumerate(found) if line.form.hash == self._wanted), -1)
        if row < 0:
            late = {line.form.form_id for line in found if line.inspections and not line.newest}
            new = [n for n, line in enumerate(found) if line.newest]
            row = next((n for n in new if found[n].form.form_id in late), new[0] if new else -1)
        if row >= 0:
            self.version_table.selectRow(row)
            self.version_table.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def target(self) -> VersionLine | None:
        """The version chosen in the table."""
        row = self.version_table.currentIndex().row()
        found: VersionLine | None = self.versions.subject(row) if row >= 0 else None
        return found

    def _chosen(self, _now: Index, _before: Index) -> None:
        self._confirmed = {}
        self._look()

    def _look(self) -> None:
        """Find out what moving to the chosen version would do."""
        target = self.target
        if self._job is not None:
            self._job.cancel()
        self.plan = None
        self.go.setEnabled(False)
        if target is None:
            return
        workspace, form_hash = self._desk.workspace, target.form.hash
        inspections, confirmed = self._inspections, dict(self._confirmed)
        # After the writes of the open building: its last answers belong to it. Many inspections
        # take long, and nothing may wait for them.
        lane = self._desk.jobs.read if inspections is None else self._desk.jobs.write
        job = lane(
            lambda progress: moving.plan(
                workspace, inspections, form_hash, confirmed=confirmed, progress=progress
            ),
            "plan move",
        )
        self._watch(job, self._looked)

    def _watch(self, job: Job, then: Callable[[Plan], object]) -> None:
        self._job = job
        job.progressed.connect(partial(self._progressed, job))
        job.succeeded.connect(partial(self._ended, job, then))
        job.failed.connect(partial(self._ended, job, None))
        job.cancelled.connect(partial(self._ended, job, None, None))

    def _progressed(self, job: Job, done: int, total: int, _what: str) -> None:
        if job is self._job:
            self.bar.show()
            self.bar.set_count(done, total)

    def _ended(self, job: Job, then: Callable[[Plan], object] | None, result: object) -> None:
        if job is not self._job:
            return
        self._job = None
        self.bar.hide()
        if then is not None:
            then(result)  # type: ignore[arg-type]

    def _looked(self, plan: Plan) -> None:
        self.plan = plan
        self._show_differences()
        self.previews.set_rows(preview_row(one) for one in plan.previews)
        self.views.set_words("previews", f"{_('Inspections')} {len(plan.previews)}")
        count = len(plan.movable)
        words = ngettext("Move {count} inspection", "Move {count} inspections", count)
        self.go.set_words(words.format(count=count) if count else _("Move"))
        self.go.setEnabled(bool(count))
        again = sum(one.reopens for one in plan.movable)
        stay = len(plan.previews) - count
        notes = []
        if again:
            text = ngettext(
                "{count} finished one would be incomplete again",
                "{count} finished ones would be incomplete again",
                again,
            )
            notes.append(text.format(count=again))
        if stay:
            notes.append(ngettext("{count} stays", "{count} stay", stay).format(count=stay))
        notes += [str(problem) for problem in plan.problems[:1]]
        notes.append(_("Answers are never dropped; moving can be undone."))
        self.set_note(_("; ").join(notes))

    # Differences

    def show_view(self, key: str) -> None:
        """Show differences or inspections."""
        self.views.set_value(key)
        self.filter.setVisible(key == "differences")
        self._stack.setCurrentIndex(0 if key == "differences" else 1)
        self.detail.setText("")
        self._say()

    def _tell(self, now: Index, _before: object = None) -> None:
        """Say beneath the table all that a row has no room for."""
        tip = str(now.data(Qt.ItemDataRole.ToolTipRole) or "") if now.isValid() else ""
        self.detail.setText("\n".join(tip.split("\n")[:_MOST_LINES]))

    def _comparisons(self) -> list[Comparison]:
        return list(self.plan.comparisons.values()) if self.plan is not None else []

    def _say(self) -> None:
        comparisons = self._comparisons()
        if self.views.value == "previews":
            words = _("These inspections have another version. Choose one to see its answers.")
        elif not comparisons:
            words = _("All inspections of this checklist have this version.")
        else:
            words = "  ".join(
                f"{one.old.version} → {one.new.version}: {counts(one)}" for one in comparisons
            )
            if any(one.matched.proposals for one in comparisons):
                words += "  " + _("Enter on “Renamed?” confirms it, so that answers go along.")
        self.said.setText(words)

    def _show_differences(self) -> None:
        comparisons = self._comparisons()
        every = [one for comparison in comparisons for one in comparison.differences]
        for kind in KINDS:
            number = sum(one.kind == kind for one in every)
            self.filter.set_words(kind, f"{_(KIND_WORDS[kind])} {number}")
        kind = self.filter.value
        shown = [one for one in every if kind in (_ALL, one.kind)]
        self.differences.set_rows(
            difference_row(one, one.why == "confirmed") for one in dict.fromkeys(shown)
        )
        self._say()

    def _confirm(self, index: Index) -> None:
        """Confirm a proposed rename, or take that back."""
        one = self.differences.subject(index.row())
        if one.old is None or one.new is None:
            return
        if one.why == "confirmed":
            self._confirmed.pop(one.old.path, None)
        elif one.kind == "proposed":
            self._confirmed[one.old.path] = one.new.path
        else:
            return
        self._look()

    # What people do

    def _go(self) -> None:
        if self.plan is None:
            return
        self.go.setEnabled(False)
        self._watch(move(self._desk, self.plan, self._moved), self._done)

    def _done(self, _moved: object) -> None:
        self.accept()

    def _add(self) -> None:
        choose_workbook(self, self._take)

    def _take(self, file: Path) -> None:
        take_workbook(self._desk, self, file, self._fill)

    def reject(self) -> None:
        """Close; work that runs is stopped first and changes nothing."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        super().reject()


def open_versions(
    desk: Desk,
    inspections: Sequence[UUID] | None = None,
    form_id: str = "",
    moved: Callable[[], object] | None = None,
) -> VersionsDialog:
    """Open the dialog over a desk; see `VersionsDialog`."""
    dialog = VersionsDialog(desk, inspections, form_id, moved)
    dialog.open()
    return dialog
