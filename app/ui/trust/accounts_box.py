"""The accounts of the network inbox: one for each laptop, its password shown once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.hub.facts_card import clear
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.fields import TextField
from app.ui.widgets.labels import Card, Text


class AccountsBox(Card):
    """A line for each account, and one for a new one.

    Attributes:
        name: Of a new account; ``add``: makes it.
        password: The one that was made last, to be written down now.

    Signals:
        add_wanted(name), remove_wanted(name): What the buttons ask for.
    """

    add_wanted = Signal(str)
    remove_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        look = theme()
        self.setAccessibleName(_("Accounts"))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.space(4),) * 4)
        column.setSpacing(look.space(2))
        column.addWidget(Text(_("Accounts, one for each laptop"), "body_strong"))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(look.space(1))
        column.addLayout(self._lines)
        row = QHBoxLayout()
        row.setSpacing(look.space(2))
        self.name = TextField(_("Name of a new account"), _("such as laptop7"))
        self.name.advanced.connect(self._add)
        self.add = Button(_("Make an account"), icon="plus")
        self.add.clicked.connect(self._add)
        row.addWidget(self.name, 1)
        row.addWidget(self.add)
        column.addLayout(row)
        self._told = Text("", "label", "text2", wrap=True)
        self.password = Text("", "title")
        self.copy = Button(_("Copy"), icon="copy")
        self.copy.clicked.connect(self._copy)
        shown = QHBoxLayout()
        shown.addWidget(self.password)
        shown.addStretch()
        shown.addWidget(self.copy)
        column.addWidget(self._told)
        column.addLayout(shown)
        for widget in (self._told, self.password, self.copy):
            widget.hide()

    def set_accounts(self, names: Sequence[str]) -> None:
        """Show these accounts."""
        clear(self._lines)
        for name in names:
            row = QHBoxLayout()
            row.addWidget(Text(name, "body"), 1)
            anew = Button(_("New password"), "quiet", name=f"{_('New password')}: {name}")
            anew.clicked.connect(lambda _on=False, one=name: self.add_wanted.emit(one))
            close = Button(_("Close account"), "quiet", name=f"{_('Close account')}: {name}")
            close.clicked.connect(lambda _on=False, one=name: self.remove_wanted.emit(one))
            row.addWidget(anew)
            row.addWidget(close)
            self._lines.addLayout(row)

    def show_password(self, name: str, password: str) -> None:
        """Show a password that was just made; nobody can find it again."""
        self._told.setText(
            _("Password of {name}. Write it down now: it is shown this once.").format(name=name)
        )
        self.password.setText(" ".join(password[at : at + 4] for at in range(0, 16, 4)))
        self.password.setAccessibleName(", ".join(password))
        self._plain = password
        for widget in (self._told, self.password, self.copy):
            widget.show()
        self.name.clear()

    def _add(self) -> None:
        name = self.name.text().strip().lower()
        if name:
            self.add_wanted.emit(name)

    def _copy(self) -> None:
        QApplication.clipboard().setText(self._plain)
