"""本台密钥: where the keys of this hub are, its fingerprint, and the recovery key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.ui.hub.facts_card import StepsCard
from app.ui.trust.fingerprint import FingerprintGroups
from app.ui.trust.opened import keys_open
from app.ui.trust.words import came_words
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import TextField
from app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from app.ui.desk import Desk


class _Found(NamedTuple):
    name: str
    fingerprint: str
    where: str
    recovery: int
    rehearsal: bool


class KeysDialog(Dialog):
    """Shows the keys of this hub, and makes them.

    Attributes:
        name: What laptops read beside the fingerprint.
        groups: The hub's fingerprint.
        make: Makes the keys; ``recovery``: makes the recovery key, or another.
    """

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent, _("Keys of this hub"), height=500)
        self._desk = desk
        self._named = ""
        self.name = TextField(
            _("Name of this hub"), _("as people call it, such as the unit's name")
        )
        self.name.advanced.connect(self._call)
        self.name.editingFinished.connect(self._call)
        self.name.hide()
        label = self._label = Text(_("Name of this hub, as laptops read it"), "label", "text2")
        label.setBuddy(self.name)
        label.hide()
        self._told = Text(
            _("Fingerprint of this hub: read it to whoever takes its first task package"),
            "label",
            "text2",
            wrap=True,
        )
        self.groups = FingerprintGroups()
        self._said = StepsCard()
        for widget in (label, self.name, self._told, self.groups, self._said):
            self.body.addWidget(widget)
        self.body.addStretch()
        close = self.add_button(Button(_("Close"), hint="Esc"))
        close.clicked.connect(self.reject)
        self.make = self.add_button(Button(_("Make the keys"), "primary", "lock"))
        self.make.clicked.connect(self._make)
        self.recovery = self.add_button(Button(_("Make the recovery key…"), icon="printer"))
        self.recovery.clicked.connect(self._recover)
        for part in (self._told, self.groups, self.make, self.recovery):
            part.hide()
        self.refresh()

    def refresh(self) -> None:
        """Read what there is, beside the GUI thread."""
        workspace = self._desk.workspace

        def look(session: Any) -> _Found:
            from app import keys
            from app.exchange.naming import own_name
            from app.exchange.recovery import recovery_made
            from app.exchange.trust import device, is_rehearsal

            known = device(session, workspace.device)
            return _Found(
                own_name(session, workspace),
                known.keys.fingerprint if known is not None else "",
                keys.where(workspace.device),
                recovery_made(session),
                is_rehearsal(session),
            )

        self._desk.read(look, self._show, "keys")

    @Slot(object)
    def _show(self, found: _Found) -> None:
        has = bool(found.fingerprint)
        for part in (self._label, self.name):
            part.show()
        self.name.setReadOnly(self._desk.locked)
        if not self.name.hasFocus() or self.name.text() == self._named:
            self.name.setText(found.name)
        self._named = found.name
        self._told.setVisible(has)
        self.groups.setVisible(has)
        self.groups.set_fingerprint(found.fingerprint)
        places = {
            "keyring": (
                _("The system's password store keeps them"),
                _("They open with the login."),
            ),
            "file": (
                _("A passphrase protects them"),
                _("It is asked for once each time the program runs. Nobody can find it again."),
            ),
        }
        lost = (
            _("The secret keys are not on this machine"),
            _("Packages can be opened with the recovery key alone. Ask whoever keeps it."),
        )
        steps = []
        if has:
            words, more = places.get(found.where, lost)
            tone = "text" if found.where else "critical"
            steps.append(("lock" if found.where else "critical", words, more, tone))
        else:
            steps.append(
                (
                    "circle-dashed",
                    _("This hub has no keys yet"),
                    _("They sign task packages and receipts, and open what laptops send."),
                    "text",
                )
            )
        steps.append(self._recovery_step(found))
        self._said.set_steps(steps)
        locked = self._desk.locked
        self.make.setVisible(not has and not locked)
        self.recovery.setVisible(not locked)
        self.recovery.set_words(
            _("Make another recovery key…") if found.recovery else _("Make the recovery key…")
        )
        self._has_recovery = bool(found.recovery)
        if self.focusWidget() in (None, self._close):
            (self.make if not has and not locked else self.name).setFocus()

    def _recovery_step(self, found: _Found) -> tuple[str, str, str, str]:
        if found.recovery:
            when = came_words(found.recovery) if found.recovery > 1 else ""
            return (
                "confirmed",
                _("There is a recovery key"),
                _("Made {when}. Two persons keep it, on paper and as a file; not this machine.")
                .format(when=when)
                if when
                else _("Two persons keep it, on paper and as a file; not this machine."),
                "text",
            )  # fmt: skip
        if found.rehearsal:
            return (
                "info",
                _("No recovery key"),
                _("A rehearsal goes without; real work does not."),
                "text",
            )
        return (
            "serious",
            _("No recovery key yet"),
            _("If this machine is lost, so is what laptops sealed for it. Make one first."),
            "serious",
        )

    def _call(self) -> None:
        """Keep the name that was typed."""
        typed = self.name.text().strip()
        if self._desk.locked or not typed or typed == self._named:
            return
        workspace, self._named = self._desk.workspace, typed

        def work() -> str:
            from app.exchange.naming import call

            return call(workspace, typed)

        self._desk.write(work, self._called, "name of the hub")

    @Slot(object)
    def _called(self, name: str) -> None:
        self._named = name
        self._desk.say(_("Laptops read “{name}” in the next task package.").format(name=name))

    def _make(self) -> None:
        """Make the keys, with a passphrase where the system keeps none."""
        if not keys_open(self, self._desk, make=True):
            return
        workspace = self._desk.workspace

        def work() -> None:
            from app.exchange.trust import own_keys

            own_keys(workspace, as_hub=True)

        self._desk.write(work, self._made, "keys")

    @Slot(object)
    def _made(self, _nothing: object) -> None:
        self.refresh()

    def _recover(self) -> None:
        from app.ui.trust.recovery_dialog import RecoveryDialog

        self.dialog = RecoveryDialog(self._desk, self, anew=self._has_recovery)
        self.dialog.kept.connect(self.refresh)
        self.dialog.open()
