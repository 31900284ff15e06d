"""手机传照片: the code that a phone reads, where its photos go, and how many came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import AppError
from app.i18n import _
from app.ui.lazy import lazy
from app.ui.phone.qr import QrCode
from app.ui.phone.words import state_mark, state_words
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Text
from app.ui.widgets.marks import MarkLabel
from app.ui.widgets.segments import SegmentBar

if TYPE_CHECKING:
    from app.inspection import phone
    from app.inspection.phone import Address
    from app.ui.desk import Desk
    from app.ui.phone.link import PhoneLink

if not TYPE_CHECKING:
    phone = lazy("app.inspection.phone")


class PhoneDialog(Dialog):
    """Switches the link on while it is open; closed means off, unless it is kept as a strip.

    Attributes:
        code: The QR code.
        address: The same as text.
        hosts: Which address of this laptop; None until they are known.
        renew, keep, end: The buttons.

    Signals:
        kept(): It goes on in a strip while one inspects.
    """

    kept = Signal()

    def __init__(self, desk: Desk, link: PhoneLink) -> None:
        super().__init__(desk.shell, _("Photos from a phone"), height=theme().scaled(470))
        self._desk, self._link = desk, link
        self._keep_on = False
        self.hosts: SegmentBar | None = None
        look = theme()
        row = QHBoxLayout()
        row.setSpacing(look.space(4))
        self.code = QrCode()
        row.addWidget(self.code, 0, Qt.AlignmentFlag.AlignTop)
        self._beside = QVBoxLayout()
        self._beside.setSpacing(look.space(2))
        row.addLayout(self._beside, 1)
        self._make_steps()
        self.body.addLayout(row)
        self.body.addStretch()
        self.renew = self.add_button(Button(_("Another code"), icon="rotate-cw"))
        self.renew.clicked.connect(link.renew)
        self.end = self.add_button(Button(_("Switch off"), hint="Esc"))
        self.end.clicked.connect(self.reject)
        self.keep = self.add_button(Button(_("Stay on while I inspect"), "primary", hint="Enter"))
        self.keep.clicked.connect(self._keep)
        link.changed.connect(self._show)
        self._show()
        if link.on:
            self._known_on()
        else:
            job = desk.jobs.read(lambda _progress: phone.addresses(), "addresses")
            job.succeeded.connect(self._found)

    def _make_steps(self) -> None:
        column = self._beside
        for words in (
            _("1. Phone and laptop in one network: the same Wi-Fi, or the phone's hotspot."),
            _("2. Read the code with the camera of the phone."),
            _("3. Take photos there. They are on this laptop when the phone says so."),
        ):
            column.addWidget(Text(words, "body", wrap=True))
        self._network = QVBoxLayout()
        column.addLayout(self._network)
        column.addWidget(Text(_("Or type into the phone's browser"), "caption", "text2"))
        self.address = Text("", "label", wrap=True)
        self.address.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.address)
        state = QHBoxLayout()
        state.setSpacing(theme().space(2))
        self._mark = MarkLabel("circle-dashed", size=2)
        state.addWidget(self._mark)
        self.state = Text("", "body_strong", wrap=True)
        state.addWidget(self.state, 1)
        column.addLayout(state)
        self.goes = Text("", "label", "text2", wrap=True)
        column.addWidget(self.goes)
        alone = _("Only this laptop and the phone; nothing goes over the internet.")
        column.addWidget(Text(alone, "caption", "text2", wrap=True))
        column.addStretch()

    # The addresses of this laptop

    def _found(self, found: list[Address]) -> None:
        if not self.isVisible():
            return
        outside = [one for one in found if not one.loopback]
        if not outside:
            words = _(
                "This laptop is in no network. Switch on the phone's hotspot and join it, then open"
                " this again; it costs no data."
            )
            self._network.addWidget(_note(words))
        if len(found) > 1:
            parts = [(one.host, one.host) for one in outside]
            parts += [(one.host, _("This laptop only")) for one in found if one.loopback]
            self.hosts = SegmentBar(_("Which network"), parts)
            self.hosts.chosen.connect(self.use)
            self._network.addWidget(Text(_("Which network"), "caption", "text2"))
            self._network.addWidget(self.hosts)
        self.use(found[0].host)

    def _known_on(self) -> None:
        """Say which address is in use: the link goes on from the strip."""
        self._network.addWidget(Text(self._link.host, "caption", "text2"))

    def use(self, host: str) -> None:
        """Offer the page at one address."""
        if self.hosts is not None:
            self.hosts.set_value(host)
        try:
            self._link.start(host)
        except AppError as error:
            self.state.setText(str(error))
            self._mark.set_mark("critical")
            self.code.set_text("")

    # What is shown

    def _show(self) -> None:
        link = self._link
        self.code.set_text(link.url if not link.connected else "")
        self.code.setVisible(not link.connected)
        self.address.setText(link.url or "…")
        self.state.setText(state_words(link))
        self._mark.set_mark(state_mark(link))
        target = link.target
        self.goes.setText(
            _("They go to {where}").format(where=target.words)
            if target is not None
            else _("No building is open: photos are not taken until one is.")
        )

    def _keep(self) -> None:
        self._keep_on = True
        self.accept()

    def done(self, result: int) -> None:
        """Close: off, unless it goes on as a strip."""
        self._link.changed.disconnect(self._show)
        if self._keep_on and self._link.on:
            self.kept.emit()
        else:
            self._link.stop()
            self._desk.shell.notices.drop("phone")
        super().done(result)


def _note(words: str) -> QWidget:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.addWidget(MarkLabel("serious", size=1), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(Text(words, "label", wrap=True), 1)
    return row
