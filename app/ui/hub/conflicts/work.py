"""What the conflict desk knows and does: the queue, decisions one after the other, undo, pace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from app.i18n import _, ngettext
from app.models.clock import wall_ms
from app.ui.hub.conflicts.pace import Pace, midnight
from app.ui.hub.conflicts.turn_words import redone_words, undone_words
from app.ui.lazy import lazy

if TYPE_CHECKING:
    from app.inspection.conflict import decided, deciding, redoing, turns
    from app.inspection.conflict import queue as conflict_queue
    from app.inspection.conflict.case import Case, Key
    from app.inspection.conflict.deciding import Choice, Decided
    from app.inspection.conflict.redoing import Redone
    from app.inspection.effort import taking_back
    from app.progress import Progress
    from app.ui.desk import Desk
    from app.ui.jobs import Job, Work
else:
    conflict_queue = lazy("app.inspection.conflict.queue")
    decided = lazy("app.inspection.conflict.decided")
    deciding = lazy("app.inspection.conflict.deciding")
    redoing = lazy("app.inspection.conflict.redoing")
    turns = lazy("app.inspection.conflict.turns")
    taking_back = lazy("app.inspection.effort.taking_back")

_MANY = 20
"""So many cases at once take a while: how far it is, is shown, and it can be stopped."""


class Listed(NamedTuple):
    """The queue as read, how much was decided today, and the acts that stand with their sizes.

    Attributes:
        again: How many conflicts redoing would decide; 0: there is nothing to redo.
    """

    cases: list[Case]
    today: int
    acts: dict[UUID, int]
    campaign: str
    again: int = 0


class ConflictWork(QObject):
    """Reads the queue and writes decisions; one for a desk, kept for the badge of the rail.

    Signals:
        listed(found): The queue was read anew.
        decided(done): Something is decided, taken back or redone; a `Decided` or `Redone`.
        started(job, title): An act of many cases is on its way and can be stopped.
        told(words): What became of an act, as the window says it.
    """

    listed = Signal(object)
    decided = Signal(object)
    started = Signal(object, str)
    told = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._number = 0
        self.found: Listed | None = None
        self.acts: list[UUID] = []
        self.again = 0
        self._given_up: set[UUID] = set()  # could not be redone: something was said since
        self.opened: Key | None = None  # by taking back, to be looked at first
        self.sizes: dict[UUID, int] = {}
        self.today = 0
        self.pace = Pace()
        self.dirty = False
        desk.places_changed.connect(self.reload)
        self.reload()

    @classmethod
    def of(cls, desk: Desk) -> ConflictWork:
        """Return the one of a desk, made when it is first asked for."""
        known = desk.findChild(cls)
        return known if isinstance(known, cls) else cls(desk)

    @Slot()
    def reload(self) -> None:
        """Read the queue beside the GUI thread."""
        self._number += 1
        number, desk, given_up = self._number, self._desk, frozenset(self._given_up)

        def work(session: Any) -> tuple[int, Listed]:
            workspace = desk.workspace
            info = workspace.campaign()
            made = [
                (change, said)
                for change, said in decided.decisions(session)
                if "with" not in said and decided.stands(session, change, said)
            ]
            begun = midnight()
            today = sum(decided.made_at(change) >= begun for change, _said in made)
            sizes = Counter(UUID(hex=str(said["act"])) for _change, said in made)
            cases = conflict_queue.queue(workspace, session)
            name = (info.name or "") if info else ""
            back = [one for one in turns.turns(workspace, session) if one.act not in given_up]
            again = back[-1].size if back else 0
            return number, Listed(cases, today, dict(sizes), name, again)

        desk.read(work, self._take, "conflicts")

    @Slot(object)
    def _take(self, result: tuple[int, Listed]) -> None:
        number, found = result
        if number != self._number:
            return
        self.found, self.acts, self.today = found, list(found.acts), found.today
        self.sizes, self.again = dict(found.acts), found.again
        self.count(len(found.cases))
        self.listed.emit(found)

    def count(self, left: int) -> None:
        """Show at the rail how many are left."""
        if "conflicts" in self._desk.shell.rail.rooms:
            self._desk.shell.rail.set_badge("conflicts", left)

    # Deciding

    def decide(self, choices: Sequence[Choice]) -> None:
        """Write decisions as one act; many of them can be watched and stopped."""
        self.opened, self.again = None, 0  # a new decision ends what could be redone
        desk, chosen, person = self._desk, list(choices), self._desk.person

        def work(progress: Progress) -> Decided:
            return deciding.decide(desk.workspace, chosen, person=person, progress=progress)

        job = self._start(work, "decide", len(chosen), _("Deciding"))
        job.succeeded.connect(self._done)
        for end in (job.failed, job.cancelled):  # nothing was decided: the cases are there again
            end.connect(self.reload)
        job.cancelled.connect(lambda: self._say(_("Stopped. Nothing was decided."), "serious"))

    def _say(self, words: str, *more: Any) -> None:
        self._desk.say(words, *more)
        self.told.emit(words)

    def _start(self, work: Work, name: str, count: int, title: str) -> Job:
        job = self._desk.jobs.write(work, name, keep=count < _MANY)
        if count >= _MANY:
            self.started.emit(job, title)
        return job

    @Slot(object)
    def _done(self, done: Decided) -> None:
        self.dirty = True
        if done.done:
            self.acts.append(done.act)
            self.sizes[done.act] = len(done.done)
            self.today += len(done.done)
            self.pace.tick(len(done.done))
            self._desk.saved.emit(wall_ms())
        if done.left:
            count = len(done.left)
            self._say(
                ngettext(
                    "{count} conflict had changed meanwhile and was left as it is",
                    "{count} conflicts had changed meanwhile and were left as they are",
                    count,
                ).format(count=count),
                "serious",
            )
        if done.left or len(done.done) > 1:
            self.reload()
        self.decided.emit(done)

    def undo(self) -> None:
        """Take the last act back, behind all that is being written (Ctrl+Z)."""
        desk, person = self._desk, self._desk.person
        if desk.locked:
            return

        def work(progress: Progress) -> Decided | None:
            return taking_back.take_last_back(desk.workspace, person=person, progress=progress)

        self._take_back(work, self.sizes.get(self.acts[-1], 1) if self.acts else 1)

    def redo(self) -> None:
        """Decide again what was taken back last, where nothing changed since (Ctrl+Y)."""
        desk, person, given_up = self._desk, self._desk.person, frozenset(self._given_up)
        if desk.locked:
            return

        def work(progress: Progress) -> Redone | None:
            return redoing.redo(desk.workspace, person=person, progress=progress, without=given_up)

        job = self._start(work, "redo", self.again, _("Deciding"))
        job.succeeded.connect(self._redone)
        for end in (job.failed, job.cancelled):
            end.connect(self.reload)
        job.cancelled.connect(lambda: self._say(_("Stopped. Nothing was decided."), "serious"))

    @Slot(object)
    def _redone(self, done: Redone | None) -> None:
        if done is None:
            self._say(_("Nothing to redo"), "info")
            return
        if done.done:
            self.dirty = True
            self._desk.saved.emit(wall_ms())
            self._say(*redone_words(done), _("Undo"), self.undo)
        else:  # the next Ctrl+Y goes on to what was taken back before that
            self._given_up.add(done.act)
            self._say(*redone_words(done))
        self.reload()
        self.decided.emit(done)

    def take_back(self, changes: Sequence[UUID]) -> None:
        """Take single decisions back, each named by the change that decided."""
        desk, wanted, person = self._desk, list(changes), self._desk.person

        def work(progress: Progress) -> Decided:
            return taking_back.take_back_these(
                desk.workspace, wanted, person=person, progress=progress
            )

        self._take_back(work, len(wanted))

    def _take_back(self, work: Work, count: int) -> None:
        job = self._start(work, "undo", count, _("Taking back"))
        job.succeeded.connect(self._undone)
        for end in (job.failed, job.cancelled):
            end.connect(self.reload)
        job.cancelled.connect(lambda: self._say(_("Stopped. Nothing was taken back."), "serious"))

    @Slot(object)
    def _undone(self, done: Decided | None) -> None:
        if done is None:
            self._say(_("Nothing to undo"), "info")
            return
        self.dirty = True
        self.opened = done.opened[0] if done.opened else None
        again = (_("Redo"), self.redo) if done.opened else ()
        self._say(*undone_words(done), *again)
        self.reload()
        self.decided.emit(done)
