"""What all rooms of an open workspace share, and how a desk names its rooms.

A desk (采集台, 汇总台) is a list of `RoomSpec`; `app.ui.app` puts them into the rail. A room is
made when it is first entered. Rooms know the `Desk`, never one another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.progress import Progress
from app.settings import Settings, save_settings
from app.ui.jobs import Job, Jobs
from app.ui.pending import Pending

if TYPE_CHECKING:
    from pathlib import Path

    from app.ui.crash import CrashCatcher
    from app.ui.shell import Shell
    from app.workspace import Workspace

T = TypeVar("T")
_REFUSED_MS = 20_000


class Page(Protocol):
    """What a room shows in the middle of the window; a `QWidget` with these methods.

    It may also have ``focus_search()`` (Ctrl+F), ``undo()``, ``redo()``, ``crumb_chosen(key)`` and
    ``close_room()``.
    """

    def enter(self) -> None:
        """Take over the top bar (breadcrumb, state, actions) and give a control the focus."""

    def leave(self) -> None:
        """Hand over what is half typed: another room is entered, or the window closes."""

    def panes(self) -> list[QWidget]:
        """Return the panes in reading order, for F6."""


@dataclass(frozen=True)
class RoomSpec:
    """One room of a desk.

    Attributes:
        key: Code name of the glossary, such as ``inspect``.
        icon: Outline in the rail.
        make: Makes the page (a `Page` that is a `QWidget`) when the room is first entered.
        act: For a room that opens a dialog over the present page instead of a page.
        foot: Stands at the foot of the rail.
    """

    key: str
    icon: str
    make: Callable[[Desk], QWidget] | None = None
    act: Callable[[Desk], None] | None = None
    foot: bool = False


class Desk(QObject):
    """An open workspace and its window.

    Attributes:
        jobs: Background work: short writes in the writer's lane, reading and long work beside it.
        shell: The window.
        settings: Choices of this machine; change them with `choose`.
        status: Whoever keeps the status bar of this desk.
        guard: Whoever makes backups and watches disk and clock (`app.ui.safety.guard.Guard`).
        acts: What rooms may ask for without knowing who does it: roster, sample, place, send,
            settings, open, and what `app.ui.acts` adds.

    Signals:
        place_changed(place): State or counts of one place changed (a UUID).
        places_changed(): Places were added, corrected or removed, or a merge changed many.
        saved(at_ms): Something is on disk since then.
        packed(): A package was written or received, or photos came.
        room_wanted(key): Enter another room.
        building_wanted(place): Open the checklist of a place, in the room that does.
    """

    place_changed = Signal(object)
    places_changed = Signal()
    saved = Signal(object)
    packed = Signal()
    room_wanted = Signal(str)
    building_wanted = Signal(object)

    def __init__(
        self,
        workspace: Workspace | Pending,
        jobs: Jobs,
        shell: Shell,
        settings: Settings,
        crash: CrashCatcher | None = None,
        settings_file: Path | None = None,
    ) -> None:
        super().__init__(shell)
        if isinstance(workspace, Pending):
            self._pending = workspace
        else:
            self._pending = Pending()
            self._pending.hand_over(workspace)
        self.give_up = self._pending.give_up
        self.jobs = jobs
        self.shell = shell
        self.settings = settings
        self.status: Any = None
        self.guard: Any = None
        self.acts: dict[str, Callable[..., object]] = {}
        self._crash = crash
        self._settings_file = settings_file
        self._mine: object = None
        jobs.failed.connect(self.fault)

    @property
    def workspace(self) -> Workspace:
        """The workspace; whoever asks while it is still being opened waits for it.

        Pages that want to be on the screen at once ask for it in a worker thread only.

        Raises:
            Cancelled: It cannot be opened; the window goes.
        """
        return self._pending.get()

    @property
    def ready(self) -> bool:
        """Whether the workspace is open."""
        return self._pending.ready

    @property
    def locked(self) -> bool:
        """Whether it is known that nothing can be written here."""
        return self.ready and self.workspace.read_only

    def waits_for(self, pending: Pending) -> bool:
        """Tell whether this is the workspace of the desk."""
        return self._pending is pending

    @property
    def person(self) -> str:
        """Who works here."""
        return self.workspace.person if self.ready else self.settings.who

    def act(self, name: str) -> None:
        """Do what a room asks for."""
        self.acts[name]()

    def act_with(self, name: str, *values: object) -> None:
        """Do what a room asks for, with what it chose."""
        act: Callable[..., object] = self.acts[name]
        act(*values)

    def mine(self, error: object) -> None:
        """Keep an error that a dialog tells itself from being told a second time."""
        self._mine = error

    def read(self, work: Callable[[Any], T], then: Callable[[T], object], name: str = "") -> Job:
        """Ask the database beside the GUI thread.

        Args:
            work: Called with a reading session, in a worker thread.
            then: Called with the result on the GUI thread; a bound method of a `QObject`, so that
                nothing arrives at a page that is gone.
            name: For the log.
        """

        def run(_progress: Progress) -> object:
            with self.workspace.reading() as session:
                return work(session)

        job = self.jobs.read(run, name)
        job.succeeded.connect(then)
        return job

    def write(
        self, work: Callable[[], T], then: Callable[[T], object] | None = None, name: str = ""
    ) -> Job:
        """Do a short piece of work that changes the workspace, after those queued before it."""
        job = self.jobs.write(lambda _progress: work(), name, keep=True)
        if then is not None:
            job.succeeded.connect(then)
        return job

    def say(
        self,
        sentence: str,
        mark: str = "done",
        action: str = "",
        on_action: Callable[[], object] | None = None,
    ) -> None:
        """Show a sentence at the foot of the window."""
        self.shell.toasts.show_toast(sentence, mark, action, on_action)

    def fault(self, error: object) -> None:
        """Tell what went wrong: a sentence for what a person can mend, a dialog for a bug."""
        if error is self._mine and isinstance(error, AppError):
            self._mine = None
            return
        if isinstance(error, AppError):
            self.say(str(error), "critical")
        elif isinstance(error, BaseException):
            if self._crash is None:
                raise error
            self._crash.take(error)

    def choose(self, **values: object) -> None:
        """Change settings of this machine; they are kept at once."""
        self.settings = replace(self.settings, **values)  # type: ignore[arg-type]
        try:
            save_settings(self.settings, self._settings_file)
        except OSError as error:
            self.say(str(error), "serious")


def calm(widget: QWidget) -> QWidget:
    """Let a plain container show what is behind it, and take no focus."""
    widget.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground, True)
    widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return widget
