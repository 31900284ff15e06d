"""设置: who works here, language, look and text size of this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout

from app.i18n import _
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import TextField
from app.ui.widgets.labels import Text
from app.ui.widgets.segments import SegmentBar
from app.ui.words import word

if TYPE_CHECKING:
    from app.ui.app import Program


class SettingsDialog(Dialog):
    """Choices of this machine; each holds at once."""

    def __init__(self, program: Program) -> None:
        assert program.window is not None
        super().__init__(program.window, word("settings"), height=360)
        self._program = program
        settings = program.settings
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme().space(4))
        grid.setVerticalSpacing(theme().space(3))
        grid.setColumnStretch(1, 1)
        self.person = TextField(_("Who works here"))
        self.person.setText(settings.who)
        self.person.set_value(settings.who)
        self.person.committed.connect(lambda text: program.choose(person=text.strip()))
        self.look = SegmentBar(
            _("Look"),
            (("system", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))),
        )
        self.look.set_value(settings.theme)
        self.look.chosen.connect(lambda value: program.choose(theme=value))
        self.text = text_size_bar(settings.text_size)
        self.text.chosen.connect(lambda value: program.choose(text_size=int(value)))
        self.language = SegmentBar(_("Language"), (("zh_CN", "中文"), ("en", "English")))
        self.language.set_value(settings.language)
        self.language.chosen.connect(self._speak)
        for row, (words, widget) in enumerate(
            (
                (_("Who works here"), self.person),
                (_("Text size"), self.text),
                (_("Look"), self.look),
                (_("Language"), self.language),
            )
        ):
            grid.addWidget(Text(words, "body", "text2"), row, 0)
            grid.addWidget(widget, row, 1)
        self.body.addLayout(grid)
        self.body.addStretch()
        self.set_note(_("These choices belong to this computer."))
        if program.desk is not None:
            other = self.add_button(Button(_("Another workspace…"), icon="folder-open"))
            other.clicked.connect(self._other)
        good = self.add_button(Button(_("Good"), "primary", hint="Enter"))
        good.clicked.connect(self.accept)
        good.setFocus()

    def _speak(self, value: str) -> None:
        self.accept()
        self._program.choose(language=value)

    def _other(self) -> None:
        self.accept()
        self._program.show_start()

    def done(self, result: int) -> None:
        """Close, handing over a name that is half typed."""
        self.person.commit()
        super().done(result)


def text_size_bar(size: int) -> SegmentBar:
    """Return the choice of text sizes."""
    bar = SegmentBar(
        _("Text size"), (("100", _("Usual")), ("115", _("Large")), ("130", _("Very large")))
    )
    bar.set_value(str(size))
    return bar


def open_settings(program: Program) -> SettingsDialog:
    """Open the dialog over the window."""
    dialog = SettingsDialog(program)
    dialog.open()
    return dialog
