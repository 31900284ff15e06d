"""审核 by keys: confirm, undo, remark and return, what changed since."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, Qt
from pytestqt.qtbot import QtBot

from app.inspection.conflict.deciding import decide
from app.inspection.conflict.joined import joined
from app.inspection.conflict.queue import queue
from app.inspection.conflict.rules import use
from app.inspection.conflict.view import detail
from app.inspection.derive import derive
from app.inspection.review.desk import Line, records
from app.inspection.review.fields import Review, review_of
from app.inspection.visit import Visit
from app.ui.desk import Desk
from app.ui.hub.review_page import ReviewPage
from app.workspace import Workspace

Open = Callable[..., Desk]
CONTROL = Qt.KeyboardModifier.ControlModifier


def ready(qtbot: QtBot, desk: Desk) -> ReviewPage:
    page = desk.shell.content.currentWidget()
    assert isinstance(page, ReviewPage)
    qtbot.waitUntil(lambda: bool(page.model.lines), timeout=30_000)
    settled(qtbot, desk)
    return page


def settled(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)


def listed(desk: Desk) -> dict[object, Line]:
    with desk.workspace.reading() as session:
        return {one.inspection: one for one in records(session)}


def reviewed(desk: Desk, line: Line) -> Review:
    with desk.workspace.reading() as session:
        return review_of(session, line.inspection)


def without_conflicts(folder: Path) -> Path:
    """Decide the conflicts of a hub for the side that was said first."""
    with Workspace.open(folder, person="engineer") as hub:
        with hub.reading() as session:
            found = [detail(hub, session, case) for case in queue(hub, session)]
        decide(hub, [use(one.case, one.sides[0], one.sides, "") for one in found])
        derive(hub)
    return folder


def clean(page: ReviewPage) -> int:
    """Return the row of a record without a conflict."""
    return next(row for row, one in enumerate(page.model.lines) if not one.conflicts)


def test_confirm_and_take_it_back(qtbot: QtBot, opened: Open, merged_hub: Path) -> None:
    desk = opened(without_conflicts(merged_hub), "review")
    page = ready(qtbot, desk)
    before = len(page.model.lines)
    row = clean(page)
    line = page.model.lines[row]
    page.table.setCurrentIndex(page.model.index(row, 0))
    qtbot.keyClick(page.table, Qt.Key.Key_Return, CONTROL)
    settled(qtbot, desk)
    assert reviewed(desk, line).state == "confirmed"
    qtbot.waitUntil(lambda: len(page.model.lines) == before - 1)
    page.undo()
    settled(qtbot, desk)
    assert reviewed(desk, line).state == ""
    qtbot.waitUntil(lambda: len(page.model.lines) == before)


def test_a_conflict_is_said_not_confirmed(qtbot: QtBot, opened: Open, merged_hub: Path) -> None:
    desk = opened(merged_hub, "review")
    told: list[object] = []
    desk.jobs.failed.disconnect(desk.fault)
    desk.jobs.failed.connect(told.append)
    page = ready(qtbot, desk)
    row = next(row for row, one in enumerate(page.model.lines) if one.conflicts)
    line = page.model.lines[row]
    page.table.setCurrentIndex(page.model.index(row, 0))
    qtbot.keyClick(page.table, Qt.Key.Key_Return, CONTROL)
    settled(qtbot, desk)
    assert reviewed(desk, line).state == ""
    assert "D03 Stairwell lighting" in str(told[0])


def test_a_reading_that_comes_late_wipes_no_remark(
    qtbot: QtBot, opened: Open, merged_hub: Path
) -> None:
    desk = opened(without_conflicts(merged_hub), "review")
    page = ready(qtbot, desk)
    page.table.setCurrentIndex(page.model.index(clean(page), 0))
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    early = next(job for job in desk.jobs.running if job.name == "review")
    found: list[object] = []
    early.succeeded.connect(found.append)
    settled(qtbot, desk)
    qtbot.keyClick(page.foot.remark, Qt.Key.Key_Escape)
    assert page.line is None
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    settled(qtbot, desk)
    qtbot.keyClick(page.record.table, Qt.Key.Key_M, CONTROL)
    qtbot.waitUntil(page.foot.remark.hasFocus)
    qtbot.keyClicks(page.foot.remark, "look again")
    early.succeeded.emit(found[0])  # as from a disk that was busy
    settled(qtbot, desk)
    assert page.foot.remark.text() == "look again"
    assert [one.text for one in page.foot.remarks()] == ["look again"]


def test_remark_return_and_what_changed(qtbot: QtBot, opened: Open, merged_hub: Path) -> None:
    desk = opened(without_conflicts(merged_hub), "review")
    page = ready(qtbot, desk)
    row = next(
        row
        for row, one in enumerate(page.model.lines)
        if not one.conflicts and one.form_id == "housing"
    )
    line = page.model.lines[row]
    page.table.setCurrentIndex(page.model.index(row, 0))
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.record.record is not None, timeout=30_000)
    settled(qtbot, desk)
    path = next(one.path for one in page.record.record.rows if one.value == "none")  # type: ignore[union-attr]
    page.record.go_to(path)
    qtbot.keyClick(page.record.table, Qt.Key.Key_M, CONTROL)
    qtbot.waitUntil(page.foot.remark.hasFocus)
    qtbot.keyClicks(page.foot.remark, "look again")
    qtbot.keyClick(page.foot.remark, Qt.Key.Key_Escape)  # out by mistake, and in again
    assert page.line is None
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    settled(qtbot, desk)
    page.record.go_to(path)
    qtbot.waitUntil(lambda: page.foot.remark.text() == "look again")
    page.foot.until.setText("2026-13-01")
    assert not page.foot.back.isEnabled()  # no such day
    page.foot.until.setText("2026-12-01")
    assert not page.foot.confirm.isEnabled()  # not while something is wanted
    qtbot.keyClick(page.foot.remark, Qt.Key.Key_R, CONTROL)
    settled(qtbot, desk)
    review = reviewed(desk, line)
    assert (review.state, review.until) == ("returned", "2026-12-01")
    assert [(one.path, one.text) for one in review.remarks] == [(path, "look again")]
    assert listed(desk)[line.inspection].state == "returned"
    visit = Visit.open(desk.workspace, line.inspection)
    visit.leave_open(path, "undecidable")
    page.filters.set_value("all")
    page.work.reload()
    settled(qtbot, desk)
    page.open_line(listed(desk)[line.inspection])
    qtbot.waitUntil(page.changed.isVisible, timeout=30_000)
    assert "Sent back" in page.changed.accessibleName()
    qtbot.waitUntil(lambda: page.record.record is not None, timeout=30_000)
    settled(qtbot, desk)
    shown = [one.path for row in range(page.record.model.rowCount())
             if (one := page.record.model.row(row)) is not None]  # fmt: skip
    assert shown == [path]  # only what changed
    was, now = (page.changed.model.index(0, column).data() for column in (1, 2))
    assert was != now
    page.changed.whole.click()
    assert page.record.model.rowCount() > 10
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert page.table.isVisible()


def test_two_places_are_one_and_parted_again(qtbot: QtBot, opened: Open, merged_hub: Path) -> None:
    desk = opened(merged_hub, "review")
    page = ready(qtbot, desk)
    rows = [row for row, one in enumerate(page.model.lines) if one.form_id == "housing"][:2]
    first, second = (page.model.lines[row] for row in rows)
    page.table.clearSelection()
    for row in rows:
        page.table.selectionModel().select(
            page.model.index(row, 0),
            QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
        )
    qtbot.keyClick(page.table, Qt.Key.Key_J)
    page.dialog.do.click()
    settled(qtbot, desk)
    with desk.workspace.reading() as session:
        assert joined(session) == {second.place: first.place}
    qtbot.waitUntil(lambda: any(one.same_as for one in page.model.lines), timeout=30_000)
    row = next(row for row, one in enumerate(page.model.lines) if one.same_as)
    page.table.selectRow(row)
    page.join.click()
    page.dialog.do.click()
    settled(qtbot, desk)
    with desk.workspace.reading() as session:
        assert joined(session) == {}


def test_a_mark_is_drawn_on_the_photo_and_goes_with_the_remark(
    qtbot: QtBot, opened: Open, merged_hub: Path, tmp_path: Path
) -> None:
    from app.inspection.photo.marks import read_markup
    from app.inspection.photo.photos import add_photos, photos_of
    from tests.faults.small import picture

    folder = without_conflicts(merged_hub)
    with Workspace.open(folder, person="engineer") as hub:
        with hub.reading() as session:
            line = next(one for one in records(session) if one.form_id == "housing")
        visit = Visit.open(hub, line.inspection)
        path = next(one.path for one in visit.definition.questions() if one.code == "ZF-B03")
        add_photos(
            hub, line.inspection, [picture(tmp_path / "p.jpg", 3, (640, 480))], question=path
        )
        derive(hub)
        photo = photos_of(hub, line.inspection)[-1]
    desk = opened(folder, "review")
    page = ready(qtbot, desk)
    page.filters.set_value("all")
    page.open_line(listed(desk)[line.inspection])
    qtbot.waitUntil(lambda: page.record.record is not None, timeout=30_000)
    settled(qtbot, desk)
    page.record.go_to(path)
    qtbot.waitUntil(page.foot.draw.isEnabled)
    page.foot.photo.setCurrentIndex(page.foot.photo.count() - 1)
    qtbot.keyClick(page.record.table, Qt.Key.Key_D, CONTROL)
    sheet = page.one.sheet
    assert sheet is not None
    qtbot.waitUntil(sheet.isVisible)
    settled(qtbot, desk)
    canvas = sheet.canvas
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Right,
                Qt.Key.Key_Space):  # fmt: skip
        qtbot.keyClick(canvas, key)
    assert [one.kind for one in read_markup(sheet.marks).marks] == ["ring"]
    qtbot.keyClick(canvas, Qt.Key.Key_A)
    assert canvas.tool == "arrow"
    qtbot.keyClick(canvas, Qt.Key.Key_Z, CONTROL)
    assert sheet.marks == ""
    qtbot.keyClick(canvas, Qt.Key.Key_O)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Space):
        qtbot.keyClick(canvas, key)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)  # keeps the marks, as its button says
    assert not sheet.isVisible()
    page.foot.remark.setText("裂缝从这里起")
    page.send_back()
    settled(qtbot, desk)
    (remark,) = reviewed(desk, line).remarks
    assert (remark.path, remark.photo, remark.text) == (path, photo.id, "裂缝从这里起")
    assert [one.kind for one in read_markup(remark.marks).marks] == ["ring"]
    assert photos_of(desk.workspace, line.inspection)[-1].marks == photo.marks  # untouched
