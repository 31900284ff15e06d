"""The findings of the open workspace, read once and again after a merge, for whoever shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Signal, Slot

from app.ui.lazy import lazy

if TYPE_CHECKING:
    from app.inspection import findings_load, findings_table
    from app.inspection.findings_table import FindingsTable, Shown
    from app.progress import Progress
    from app.ui.desk import Desk
    from app.ui.jobs import Job
else:
    findings_load = lazy("app.inspection.findings_load")
    findings_table = lazy("app.inspection.findings_table")


class Loaded(NamedTuple):
    """What was read: the findings, the campaign's name, and what is shown at first."""

    table: FindingsTable
    campaign: str
    first: Shown


class FindingsStore(QObject):
    """Holds the findings; reads them beside the GUI thread.

    Signals:
        changed(loaded): They were read anew.
        deriving(job): Stale inspections are evaluated first; show how far that is.
    """

    changed = Signal(object)
    deriving = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._number = 0
        self.loaded: Loaded | None = None
        desk.places_changed.connect(self.reload)
        self.reload()

    @classmethod
    def of(cls, desk: Desk) -> FindingsStore:
        """Return the store of a desk, made when it is first asked for."""
        known = desk.findChild(cls)
        return known if isinstance(known, cls) else cls(desk)

    @Slot()
    def reload(self) -> None:
        """Read all findings again; what is stale is derived first."""
        self._desk.read(
            lambda session: findings_load.stale_inspections(session), self._mend, "stale"
        )

    @Slot(object)
    def _mend(self, stale: int) -> None:
        workspace = self._desk.workspace
        if not stale or workspace.read_only:
            self._read()
            return

        def work(progress: Progress) -> None:
            from app.inspection.derive import derive  # loads the form engine

            derive(workspace, progress=progress)

        job: Job = self._desk.jobs.write(work, "derive")
        for end in (job.succeeded, job.failed):
            end.connect(self._read_after)
        job.cancelled.connect(self._read)
        self.deriving.emit(job)

    @Slot(object)
    def _read_after(self, _result: object) -> None:
        self._read()

    @Slot()
    def _read(self) -> None:
        workspace = self._desk.workspace
        self._number += 1
        number = self._number

        def work(session: Any) -> tuple[int, Loaded]:
            info = workspace.campaign()
            table = findings_load.load_findings(session)
            return number, Loaded(
                table, (info.name or "") if info else "", table.show(findings_table.Wish())
            )

        self._desk.read(work, self._take, "findings")

    @Slot(object)
    def _take(self, result: tuple[int, Loaded]) -> None:
        number, loaded = result
        if number == self._number:
            self.loaded = loaded
            self.changed.emit(loaded)
