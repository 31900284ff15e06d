"""The program's window: one per user, dressed, with a workspace or with the first steps.

A desk names its rooms in a module of its own (`_DESKS`); this module only puts them into the rail
and switches between them.
"""

from __future__ import annotations

import importlib
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from app.errors import AppError
from app.i18n import N_, _, language, set_language
from app.paths import user_data, user_log
from app.settings import Settings, load_settings, save_settings
from app.ui.crash import CrashCatcher, start_log
from app.ui.desk import Desk, Pending, RoomSpec
from app.ui.garbage import Garbage
from app.ui.jobs import Jobs
from app.ui.keys import Binding
from app.ui.qt_words import install, remove
from app.ui.shell import Shell
from app.ui.theme import dress
from app.ui.widgets.rail import Room
from app.ui.words import DESKS, word

if TYPE_CHECKING:
    from app.progress import Progress
    from app.ui.single import SingleInstance
    from app.workspace import Workspace

_DESKS = {"field": "app.ui.field.rooms", "hub": "app.ui.hub.rooms"}
"""Where each desk names its rooms: ``ROOMS``, ``FIRST`` and ``prepare(desk)``."""
_PAINTED_MS = 20
TEXT_SIZES = (100, 115, 130)
_EVERYWHERE = (
    Binding("help", "everywhere", ("F1",), N_("All keys")),
    Binding("find", "everywhere", ("Ctrl+F",), N_("Find")),
    Binding("pane.next", "everywhere", ("F6",), N_("Next pane")),
    Binding("pane.back", "everywhere", ("Shift+F6",), N_("Previous pane")),
    Binding("undo", "everywhere", ("Ctrl+Z",), N_("Undo")),
    Binding("redo", "everywhere", ("Ctrl+Y",), N_("Redo")),
    Binding("open.roster", "everywhere", ("Ctrl+O",), N_("Import a roster")),
    Binding("text.larger", "everywhere", ("Ctrl+=", "Ctrl++"), N_("Larger text")),
    Binding("text.smaller", "everywhere", ("Ctrl+-",), N_("Smaller text")),
    Binding("text.usual", "everywhere", ("Ctrl+0",), N_("Usual text size")),
)


def make_application(arguments: list[str] | None = None) -> QApplication:
    """Return the application, made if there is none yet."""
    known = QApplication.instance()
    if isinstance(known, QApplication):
        return known
    QCoreApplication.setApplicationName("chengjian")
    application = QApplication(arguments if arguments is not None else sys.argv[:1])
    application.setApplicationDisplayName(_("Chengjian"))
    return application


