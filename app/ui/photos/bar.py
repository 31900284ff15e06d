"""What can be done with the photos that are chosen."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.i18n import _, ngettext
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Panel, Text


class ChosenBar(Panel):
    """Buttons at the foot of the gallery; without chosen photos it says how to choose."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bg", "t", parent, _("Chosen photos"))
        look = theme()
        row = QHBoxLayout(self)
        row.setContentsMargins(look.space(4), look.space(2), look.space(4), look.space(2))
        row.setSpacing(look.space(2))
        self._words = Text("", "body", "text2", elide=True)
        row.addWidget(self._words, 1)
        self.assign = Button(_("Assign to…"), icon="list-checks", hint="G")
        self.export = Button(_("Export…"), icon="download", hint="E")
        self.remove = Button(_("Remove"), icon="trash-2", hint="Delete")
        self.none = Button(_("Choose none"), "quiet", hint="Esc")
        for button in (self.none, self.assign, self.export, self.remove):
            row.addWidget(button)
        self.show_count(0)

    def show_count(self, count: int) -> None:
        """Say how many are chosen."""
        for button in (self.assign, self.remove, self.none):
            button.setEnabled(bool(count))
        words = ngettext("{count} photo chosen", "{count} photos chosen", count)
        hint = _("Ctrl or Shift with a click chooses several, Enter looks at one in its building")
        self._words.setText(words.format(count=count) if count else hint)
