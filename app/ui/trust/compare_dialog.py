"""核对指纹: a new device is confirmed by comparing its short fingerprint with its owner."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.i18n import _, ngettext
from app.ui.crash import sentence
from app.ui.theme import theme
from app.ui.trust.fingerprint import FingerprintGroups, tidy
from app.ui.trust.opened import keys_open
from app.ui.widgets.buttons import Button
from app.ui.widgets.choices import TickChip
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import TextField
from app.ui.widgets.labels import Text
from app.ui.words import listed

if TYPE_CHECKING:
    from app.exchange.trust import Known
    from app.progress import Progress
    from app.ui.desk import Desk


class CompareDialog(Dialog):
    """Shows what the packages say, and takes what the owner reads.

    Attributes:
        groups: The fingerprint, each group marked as it is typed.
        typed: What the owner reads.
        seen: Compared by eye instead.
        go: Confirms.
    """

    def __init__(
        self, desk: Desk, known: Known, parent: QWidget, then: Callable[[int], object] | None = None
    ) -> None:
        """Make the dialog.

        Args:
            desk: Whose workspace it is.
            known: The device; one that was revoked is trusted again.
            parent: Over whose window it opens.
            then: Called with how many packages wait for merging now.
        """
        name = known.keys.name or known.keys.device.hex[:8]
        super().__init__(
            parent,
            _("Compare the fingerprint of {name}").format(name=name),
            height=550 if known.before else 470,
        )
        self._desk, self._known, self._then = desk, known, then
        self._name = name
        self.body.addWidget(
            Text(
                _(
                    "Call the owner of the laptop. There the fingerprint stands in Settings under"
                    " “This computer”. Have it read aloud and compare letter by letter; do not take"
                    " it by message."
                ),
                "body",
                "text2",
                wrap=True,
            )
        )
        self.groups = FingerprintGroups()
        self.groups.set_fingerprint(known.keys.fingerprint)
        self.body.addWidget(self.groups)
        if known.before:
            self.body.addWidget(Text(self._claim(), "body", "serious", wrap=True))
        label = Text(_("What the owner reads"), "label", "text2")
        self.typed = TextField(_("What the owner reads"), _("16 letters; blanks do not matter"))
        self.typed.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        label.setBuddy(self.typed)
        self.seen = TickChip(_("Compared by ear: all four groups are the same"))
        self.problem = Text("", "body", "critical", wrap=True)
        self.problem.setMinimumHeight(theme().line("body"))
        for widget in (label, self.typed, self.seen, self.problem):
            self.body.addWidget(widget)
        self.body.addStretch()
        self.set_note(
            _("A package of a device that nobody compared stays apart; nothing of it is used.")
        )
        leave = self.add_button(Button(_("Cancel"), hint="Esc"))
        leave.clicked.connect(self.reject)
        self.go = self.add_button(Button(_("Confirm"), "primary", "shield-check"))
        self.go.clicked.connect(self._confirm)
        self.typed.textChanged.connect(self._compare)
        self.seen.toggled.connect(self._compare)
        self._compare()
        self.typed.setFocus(Qt.FocusReason.OtherFocusReason)

    def _compare(self) -> None:
        """Show how far what was typed agrees; let be confirmed what agrees whole."""
        typed, real = tidy(self.typed.text()), tidy(self._known.keys.fingerprint)
        self.groups.compare(typed)
        wrong = bool(typed) and not real.startswith(typed)
        self.typed.set_error(wrong)
        self.problem.setText(self._warning() if wrong else "")
        self.seen.setEnabled(not typed)
        by_ear = self.seen.isChecked() and not typed
        self.go.setEnabled((typed == real or by_ear) and not self._desk.locked)

    def _warning(self) -> str:
        return _(
            "This is another fingerprint. Do not confirm: ask whether the owner reads the right "
            "laptop. If it stays different, somebody else made these packages."
        )

    def _claim(self) -> str:
        """Say whose work it may bring: its fingerprint does not tell."""
        return _(
            "It says that it was {before} before, and may bring work in that name. Ask the owner "
            "too: confirm only if that workspace was copied or put back from a backup."
        ).format(before=listed(self._known.before))

    def _confirm(self) -> None:
        if not self.go.isEnabled():
            return
        desk, device = self._desk, self._known.keys.device
        if not keys_open(self, desk, receiving=True):
            return
        said = self.typed.text().strip() or self._known.keys.fingerprint
        person = desk.person
        self.go.setEnabled(False)

        def work(progress: Progress) -> int:
            from app.exchange.inbox.release import release
            from app.exchange.trust import confirm

            confirm(desk.workspace, device, said, person)
            return release(desk.workspace, device, progress)

        job = desk.jobs.write(work, "confirm", keep=True)
        job.succeeded.connect(self._done)
        job.failed.connect(self._failed)

    @Slot(object)
    def _done(self, count: int) -> None:
        words = _("{name} is confirmed").format(name=self._name)
        if count:
            more = ngettext(
                "{count} package of it can be merged now",
                "{count} packages of it can be merged now",
                count,
            ).format(count=count)
            words = _("{done}; {more}").format(done=words, more=more)
        self._desk.say(words, "shield-check")
        self._desk.packed.emit()
        if self._then is not None:
            self._then(count)
        self.accept()

    @Slot(object)
    def _failed(self, error: object) -> None:
        if isinstance(error, AppError):
            self._desk.mine(error)
            self.problem.setText(sentence(error))
        self.go.setEnabled(True)
