"""What one device is: its fingerprint, what came of it, whether it is trusted and since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.ui.hub.facts_card import FactsCard, StepsCard
from app.ui.hub.side_room import SidePanel
from app.ui.trust.fingerprint import FingerprintGroups
from app.ui.trust.words import came_words, missing_words, packages, who
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Text
from app.ui.words import listed

if TYPE_CHECKING:
    from app.exchange.device_lines import DeviceLine

Step = tuple[str, str, str, str]


def trust_steps(line: DeviceLine) -> list[Step]:
    """Return whether a device is trusted, why, and what to do."""
    known = line.known
    steps: list[Step] = []
    if line.state == "unsigned":
        return [
            (
                "circle-dashed",
                _("It never signed"),
                _("It has not taken a task package of this hub yet. Make one for it."),
                "text",
            )
        ]
    assert known is not None
    when = _("{when} by {person}").format(
        when=came_words(known.decided_at or 0), person=known.decided_by or "—"
    )
    if line.state == "unknown":
        steps.append(
            (
                "serious",
                _("Nobody has compared its fingerprint yet"),
                _("Call its owner and compare. Until then its packages are kept apart."),
                "serious",
            )
        )
    elif line.state == "confirmed":
        steps.append(("confirmed", _("Its fingerprint was compared"), when, "text"))
    else:
        steps.append(("critical", _("Trusted no longer"), when, "critical"))
        if line.reason:
            steps.append(("info", line.reason, "", "text"))
    if line.held:
        steps.append(
            (
                "serious",
                _("{packages} kept until then").format(packages=packages(line.held)),
                _("They can be merged as soon as it is confirmed."),
                "text",
            )
        )
    if line.refused:
        steps.append(
            (
                "critical",
                _("{packages} not accepted").format(packages=packages(line.refused)),
                _("The inbox says why."),
                "text",
            )
        )
    if known.before:
        before = listed(known.before)
        steps.append(
            ("info", _("It was another device before"), _("Was {before}").format(before=before),
             "text")
        )  # fmt: skip
    return steps


def facts(line: DeviceLine) -> list[tuple[str, str, str]]:
    """Return label, value and colour token of what is known of a device."""
    highest = max(line.numbers.numbers, default=0) if line.numbers is not None else 0
    missing = missing_words(line)
    return [
        (_("Person"), who(line) or "—", "text"),
        (_("First package"), came_words(line.first_at), "text"),
        (_("Last package"), came_words(line.last_at), "text"),
        (
            _("Running numbers"),
            _("up to {number}, {merged} merged").format(number=highest, merged=line.merged)
            if highest
            else "—",
            "text",
        ),
        (_("Missing"), missing or _("none"), "critical" if missing else "text"),
        (_("Device number"), line.device.hex[:8], "text2"),
    ]


class DevicePanel(SidePanel):
    """Details of the current device.

    Attributes:
        confirm: Opens the comparison; ``revoke``: asks before it is trusted no longer.

    Signals:
        confirm_wanted(line), revoke_wanted(line), packages_wanted(line): What the buttons ask for.
    """

    confirm_wanted = Signal(object)
    revoke_wanted = Signal(object)
    packages_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bg", "l", parent, _("Device"))
        self.line: DeviceLine | None = None
        self._title = Text("", "heading", elide=True)
        self._told = Text(_("Fingerprint"), "label", "text2")
        self.groups = FingerprintGroups(large=False)
        self._steps = StepsCard()
        self._facts = FactsCard()
        self.show_packages = Button(_("Its packages"), "quiet")
        self.revoke = Button(_("Revoke…"), "danger")
        self.confirm = Button(_("Compare fingerprint…"), "primary", "shield-check")
        self.show_packages.clicked.connect(lambda: self.packages_wanted.emit(self.line))
        self.revoke.clicked.connect(lambda: self.revoke_wanted.emit(self.line))
        self.confirm.clicked.connect(lambda: self.confirm_wanted.emit(self.line))
        self._set_up(
            _("Device"),
            (self._title, self._told, self.groups, self._steps, self._facts),
            (self.show_packages,),
            (self.revoke, self.confirm),
        )
        self.set_line(None)

    def set_line(self, line: DeviceLine | None, *, locked: bool = False) -> None:
        """Show a device, or that none is chosen."""
        self.line = line
        signed = line is not None and line.known is not None
        for part in (self._steps, self._facts, self.show_packages):
            part.setVisible(line is not None)
        self._told.setVisible(signed)
        self.groups.setVisible(signed)
        state = line.state if line is not None else ""
        self.confirm.setVisible(state in ("unknown", "revoked"))
        self.revoke.setVisible(state == "confirmed")
        self.confirm.setEnabled(not locked)
        self.revoke.setEnabled(not locked)
        if line is None:
            self._title.setText(_("No device chosen"))
            return
        self._title.setText(line.title)
        self.groups.set_fingerprint(line.fingerprint)
        self._steps.set_steps(trust_steps(line))
        self._facts.set_facts("", facts(line))
        self.show_packages.setVisible(bool(line.packages))
        self.setAccessibleName(f"{_('Device')}: {line.title}")
