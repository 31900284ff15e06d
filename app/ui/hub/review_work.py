"""Reads the records in review and writes what reviewers say; kept for the badge of the rail."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from app.i18n import _
from app.models.clock import wall_ms
from app.ui.lazy import lazy

if TYPE_CHECKING:
    from app.inspection.conflict import joined
    from app.inspection.effort import undo
    from app.inspection.effort.undo import Undone
    from app.inspection.review import desk as review_desk
    from app.inspection.review.desk import Line
    from app.inspection.review.fields import Remark
    from app.ui.desk import Desk
    from app.ui.hub.store import FindingsStore
else:
    joined = lazy("app.inspection.conflict.joined")
    review_desk = lazy("app.inspection.review.desk")
    undo = lazy("app.inspection.effort.undo")


class ReviewWork(QObject):
    """The records of a desk.

    Signals:
        listed(lines): They were read anew.
    """

    listed = Signal(object)

    def __init__(self, desk: Desk, store: FindingsStore) -> None:
        super().__init__(desk)
        self._desk = desk
        self._number = 0
        self.lines: list[Line] = []
        self.campaign = ""
        store.changed.connect(self.reload)  # after what is stale was evaluated

    @classmethod
    def of(cls, desk: Desk) -> ReviewWork:
        """Return the one of a desk, made when it is first asked for."""
        from app.ui.hub.store import FindingsStore

        known = desk.findChild(cls)
        if isinstance(known, cls):
            return known
        store = FindingsStore.of(desk)
        made = cls(desk, store)
        if store.loaded is not None:
            made.reload()
        return made

    @Slot()
    def reload(self, _loaded: object = None) -> None:
        """Read the list beside the GUI thread."""
        self._number += 1
        number, workspace = self._number, self._desk.workspace

        def work(session: Any) -> tuple[int, list[Line], str]:
            info = workspace.campaign()
            name = (info.name or "") if info is not None else ""
            return number, review_desk.records(session), name

        self._desk.read(work, self._take, "review list")

    @Slot(object)
    def _take(self, result: tuple[int, list[Line], str]) -> None:
        number, lines, campaign = result
        if number != self._number:
            return
        self.lines, self.campaign = lines, campaign
        if "review" in self._desk.shell.rail.rooms:
            count = sum(one.state in ("pending", "again") for one in lines)
            self._desk.shell.rail.set_badge("review", count)
        self.listed.emit(lines)

    def confirm(self, inspection: UUID) -> None:
        """Accept a record."""
        desk, person = self._desk, self._desk.person
        self._write(
            lambda: review_desk.confirm(desk.workspace, [inspection], person=person), _("Confirmed")
        )

    def send_back(self, inspection: UUID, remarks: Sequence[Remark], until: str) -> None:
        """Give a record back."""
        desk, person, said = self._desk, self._desk.person, list(remarks)
        self._write(
            lambda: review_desk.send_back(
                desk.workspace, inspection, said, until=until, person=person
            ),
            _("Returned; the remarks go with the next task package for its laptop"),
        )

    @Slot(object, object)
    def join(self, place: UUID, other: UUID) -> None:
        """Say that a place is another one."""
        desk, person = self._desk, self._desk.person
        self._write(
            lambda: joined.join(desk.workspace, place, other, person=person),
            _("Joined: they count as one building"),
            places=True,
        )

    @Slot(object)
    def part(self, place: UUID) -> None:
        """Say that a place is one of its own again."""
        desk, person = self._desk, self._desk.person
        self._write(
            lambda: joined.part(desk.workspace, place, person=person),
            _("Parted: each counts by itself again"),
            places=True,
        )

    def turn(self, *, forth: bool) -> None:
        """Undo or redo the latest act of this workspace."""
        desk, person = self._desk, self._desk.person
        if desk.locked:
            return
        work = undo.redo if forth else undo.undo
        desk.write(lambda: work(desk.workspace, person), partial(self._turned, forth), "undo")

    def _turned(self, forth: bool, done: Undone | None) -> None:
        nothing = _("Nothing to redo") if forth else _("Nothing to undo")
        self._desk.say(done.words if done is not None else nothing, "undo-2")
        self.reload()
        if done is not None:  # it may have been a join, which makes conflicts come and go
            self._desk.places_changed.emit()

    def _write(self, work: Any, words: str, *, places: bool = False) -> None:
        job = self._desk.write(work, None, "review")
        job.succeeded.connect(partial(self._written, words))
        if places:  # read anew once it is written, not before
            job.succeeded.connect(lambda _none: self._desk.places_changed.emit())

    def _written(self, words: str, _result: object) -> None:
        self._desk.saved.emit(wall_ms())
        self._desk.say(words, "done", _("Undo"), lambda: self.turn(forth=False))
        self.reload()
