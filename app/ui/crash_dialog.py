"""The dialog for an error: a sentence for a person, the traceback for whoever mends it."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from app.errors import AppError
from app.i18n import _
from app.ui.crash import sentence
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Text


def open_crash_dialog(window: QWidget, error: BaseException, trace: str) -> Dialog:
    """Open the dialog over ``window``; bugs come with their traceback to be copied."""
    bug = not isinstance(error, AppError)
    title = _("Something went wrong") if bug else _("That did not work")
    dialog = Dialog(window, title)
    dialog.body.addWidget(Text(sentence(error), "body", wrap=True))
    if bug:
        details = QPlainTextEdit(trace)
        details.setReadOnly(True)
        details.setAccessibleName(_("Details for the developers"))
        details.setMinimumHeight(theme().height("note"))
        dialog.body.addWidget(details)
        copy = dialog.add_button(Button(_("Copy details"), icon="copy"))
        copy.clicked.connect(lambda: QApplication.clipboard().setText(trace))
    else:
        dialog.body.addStretch()
    good = dialog.add_button(Button(_("OK"), "primary", hint="Enter"))
    good.clicked.connect(dialog.accept)
    good.setFocus()
    dialog.open()
    return dialog
