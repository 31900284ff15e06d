"""The foot of 送出: which buttons stand there in each state, and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.i18n import _
from app.ui.widgets.buttons import Button

if TYPE_CHECKING:
    from app.ui.widgets.dialog import Dialog


class SendFoot:
    """Buttons of the send dialog.

    Attributes:
        receipts: Looks what the hub left at the destination.
        elsewhere: After a stop: choose another destination.
        later: Leaves the dialog; while something is sent it goes on in the background.
        slip: Prints the handover slip.
        folder: Opens the folder that the package lies in.
        go: The primary one; while something is sent it stops that.
    """

    def __init__(self, dialog: Dialog) -> None:
        self._dialog = dialog
        add = dialog.add_button
        self.receipts = add(Button(_("Look for receipts"), icon="rotate-cw"))
        self.later = add(Button(_("Cancel"), hint="Esc"))
        self.elsewhere = add(Button(_("Another destination…"), icon="folder-open"))
        self.slip = add(Button(_("Print the slip"), icon="printer", hint="Ctrl+P"))
        self.folder = add(Button(_("Open the folder"), icon="folder-open"))
        self.go = add(Button(_("Send…"), "primary", "send", "Enter"))

    def show_where(self) -> None:
        """Let people choose and send."""
        self._dialog.set_note(_("Records and originals stay here until the receipt comes."))
        self.later.set_words(_("Cancel"), "Esc")
        self._show(self.receipts, self.later)
        self._lead(_("Send…"), "send")

    def show_going(self) -> None:
        """Let it go on; stopping is not what one is led to."""
        self._dialog.set_note(
            _("Volumes that are written are not written again; it goes on from there.")
        )
        self.later.set_words(_("To the background"), "Esc")
        self._show(self.later)
        self.go.kind = "plain"
        self.go.set_words(_("Stop"), "")
        self.go.set_icon("")
        self.go.setEnabled(True)
        self.later.setFocus()

    def show_stopping(self) -> None:
        """Say that it stops; the present piece comes to its end."""
        self.go.setEnabled(False)
        self.go.set_words(_("Stopping…"), "")

    def show_stopped(self) -> None:
        """Let people go on, or choose another destination."""
        self._dialog.set_note(
            _("Volumes that are written are not written again; it goes on from there.")
        )
        self.later.set_words(_("Cancel"), "Esc")
        self._show(self.later, self.elsewhere)
        self._lead(_("Go on sending"), "send")

    def show_done(self, *, folder: bool, slip: bool) -> None:
        """Let people hand it over.

        Args:
            folder: It lies in a folder that can be opened.
            slip: A package was sent, so there is a slip to print.
        """
        self._dialog.set_note("")
        self._show(*[self.slip] * slip, *[self.folder] * folder)
        self._lead(_("OK"), "")

    def _lead(self, words: str, icon: str) -> None:
        self.go.kind = "primary"
        self.go.set_words(words, "Enter")
        self.go.set_icon(icon)
        self.go.setEnabled(True)
        self.go.setFocus()

    def _show(self, *shown: Button) -> None:
        for button in (self.receipts, self.elsewhere, self.later, self.slip, self.folder):
            button.setVisible(button in shown)
