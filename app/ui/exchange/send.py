"""送出 (screen 04): where to and what, packing and bringing, what came of it.

The work goes on when the dialog is put away; opening it again shows how far it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import AppError
from app.exchange.roads.destination import Destination
from app.exchange.sending import Sent, UnfinishedError, Watch
from app.i18n import _
from app.keys import LockedError
from app.ui.exchange import send_run
from app.ui.exchange.add_destination import AddDestination
from app.ui.exchange.prepare import Prepared, Way, look_ahead, prepare
from app.ui.exchange.problem import problem_words
from app.ui.exchange.send_progress import ProgressPage
from app.ui.exchange.send_result import ResultPage
from app.ui.exchange.send_where import WherePage
from app.ui.exchange.sticks import Stick, sticks
from app.ui.exchange.unlock import UnlockDialog
from app.ui.exchange.ways import title_of
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from app.exchange.ahead import Ahead
    from app.ui.desk import Desk
    from app.ui.jobs import Job

_LOOK_MS = 2000
"""How often sticks are looked for while the first page stands."""


class SendDialog(Dialog):
    """Three steps: where to, bring it there, done.

    Attributes:
        where: The first page.
        state: ``where``, ``going``, ``stopped`` or ``done``.
        choose: The button for another folder.
        later, other, go: The buttons of the foot; ``go`` is the primary one.
    """

    def __init__(self, desk: Desk, find_sticks: Callable[[], Sequence[Stick]] = sticks) -> None:
        steps = (_("What goes, and where to"), _("Pack and check"), _("Hand over"))
        super().__init__(desk.shell, _("Send a package"), steps, height=560)
        self._desk, self._find = desk, find_sticks
        self._extra: list[Destination] = []
        self._found: Prepared | None = None
        self._ahead: dict[str, Ahead] = {}
        self._secrets: dict[str, str] = {}
        self._job: Job | None = None
        self._watch = Watch()
        self._way: Way | None = None
        self._done: Sent | None = None
        self._looking = False
        self.state = "where"
        self.where = WherePage()
        self.choose = self.where.choose
        self.choose.clicked.connect(self._choose)
        self.where.add.clicked.connect(lambda: self._destination(None))
        self.where.change.clicked.connect(self._change)
        self.where.list.chosen.connect(self._chosen)
        self.where.list.accepted.connect(self.next_step)
        self.where.password.advanced.connect(self.next_step)
        self._page: QWidget = self.where
        self.body.addWidget(self._page, 1)
        self.receipts = self.add_button(Button(_("Look for receipts"), icon="rotate-cw"))
        self.receipts.clicked.connect(self._look_for_receipts)
        self.later = self.add_button(Button(_("Leave it"), hint="Esc"))
        self.later.clicked.connect(self.reject)
        self.slip = self.add_button(Button(_("Print the slip"), icon="printer", hint="Ctrl+P"))
        self.slip.clicked.connect(self._print_slip)
        self.other = self.add_button(Button(_("Open the folder"), icon="folder-open"))
        self.other.clicked.connect(self._open_folder)
        self.go = self.add_button(Button(_("Send…"), "primary", "send", "Enter"))
        self.go.clicked.connect(self.next_step)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self.finished.connect(self._timer.stop)
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
        self.set_note(_("Records and originals stay here until the receipt comes."))
        self.later.set_words(_("Leave it"), "Esc")
        self.later.show()
        self.other.hide()
        self.slip.hide()
        self.receipts.show()
        self.go.kind = "primary"
        self.go.set_words(_("Send…"), "Enter")
        self.go.set_icon("send")
        self.go.setFocus()
        self._ahead.clear()
        self.look()
        self._timer.start()

    def look(self) -> None:
        """Look for sticks and count what goes, beside the GUI thread."""
        if self._looking or self.state != "where":
            return
        self._looking = True
        workspace, find, extra = self._desk.workspace, self._find, tuple(self._extra)
        job = self._desk.jobs.read(lambda _progress: prepare(workspace, find, extra), "where to")
        job.succeeded.connect(self._prepared)
        job.failed.connect(self._not_prepared)
        job.cancelled.connect(self._not_prepared)

    def _not_prepared(self, _error: object = None) -> None:
        self._looking = False

    def _prepared(self, found: Prepared) -> None:
        self._looking = False
        if self.state != "where":
            return
        before, now = self._found, self.where.list.way
        if before is None or before.ways != found.ways or now is None:
            kept = now.key if now is not None and now.key in {w.key for w in found.ways} else ""
            new = [way.key for way in found.ways if way.key in self._wanted()]
            self.where.show_ways(found, (new[-1] if new else "") or kept or found.chosen)
            self._wanted_now = ""
        self._found = found
        self._count()

    _wanted_now = ""

    def _wanted(self) -> set[str]:
        return {self._wanted_now} if self._wanted_now else set()

    def _chosen(self, _name: str) -> None:
        self.where.show_problem("")
        self.where.show_chosen()
        self._count()

    def _count(self) -> None:
        way = self.where.list.way
        self.go.setEnabled(way is not None)
        if way is None:
            self.choose.setFocus()
        elif self.focusWidget() in (None, self.choose):
            self.go.setFocus()
        self.receipts.setEnabled(way is not None)
        name = way.key if way is not None else ""
        known = self._ahead.get(name)
        if known is not None:
            self.where.show_ahead(known)
            return
        workspace = self._desk.workspace
        job = self._desk.jobs.read(lambda _progress: look_ahead(workspace, name), "what goes")
        job.succeeded.connect(self._counted)

    def _counted(self, result: tuple[str, Ahead]) -> None:
        name, found = result
        self._ahead[name] = found
        way = self.where.list.way
        if self.state == "where" and (way.key if way is not None else "") == name:
            self.where.show_ahead(found)
            words = _("Go on sending") if found.volumes else _("Send…")
            self.go.set_words(words, "Enter")

    # Choosing

    def _choose(self) -> None:
        way = self.where.list.way
        start = str(way.one.folder) if way is not None and way.one.kind == "folder" else ""
        dialog = QFileDialog(self, _("Where the package goes"), start)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.set_folder)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def set_folder(self, folder: str) -> None:
        """Send into a folder; it is remembered once something went there."""
        path = Path(folder)
        ways = self._found.ways if self._found is not None else ()
        known = [way.key for way in ways if way.one.kind == "folder" and way.one.folder == path]
        if known:
            self.where.list.pick(known[0])
            return
        names = {way.key for way in ways}
        name = path.name if path.name and path.name not in names else folder
        one = Destination(name, folder)
        self._extra.append(one)
        lock = self._found.lock if self._found is not None else "open"
        self._found = Prepared((*ways, Way(one)), name, lock)
        self.where.show_ways(self._found, name)
        self._count()

    def _change(self) -> None:
        way = self.where.list.way
        if way is not None:
            self._destination(way.one)

    def _destination(self, one: Destination | None) -> None:
        dialog = AddDestination(self._desk, one)
        dialog.kept.connect(self._kept)
        dialog.forgotten.connect(self._forgotten)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _kept(self, name: str, secret: str) -> None:
        if secret:
            self._secrets[name] = secret
        self._ahead.pop(name, None)
        self._found, self._wanted_now, self._looking = None, name, False
        self.look()

    def _forgotten(self, name: str) -> None:
        self._secrets.pop(name, None)
        self._found, self._looking = None, False
        self.where.list.pick("")
        self.look()

    # Doing

    def next_step(self) -> None:
        """Do what the primary button says."""
        if self.state in ("where", "stopped"):
            self._begin()
        elif self.state == "going" and self._job is not None:
            self._job.cancel()
        elif self.state == "done":
            self.accept()

    def _begin(self) -> None:
        way = self.where.list.way
        if way is None or self._found is None:
            return
        typed = self.where.password.text()
        if typed:
            self._secrets[way.key] = typed
        if way.needs_secret and not way.secret_kept and not self._secrets.get(way.key):
            self.where.show_problem(_("Type the password of {name}.").format(name=way.key))
            self.where.password.set_error(True)
            self.where.password.setFocus()
            return
        found = self._ahead.get(way.key)
        if found is not None and found.signs and self._found.lock != "open":
            self._unlock(choose=self._found.lock == "choose")
            return
        self._way = way
        self._go()

    def _unlock(self, *, choose: bool) -> None:
        dialog = UnlockDialog(self, self._desk.workspace, choose=choose)
        dialog.accepted.connect(self._unlocked)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _unlocked(self) -> None:
        if self._found is not None:
            self._found = Prepared(self._found.ways, self._found.chosen, "open")
        self._begin()

    def _go(self) -> None:
        way = self._way
        assert way is not None
        self.state = "going"
        self._timer.stop()
        self.set_step(1)
        self._watch = Watch()
        title = _("Writing to the stick") if way.stick is not None else _("Sending")
        self._progress = ProgressPage(title, _facts(way), self._ahead.get(way.key))
        self._show(self._progress)
        self.set_note(_("Volumes that are written are not written again; it goes on from there."))
        self.later.set_words(_("To the background"), "Esc")
        self.later.show()
        self.receipts.hide()
        self.other.hide()
        self.go.kind = "plain"  # stopping is not what one is led to
        self.go.set_words(_("Stop"), "")
        self.go.set_icon("")
        self.later.setFocus()
        # Answers on their way to disk come first; then packing runs beside the writer's lane.
        self._desk.write(lambda: None, self._start, "before packing")

    def _start(self, _none: None) -> None:
        assert self._way is not None
        run = partial(
            send_run.run,
            self._desk.workspace,
            self._way,
            self._secrets.get(self._way.key, ""),
            keep_secret=self.where.keep.isChecked() and not self._way.secret_kept,
            watch=self._watch,
        )
        job = self._job = self._desk.jobs.read(lambda progress: run(progress=progress), "export")
        job.progressed.connect(self._progressed)
        job.succeeded.connect(self._sent)
        job.failed.connect(self._failed)
        job.cancelled.connect(self._cancelled)

    def _progressed(self, done: int, total: int, _what: str) -> None:
        if self.state == "going":
            self._progress.show_watch(self._watch, done, total)

    def _sent(self, sent: Sent) -> None:
        self._job = None
        self._desk.packed.emit()
        if sent.receipts:
            self._desk.places_changed.emit()
        assert self._way is not None
        if not self.isVisible():
            self.state = "where"
            numbers = "、".join(map(str, sent.numbers))
            words = _("Package {number} is written").format(number=numbers)
            self._desk.say(words if numbers else _("Nothing new to send"))
            return
        self.state, self._done = "done", sent
        self.slip.setVisible(bool(sent.numbers))
        self.set_step(3)
        self._show(ResultPage(sent, self._way, self._ahead.get(self._way.key), title_of(self._way)))
        self.set_note("")
        self.later.hide()
        self.other.setVisible(self._way.one.kind == "folder")
        self.go.kind = "primary"
        self.go.set_words(_("Good"), "Enter")
        self.go.setFocus()

    def _failed(self, error: BaseException) -> None:
        self._job = None
        self._desk.packed.emit()
        assert self._way is not None
        if not self.isVisible():
            self.state = "stopped"
            return  # the desk says it
        if isinstance(error, AppError):
            self._desk.mine(error)
        if isinstance(error, LockedError):
            self.show_where()
            self._unlock(choose=False)
        elif isinstance(error, UnfinishedError) or self._watch.lines:
            self._stopped(problem_words(error, self._way))
        else:
            self.show_where(problem_words(error, self._way))

    def _cancelled(self) -> None:
        self._job = None
        self._desk.packed.emit()
        if not self.isVisible():
            self.state = "stopped"
        elif self._watch.lines:
            self._stopped("")
        else:
            self.show_where(_("Stopped; no package was written."))

    def _stopped(self, problem: str) -> None:
        self.state = "stopped"
        self._progress.show_watch(self._watch, *_far(self._watch))
        self._progress.show_stopped(
            _("Stopped half-way") if not problem else _("Not brought whole"), problem
        )
        self.later.set_words(_("Leave it"), "Esc")
        self.go.kind = "primary"
        self.go.set_words(_("Go on sending"), "Enter")
        self.go.set_icon("send")
        self.go.setFocus()

    def _look_for_receipts(self) -> None:
        from app.ui.exchange.fetch import look_for_receipts

        way = self.where.list.way
        if way is not None:
            typed = self.where.password.text() or self._secrets.get(way.key, "")
            job = look_for_receipts(self._desk, way.one, typed)
            job.succeeded.connect(self._receipts_came)

    def _receipts_came(self, _found: object) -> None:
        if self.state == "where":
            self._ahead.clear()
            self._count()

    def _print_slip(self) -> None:
        from app.ui.exchange.slip import offer_slip

        if self._done is not None and self._way is not None:
            found = self._ahead.get(self._way.key)
            where = f"{title_of(self._way)} · {self._way.one.url}"
            offer_slip(self._desk, self, self._done, where, found)

    def _open_folder(self) -> None:
        if self._way is not None:
            send_run.show_folder(self._way.one.folder)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        if self.state == "where":
            self.go.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.state != "going":
            self.next_step()
        elif event.matches(QKeySequence.StandardKey.Print) and self.slip.isVisible():
            self._print_slip()
        else:
            super().keyPressEvent(event)


def _facts(way: Way) -> str:
    from app.ui.exchange.ways import line_of

    return f"{title_of(way)} · {line_of(way)}"


def _far(watch: Watch) -> tuple[int, int]:
    return sum(one.done for one in watch.lines), sum(2 * one.size for one in watch.lines)


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
