"""The rooms of one desk: made when first entered, switched between, reached by keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from app.i18n import N_
from app.ui.keys import Binding
from app.ui.widgets.toast import AWAY
from app.ui.words import ROOMS

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.ui.desk import Desk

_EVERYWHERE = (
    Binding("help", "everywhere", ("F1",), N_("All keys")),
    Binding("find", "everywhere", ("Ctrl+F",), N_("Find")),
    Binding("pane.next", "everywhere", ("F6",), N_("Next pane")),
    Binding("pane.back", "everywhere", ("Shift+F6",), N_("Previous pane")),
    Binding("undo", "everywhere", ("Ctrl+Z",), N_("Undo")),
    Binding("redo", "everywhere", ("Ctrl+Y", "Ctrl+Shift+Z"), N_("Redo")),
    Binding("open.roster", "everywhere", ("Ctrl+O",), N_("Import a roster")),
    Binding("text.larger", "everywhere", ("Ctrl+=", "Ctrl++"), N_("Larger text")),
    Binding("text.smaller", "everywhere", ("Ctrl+-",), N_("Smaller text")),
    Binding("text.usual", "everywhere", ("Ctrl+0",), N_("Usual text size")),
    Binding("toast.away", "everywhere", (AWAY,), N_("Put the message at the foot away")),
)
_NUMBERED = 8
"""So many rooms of the rail have a key of their own, Ctrl+1 and on."""


class RoomKeeper(QObject):
    """Switches between the rooms that a desk's module names.

    Args:
        desk: The desk; the keeper lives as long.
        module: ``ROOMS``, ``FIRST``, perhaps ``WITHOUT`` (keys of every desk that it does not
            want), and ``prepare(desk)``.
        step_text: Makes text larger (1), smaller (-1) or usual (0).
    """

    def __init__(self, desk: Desk, module: Any, step_text: Callable[[int], object]) -> None:
        super().__init__(desk)
        self._desk, self._module = desk, module
        self._rooms = {room.key: room for room in module.ROOMS}
        self._room = ""
        without = getattr(module, "WITHOUT", ())
        for binding in _EVERYWHERE:
            if binding.action not in without:
                desk.shell.keys.add(binding)
        module.prepare(desk)
        desk.room_wanted.connect(self.enter)
        desk.building_wanted.connect(self._open_building)
        desk.shell.room_chosen.connect(self.enter)
        desk.shell.topbar.crumb_chosen.connect(self._crumb)
        self._bind(step_text)

    @property
    def page(self) -> QWidget | None:
        """The page of the present room."""
        return self._desk.shell.content.currentWidget()

    def enter_first(self) -> None:
        """Enter the room in which this desk begins."""
        self.enter(self._module.FIRST)

    def keep(self) -> tuple[str, dict[str, object]]:
        """Return the present room, and what each page wants to show again (`keep`)."""
        kept: dict[str, object] = {}
        for key in self._rooms:
            page = self._desk.shell.page(key)
            keep = getattr(page, "keep", None)
            if keep is not None:
                kept[key] = keep()
        return self._room, kept

    def go_back(self, kept: tuple[str, dict[str, object]]) -> None:
        """Make the rooms anew that stood before (`keep`), and enter the one that was shown."""
        now, pages = kept
        for key, state in pages.items():
            if key != now:
                self.enter(key)
                self._ask_page("go_back", state)
        self.enter(now or self._module.FIRST)
        if now in pages:
            self._ask_page("go_back", pages[now])

    def enter(self, key: str) -> None:
        """Enter a room, or do what it stands for."""
        desk = self._desk
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
        focus = QApplication.focusWidget()
        if focus is not None and desk.shell.rail.isAncestorOf(focus):
            self._step_pane(1)  # an empty room has no table to focus: its keys hold all the same

    def leave_all(self) -> None:
        """Let every page hand over what is half typed, and end: the window closes."""
        for index in range(self._desk.shell.content.count()):
            page: Any = self._desk.shell.content.widget(index)
            page.leave()
            close = getattr(page, "close_room", None)
            if close is not None:
                close()

    def _open_building(self, place: object) -> None:
        self.enter("inspect")
        page: Any = self.page
        page.open_place(place)

    def _crumb(self, key: str) -> None:
        self._ask_page("crumb_chosen", key)

    def _bind(self, step_text: Callable[[int], object]) -> None:
        shell = self._desk.shell
        keys = shell.keys
        for number, key in enumerate(list(shell.rail.rooms)[:_NUMBERED], 1):
            keys.add(Binding(f"room.{key}", "everywhere", (f"Ctrl+{number}",), ROOMS[key]))
            keys.bind(f"room.{key}", shell, partial(self.enter, key), window=True)
        for action, slot in (
            ("help", self._help),
            ("find", partial(self._ask_page, "focus_search")),
            ("pane.next", partial(self._step_pane, 1)),
            ("pane.back", partial(self._step_pane, -1)),
            ("undo", partial(self._ask_page, "undo")),
            ("redo", partial(self._ask_page, "redo")),
            ("open.roster", partial(self._desk.act, "roster")),
            ("text.larger", partial(step_text, 1)),
            ("text.smaller", partial(step_text, -1)),
            ("text.usual", partial(step_text, 0)),
        ):
            if keys.has(action):
                keys.bind(action, shell, slot, window=True)

    def _help(self) -> None:
        if self._room == "inspect" and "help" in self._desk.acts:
            self._desk.act("help")
            return
        from app.ui.widgets.key_sheet import open_key_sheet

        open_key_sheet(self._desk.shell, self._desk.shell.keys)

    def _ask_page(self, name: str, *values: object) -> None:
        slot = getattr(self.page, name, None)
        if slot is not None:
            slot(*values)

    def _step_pane(self, by: int) -> None:
        page: Any = self.page
        if page is not None:
            self._desk.shell.step_pane(page.panes(), by)
