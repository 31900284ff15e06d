"""设置: few choices, each explained, on three pages of two groups at most; each holds at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.safety.backup_page import BackupList
from app.ui.safety.outside import OutsidePlace
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import TextField
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.segments import SegmentBar
from app.ui.words import word

if TYPE_CHECKING:
    from app.ui.app import Program

GENERAL, PHOTOS, BACKUP = "general", "photos", "backup"
_HEIGHT = 540


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
        if desk is not None and desk.ready and not desk.locked:
            allowed = self.add_button(Button(_("What this campaign allows…"), "quiet"))
            allowed.clicked.connect(self._allowance)
        if desk is not None:
            other = self.add_button(Button(_("Another workspace…"), icon="folder-open"))
            other.clicked.connect(self._other)
        good = self.add_button(Button(_("Good"), "primary", hint="Enter"))
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
        column = _column(page)
        column.addWidget(Text(_("How it looks"), "body_strong"))
        column.addLayout(
            _grid(
                (_("Look"), self.look, _("High contrast: for bright sun and tired eyes.")),
                (_("Text size"), self.text, _("Also at any time: Ctrl+= and Ctrl+-.")),
                (_("Language"), self.language, _("At once; the open question stays open.")),
            )
        )
        column.addWidget(_line())
        column.addWidget(Text(_("Who works here"), "body_strong"))
        said = _("Stands beside every answer that is given from now on.")
        column.addLayout(_grid((_("Name"), self.person, said)))
        if program.desk is not None and "guide" in program.desk.acts:
            guide = Button(_("Show the first steps again"), "quiet", "play")
            guide.clicked.connect(self._guide)
            row = QHBoxLayout()
            row.addWidget(guide)
            row.addStretch()
            column.addLayout(row)
        return page

    def _make_photos(self) -> QWidget:
        desk = self._program.desk
        assert desk is not None
        page = QWidget()
        column = _column(page)
        made = desk.acts["photo_folder"]()
        assert isinstance(made, QWidget)
        column.addWidget(made)
        return page

    def _make_backups(self) -> QWidget:
        desk = self._program.desk
        assert desk is not None
        page = QWidget()
        column = _column(page)
        self.backups = BackupList(desk)
        column.addWidget(self.backups)
        column.addWidget(_line())
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


def _column(page: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme().space(3))
    return column


def _line() -> Panel:
    line = Panel("line")
    line.setFixedHeight(theme().stroke("line"))
    return line


def _grid(*rows: tuple[str, QWidget, str]) -> QGridLayout:
    """Return choices under one another: name, choice, and beneath it what it does."""
    look = theme()
    grid = QGridLayout()
    grid.setHorizontalSpacing(look.space(4))
    grid.setVerticalSpacing(look.space(2))
    grid.setColumnStretch(1, 1)
    for number, (words, widget, about) in enumerate(rows):
        name = Text(words, "body", "text2")
        over = (look.height("target") - look.line("body")) // 2
        name.setContentsMargins(0, over, 0, 0)
        grid.addWidget(name, number, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(_choice(widget, about), number, 1)
    return grid


def _choice(widget: QWidget, about: str) -> QWidget:
    """Return a choice as wide as it needs, over what it does."""
    box = QWidget()
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    row = QHBoxLayout()
    row.addWidget(widget)
    if isinstance(widget, SegmentBar):
        row.addStretch()
    column.addLayout(row)
    column.addWidget(Text(about, "caption", "text2", wrap=True))
    return box


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
