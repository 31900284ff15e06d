"""Fetching at set times: the roads are taken every so many minutes while the desk is open.

One for a desk. A round takes the roads beside all other work and is shown only once something
really comes. What goes wrong is said once, by a line that stays until it goes well again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal, Slot

from app.errors import AppError
from app.i18n import _
from app.models.clock import wall_ms
from app.ui.hub.came import say_came
from app.ui.hub.regular_due import Due
from app.ui.hub.regular_notice import RegularNotices
from app.ui.hub.regular_plan import Planned
from app.ui.hub.regular_round import Done, Got, News, reach, take
from app.ui.lazy import lazy

if TYPE_CHECKING:
    from app.exchange import regular as plans
    from app.exchange.roads import destination
    from app.progress import Progress
    from app.ui.desk import Desk
    from app.ui.jobs import Job
else:
    plans = lazy("app.exchange.regular")
    destination = lazy("app.exchange.roads.destination")

MINUTE_MS = 60_000
_SOON_MS = 1000


class Regular(Planned):
    """Fetches by itself, never twice at once; nothing is merged.

    Attributes:
        minute_ms: How long a minute of the plan lasts.
        looked_at: When the last round ended, UTC milliseconds; 0: not yet.
        came: How many packages came since the program began.
        due: When each is looked at next.

    Signals:
        listed(): The list of packages is another one now.
        fetching(job): Something is coming.
    """

    listed = Signal()
    fetching = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.minute_ms = MINUTE_MS
        self.looked_at = self.came = 0
        self.due = Due()
        self._news = News()
        self._job: Job | None = None
        self._shown = False
        self._after: Callable[[], object] | None = None
        self._notices = RegularNotices(desk, self)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)

    @classmethod
    def of(cls, desk: Desk) -> Regular:
        """Return the one of a desk, made when it is first asked for."""
        known = desk.findChild(cls)
        return known if isinstance(known, cls) else cls(desk)

    @property
    def busy(self) -> bool:
        """Whether a round is on its way."""
        return self._job is not None

    def _end_others(self, left: set[str]) -> None:
        for name in set(self.problems) - left:
            del self.problems[name]
            self._notices.mended(name)
        self.due.keep_only(left)
        if not left and self._job is not None:
            self._job.cancel()

    def close(self) -> None:
        """End it: the window closes."""
        self._closed = True
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()

    def make_way(self, then: Callable[[], object]) -> None:
        """Stop a round that is on its way, then do something that must be alone with the road."""
        if self._job is None:
            then()
            return
        self._after = then
        self._job.cancel()

    def try_now(self, names: Sequence[str]) -> None:
        """Look there as soon as nothing is in the way."""
        self.due.ask(names)
        self._wait()
        self.changed.emit()

    # Rounds

    def _wait(self) -> None:
        if not self.on or self.plan is None or self._job is not None:
            self._timer.stop()
            return
        self._timer.start(self.due.in_ms(self.plan.names))

    @Slot()
    def look(self) -> None:
        """Take the roads that it is time for, unless somebody fetches by hand."""
        if not self.on or self.plan is None or self._job is not None:
            return
        if self.yields():
            self._timer.start(min(_SOON_MS, self.minute_ms))
            return
        names = self.due.begin(self.plan.names)
        if not names:
            self._wait()
            return
        workspace = self._desk.workspace
        self._shown = False
        self._follow(
            self._desk.jobs.read(
                lambda progress: reach(workspace, names, self.secret, progress), "regular fetching"
            ),
            self._take,
        )

    def _follow(self, job: Job, then: Callable[[Any], object]) -> None:
        self._job = job
        job.progressed.connect(self._progressed)
        job.succeeded.connect(then)
        job.failed.connect(self._failed)
        job.cancelled.connect(self._stopped)
        self.changed.emit()

    @Slot(int, int, str)
    def _progressed(self, _done: int, total: int, _what: str) -> None:
        if total and not self._shown and self._job is not None:
            self._shown = True
            self.fetching.emit(self._job)

    @Slot(object)
    def _take(self, got: Got) -> None:
        workspace = self._desk.workspace

        def work(progress: Progress) -> Done:
            return take(workspace, got, self.secret, self._news, progress)

        if got.stopped and not any(reached.files for _one, reached in got.reached):
            self._stopped()
            return
        self._follow(self._desk.jobs.write(work, "take in fetched"), self._done)

    @Slot(object)
    def _done(self, done: Done) -> None:
        self._note("", done.locked)
        for name, problem in done.problems.items():
            self._note(name, problem)
        if done.gone and self.plan is not None:
            left = tuple(name for name in self.plan.names if name not in done.gone)
            self.choose(replace(self.plan, names=left), {})
        self.looked_at = wall_ms()
        self.came += len(done.came)
        if done.came:
            say_came(self._desk, done.came)
        elif done.stopped:
            self._say_stopped()
        self.listed.emit()
        self._end()

    def _note(self, name: str, problem: AppError | None) -> None:
        """Keep what went wrong, and say it unless it is said already."""
        if name and (self.plan is None or name not in self.plan.names):
            return  # it was taken out of the plan meanwhile
        if problem is None:
            self.problems.pop(name, None)
            self.due.failures.pop(name, None)
            self._notices.mended(name)
            return
        self.problems[name] = problem
        self.due.failures[name] = self.due.failures.get(name, 0) + 1
        self._notices.tell(name, problem)

    @Slot()
    def _stopped(self) -> None:
        self._say_stopped()
        self._end()

    def _say_stopped(self) -> None:
        if self._shown and self.on and self._after is None:
            words = _("Stopped. What came whole stays, the rest comes the next time.")
            self._desk.say(words, "serious")

    @Slot(object)
    def _failed(self, error: object) -> None:
        if isinstance(error, AppError):
            self._desk.mine(error)  # a line says it, once
            self._note("", error)
        self._end()

    def _end(self) -> None:
        self._job = None
        plan = self.plan or plans.Plan()
        self.due.end(lambda failures: plans.pause(plan, failures) * self.minute_ms)
        after, self._after = self._after, None
        if after is not None and not self._closed:
            after()
        self._wait()
        self.changed.emit()
