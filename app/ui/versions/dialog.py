"""检查表版本: which versions there are, what differs, whom it concerns; moving there and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt

from app.forms.versions import KINDS
from app.forms.versions_words import KINDS as KIND_WORDS
from app.forms.versions_words import counts
from app.i18n import _, ngettext
from app.ui.lazy import lazy
from app.ui.versions.frame import ALL, VersionsFrame
from app.ui.versions.rows import (
    difference_row,
    preview_row,
    version_row,
)
from app.ui.versions.work import choose_workbook, move, take_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from app.forms.versions import Comparison
    from app.inspection import version_lines as lines
    from app.inspection.moving import actions as moving
    from app.inspection.moving.actions import Plan
    from app.inspection.version_lines import VersionLine
    from app.ui.desk import Desk
    from app.ui.jobs import Job
    from app.ui.widgets.place_model import Index

if not TYPE_CHECKING:
    moving, lines = lazy("app.inspection.moving.actions"), lazy("app.inspection.version_lines")


class VersionsDialog(VersionsFrame):
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
        super().__init__(desk.shell)
        self._desk, self._inspections, self._form_id = desk, inspections, form_id
        self._moved = moved or (lambda: None)
        self.plan: Plan | None = None
        self._job: Job | None = None
        self._confirmed: dict[str, str] = {}
        self._wanted = ""
        self.add.setVisible(inspections is None)
        self.add.clicked.connect(self._add)
        self.leave.clicked.connect(self.reject)
        self.go.clicked.connect(self._go)
        self.version_table.selectionModel().currentRowChanged.connect(self._chosen)
        self.difference_table.opened.connect(self._confirm)
        self.filter.chosen.connect(lambda _kind: self._show_differences())
        self._fill()

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
        notes.append(
            _(
                "Answers are never dropped. Ctrl+Z does not take a move back: “Undo” in its message"
                " does, or moving to the other version here."
            )
        )
        self.set_note(_("; ").join(notes))

    # Differences

    def _comparisons(self) -> list[Comparison]:
        return list(self.plan.comparisons.values()) if self.plan is not None else []

    def say(self) -> None:
        """Say over the tables what they show."""
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
        shown = [one for one in every if kind in (ALL, one.kind)]
        self.differences.set_rows(
            difference_row(one, one.why == "confirmed") for one in dict.fromkeys(shown)
        )
        self.say()

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
