"""Making what the inspecting room needs for an open building: panes, acts, keys, in this order."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from app.ui.effort.bulk_acts import BulkActs
from app.ui.effort.going import Going
from app.ui.effort.helps import Helps
from app.ui.effort.people_day import PeopleDay
from app.ui.effort.recall_acts import RecallActs
from app.ui.effort.undoing import Undoing
from app.ui.effort.visit_dialog import VisitActs
from app.ui.field.head import Head
from app.ui.field.leaving import Leaving
from app.ui.field.parts_pane import PartsPane
from app.ui.field.photo.acts import PhotoActs
from app.ui.field.photo.work import PhotoWork
from app.ui.field.question_pane import QuestionPane
from app.ui.field.returned import Returned
from app.ui.field.side.pane import SidePane
from app.ui.field.summary.page import SummaryPage
from app.ui.field.summary.side import SummarySide
from app.ui.field.visits import Visits
from app.ui.field.walk_page import WalkPage
from app.ui.field.walking import Walking
from app.ui.help.room_help import RoomHelp
from app.ui.phone.incoming import Incoming
from app.ui.roommode.mode import RoomMode
from app.ui.safety.cursor import Cursor
from app.ui.versions.banner import VersionBanner
from app.ui.versions.why import offer_why

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.field.room import InspectRoom


def steps(room: InspectRoom, desk: Desk) -> list[Callable[[], object]]:
    """Return what makes the rest of a room, each step to be done once, in this order."""
    ways = (_parts, _questions, _side, _summary, _summary_side, _acts, _photos, _effort, _others)
    return [*(partial(way, room, desk) for way in ways), room.made]


def _parts(room: InspectRoom, desk: Desk) -> None:
    room.photo_work = PhotoWork(desk, room)
    room.parts = PartsPane()
    room.desk_panes.put_parts(room.parts)
    room.walk = WalkPage()
    room.middle.addWidget(room.walk)


def _questions(room: InspectRoom, _desk: Desk) -> None:
    room.questions = QuestionPane()
    room.middle.addWidget(room.questions)


def _side(room: InspectRoom, _desk: Desk) -> None:
    room.side = SidePane(room.photo_work)
    room.beside.addWidget(room.side)


def _summary(room: InspectRoom, _desk: Desk) -> None:
    room.summary = SummaryPage()
    room.middle.addWidget(room.summary)


def _summary_side(room: InspectRoom, desk: Desk) -> None:
    room.summary_side = SummarySide(desk)
    room.beside.addWidget(room.summary_side)


def _acts(room: InspectRoom, desk: Desk) -> None:
    room.visits = Visits(desk, room)
    room.head = Head(desk, room, room.visits)
    room.walking = Walking(desk, room, room.visits)
    room.leaving = Leaving(desk, room, room.visits, room.head)


def _photos(room: InspectRoom, desk: Desk) -> None:
    room.photos = PhotoActs(desk, room, room.visits)
    room.people = PeopleDay(desk, room.visits)
    room.visit_acts = VisitActs(desk, room.visits, room.photo_work.refresh)
    room.summary.visit_wanted.connect(room.visit_acts.open)
    room.leaving.photo_wanted.connect(room.photos.import_photos)
    desk.acts["who"] = room.people.ask


def _effort(room: InspectRoom, desk: Desk) -> None:
    room.undoing = Undoing(desk, room, room.visits)
    room.helps = Helps(desk, room, room.visits, room.undoing)
    room.going = Going(desk, room.visits)
    room.recall = RecallActs(desk, room, room.visits)
    room.bulk = BulkActs(desk, room, room.visits, room.undoing)


def _others(room: InspectRoom, desk: Desk) -> None:
    room.newer = VersionBanner(desk, room.questions, room.visits)
    room.returning = Cursor(desk, room, room.visits)
    room.incoming = Incoming(desk, room, room.visits)
    room.helping = RoomHelp(desk, room, room.visits)
    room.room_mode = RoomMode(desk, room)
    room.room_mode.asked.connect(room.returning.follow)
    offer_why(room.questions)
    room.summary_side.send_wanted.connect(room.send_wanted)
    room.returned = Returned(desk, room.visits)
    room.visits.shown.connect(lambda building: room.building_opened.emit(building.line.id))
