"""设置: few choices, each explained, on three pages of two groups at most; each holds at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import _
from app.ui.exchange.own import OwnLine
from app.ui.safety.backup_page import BackupList
from app.ui.safety.outside import OutsidePlace
from app.ui.settings_rows import column_in, grid, rule
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import TextField
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Text
from app.ui.widgets.segments import SegmentBar
from app.ui.words import DESKS, word

if TYPE_CHECKING:
    from app.ui.app import Program

GENERAL, PHOTOS, BACKUP = "general", "photos", "backup"
_HEIGHT = 640


class SettingsDialog(Dialog):
    """Choices of this machine, and the backups of the workspace.

    Attributes:
        person, look, text, language: The choices of the first page.
        photo_folder: The watched folder; None without a field desk.
        backups, outside: The page of backups; None while no workspace is open.
    """

    def __init__(self, program: Program, page: str = "") -> None:
        assert program.window is not None
        super().__init__(program.window, word("settings"), height=theme().scaled(_HEIGHT))
        self._program = program
        self.backups: BackupList | None = None
        self.outside: OutsidePlace | None = None
        self._pages: dict[str, QWidget] = {}
        pages = [(GENERAL, _("This computer"))]
        desk = program.desk
        if desk is not None and "photo_folder" in desk.acts:
            pages.append((PHOTOS, _("Photos")))
        if desk is not None and not desk.locked:
            pages.append((BACKUP, _("Backups")))
        self.tabs = SegmentBar(word("settings"), pages)
        self.tabs.chosen.connect(self.show_page)
        if len(pages) > 1:
            self.body.addWidget(self.tabs)
        else:
            self.tabs.hide()
        self._column = QVBoxLayout()
        self.body.addLayout(self._column)
        self.body.addStretch()
        good = self.add_button(Button(_("OK"), "primary", hint="Enter"))
        good.clicked.connect(self.accept)
        self._general = self._make_general()
        self.show_page(page or GENERAL)
        good.setFocus()

    def show_page(self, page: str) -> None:
        """Show one of the pages."""
        self.tabs.set_value(page)
        if page not in self._pages:
            made = {
                GENERAL: lambda: self._general,
                PHOTOS: self._make_photos,
                BACKUP: self._make_backups,
            }[page]()
            self._pages[page] = made
            self._column.addWidget(made)
        for key, widget in self._pages.items():
            widget.setVisible(key == page)
        self.set_note(
            _("These choices belong to this computer.") if page != BACKUP else self._where()
        )

    def _where(self) -> str:
        desk = self._program.desk
        return str(desk.workspace.backups) if desk is not None else ""

    # Pages

    def _make_general(self) -> QWidget:
        settings, program = self._program.settings, self._program
        self.look = SegmentBar(
            _("Look"),
            (
                ("system", _("As the system")),
                ("light", _("Light")),
                ("dark", _("Dark")),
                ("contrast", _("High contrast")),
            ),
        )
        self.look.set_value(settings.theme)
        self.look.chosen.connect(lambda value: program.choose(theme=value))
        self.text = text_size_bar(settings.text_size)
        self.text.chosen.connect(lambda value: program.choose(text_size=int(value)))
        self.language = SegmentBar(_("Language"), (("zh_CN", "中文"), ("en", "English")))
        self.language.set_value(settings.language)
        self.language.chosen.connect(self._speak)
        self.person = TextField(_("Who works here"))
        self.person.setText(settings.who)
        self.person.set_value(settings.who)
        self.person.committed.connect(lambda text: program.choose(person=text.strip()))
        page = QWidget()
        column = column_in(page)
        column.addWidget(Text(_("How it looks"), "body_strong"))
        column.addLayout(
            grid(
                (_("Look"), self.look, _("High contrast: for bright sun and tired eyes.")),
                (_("Text size"), self.text, _("Also at any time: Ctrl+= and Ctrl+-.")),
                (_("Language"), self.language, _("At once; the open question stays open.")),
            )
        )
        column.addWidget(rule())
        column.addWidget(Text(_("Who works here"), "body_strong"))
        said = _("Stands beside every answer that is given from now on.")
        self.desk = desk_bar(settings.desk)
        self.desk.chosen.connect(self._change_desk)
        used = _("The hub makes task packages, takes work in, merges it and writes the lists.")
        column.addLayout(
            grid(
                (_("Name"), self.person, said),
                (_("This computer"), self.desk, used),
                like=_("Text size"),
            )
        )
        column.addWidget(self._make_ways())
        if program.desk is not None and "fingerprint" in program.desk.acts:
            column.addWidget(rule())
            column.addWidget(OwnLine(program.desk))
        return page

    def _make_ways(self) -> QWidget:
        """Return the buttons that lead elsewhere, in as many rows as the width asks for."""
        desk, ways = self._program.desk, FlowRow(theme().space(2))
        wanted = [
            (_("Show the first steps again"), "play", self._guide)
            if desk is not None and "guide" in desk.acts
            else None,
            (_("What this campaign allows…"), "list-checks", self._allowance)
            if desk is not None and desk.ready and not desk.locked
            else None,
            (_("Another workspace…"), "folder-open", self._other) if desk is not None else None,
        ]
        for way in wanted:
            if way is not None:
                button = Button(way[0], "quiet", way[1])
                button.setAutoDefault(False)
                button.clicked.connect(way[2])
                ways.add_widget(button)
        return ways

    def _make_photos(self) -> QWidget:
        desk = self._program.desk
        assert desk is not None
        page = QWidget()
        column = column_in(page)
        made = desk.acts["photo_folder"]()
        assert isinstance(made, QWidget)
        column.addWidget(made)
        return page

    def _make_backups(self) -> QWidget:
        desk = self._program.desk
        assert desk is not None
        page = QWidget()
        column = column_in(page)
        self.backups = BackupList(desk)
        column.addWidget(self.backups)
        column.addWidget(rule())
        self.outside = OutsidePlace(self._program, desk)
        column.addWidget(self.outside)
        return page

    # Doing

    def _speak(self, value: str) -> None:
        program, page = self._program, self.tabs.value
        self.accept()
        program.choose(language=value)

        def again() -> None:
            if program.window is not None and program.window.isVisible():
                open_settings(program, page).language.setFocus()

        QTimer.singleShot(0, program, again)

    def _change_desk(self, value: str) -> None:
        self.accept()  # hands over the name, too
        self._program.choose(desk=value)

    def _guide(self) -> None:
        self.accept()
        if self._program.desk is not None:
            self._program.desk.act("guide")

    def _allowance(self) -> None:
        from app.ui.effort.allowance_dialog import open_allowance

        program = self._program
        self.accept()
        if program.desk is not None and program.window is not None:
            open_allowance(program.desk, program.window)

    def _other(self) -> None:
        self.accept()
        self._program.show_start()

    def done(self, result: int) -> None:
        """Close, handing over a name that is half typed."""
        self.person.commit()
        super().done(result)


def desk_bar(desk: str) -> SegmentBar:
    """Return the choice of what this computer is used for."""
    bar = SegmentBar(_("This computer"), tuple((key, word(key)) for key in DESKS))
    bar.set_value(desk)
    return bar


def text_size_bar(size: int) -> SegmentBar:
    """Return the choice of text sizes."""
    bar = SegmentBar(
        _("Text size"), (("100", _("Usual")), ("115", _("Large")), ("130", _("Very large")))
    )
    bar.set_value(str(size))
    return bar


def open_settings(program: Program, page: str = "") -> SettingsDialog:
    """Open the dialog over the window, at a page."""
    dialog = SettingsDialog(program, page)
    dialog.open()
    return dialog