class Program(QObject):
    """Opens workspaces and holds the one window there is.

    Attributes:
        window: The window: a `Shell` with a desk, or the first steps.
        desk: The open workspace with its window, None while there is none.
        jobs: Background work of the whole program.
        garbage: Who collects garbage; None: Python itself.
    """

    def __init__(
        self, application: QApplication, settings: Settings, settings_file: Path | None = None
    ) -> None:
        super().__init__(application)
        self._application = application
        self.settings, self._settings_file = settings, settings_file
        self.jobs = Jobs(self)
        self.crash = CrashCatcher(None, self)
        self.window: QMainWindow | None = None
        self.desk: Desk | None = None
        self._rooms: dict[str, RoomSpec] = {}
        self._room = ""
        self._translators: list[QTranslator] = []
        self.garbage: Garbage | None = None
        self._speak()

    def _speak(self) -> None:
        """Take the language for our own texts and for Qt's dialogs."""
        set_language(self.settings.language)
        remove(self._translators)
        self._translators = install(self) if language() == "zh_CN" else []

    def dress(self) -> None:
        """Put the chosen look on."""
        dress(self._application, self.settings.theme, self.settings.text_size)

    # Windows

    def begin(self, folder: Path | None = None, *, soon: bool = False) -> None:
        """Open a workspace if one is known, else show the first steps.

        Args:
            folder: The workspace; None: that of the last time.
            soon: Show the window before the workspace is open.
        """
        wanted = folder or (Path(self.settings.workspace) if self.settings.workspace else None)
        if wanted is None:
            self.show_start()
            return
        if soon:
            self.open_soon(wanted)
            return
        try:
            self.open_folder(wanted)
        except AppError as error:
            self.show_start(str(error))

    def open_folder(self, folder: Path) -> None:
        """Open a workspace and its desk.

        Raises:
            AppError: It is not there, locked, damaged, of a newer program, or cannot be written.
        """
        from app.workspace import Workspace  # the database layer loads only when needed

        self.open_workspace(Workspace.open(folder, person=self.settings.person))

    def open_workspace(self, workspace: Workspace) -> None:
        """Show the desk of an open workspace; an earlier one is closed."""
        self.close_workspace()
        self._remember(workspace)
        self._make_desk(workspace)

    def open_soon(self, folder: Path) -> None:
        """Show the desk at once and open its workspace beside the GUI thread.

        Rooms that ask for data wait for it; if it cannot be opened, the first steps say why.
        """
        self.close_workspace()
        pending = Pending(partial(self._open_pending, folder))
        desk = self._make_desk(pending)
        # Not before the window is painted: two threads that import would share one lock.
        QTimer.singleShot(_PAINTED_MS, desk, pending.begin)

    def _open_pending(self, folder: Path, pending: Pending) -> None:
        person = self.settings.person

        def work(_progress: Progress) -> object:
            try:
                from app.workspace import Workspace  # half a second of imports

                workspace = Workspace.open(folder, person=person)
            except BaseException:
                pending.hand_over(None)
                raise
            pending.hand_over(workspace)
            return workspace

        job = self.jobs.write(work, "open workspace", keep=True)
        job.succeeded.connect(partial(self._opened, pending))
        job.failed.connect(partial(self._not_opened, pending))

    def _opened(self, pending: Pending, workspace: Workspace) -> None:
        desk = self.desk
        if desk is not None and desk.waits_for(pending):
            self._remember(workspace)
            desk.shell.setWindowTitle(_title(workspace))
            self.jobs.read(lambda _progress: _warm(), "warm up")

    def _not_opened(self, pending: Pending, error: BaseException) -> None:
        desk = self.desk
        if desk is not None and desk.waits_for(pending):
            desk.mine(error)  # told here, over another window
            self.desk = None
            self.jobs.failed.disconnect(desk.fault)
            self.show_start()
        self.tell(error)

    def _remember(self, workspace: Workspace) -> None:
        self.settings = _changed(
            self.settings, workspace=str(workspace.root), person=workspace.person
        )
        self._keep()

    def _make_desk(self, workspace: Workspace | Pending) -> Desk:
        module = _desk_module(self.settings.desk)
        self._rooms = {room.key: room for room in module.ROOMS}
        shell = Shell(
            _(DESKS[self.settings.desk]),
            [Room(r.key, r.icon, word(r.key)) for r in module.ROOMS if not r.foot],
            [Room(r.key, r.icon, word(r.key)) for r in module.ROOMS if r.foot],
        )
        shell.setWindowTitle(_title(workspace))
        desk = Desk(workspace, self.jobs, shell, self.settings, self.crash, self._settings_file)
        self.desk = desk
        self._add_acts(desk)
        for binding in _EVERYWHERE:
            if binding.action not in getattr(module, "WITHOUT", ()):
                shell.keys.add(binding)
        module.prepare(desk)
        desk.room_wanted.connect(self.enter)
        desk.building_wanted.connect(self._open_building)
        shell.room_chosen.connect(self.enter)
        shell.topbar.crumb_chosen.connect(self._crumb)
        self._bind(shell)
        self._show(shell)
        self._room = ""
        self.enter(module.FIRST)
        return desk

    def _show(self, window: QMainWindow) -> None:
        old, self.window = self.window, window
        self.crash.window = window
        window.installEventFilter(self)
        if old is None:
            window.resize(1366, 768)
            window.showMaximized() if _may_maximise() else window.show()
        else:
            window.setGeometry(old.geometry())
            window.setWindowState(old.windowState() & ~Qt.WindowState.WindowMinimized)
            window.show()
            old.removeEventFilter(self)
            old.close()
            old.deleteLater()
        window.activateWindow()
        if self.garbage is not None:
            self.garbage.watch(window.windowHandle())

    def show_start(self, sentence: str = "") -> None:
        """Show the first steps; ``sentence``: what kept a workspace from being opened."""
        from app.ui.start.first_run import FirstRun

        self.close_workspace()
        window = FirstRun(self)
        self._show(window)
        if sentence:
            window.toasts.show_toast(sentence, "critical")

    def say(self, sentence: str, mark: str = "done") -> None:
        """Show a sentence at the foot of whatever window there is."""
        toasts = getattr(self.window, "toasts", None)
        if toasts is not None:
            toasts.show_toast(sentence, mark)

    def tell(self, error: object) -> None:
        """Tell what went wrong: a sentence for what a person can mend, a dialog for a bug."""
        if isinstance(error, AppError):
            self.say(str(error), "critical")
        elif isinstance(error, BaseException):
            self.crash.take(error)

    def close_workspace(self) -> None:
        """Leave the building, finish what was said, close the workspace."""
        desk, self.desk = self.desk, None
        if desk is None:
            return
        desk.give_up()
        for index in range(desk.shell.content.count()):
            page: Any = desk.shell.content.widget(index)
            page.leave()
            close = getattr(page, "close_room", None)
            if close is not None:
                close()
        self.jobs.shut_down()
        # What ended meanwhile reaches pages that still stand.
        QCoreApplication.sendPostedEvents(self.jobs, QEvent.Type.MetaCall.value)
        self.jobs.failed.disconnect(desk.fault)
        if desk.ready:
            desk.workspace.close()

    def raise_window(self) -> None:
        """Bring the window to the front: a second start asked for it."""
        if self.window is not None:
            self.window.setWindowState(
                (self.window.windowState() & ~Qt.WindowState.WindowMinimized)
                | Qt.WindowState.WindowActive
            )
            self.window.show()
            self.window.raise_()
            self.window.activateWindow()

    # Rooms

    @property
    def page(self) -> QWidget | None:
        """The page of the present room."""
        return self.desk.shell.content.currentWidget() if self.desk is not None else None

    def enter(self, key: str) -> None:
        """Enter a room, or do what it stands for."""
        desk = self.desk
        if desk is None:
            return
        room = self._rooms[key]
        if room.act is not None:
            desk.shell.rail.set_room(self._room)
            room.act(desk)
            return
        before: Any = self.page
        if before is not None and self._room:
            before.leave()
        made = None if desk.shell.has_page(key) else room.make(desk) if room.make else None
        desk.shell.show_page(key, made)
        self._room = key
        page: Any = self.page
        page.enter()

    def _open_building(self, place: object) -> None:
        self.enter("inspect")
        page: Any = self.page
        page.open_place(place)

    def _crumb(self, key: str) -> None:
        page: Any = self.page
        chosen = getattr(page, "crumb_chosen", None)
        if chosen is not None:
            chosen(key)

    def _bind(self, shell: Shell) -> None:
        keys = shell.keys
        rooms = list(shell.rail.rooms)
        for number, key in enumerate(rooms[:8], 1):
            keys.add(Binding(f"room.{key}", "everywhere", (f"Ctrl+{number}",), _ROOM_LABEL(key)))
            keys.bind(f"room.{key}", shell, partial(self.enter, key), window=True)
        for action, slot in (
            ("help", self._help),
            ("find", lambda: self._ask_page("focus_search")),
            ("pane.next", lambda: self._step_pane(1)),
            ("pane.back", lambda: self._step_pane(-1)),
            ("undo", lambda: self._ask_page("undo")),
            ("redo", lambda: self._ask_page("redo")),
            ("open.roster", self._roster),
            ("text.larger", lambda: self.step_text(1)),
            ("text.smaller", lambda: self.step_text(-1)),
            ("text.usual", lambda: self.step_text(0)),
        ):
            if keys.has(action):
                keys.bind(action, shell, slot, window=True)

    def _help(self) -> None:
        from app.ui.widgets.key_sheet import open_key_sheet

        if self.desk is not None:
            open_key_sheet(self.desk.shell, self.desk.shell.keys)

    def _ask_page(self, name: str) -> None:
        slot = getattr(self.page, name, None)
        if slot is not None:
            slot()

    def _step_pane(self, by: int) -> None:
        page: Any = self.page
        if self.desk is not None and page is not None:
            self.desk.shell.step_pane(page.panes(), by)

    # Acts that rooms ask for

    def _add_acts(self, desk: Desk) -> None:
        desk.acts.update(
            roster=self._roster,
            sample=self.open_sample,
            place=self._place,
            send=self._send,
            settings=self._settings,
            open=lambda: self.show_start(),
        )

    def _roster(self) -> None:
        from app.ui.start.roster_import import choose_roster

        if self.desk is not None:
            choose_roster(self.desk)

    def _place(self) -> None:
        from app.ui.field.place_form import add_building

        if self.desk is not None:
            add_building(self.desk)

    def _send(self) -> None:
        from app.ui.field.send import open_send

        if self.desk is not None:
            page: Any = self.page
            page.leave()
            open_send(self.desk)

    def _settings(self) -> None:
        from app.ui.settings_dialog import open_settings

        open_settings(self)

    def open_sample(self) -> None:
        """Open the sample city, making it if it is not there."""
        from app.ui.start.sample import open_sample

        open_sample(self)

    def choose(self, **values: object) -> None:
        """Change settings of this machine and show them at once."""
        before = self.settings
        self.settings = _changed(self.settings, **values)
        self._keep()
        if self.desk is not None:
            self.desk.settings = self.settings
            if "person" in values:
                self.desk.workspace.person = self.settings.person
        if (before.theme, before.text_size) != (self.settings.theme, self.settings.text_size):
            self.dress()
        if before.language != self.settings.language or before.desk != self.settings.desk:
            self._speak()
            self._reopen()

    def _reopen(self) -> None:
        """Build the window anew, since every word in it changes."""
        if self.desk is not None:
            folder = self.desk.workspace.root
            self.close_workspace()
            try:
                self.open_folder(folder)
            except AppError as error:
                self.show_start(str(error))
        elif self.window is not None:
            self.show_start()

    def step_text(self, by: int) -> None:
        """Larger (1), smaller (-1) or usual (0) text."""
        at = TEXT_SIZES.index(self.settings.text_size) if by else 0
        size = TEXT_SIZES[min(len(TEXT_SIZES) - 1, max(0, at + by))]
        if size != self.settings.text_size:
            self.choose(text_size=size)

    def _keep(self) -> None:
        try:
            save_settings(self.settings, self._settings_file)
        except OSError:
            return  # a machine without a writable home still inspects buildings

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.window and event.type() == QEvent.Type.Close:
            self.close_workspace()
        return False


