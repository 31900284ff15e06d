"""恢复密钥: a second key that opens everything, handed to two persons, on paper and as a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import AppError
from app.i18n import _
from app.ui.crash import sentence
from app.ui.exchange.unlock import LEAST
from app.ui.hub.facts_card import StepsCard
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import TextField
from app.ui.widgets.file_dialog import file_dialog
from app.ui.widgets.labels import Card, Text

if TYPE_CHECKING:
    from app.ui.desk import Desk

SHEET, FILE = "恢复密钥（打印后封存）.pdf", "恢复密钥.age"


class RecoveryDialog(Dialog):
    """Makes the recovery key; it counts once a copy of it is outside this machine's memory.

    Attributes:
        words, again: Passphrase of the file.
        to_paper, to_file: Write the sheet, and the file; ``print`` opens the sheet.

    Signals:
        kept(): A copy is written; the key counts.
    """

    kept = Signal()

    def __init__(self, desk: Desk, parent: QWidget, *, anew: bool = False) -> None:
        title = _("Make another recovery key") if anew else _("Make the recovery key")
        super().__init__(parent, title, height=520)
        self._desk, self._anew = desk, anew
        self._secret = ""
        self._kept = False
        self._copies: set[str] = set()
        about = StepsCard()
        steps = [
            (
                "info",
                _("It opens every package of this campaign"),
                _("Needed when this machine, its keys or its person are gone."),
                "text",
            ),
            (
                "users",
                _("Two persons keep it"),
                _("One the sealed sheet, one the file; neither is the person at this machine."),
                "text",
            ),
        ]
        if anew:
            steps.append(
                (
                    "serious",
                    _("Laptops learn the new one by their next task package"),
                    _("Keep the old one too: it opens what was sealed before."),
                    "serious",
                )
            )
        about.set_steps(steps)
        self.body.addWidget(about)
        look = theme()
        row = QHBoxLayout()
        row.setSpacing(look.space(3))
        self.to_paper = Button(_("Write the sheet…"), icon="printer")
        self.to_paper.clicked.connect(self._choose_sheet)
        self.print = Button(_("Open it to print"), icon="external-link")
        self.print.clicked.connect(self._open_sheet)
        self._sheet: Path | None = None
        self.words, self.again = (
            _secret_field(_("Passphrase of the file")),
            _secret_field(_("Once more")),
        )
        self.to_file = Button(_("Write the file…"), icon="lock")
        self.to_file.clicked.connect(self._choose_file)
        paper = _card(
            _("On paper"),
            _("A PDF to print: the key in letters and as a QR code, and what to do with it. "
              "Print it, seal it in an envelope, then remove the PDF."),
            [self.to_paper, self.print],
        )  # fmt: skip
        file = _card(
            _("As a file"),
            _("Any age program opens it with the passphrase. Tell the passphrase apart from it."),
            [self.words, self.again, self.to_file],
        )
        row.addWidget(paper, 1)
        row.addWidget(file, 1)
        self.print.hide()
        self.body.addLayout(row)
        self.problem = Text("", "body", "critical", wrap=True)
        self.problem.setMinimumHeight(look.line("body"))
        self.body.addWidget(self.problem)
        self.body.addStretch()
        self.done_button = self.add_button(Button(_("OK"), "primary"))
        self.done_button.clicked.connect(self.accept)
        self.done_button.setEnabled(False)
        self.to_paper.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_sheet(self) -> None:
        dialog = file_dialog(self, _("Where the sheet goes"), "recovery", save=True)
        dialog.setNameFilters(["PDF (*.pdf)"])
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(SHEET)
        dialog.fileSelected.connect(lambda file: self.write_sheet(Path(file)))
        dialog.open()

    def _choose_file(self) -> None:
        wrong = self._wrong()
        self.problem.setText(wrong)
        self.words.set_error(bool(wrong))
        if wrong:
            self.words.setFocus()
            return
        dialog = file_dialog(self, _("Where the file goes"), "recovery", save=True)
        dialog.setNameFilters([_("Recovery key (*.age)")])
        dialog.setDefaultSuffix("age")
        dialog.selectFile(FILE)
        dialog.fileSelected.connect(lambda file: self.write_file(Path(file)))
        dialog.open()

    def _wrong(self) -> str:
        if len(self.words.text()) < LEAST:
            return _("At least {count} signs.").format(count=LEAST)
        if self.words.text() != self.again.text():
            return _("The two are not the same. Type it once more.")
        return ""

    def write_sheet(self, file: Path) -> None:
        """Write the sheet to be printed."""
        info = self._desk.workspace.campaign()
        name = (info.name or "") if info else ""

        def write(secret: str) -> None:
            from app.reports.recovery_sheet import write_recovery_sheet

            write_recovery_sheet(file, secret, name)

        self._sheet = file
        self._write(write, "paper")

    def _open_sheet(self) -> None:
        """Open the sheet in the system's own reader, which prints it."""
        from app.ui.hub.output import open_file

        if self._sheet is not None:
            open_file(self._sheet)

    def write_file(self, file: Path) -> None:
        """Write the file that the passphrase opens."""
        words = self.words.text()

        def write(secret: str) -> None:
            from app.exchange.recovery import write_recovery

            write_recovery(secret, file, words)

        self._write(write, "file")

    def _write(self, write: Callable[[str], None], copy: str) -> None:
        """Write one copy; with the first one the key counts."""
        workspace, kept, anew = self._desk.workspace, self._kept, self._anew
        secret = self._secret
        self._busy(True)

        def work() -> str:
            from app.exchange.recovery import keep_recovery, new_secret

            made = secret or new_secret()
            write(made)
            if not kept:
                keep_recovery(workspace, made, anew=anew)
            return made

        job = self._desk.write(work, lambda secret: self._written(secret, copy), "recovery")
        job.failed.connect(self._failed)

    def _written(self, secret: str, copy: str) -> None:
        self._secret, self._kept = secret, True
        self._copies.add(copy)
        self._busy(False)
        self.problem.setText("")
        self.done_button.setEnabled(True)
        self.print.setVisible("paper" in self._copies)
        self.kept.emit()
        both = len(self._copies) > 1
        self.set_note(
            _("Both copies are written. Hand them to two persons.")
            if both
            else _("Written. Make the other copy too, then hand both out.")
        )

    @Slot(object)
    def _failed(self, error: object) -> None:
        self._busy(False)
        if isinstance(error, AppError):
            self._desk.mine(error)
            self.problem.setText(sentence(error))

    def _busy(self, busy: bool) -> None:
        for button in (self.to_paper, self.to_file):
            button.setEnabled(not busy)


def _secret_field(name: str) -> TextField:
    field = TextField(name, name)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field


def _card(title: str, about: str, parts: list[QWidget]) -> Card:
    card = Card()
    look = theme()
    column = QVBoxLayout(card)
    column.setContentsMargins(*(look.space(4),) * 4)
    column.setSpacing(look.space(2))
    column.addWidget(Text(title, "body_strong"))
    column.addWidget(Text(about, "label", "text2", wrap=True))
    column.addStretch()
    for part in parts:
        column.addWidget(part)
    return card
