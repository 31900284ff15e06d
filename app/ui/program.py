"""The program behind its one window: which workspace is open, in which language and look."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTranslator
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from app.errors import AppError
from app.i18n import language, set_language
from app.settings import Settings
from app.ui.choices import Choices
from app.ui.crash import CrashCatcher
from app.ui.desk_window import make_desk
from app.ui.garbage import Garbage
from app.ui.jobs import Jobs
from app.ui.opening import Opening
from app.ui.pending import Pending
from app.ui.qt_words import install, remove
from app.ui.theme import dress, dress_sheet
from app.ui.window_place import WindowPlace

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.roomkeeper import RoomKeeper
    from app.workspace import Workspace


class Program(QObject):
    """Opens workspaces and holds the one window there is.

    Attributes:
        desk: The open workspace with its window, None while there is none.
        choices: Changes the settings of this machine.
        choose, step_text: Its methods.
        jobs: Background work of the whole program.
        garbage: Who collects garbage; None: Python itself.
        raise_window: Brings the window to the front: a second start asked for it.
        say: Shows a sentence at the foot of whatever window there is.
    """

    def __init__(
        self, application: QApplication, settings: Settings, settings_file: Path | None = None
    ) -> None:
        super().__init__(application)
        self._application = application
        self.settings, self._settings_file = settings, settings_file
        self.choices = Choices(self, settings_file)
        self.choose, self.step_text = self.choices.choose, self.choices.step_text
        self.jobs = Jobs(self)
        self.crash = CrashCatcher(None, self)
        self._place = WindowPlace(self)
        self._place.closing.connect(self._leave)
        self.raise_window, self.say = self._place.raise_window, self._place.say
        self.desk: Desk | None = None
        self.garbage: Garbage | None = None
        self._rooms: RoomKeeper | None = None
        self._translators: list[QTranslator] = []
        self.speak()

    def speak(self) -> None:
        """Take the language for our own texts and for Qt's dialogs."""
        set_language(self.settings.language)
        remove(self._translators)
        self._translators = install(self) if language() == "zh_CN" else []

    def dress(self, *, sheet: bool = True) -> None:
        """Put the chosen look on; its style sheet may wait until the first window shows."""
        settings = self.settings
        dress(self._application, settings.theme, settings.text_size, sheet=sheet)

    # Workspaces

    def begin(self, folder: Path | None = None, *, soon: bool = False) -> None:
        """Open a workspace if one is known, else show the first steps.

        Args:
            folder: The workspace; None: that of the last time.
            soon: Show the window before the workspace is open.
        """
        wanted = folder or (Path(self.settings.workspace) if self.settings.workspace else None)
        if wanted is None:
            self.show_start()
        else:
            (self.open_soon if soon else self._open_or_say)(wanted)
        if folder is None and not self.settings.guided:
            self._show_guide()  # a workspace of the last time, but the first steps were not seen

    def _open_or_say(self, folder: Path) -> None:
        try:
            self.open_folder(folder)
        except AppError as error:
            self.show_start(str(error))

    def open_folder(self, folder: Path) -> None:
        """Open a workspace and its desk.

        Raises:
            AppError: It is not there, locked, damaged, of a newer program, or cannot be written.
        """
        from app.workspace import Workspace  # the database layer loads only when needed

        self.open_workspace(Workspace.open(folder, person=self.settings.who))

    def open_workspace(self, workspace: Workspace) -> None:
        """Show the desk of an open workspace; an earlier one is closed."""
        guide = getattr(self.window, "leads_to_guide", False) and not self.settings.guided
        self.close_workspace()
        self.remember(workspace)
        self._make_desk(workspace)
        if guide:
            self._show_guide()

    def _show_guide(self) -> None:
        if self.desk is not None and "guide" in self.desk.acts:
            self.desk.act("guide")

    def open_soon(self, folder: Path) -> None:
        """Show the desk at once and open its workspace beside the GUI thread."""
        self.close_workspace()
        opening = Opening(self, folder)
        self._make_desk(opening.pending)
        opening.begin_soon()

    def not_opened(self, pending: Pending, error: BaseException) -> None:
        """Go back to the first steps and say why a workspace cannot be opened."""
        desk = self.desk
        if desk is not None and desk.waits_for(pending):
            desk.mine(error)  # told here, over another window
            self.desk = self._rooms = None
            self.jobs.failed.disconnect(desk.fault)
            self.show_start()
        self.tell(error)

    def remember(self, workspace: Workspace) -> None:
        """Open this workspace next time too."""
        settings = replace(self.settings, workspace=str(workspace.root))
        self.settings = settings.with_person(workspace.person)
        self.choices.keep()

    def _leave(self) -> None:
        """Close for today: the window goes at once, a last backup may follow."""
        if self.window is not None:
            self.window.hide()
        self.close_workspace(leaving=True)

    def close_workspace(self, *, leaving: bool = False) -> None:
        """Leave the building, finish what was said, close the workspace.

        Args:
            leaving: The program ends: a backup that is due is made before.
        """
        desk = self._leave_desk()
        if desk is None or not desk.ready:
            return
        if leaving:
            desk.guard.on_leaving()
        desk.workspace.close()

    def _leave_desk(self) -> Desk | None:
        """Let go of the desk, with its workspace still open."""
        desk, rooms = self.desk, self._rooms
        self.desk = self._rooms = None
        if desk is None or rooms is None:
            return None
        desk.guard.end()
        desk.give_up()
        rooms.leave_all()
        self.jobs.shut_down()
        # What ended meanwhile reaches pages that still stand.
        QCoreApplication.sendPostedEvents(self.jobs, QEvent.Type.MetaCall.value)
        self.jobs.shut_down()  # and what those pages then asked for ends before the database does
        self.jobs.failed.disconnect(desk.fault)
        return desk

    # Windows

    def _make_desk(self, workspace: Workspace | Pending, *, first: bool = True) -> None:
        self.desk, self._rooms = make_desk(self, workspace, self._settings_file)
        shell = self.desk.shell
        self._place.fit(shell)
        if first:
            self._rooms.enter_first()  # made before it is shown: Qt arranges and styles it once
        self.show_window(shell)
        self.desk.guard.begin()

    def show_window(self, window: QMainWindow) -> None:
        """Show a window in place of the one before."""
        self.crash.window = window
        dress_sheet(self._application)
        self._place.show(window)
        if self.garbage is not None:
            self.garbage.watch(window.windowHandle())

    def show_start(self, sentence: str = "") -> None:
        """Show the first steps; ``sentence``: what kept a workspace from being opened."""
        from app.ui.start.first_run import FirstRun

        self.close_workspace()
        window = FirstRun(self)
        self.show_window(window)
        if sentence:
            window.toasts.show_toast(sentence, "critical")

    @property
    def window(self) -> QMainWindow | None:
        """The window: a `Shell` with a desk, or the first steps."""
        return self._place.window

    def tell(self, error: object) -> None:
        """Tell what went wrong: a sentence for what a person can mend, a dialog for a bug."""
        if isinstance(error, AppError):
            self.say(str(error), "critical")
        elif isinstance(error, BaseException):
            self.crash.take(error)

    @property
    def page(self) -> QWidget | None:
        """The page of the present room."""
        return self._rooms.page if self._rooms is not None else None

    def enter(self, key: str) -> None:
        """Enter a room, or do what it stands for."""
        if self._rooms is not None:
            self._rooms.enter(key)

    def reopen(self) -> None:
        """Open the workspace at another desk."""
        if self.desk is not None:
            folder = self.desk.workspace.root
            self.close_workspace()
            self._open_or_say(folder)
        elif self.window is not None:
            self.show_start()

    def rebuild(self) -> None:
        """Build the window anew in another language; workspace, room and place stay as they are."""
        if self.desk is None or self._rooms is None:
            if self.window is not None:
                self.show_start()
            return
        kept = self._rooms.keep()
        desk = self._leave_desk()
        assert desk is not None
        self._make_desk(desk.workspace, first=False)
        self._rooms.go_back(kept)
