"""What a person may add to submissions: the key of encrypted ones, their form, their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from app.i18n import _
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.fields import TextField
from app.ui.widgets.file_dialog import file_dialog
from app.ui.widgets.labels import Text


@dataclass(frozen=True)
class Options:
    """What was added.

    Attributes:
        key: File of the private key; None: nothing is encrypted.
        password: Of the key, may be empty.
        form: ``form@version`` that everything belongs to; empty: what each submission says.
        place_column: Column or question that names the place; empty: what the form says.
    """

    key: Path | None = None
    password: str = ""
    form: str = ""
    place_column: str = ""


class SubmissionOptions(QWidget):
    """Four fields; each is left by Tab or Enter, and then the submissions are checked again.

    Args:
        forms: Title and ``form@version`` of every version here.

    Signals:
        changed(): Something is another than when it was said last.
    """

    changed = Signal()

    def __init__(self, forms: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = Options()
        self.key = TextField(_("File of the private key"), _("only for encrypted submissions"))
        self.choose = Button(_("Choose…"), icon="folder-open", name=_("Choose the private key"))
        self.password = TextField(_("Passphrase of the key"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.form = QComboBox()
        self.form.setAccessibleName(_("Form version"))
        self.form.addItem(_("as each submission says"), "")
        for title, form in forms:
            self.form.addItem(title, form)
        self.place = TextField(_("Column of the place"), _("as the form says"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme().space(3))
        grid.setVerticalSpacing(theme().space(2))
        for row, column, words, field in (
            (0, 0, _("Private key"), self.key),
            (0, 3, _("Passphrase"), self.password),
            (1, 0, _("Form version"), self.form),
            (1, 3, _("Place column"), self.place),
        ):
            label = Text(words, "body", "text2")
            grid.addWidget(label, row, column)
            # Only the key has a button behind it; the field above and below reach as far.
            wide = 2 if column == 0 and field is not self.key else 1
            grid.addWidget(field, row, column + 1, 1, wide)
        grid.addWidget(self.choose, 0, 2)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(4, 2)
        parts = (self.key, self.choose, self.password, self.form, self.place)
        for before, after in pairwise(parts):
            QWidget.setTabOrder(before, after)
        self.choose.clicked.connect(self._choose)
        for field in (self.key, self.password, self.place):
            field.committed.connect(self._look)
        self.form.activated.connect(self._look)

    @property
    def options(self) -> Options:
        """What the fields say now."""
        key = self.key.text().strip()
        return Options(
            Path(key).expanduser() if key else None,
            self.password.text(),
            str(self.form.currentData() or ""),
            self.place.text().strip(),
        )

    def _look(self) -> None:
        if self.options != self._said:
            self._said = self.options
            self.changed.emit()

    def _choose(self) -> None:
        dialog = file_dialog(self.window(), _("Choose the private key"), "keys")
        dialog.setNameFilters([f"{_('Private keys')} (*.pem *.der *.key)", _("All files (*)")])
        dialog.fileSelected.connect(self.take_key)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def take_key(self, file: str) -> None:
        """Take a file that was chosen, and go on to its passphrase."""
        self.key.setText(file)
        self.key.commit()
        self.password.setFocus(Qt.FocusReason.TabFocusReason)