def _ROOM_LABEL(key: str) -> str:
    from app.ui.words import ROOMS

    return ROOMS[key]


def _title(workspace: Workspace | Pending) -> str:
    campaign = None if isinstance(workspace, Pending) else workspace.campaign()
    return " · ".join(part for part in (campaign.name if campaign else "", _("Chengjian")) if part)


def _warm() -> None:
    """Load what the first building needs, while nobody waits for it."""
    importlib.import_module("app.inspection.visit")
    importlib.import_module("app.inspection.photos")


def _desk_module(desk: str) -> Any:
    """Return the module that names a desk's rooms."""
    return importlib.import_module(_DESKS[desk])


def _changed(settings: Settings, **values: object) -> Settings:
    from dataclasses import replace

    return replace(settings, **values)  # type: ignore[arg-type]


def _may_maximise() -> bool:
    return QApplication.platformName() not in ("offscreen", "minimal")


def run(folder: Path | None = None, *, desk: str = "", person: str = "") -> int:
    """Show the window until it is closed.

    Args:
        folder: Workspace to open; None: the last one, or the first steps.
        desk: ``field`` or ``hub``; empty: as last time.
        person: Who works; empty: as last time.

    Returns:
        Exit code.
    """
    from app.ui.single import SingleInstance

    settings = load_settings()
    values = {"desk": desk or settings.desk, "person": person or settings.person}
    settings = _changed(settings, **values)
    set_language(settings.language)
    application = make_application()
    single = SingleInstance(user_data() / "run")
    if not single.is_first() and single.ask_first():
        return 0
    start_log(user_log())
    program = Program(application, settings)
    program.crash.install()
    program.garbage = Garbage(program)
    program.dress()
    program.begin(folder, soon=True)
    _listen(single, program)
    try:
        return application.exec()
    finally:
        program.close_workspace()
        program.jobs.shut_down()
        program.crash.uninstall()
        program.garbage.stop()
        single.release()


def _listen(single: SingleInstance, program: Program) -> None:
    single.raise_wanted.connect(program.raise_window)
    single.listen()
