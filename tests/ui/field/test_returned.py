"""A returned building opens at its question with what is wanted; 查完 hands it in again."""

from pathlib import Path
from typing import Any
from uuid import UUID

from pytestqt.qtbot import QtBot

from app.inspection.derive import derive
from app.inspection.review.desk import send_back
from app.inspection.review.fields import Remark, review_of
from app.inspection.visit import Visit
from app.ui.app import Program
from app.ui.widgets.chips import Chip
from app.workspace import Workspace
from tests.ui.field.conftest import BUILDING, PERSON


def test_it_opens_at_the_question_and_is_handed_in_again(
    qtbot: QtBot, make_program: Any, city: Path
) -> None:
    from app.commands.script import find_place

    with Workspace.open(city, person=PERSON) as workspace:
        with workspace.reading() as session:
            place: UUID = find_place(session, BUILDING)
        visit = Visit.begin(workspace, place)
        path = next(q.path for q in visit.definition.questions() if q.code == "ZF-B03")
        visit.answer(path, "none")
        remark = Remark(path, "看看东山墙", None, "左上角")
        codes = ("ZF-B04", "ZF-B05", "ZF-B06", "ZF-B07")
        others = [q.path for q in visit.definition.questions() if q.code in codes]
        wanted = [remark, *(Remark(one, "再看看") for one in others)]
        send_back(workspace, visit.inspection, wanted, until="2026-12-01", person="审")
        inspection = visit.inspection
        derive(workspace)
    program: Program = make_program(language="zh_CN")
    program.open_folder(city)
    room: Any = program.page
    if not hasattr(room, "open_place"):
        program.enter("inspect")
        room = program.page
    room.open_place(place)
    notices = program.desk.shell.notices  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: "returned.0" in notices.keys, timeout=30_000)
    line = notices.line("returned.0")
    assert line is not None
    told = line.accessibleName()
    assert "看看东山墙" in told
    assert "左上角" in told
    assert "2026-12-01" in told
    desk = program.desk
    assert desk is not None
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    assert room.questions.card is not None
    assert room.questions.card.path == path
    # Each question that was sent back has its line, however many there are.
    assert [key for key in notices.keys if key.startswith("returned.")] == [
        f"returned.{number}" for number in range(1 + len(others))
    ]
    # Read anew, as after another language: whoever went on to another question stays there.
    room.visits.go_to(others[0])
    room.visits.reopen(place, others[0])
    qtbot.waitUntil(lambda: room.visits.building.led, timeout=30_000)
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    qtbot.waitUntil(lambda: "returned.0" in notices.keys, timeout=30_000)
    assert room.questions.card.path == others[0]
    room.visits.go_to(path)
    # Worked at, it still reads as returned, in its row and at the top, until it is handed in.
    model, key = room.tree.model, str(place)
    assert room.visits.building is not None
    room.visits.building.visit.answer(path, "present")
    room.head.show_live()
    row = model.place(model.index_of(key))
    assert (row.state, row.done > 0) == ("returned", True)
    assert "已退回" in [one.chip.words for one in desk.shell.topbar.findChildren(Chip)]
    done = Visit.open(desk.workspace, inspection)
    while done.instance.missing():
        one = done.instance.missing()[0]
        done.leave_open(one.path, "undecidable")
    done.finish()
    with desk.workspace.reading() as session:
        assert review_of(session, inspection).state == "resubmitted"
    desk.place_changed.emit(place)
    qtbot.waitUntil(lambda: model.place(model.index_of(key)).state != "returned", timeout=30_000)
