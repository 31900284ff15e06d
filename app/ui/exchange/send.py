"""送出 (screen 04): where to and what, packing and bringing, what came of it.

The work goes on when the dialog is put away; opening it again shows how far it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.exchange.roads.base import NewKeyError
from app.exchange.sending import Sent, UnfinishedError
from app.i18n import _
from app.keys import LockedError
from app.ui.exchange import send_run
from app.ui.exchange.problem import problem_words
from app.ui.exchange.send_choice import Choice
from app.ui.exchange.send_foot import SendFoot
from app.ui.exchange.send_progress import ProgressPage
from app.ui.exchange.send_result import ResultPage
from app.ui.exchange.send_where import WherePage
from app.ui.exchange.sticks import Stick, sticks
from app.ui.exchange.unlock import UnlockDialog
from app.ui.exchange.ways import line_of, title_of
from app.ui.widgets.dialog import Dialog
from app.ui.words import listed

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.exchange.prepare import Way


class SendDialog(Dialog):
    """Three steps: where to, bring it there, done.

    Attributes:
        where: The first page; ``choice``: what can be chosen there.
        sending: The work; it goes on while the dialog is put away.
        state: ``where``, ``going``, ``stopped`` or ``done``.
        foot: The buttons; ``go`` is the primary one, ``choose`` stands on the first page.
    """

    def __init__(self, desk: Desk, find_sticks: Callable[[], Sequence[Stick]] = sticks) -> None:
        steps = (_("What goes, and where to"), _("Pack and check"), _("Hand over"))
        super().__init__(desk.shell, _("Send a package"), steps, height=560)
        self._desk = desk
        self._way: Way | None = None
        self._done: Sent | None = None
        self.state = "where"
        self.sending = send_run.Sending(desk, self)
        self.sending.progressed.connect(self._progressed)
        self.sending.sent.connect(self._sent)
        self.sending.failed.connect(self._failed)
        self.sending.stopped.connect(self._cancelled)
        self.where = WherePage()
        self.choice = Choice(desk, self.where, self, find_sticks)
        self.choice.changed.connect(self._chosen)
        self.choose = self.where.choose
        self.where.list.accepted.connect(self.next_step)
        self.where.password.advanced.connect(self.next_step)
        self._page: QWidget = self.where
        self.body.addWidget(self._page, 1)
        self.foot = SendFoot(self)
        self.go, self.slip, self.receipts = self.foot.go, self.foot.slip, self.foot.receipts
        self.go.clicked.connect(self.next_step)
        self.receipts.clicked.connect(self.choice.look_for_receipts)
        self.foot.later.clicked.connect(self.reject)
        self.foot.elsewhere.clicked.connect(lambda: self.show_where())
        self.slip.clicked.connect(self._print_slip)
        self.foot.folder.clicked.connect(self._open_folder)
        self.finished.connect(self.choice.end)
        self.show_where()

    # Pages

    def _show(self, page: QWidget) -> None:
        if page is self._page:
            return
        old, self._page = self._page, page
        self.body.replaceWidget(old, page)
        page.show()
        old.hide()
        if old is not self.where:
            old.deleteLater()

    def show_where(self, problem: str = "") -> None:
        """Show the first page; ``problem``: why nothing was sent."""
        self.state = "where"
        self.set_step(0)
        self._show(self.where)
        self.where.show_problem(problem)
        self.foot.show_where()
        self.choice.begin()

    def _chosen(self) -> None:
        if self.state != "where":
            return
        way, found = self.choice.way, self.choice.ahead
        self.go.setEnabled(way is not None)
        self.receipts.setEnabled(way is not None)
        if way is None:
            self.choose.setFocus()
        elif self.focusWidget() in (None, self.choose):
            self.go.setFocus()
        unfinished = found is not None and found.volumes
        self.go.set_words(_("Go on sending") if unfinished else _("Send…"), "Enter")

    # Doing

    def next_step(self) -> None:
        """Do what the primary button says."""
        if self.state == "where":
            self._begin()
        elif self.state == "stopped":
            self._go()
        elif self.state == "going":
            self.foot.show_stopping()
            self.sending.stop()
        elif self.state == "done":
            self.accept()

    def _begin(self) -> None:
        way = self.choice.way
        if way is None or self.choice.wants_password(way):
            return
        found = self.choice.ahead
        if found is not None and found.signs and self.choice.lock != "open":
            self._unlock(choose=self.choice.lock == "choose")
            return
        self._way = way
        self._go()

    def _unlock(self, *, choose: bool) -> None:
        dialog = UnlockDialog(self, self._desk.workspace, choose=choose)
        dialog.accepted.connect(self._unlocked)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _unlocked(self) -> None:
        self.choice.lock = "open"
        self._begin()

    def _go(self) -> None:
        way = self._way
        assert way is not None
        self.state = "going"
        self.choice.end()
        self.set_step(1)
        title = _("Writing to the stick") if way.stick is not None else _("Sending")
        facts = f"{title_of(way)} · {line_of(way)}"
        self._progress = ProgressPage(title, facts, self.choice.ahead)
        self._show(self._progress)
        self.foot.show_going()
        keep = self.where.keep.isChecked() and not way.secret_kept
        self.sending.start(way, self.choice.secret(way), keep_secret=keep)

    def _progressed(self, done: int, total: int) -> None:
        if self.state == "going":
            self._progress.show_watch(self.sending.watch, done, total)

    def _sent(self, sent: Sent) -> None:
        assert self._way is not None
        self.state, self._done = "done", sent
        self.set_step(3)
        self._show(ResultPage(sent, self._way, self.choice.ahead, title_of(self._way)))
        self.foot.show_done(folder=self._way.one.kind == "folder", slip=bool(sent.numbers))
        if not self.isVisible():
            numbers = listed(map(str, sent.numbers))
            words = _("Package {number} is written").format(number=numbers)
            words = words if numbers else _("Nothing new to send")
            self._desk.say(words, "done", _("Show it"), self.open)

    def _failed(self, error: BaseException) -> None:
        assert self._way is not None
        known, locked = isinstance(error, AppError), isinstance(error, LockedError)
        packed = bool(self.sending.watch.lines) or isinstance(error, UnfinishedError)
        words = problem_words(error, self._way, packed=packed)
        if isinstance(error, AppError):
            self._desk.mine(error)
        if packed and not locked:
            self._stopped(words)
        else:
            self.show_where("" if locked else words)
        if not self.isVisible():
            self.choice.end()
            if known:
                self._desk.say(words, "critical", _("Show it"), self.open)
        elif locked:
            self._unlock(choose=False)
        elif isinstance(error, NewKeyError):
            self.choice.edit(self._way.one, error)

    def _cancelled(self) -> None:
        if self.sending.watch.lines:
            self._stopped("")
        else:
            self.show_where(_("Stopped; no package was written."))
        if not self.isVisible():
            self.choice.end()

    def _stopped(self, problem: str) -> None:
        self.state = "stopped"
        title = _("Not brought whole") if problem else _("Stopped half-way")
        self._progress.show_stopped(self.sending.watch, title, problem)
        self.foot.show_stopped()

    # Beside it

    def _print_slip(self) -> None:
        from app.ui.exchange.slip import offer_slip

        if self._done is not None and self._way is not None:
            where = f"{title_of(self._way)} · {self._way.one.shown}"
            offer_slip(self._desk, self, self._done, where, self.choice.ahead)

    def _open_folder(self) -> None:
        if self._way is not None:
            send_run.show_folder(self._way.one.folder)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.state == "where":
            self.choice.begin()
            self.go.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.state != "going":  # Enter goes on; it never stops what it began
                self.next_step()
        elif event.matches(QKeySequence.StandardKey.Print) and self.slip.isVisible():
            self._print_slip()
        else:
            super().keyPressEvent(event)


def open_send(desk: Desk) -> SendDialog:
    """Open the dialog; one whose work is still going on is shown again."""
    for old in desk.shell.findChildren(SendDialog):
        if old.state in ("going", "stopped"):
            old.open()
            return old
        old.deleteLater()
    dialog = SendDialog(desk)
    dialog.open()
    return dialog
