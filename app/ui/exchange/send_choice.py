"""Where a package can go and what would go there: looked up beside the window, chosen by people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import AppError
from app.exchange.roads.base import NewKeyError
from app.exchange.roads.destination import Destination
from app.i18n import _
from app.keys import LockedError
from app.ui.crash import sentence
from app.ui.exchange.add_destination import AddDestination
from app.ui.exchange.prepare import Prepared, Way, look_ahead, prepare
from app.ui.exchange.send_where import WherePage
from app.ui.exchange.sticks import Stick
from app.ui.exchange.unlock import UnlockDialog

if TYPE_CHECKING:
    from app.exchange.ahead import Ahead
    from app.exchange.returns import Fetched
    from app.ui.desk import Desk

_LOOK_MS = 2000
"""How often sticks are looked for while the first page stands."""


class Choice(QObject):
    """Fills the first page of 送出 and keeps what was chosen and counted.

    Attributes:
        page: The page.
        lock: What `app.keys.state` said of this laptop's keys.

    Signals:
        changed(): Another destination is chosen, or what goes there is counted now.
    """

    changed = Signal()

    def __init__(
        self, desk: Desk, page: WherePage, over: QWidget, find: Callable[[], Sequence[Stick]]
    ) -> None:
        """Fill the page.

        Args:
            desk: Whose work goes out.
            page: Shows it.
            over: The dialog over which a folder or an address is asked for.
            find: Lists the sticks that are in.
        """
        super().__init__(over)
        self._desk, self.page, self._over, self._find = desk, page, over, find
        self._extra: list[Destination] = []
        self._found: Prepared | None = None
        self._ahead: dict[str, Ahead] = {}
        self._secrets: dict[str, str] = {}
        self._wanted = ""
        self._looking = self._on = False
        self._ticket = 0
        self.lock = "open"
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        page.choose.clicked.connect(self._choose)
        page.add.clicked.connect(lambda: self.edit(None))
        page.change.clicked.connect(lambda: self.edit(getattr(page.list.way, "one", None)))
        page.list.chosen.connect(self._chosen)

    @property
    def way(self) -> Way | None:
        """The chosen destination; None: there is none, or nobody looked yet."""
        return self.page.list.way if self._found is not None else None

    @property
    def ahead(self) -> Ahead | None:
        """What would go there; None while it is counted."""
        way = self.page.list.way
        return self._ahead.get(way.key if way is not None else "")

    def secret(self, way: Way) -> str:
        """Return the password that was typed for a destination, empty for none."""
        typed = self.page.password.text()
        if typed and way == self.way:
            self._secrets[way.key] = typed
        return self._secrets.get(way.key, "")

    def wants_password(self, way: Way) -> bool:
        """Ask for the password where one is wanted and nobody has typed it; return whether so."""
        wants = way.needs_secret and not way.secret_kept and not self.secret(way)
        self.page.password.set_error(wants)
        if wants:
            self.page.show_problem(_("Type the password of {name}.").format(name=way.key))
            self.page.password.setFocus()
        return wants

    # Looking

    def begin(self) -> None:
        """Count anew and look for sticks from now on."""
        self._on = True
        self._ahead.clear()
        self.look()
        self._timer.start()

    def end(self) -> None:
        """Look for nothing any more."""
        self._on = False
        self._timer.stop()

    def look(self) -> None:
        """Look for sticks and count what goes, beside the GUI thread."""
        if self._looking or not self._on:
            return
        self._looking = True
        workspace, find, extra = self._desk.workspace, self._find, tuple(self._extra)
        ticket = self._ticket
        job = self._desk.jobs.read(lambda _progress: prepare(workspace, find, extra), "where to")
        job.succeeded.connect(partial(self._prepared, ticket))
        job.failed.connect(partial(self._not_prepared, ticket))
        job.cancelled.connect(partial(self._not_prepared, ticket))

    def _look_anew(self, found: Prepared | None = None) -> None:
        """Look again; a look under way knows nothing of what was chosen just now."""
        self._found, self._looking = found, False
        self._ticket += 1
        self.look()

    def _not_prepared(self, ticket: int, _error: object = None) -> None:
        self._looking = self._looking and ticket != self._ticket

    def _prepared(self, ticket: int, found: Prepared) -> None:
        if ticket != self._ticket:
            return
        self._looking = False
        if not self._on:
            return
        before, now = self._found, self.page.list.way
        if before is None or before.ways != found.ways or now is None:
            names = {way.key for way in found.ways}
            keep = (self._wanted, now.key if now is not None else "")
            chosen = next((name for name in keep if name in names), found.chosen)
            self.page.show_ways(found, chosen)
            self._wanted = ""
        self._found, self.lock = found, found.lock
        self._count()

    def _count(self) -> None:
        way = self.page.list.way
        name = way.key if way is not None else ""
        known = self._ahead.get(name)
        self.changed.emit()
        if known is not None:
            self.page.show_ahead(known)
            return
        workspace = self._desk.workspace
        job = self._desk.jobs.read(lambda _progress: look_ahead(workspace, name), "what goes")
        job.succeeded.connect(self._counted)

    def _counted(self, result: tuple[str, Ahead]) -> None:
        name, found = result
        self._ahead[name] = found
        way = self.page.list.way
        if self._on and (way.key if way is not None else "") == name:
            self.page.show_ahead(found)
            self.changed.emit()

    def look_for_receipts(self) -> None:
        """Fetch what the hub left at the chosen destination; other things may go after it."""
        from app.ui.exchange.fetch import look_for_receipts

        if (way := self.way) is None or self.wants_password(way):
            return
        job = look_for_receipts(self._desk, way.one, self.secret(way))
        job.succeeded.connect(self._receipts_came)
        job.failed.connect(self._no_receipts)

    def _receipts_came(self, found: Fetched) -> None:
        from app.ui.exchange.fetch import fetched_mark, fetched_words

        self.page.show_told("\n".join(fetched_words(found)), fetched_mark(found))
        self._ahead.clear()
        if self._on:
            self._count()
            if any(isinstance(problem, LockedError) for problem in found.problems):
                self._unlock_and_look()

    def _unlock_and_look(self) -> None:
        dialog = UnlockDialog(self._over, self._desk.workspace, receiving=True)
        dialog.accepted.connect(self.look_for_receipts)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _no_receipts(self, error: BaseException) -> None:
        if isinstance(error, LockedError) and self._on:
            self._unlock_and_look()
        elif isinstance(error, AppError) and self._on:
            self._desk.mine(error)
            self.page.show_told(sentence(error), "critical")
            if isinstance(error, NewKeyError) and (way := self.way) is not None:
                self.edit(way.one, error)

    # Choosing

    def _chosen(self, _name: str) -> None:
        self.page.show_problem("")
        self.page.show_told("")
        self.page.password.clear()  # it belongs to the one that was chosen before
        self.page.show_chosen()
        self._count()

    def _choose(self) -> None:
        way = self.page.list.way
        start = str(way.one.folder) if way is not None and way.one.kind == "folder" else ""
        dialog = QFileDialog(self._over, _("Where the package goes"), start)
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
            self.page.list.pick(known[0])
            return
        names = {way.key for way in ways}
        name = path.name if path.name and path.name not in names else folder
        one = Destination(name, folder)
        self._extra.append(one)
        self._found = Prepared((*ways, Way(one)), name, self.lock)
        self.page.show_problem("")
        self.page.show_ways(self._found, name)
        self._count()
        self._look_anew(self._found)

    def edit(self, one: Destination | None, new: NewKeyError | None = None) -> None:
        """Ask for a destination, or correct one; ``new``: a key that its server showed."""
        dialog = AddDestination(self._desk, one, self._over, new)
        dialog.kept.connect(self._kept)
        dialog.forgotten.connect(self._forgotten)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _kept(self, name: str, secret: str) -> None:
        if secret:
            self._secrets[name] = secret
        self._ahead.pop(name, None)
        self._wanted = name
        self._look_anew()

    def _forgotten(self, name: str) -> None:
        self._secrets.pop(name, None)
        self.page.list.pick("")
        self._look_anew()
