"""One stay in room mode: which question is open, what keys and fingers do, what the bars say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.ui.field.ahead import Ahead
from app.ui.field.cards.repeat_card import RepeatCard
from app.ui.roommode.card import RoomCard
from app.ui.roommode.hands import Hands
from app.ui.roommode.road_page import RoadPage
from app.ui.roommode.telling import tell_bars
from app.ui.roommode.walk import END, Walk
from app.ui.theme import theme
from app.ui.theme.sheet import style_sheet

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.field.building import Building
    from app.ui.field.outline import Slot
    from app.ui.field.room import InspectRoom
    from app.ui.roommode.mode import RoomMode

_FONT = "QLineEdit, QPlainTextEdit, QComboBox, QMenu {{ font-size: {size}px; }}"


class Road(QObject):
    """Walks through a building on a page.

    Attributes:
        page: What is on the screen.
        path: The open question.
        led: Where somebody else leads while a building is opened anew.
    """

    def __init__(self, desk: Desk, room: InspectRoom, mode: RoomMode) -> None:
        super().__init__(mode)
        self.desk, self.room, self.mode = desk, room, mode
        self.path = self.led = ""
        self._walk: Walk | None = None
        self.page = page = RoadPage(self)
        look = theme()
        size = look.font("body").pixelSize()
        page.setStyleSheet(style_sheet(look) + _FONT.format(size=size))
        page.head.out.clicked.connect(lambda: mode.end())
        page.foot.back.clicked.connect(self.back)
        page.foot.skip.clicked.connect(self.skip)
        page.foot.on.clicked.connect(self.on)
        page.swiped.connect(lambda by: self.on() if by > 0 else self.back())
        self._ahead = Ahead(page.area, self._following, RoomCard, page.question)
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._tell)
        self.hands = Hands(self)

    # The building

    @property
    def building(self) -> Building | None:
        """The building that is answered here."""
        return self._walk.building if self._walk is not None else None

    def show_building(self, building: Building, path: str, skipped: dict[str, list[str]]) -> None:
        """Show a building from a question on, or from its first open one."""
        self._walk = Walk(building)
        self._walk.skipped = skipped
        self._ahead.building = building
        self.led = ""
        building.changed.connect(self._changed)
        building.photos_changed.connect(self._changed)
        building.reloaded.connect(self._reloaded)
        self.go_to(self._walk.begin(path))

    def forget(self) -> None:
        """Let the building go: another one is opened."""
        self._walk = None
        self._ahead.drop()
        self._ahead.building = self.room.stand_in = None
        self.page.show_card(None)

    def close(self) -> None:
        """Room mode is over."""
        building = self.building
        if building is not None and not building.closed:
            for signal in (building.changed, building.photos_changed):
                signal.disconnect(self._changed)
            building.reloaded.disconnect(self._reloaded)
        self.forget()
        self.page.deleteLater()
        self.deleteLater()

    def lead(self, path: str) -> None:
        """Go to a question that somebody else names: undo, the photo viewer."""
        walk = self._walk
        if walk is None or self.room.building is not walk.building:
            self.led = path
            return
        self.go_to(walk.begin(path))

    # Walking

    def go_to(self, path: str) -> None:
        """Open a question; `END`: the building is at its end."""
        walk = self._walk
        slot = walk.building.slot(path) if walk is not None and path else None
        if walk is None:
            return
        if slot is None:
            self.mode.to_summary()
            return
        self.path = path
        self.mode.asked.emit(path)
        if slot.repeat is not None:
            repeat = RepeatCard(walk.building, slot)
            repeat.set_framed(False)
            repeat.wanted.connect(self._entry)
            repeat.went_on.connect(self.on, Qt.ConnectionType.QueuedConnection)
            repeat.removed.connect(self.room.questions.entry_removed)
            self.room.stand_in = None
            self.page.show_card(repeat)
        else:
            ready = self._ahead.take(walk.building, slot)
            card = ready if isinstance(ready, RoomCard) else RoomCard(walk.building, slot)
            card.photo_wanted.connect(self.hands.photo)
            card.went_on.connect(self._answered, Qt.ConnectionType.QueuedConnection)
            card.stepped.connect(self.on, Qt.ConnectionType.QueuedConnection)
            self.room.stand_in = card
            self.page.show_card(card)
        self.hands.take_up()
        self.tell()
        self.focus()
        self._ahead.soon()

    def _following(self) -> Slot | None:
        """Return the question that an answer leads to."""
        walk = self._walk
        path = walk.follows(self.path, open_only=True) if walk is not None else END
        return walk.building.slot(path) if walk is not None and path else None

    def _entry(self, path: str) -> None:
        """Go to the first question of an instance."""
        walk = self._walk
        if walk is None:
            return
        asked = (slot.path for part in walk.parts for slot in walk.asked(part))
        first = next((one for one in asked if one == path or one.startswith(f"{path}/")), None)
        if first is not None:
            self.go_to(first)

    def _answered(self) -> None:
        """Go to the next question without an answer: this one calls for nothing else."""
        self._step(open_only=True)

    def on(self) -> None:
        """下一题; what is left without an answer comes again at the end of the part."""
        self._step()

    def skip(self) -> None:
        """先跳过."""
        self._step(skips=True)

    def _step(self, *, open_only: bool = False, skips: bool = False) -> None:
        walk = self._walk
        if walk is None:
            return
        self.flush()
        slot = walk.building.slot(self.path)
        if slot is not None and (skips or walk.building.is_open(slot)):
            walk.skip(self.path)
        self.go_to(walk.on(self.path, open_only=open_only))

    def back(self) -> None:
        """上一题."""
        if self._walk is not None:
            self.flush()
            self._walk.turn(self.path)
            self.go_to(self._walk.back(self.path))

    def flush(self) -> None:
        """Hand over what is half typed."""
        if self.page.card is not None:
            self.page.card.flush()

    def focus(self) -> None:
        """Put the focus where one answers."""
        if self.page.card is not None:
            self.page.card.focus_current()
            focused = QApplication.focusWidget()
            if focused is None or not self.page.isAncestorOf(focused):
                self.page.foot.on.setFocus(Qt.FocusReason.OtherFocusReason)

    def tell(self) -> None:
        """Say where one is, how far, and what comes next: once, in an event of its own."""
        self._soon.start()

    def _tell(self) -> None:
        if self._walk is not None:
            tell_bars(self._walk, self.path, self.page, self.desk.person, self.mode.saved)

    # What happens

    def _changed(self, _paths: object = None) -> None:
        card = self.page.card
        if self._walk is None or self.sender() is not self._walk.building or card is None:
            return
        card.refresh()
        if isinstance(card, RoomCard):
            self.page.photos.show_card(card)
        self.tell()

    def _reloaded(self) -> None:
        if self._walk is not None:
            self.go_to(self._walk.begin(self.path))
