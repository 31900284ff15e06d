"""网络收件箱: laptops send over the unit's network to this machine; start, end, accounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.errors import AppError
from app.i18n import _
from app.ui.crash import sentence
from app.ui.hub.facts_card import FactsCard
from app.ui.hub.intake import Intake
from app.ui.theme import theme
from app.ui.trust import network_work
from app.ui.trust.accounts_box import AccountsBox
from app.ui.trust.opened import keys_open
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import TextField
from app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from app.exchange.serve.server import Inbox
    from app.ui.desk import Desk
    from app.ui.trust.network_work import Door

PORT = 8443


class NetworkDialog(Dialog):
    """Shows whether the network inbox runs, and lets it run.

    Attributes:
        accounts: One for each laptop.
        port: Where it listens; ``go``: starts or ends it.
        problem: What went wrong.
    """

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent, _("Network inbox"), height=540)
        self._desk = desk
        self._intake = Intake.of(desk)
        self._door: Door | None = None
        self._busy = False
        look = theme()
        self._about = Text(
            _(
                "Laptops in the unit's network send straight to this machine, over TLS, each into "
                "its own folder. It runs as long as this window is open."
            ),
            "body",
            "text2",
            wrap=True,
        )
        self.facts = FactsCard()
        self.port = TextField(_("Port"))
        self.port.setText(str(PORT))
        self.port.setFixedWidth(look.width("number"))
        row = QHBoxLayout()
        row.setSpacing(look.space(2))
        label = Text(_("Port"), "label", "text2")
        label.setBuddy(self.port)
        row.addWidget(label)
        row.addWidget(self.port)
        row.addStretch()
        self.accounts = AccountsBox()
        self.accounts.add_wanted.connect(self._add)
        self.accounts.remove_wanted.connect(self._remove)
        self.problem = Text("", "body", "critical", wrap=True)
        self.body.addWidget(self._about)
        self.body.addWidget(self.facts)
        self.body.addLayout(row)
        self.body.addWidget(self.accounts)
        self.body.addWidget(self.problem)
        self.body.addStretch()
        close = self.add_button(Button(_("Close"), hint="Esc"))
        close.clicked.connect(self.reject)
        self.go = self.add_button(Button(_("Start"), "primary", "play"))
        self.go.clicked.connect(self._toggle)
        self.go.setEnabled(False)
        self.accounts.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self._read()

    # What there is

    def _read(self) -> None:
        workspace = self._desk.workspace
        self._do(lambda: network_work.look(workspace), self._show)

    @Slot(object)
    def _show(self, door: Door) -> None:
        self._busy = False
        self._door = door
        self.accounts.set_accounts(door.accounts)
        self._tell()

    def _tell(self) -> None:
        server, door = self._intake.server, self._door
        runs = server is not None
        where = door.addresses if door is not None else []
        port = server.port if server is not None else self.port.text()
        address = "\n".join(f"https://{one}:{port}/" for one in where)
        print_ = door.fingerprint.upper() if door is not None else ""
        self.facts.set_facts(
            "",
            [
                (
                    _("State"),
                    _("runs since this window is open") if runs else _("does not run"),
                    "ok" if runs else "text2",
                ),
                (_("Address"), f"{address}" if address else "—", "text"),
                (
                    _("Certificate fingerprint"),
                    " ".join(print_[at : at + 4] for at in range(0, len(print_), 4)),
                    "text",
                ),
            ],
        )
        self.port.setEnabled(not runs)
        self.go.set_words(_("End it") if runs else _("Start"))
        self.go.set_icon("x" if runs else "play")
        there = door is not None and bool(door.accounts)
        self.go.setEnabled((runs or there) and not self._busy and not self._desk.locked)
        self.set_note("" if there else _("Make an account for each laptop first."))

    # Start and end

    def _toggle(self) -> None:
        server = self._intake.server
        if server is not None:
            self._intake.serve(None)
            self._do(server.stop, self._ended)
        elif keys_open(self, self._desk, receiving=True):
            self._start(None)

    def _start(self, before: Inbox | None) -> None:
        text = self.port.text().strip()
        if not text.isdecimal() or not 1 <= int(text) <= 65535:
            self.port.set_error(True)
            self.problem.setText(_("A port is a number from 1 to 65535; 8443 is usual."))
            return
        self.port.set_error(False)
        workspace, port = self._desk.workspace, int(text)
        self._do(lambda: network_work.start(workspace, port, before), self._started)

    @Slot(object)
    def _started(self, server: Inbox) -> None:
        self._busy = False
        self._intake.serve(server)
        self._tell()

    @Slot(object)
    def _ended(self, _nothing: object) -> None:
        self._busy = False
        self._tell()

    # Accounts

    def _add(self, name: str) -> None:
        workspace = self._desk.workspace
        self._do(lambda: (name, network_work.add(workspace, name)), self._added)

    @Slot(object)
    def _added(self, made: tuple[str, str]) -> None:
        self._busy = False
        self.accounts.show_password(*made)
        self._changed()

    def _remove(self, name: str) -> None:
        workspace = self._desk.workspace
        self._do(lambda: network_work.remove(workspace, name), self._removed)

    @Slot(object)
    def _removed(self, _nothing: object) -> None:
        self._busy = False
        self._changed()

    def _changed(self) -> None:
        """Start a running inbox anew, which is how it learns of other accounts."""
        before = self._intake.server
        self._read()
        if before is not None:
            self._intake.serve(None)
            self._start(before)

    def _do(self, work: Callable[[], Any], then: Callable[[Any], object]) -> None:
        self.problem.setText("")
        self._busy = True
        self.go.setEnabled(False)
        job = self._desk.jobs.read(lambda _progress: work(), "network inbox")
        job.succeeded.connect(then)
        job.failed.connect(self._failed)

    @Slot(object)
    def _failed(self, error: object) -> None:
        self._busy = False
        if isinstance(error, AppError):
            self._desk.mine(error)
            self.problem.setText(sentence(error))
        self._tell()
