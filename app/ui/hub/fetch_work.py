"""Fetching over a road: what is new at a destination comes into the inbox, receipts go back.

The road is taken beside the writing, so that conflicts are decided and reviews written while a
slow line brings a large package. What came whole before a road broke off is taken in all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal, Slot

from app.errors import AppError
from app.exchange.roads.base import NewKeyError
from app.i18n import _, ngettext
from app.ui.crash import sentence
from app.ui.hub import receipt_work
from app.ui.hub.inbox_model import readable
from app.ui.lazy import lazy

if TYPE_CHECKING:
    from app.exchange import fetching
    from app.exchange.fetching import Reached
    from app.exchange.inbox.parcels import Parcel
    from app.exchange.roads import destination
    from app.exchange.roads.destination import Destination
    from app.progress import Progress
    from app.ui.desk import Desk
    from app.ui.hub.job_strip import JobStrip
else:
    fetching = lazy("app.exchange.fetching")
    destination = lazy("app.exchange.roads.destination")


class Fetched(NamedTuple):
    """What became of it.

    Attributes:
        parcels: Taken in and verified.
        receipts: Brought back; ``unsent``: why they were not.
        problem: Why the road broke off, None when it did not; ``stopped``: somebody stopped it.
    """

    parcels: list[Parcel]
    receipts: list[str]
    unsent: str
    problem: AppError | None
    stopped: bool


class FetchWork(QObject):
    """Fetches from one destination at a time; a strip shows how far it is, and stops it.

    Signals:
        listed(): The list of packages is another one now.
        came(parcels): They are taken in, and were to be merged at once.
        asked_again(): The person wants to try the same again.
    """

    listed = Signal()
    came = Signal(object)
    asked_again = Signal()

    def __init__(self, desk: Desk, strip: JobStrip, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._strip = desk, strip
        self._typed: dict[str, str] = {}
        self._one: Destination | None = None
        self._merge = False

    @property
    def last(self) -> str:
        """Name of the destination that was fetched from last, empty for none."""
        return self._one.name if self._one is not None else ""

    @property
    def merges(self) -> bool:
        """Whether what came last was to be merged at once."""
        return self._merge

    def secret(self, one: Destination) -> str:
        """Return the password of a destination: typed in this run, or the system's."""
        return self._typed.get(one.name) or destination.kept_secret(one)

    def fetch(self, one: Destination, secret: str, *, merge: bool) -> None:
        """Fetch what is new there, and take it in; ``merge``: merge it at once."""
        if self._strip.busy or self._desk.locked:
            return
        if secret:
            self._typed[one.name] = secret
        self._one, self._merge = one, merge
        workspace = self._desk.workspace

        def work(progress: Progress) -> Reached:
            return fetching.reach(workspace, one, self.secret, progress)

        job = self._desk.jobs.read(work, "fetch")
        self._strip.follow(job, _("Fetching from {name}").format(name=one.name))
        job.succeeded.connect(self._take)
        job.cancelled.connect(self._not_begun)

    @Slot()
    def _not_begun(self) -> None:
        """Say that it was stopped before the road was taken."""
        self._say(Fetched([], [], "", None, True))

    @Slot(object)
    def _take(self, got: Reached) -> None:
        """Take in what came, and bring back what there is to tell."""
        one = self._one
        if one is None or (got.problem is not None and not got.files):
            self._say(Fetched([], [], "", got.problem, got.stopped))
            return
        workspace, merge = self._desk.workspace, self._merge
        # A stick is no destination that is remembered: its receipts go to its folder.
        where = one.url if one.kind == "folder" else one.name

        def work(progress: Progress) -> Fetched:
            taken = fetching.take_fetched(workspace, got.files, progress, name=where)
            receipts: list[str] = []
            unsent = ""
            # What is merged at once is told of then, by one receipt and not by two.
            later = merge and any(one.waiting for one in taken)
            if got.problem is None and not got.stopped and not later:
                try:
                    receipts = receipt_work.bring(workspace, where, self.secret)
                except AppError as error:
                    unsent = sentence(error)
            return Fetched(taken, receipts, unsent, got.problem, got.stopped)

        job = self._desk.jobs.write(work, "take in fetched")
        self._strip.follow(job, _("Taking in and verifying"))
        job.succeeded.connect(self._say)
        for end in (job.cancelled, job.failed):
            end.connect(self.listed)

    @Slot(object)
    def _say(self, done: Fetched) -> None:
        """Say what came; what went wrong comes first, and can be tried again."""
        self.listed.emit()
        again: tuple[str, Callable[[], None]] = (_("Fetch again"), self.asked_again.emit)
        if done.problem is not None:
            came = f" {came_words(len(done.parcels))}" if done.parcels else ""
            if isinstance(done.problem, NewKeyError):
                again = (_("Compare the key…"), partial(self._compare, done.problem))
            self._desk.say(f"{sentence(done.problem)}{came}", "critical", *again)
        elif done.stopped:
            words = _("Stopped. What came whole stays, the rest comes the next time.")
            self._desk.say(words, "serious", *again)
        elif refused := [one for one in done.parcels if one.state == "refused" and not one.held]:
            self._desk.say(readable(refused[0].reason), "critical")
        else:
            self._tell(done)
        if self._merge and any(one.waiting for one in done.parcels):
            self.came.emit([one for one in done.parcels if one.waiting])

    def _compare(self, new: NewKeyError) -> None:
        from app.ui.exchange.add_destination import AddDestination

        self.dialog = AddDestination(self._desk, self._one, new=new)
        self.dialog.kept.connect(self.asked_again)
        self.dialog.open()

    def _tell(self, done: Fetched) -> None:
        held = sum(one.held for one in done.parcels)
        if held:
            from app.ui.hub.inbox_work import held_words

            self._desk.say(held_words(held), "serious")
            return
        parts = [came_words(len(done.parcels))]
        if done.unsent:
            parts.append(_("No receipt could be brought: {reason}").format(reason=done.unsent))
        elif done.receipts:
            count = len(done.receipts)
            words = ngettext(
                "{count} receipt brought back.", "{count} receipts brought back.", count
            )
            parts.append(words.format(count=count))
        self._desk.say(" ".join(parts), "serious" if done.unsent else "done")


def came_words(count: int) -> str:
    """Say how many packages came over the road."""
    if not count:
        return _("Nothing new lies there.")
    return ngettext(
        "{count} package fetched and verified.", "{count} packages fetched and verified.", count
    ).format(count=count)
