"""The password of a destination, asked for where the system does not have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.i18n import _
from app.ui.theme import theme
from app.ui.widgets.choices import TickChip
from app.ui.widgets.fields import TextField
from app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from app.exchange.roads.destination import Destination
    from app.ui.desk import Desk
    from app.ui.exchange.prepare import Way


class SecretRow(QWidget):
    """Shows itself only for a destination that wants a password nobody kept.

    Attributes:
        password: What is typed.
        keep: Let the system keep it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(2))
        label = Text(_("Password"), "label", "text2")
        self.password = TextField(_("Password"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        label.setBuddy(self.password)
        self.keep = TickChip(_("Let the system keep the password"))
        self.keep.setChecked(True)
        row.addWidget(label)
        row.addWidget(self.password, 1)
        row.addWidget(self.keep)
        self.no_store = Text(
            _("No password store here: it is asked for each time"), "label", "text2"
        )
        row.addWidget(self.no_store)
        self.hide()

    def show_for(self, way: Way | None) -> None:
        """Show itself if the chosen destination wants a password."""
        wanted = way is not None and way.needs_secret and not way.secret_kept
        can_keep = way is not None and way.can_keep
        if wanted and not can_keep:
            self.keep.setChecked(False)
        self.keep.setVisible(can_keep)
        self.no_store.setVisible(not can_keep)
        self.setVisible(wanted)


def keep_beside(desk: Desk, one: Destination, secret: str) -> None:
    """Give a password to the system's store, beside the GUI thread."""

    def work() -> None:
        from app.exchange.roads.destination import keep_secret

        keep_secret(one, secret)  # where there is no password store it is asked for again

    desk.write(work, None, "keep password")
