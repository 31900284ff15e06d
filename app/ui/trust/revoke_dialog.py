"""撤销信任: a device is lost or gone; what follows is said before, a reason is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.i18n import N_, _
from app.ui.crash import sentence
from app.ui.hub.facts_card import StepsCard
from app.ui.theme import theme
from app.ui.trust.words import packages
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import TextField
from app.ui.widgets.labels import Text
from app.ui.widgets.segments import SegmentBar

if TYPE_CHECKING:
    from app.exchange.device_lines import DeviceLine
    from app.ui.desk import Desk

REASONS = (
    ("lost", N_("Lost or stolen")),
    ("left", N_("Its person has left")),
    ("mended", N_("Handed back or replaced")),
    ("other", N_("Other")),
)


class RevokeDialog(Dialog):
    """Says what revoking does, and does it.

    Attributes:
        why: Why, one of a few; ``more``: in the person's own words.
        do: Revokes.
    """

    def __init__(self, desk: Desk, line: DeviceLine, parent: QWidget) -> None:
        super().__init__(parent, _("Trust {name} no longer").format(name=line.title))
        self._desk, self._line = desk, line
        follows = StepsCard()
        came = packages(line.packages)
        follows.set_steps(
            [
                (
                    "not_applicable",
                    _("New packages of it are kept apart"),
                    _("Whatever comes from it from now on is not used."),
                    "text",
                ),
                (
                    "confirmed",
                    _("What it sent before stays"),
                    _("{packages} came. To take one back, withdraw it in the inbox.").format(
                        packages=came
                    )
                    if line.packages
                    else _("Nothing came of it so far."),
                    "text",
                ),
                (
                    "info",
                    _("It may be trusted again"),
                    _("Compare its fingerprint once more. A new laptop is a new device."),
                    "text",
                ),
            ]
        )
        self.body.addWidget(follows)
        self.body.addWidget(Text(_("Why"), "label", "text2"))
        self.why = SegmentBar(_("Why"), [(key, _(words)) for key, words in REASONS])
        self.why.chosen.connect(self._tell)
        self.body.addWidget(self.why, 0, Qt.AlignmentFlag.AlignLeft)
        self.more = TextField(_("Why, in your words"), _("such as lost on the way, 11-20"))
        self.more.textChanged.connect(self._tell)
        self.body.addWidget(self.more)
        self.problem = Text("", "body", "critical", wrap=True)
        self.problem.setMinimumHeight(theme().line("body"))
        self.body.addWidget(self.problem)
        self.body.addStretch()
        leave = self.add_button(Button(_("Cancel"), hint="Esc"))
        leave.clicked.connect(self.reject)
        self.do = self.add_button(Button(_("Revoke"), "danger"))
        self.do.clicked.connect(self._revoke)
        self.why.set_value("lost")
        self._tell()

    def _tell(self) -> None:
        """Let be done what has a reason; one of the person's own wants words."""
        said = self.why.value != "other" or bool(self.more.text().strip())
        self.do.setEnabled(said and not self._desk.locked)

    def reason(self) -> str:
        """Return why, in words."""
        chosen = dict(REASONS)[self.why.value]
        more = self.more.text().strip()
        if self.why.value == "other":
            return more
        return f"{_(chosen)} · {more}" if more else _(chosen)

    def _revoke(self) -> None:
        desk, device, reason = self._desk, self._line.device, self.reason()
        person = desk.person
        self.do.setEnabled(False)

        def work() -> None:
            from app.exchange.trust import revoke

            revoke(desk.workspace, device, person, reason)

        job = desk.write(work, self._done, "revoke")
        job.failed.connect(self._failed)

    @Slot(object)
    def _done(self, _nothing: object) -> None:
        self._desk.say(_("{name} is trusted no longer").format(name=self._line.title))
        self._desk.packed.emit()
        self.accept()

    @Slot(object)
    def _failed(self, error: object) -> None:
        if isinstance(error, AppError):
            self._desk.mine(error)
            self.problem.setText(sentence(error))
        self._tell()
