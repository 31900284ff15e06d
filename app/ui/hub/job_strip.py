"""A strip over a page while a job runs: what it does, how far it is, a button to stop it."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.i18n import _
from app.ui.field.shown import duration
from app.ui.jobs import Job
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.progress import CountBar

_BYTES_FROM = 1_000_000
_TOLD_AFTER_S = 1.0


class JobStrip(Panel):
    """Follows one job after the other; hidden while none runs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", "b", parent, _("Work in progress"))
        look = theme()
        self._job: Job | None = None
        self._title = ""
        self._pace = Pace()
        self._words = Text("", "label", elide=True)
        self._count = Text("", "label", "text2")
        self._bar = CountBar(_("Work in progress"))
        self.stop = Button(_("Stop"))
        self.stop.clicked.connect(self._cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.space(4), look.space(1), look.space(4), look.space(1))
        row.setSpacing(look.space(3))
        row.addWidget(self._words, 2)
        row.addWidget(self._bar, 3)
        row.addWidget(self._count)
        row.addWidget(self.stop)
        self.hide()

    @property
    def busy(self) -> bool:
        """Whether a job is followed."""
        return self._job is not None

    def follow(self, job: Job, title: str) -> None:
        """Show how far a job is until it ends."""
        self._job, self._title, self._pace = job, title, Pace()
        self.stop.setEnabled(True)
        self._show(0, 0, "")
        job.progressed.connect(self._show)
        for end in (job.succeeded, job.failed):
            end.connect(self._end_with)
        job.cancelled.connect(self._end)
        self.show()

    @Slot(int, int, str)
    def _show(self, done: int, total: int, what: str) -> None:
        self._words.setText(f"{self._title} · {what}" if what else self._title)
        self._bar.set_count(done, total)
        count = _("{done} of {total}").format(done=_short(done), total=_short(total))
        told = self._pace.words(done, total, monotonic()) if total >= _BYTES_FROM else ""
        self._count.setText(" · ".join(filter(None, (count, told))) if total else "")

    @Slot(object)
    def _end_with(self, _result: object) -> None:
        self._end()

    @Slot()
    def _end(self) -> None:
        self._job = None
        self.hide()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self.stop.setEnabled(False)
            self._words.setText(_("Stopping…"))


class Pace:
    """How fast bytes pass, and how long the rest takes."""

    def __init__(self) -> None:
        self._total = self._first = self._last = 0
        self._begun = 0.0

    def words(self, done: int, total: int, now: float) -> str:
        """Return speed and time left; empty as long as neither is known.

        Args:
            done: Bytes that passed; less than before, or of another total: it began anew.
            total: Bytes in all.
            now: Seconds of a clock that only goes forward.
        """
        if total != self._total or done < self._last:
            self._total, self._first, self._begun = total, done, now
        self._last = done
        spent = now - self._begun
        if spent < _TOLD_AFTER_S or done <= self._first:
            return ""
        speed = (done - self._first) / spent
        parts = [f"{speed / 1e6:.1f} MB/s"]
        if (left := round((total - done) / speed)) >= 1:
            parts.append(_("about {time} left").format(time=duration(left)))
        return " · ".join(parts)


def _short(number: int) -> str:
    """Bytes are told in megabytes, anything smaller as it is."""
    return f"{number / 1e6:.0f} MB" if number >= _BYTES_FROM else str(number)
