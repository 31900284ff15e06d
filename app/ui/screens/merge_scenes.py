"""Scenes of the merge desk and the review room: rules, twins, what waits, what is contested."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.ui.screens.stage import Stage

if TYPE_CHECKING:
    from app.models.values import Json

_OTHER = UUID("5c1e0000-0000-4000-8000-00000000beef")
_MS = 1_763_690_400_000


def _foreign(
    stage: Stage, kind: str, subject: UUID, field: str, value: Json, bases: tuple[UUID, ...] = ()
) -> None:
    """Merge a change of another laptop that had not seen ours."""
    from app.models.ids import new_id
    from app.models.log import ChangeLine, merge
    from app.models.values import canonical

    line = ChangeLine(
        new_id(), kind, subject, field, canonical(value), bases, _MS << 16, _OTHER, "马涛", 3, _MS
    )
    with stage.desk.workspace.sessions.begin() as session:
        merge(session, [line], now_ms=_MS)


def _conflicts(stage: Stage) -> Any:
    from app.inspection.derive import derive

    derive(stage.desk.workspace)
    page = stage.enter("conflicts")
    page.work.reload()
    stage.settle()
    stage.wait(lambda: page.found is not None)
    stage.settle()
    return page


def _go(stage: Stage, page: Any, group: str) -> None:
    """Look at the first case of a group."""
    case = next(one for one in page.queue.queue.cases if one.group == group)
    page.queue.setCurrentIndex(page.queue.queue.index(page.queue.queue.row_of(case), 0))
    stage.wait(lambda: page.found is not None and page.found.case.key == case.key)
    stage.settle()


def rules(stage: Stage) -> None:
    """Show the rules decided beforehand, with what they would decide."""
    stage.open_sample("hub")
    page = _conflicts(stage)
    page.tools.edit_rules()
    stage.wait(lambda: page.tools.dialog.rules is not None)
    page.tools.dialog.people[0].setChecked(True)
    stage.settle()


def own_wrong(stage: Stage) -> None:
    """Give an answer of one's own that the form refuses."""
    from app.inspection.answers import answers_of
    from app.inspection.review.desk import records

    stage.open_sample("hub")
    with stage.desk.workspace.reading() as session:
        path = "/housing/A/ZF_A08"
        record = next(
            one.inspection for one in records(session)
            if one.form_id == "housing" and path in answers_of(session, one.inspection)
        )  # fmt: skip
    _foreign(stage, "inspection", record, path, {"answer": "1999", "basis": "papers"})
    page = _conflicts(stage)
    number = next(one for one in page.queue.queue.cases if one.sort == "number")
    page.queue.setCurrentIndex(page.queue.queue.index(page.queue.queue.row_of(number), 0))
    stage.wait(lambda: page.found is not None and page.found.case.key == number.key)
    stage.settle()
    page.pane.choose("own")
    stage.wait(lambda: page.tools.dialog is not None)
    dialog = page.tools.dialog
    dialog._give("1000")
    stage.settle()


def twice(stage: Stage) -> None:
    """Look at two places that are one building: their records differ."""
    from app.inspection.conflict.joined import join
    from app.inspection.review.desk import records

    stage.open_sample("hub")
    workspace = stage.desk.workspace
    with workspace.reading() as session:
        lines = [one for one in records(session) if one.form_id == "housing" and not one.conflicts]
    join(workspace, lines[1].place, lines[0].place)
    _go(stage, _conflicts(stage), "twice")


def contested(stage: Stage) -> None:
    """Show a record that one deleted and another changed."""
    stage.open_sample("hub")
    place = stage.find("3号楼")
    _foreign(stage, "place", place, "*", True)
    _go(stage, _conflicts(stage), "contested")


def waiting(stage: Stage) -> None:
    """Show an answer that rests on a change which has not come."""
    from app.inspection.review.desk import records
    from app.models.ids import new_id

    stage.open_sample("hub")
    with stage.desk.workspace.reading() as session:
        record = next(one for one in records(session) if one.form_id == "housing")
    _foreign(
        stage, "inspection", record.inspection, "/housing/D/ZF_D03", {"answer": "present"},
        (new_id(),),
    )  # fmt: skip
    _go(stage, _conflicts(stage), "waiting")


def decided(stage: Stage) -> None:
    """Show many decided at once by the rules: what they decide, case by case."""
    stage.open_sample("hub")
    page = _conflicts(stage)
    page.tools.decide_alike()
    stage.settle()
    stage.wait(lambda: page.tools.dialog.model.rulings)


def _record(stage: Stage) -> tuple[Any, Any]:
    page = stage.enter("review")
    stage.wait(lambda: page.model.lines)
    stage.settle()
    line = next(one for one in page.work.lines if one.form_id == "housing" and not one.conflicts)
    return page, line


def came_again(stage: Stage) -> None:
    """Look at a record that came again: only what changed."""
    from app.inspection.review.desk import resubmit, send_back
    from app.inspection.review.fields import Remark
    from app.inspection.visit import Visit

    stage.open_sample("hub")
    workspace = stage.desk.workspace
    page, line = _record(stage)
    visit = Visit.open(workspace, line.inspection, person="王芳")
    asked = [f"/housing/{name[3]}/{name}" for name in ("ZF_B02", "ZF_D01", "ZF_D03")]
    send_back(workspace, line.inspection, [Remark(asked[0], "再看一次")], until="2026-12-01")
    for path, answer in zip(asked, ("present", "present", "none"), strict=True):
        visit.answer(path, answer)
    resubmit(workspace, line.inspection, person="王芳")
    from app.inspection.derive import derive

    derive(workspace)
    page.work.reload()
    stage.settle()
    page.open_line(next(one for one in page.work.lines if one.inspection == line.inspection))
    stage.wait(lambda: page.record.record is not None)
    stage.settle()


def marked(stage: Stage) -> None:
    """Draw on a photo what is meant."""
    from app.inspection.photo.marks import ARROW, RING, WORDS, Mark, Markup

    stage.open_sample("hub")
    page, line = _record(stage)
    with_photo = next(
        one
        for one in page.work.lines
        if one.form_id == "housing" and _photos(stage, one.inspection)
    )
    page.open_line(with_photo)
    stage.wait(lambda: page.record.record is not None)
    stage.settle()
    row = next(one for one in page.record.record.rows if one.photos)
    page.record.go_to(row.path)
    stage.settle()
    page.foot.ask_marks()
    sheet = page.one.sheet
    stage.settle()
    markup = Markup(
        (
            Mark(RING, ((3200, 3000), (5600, 6200))),
            Mark(ARROW, ((8000, 2000), (5700, 4200))),
            Mark(WORDS, ((6600, 1400),), words="从这里放尺再拍"),
        )
    )
    sheet.canvas.set_markup(markup)
    sheet._drawn(markup)
    assert line
    stage.settle()


def _photos(stage: Stage, inspection: UUID) -> bool:
    from app.inspection.photo.photos import photos_of

    found = photos_of(stage.desk.workspace, inspection)
    return any(one.question and one.is_picture for one in found)


def nothing_to_review(stage: Stage) -> None:
    """Enter the review room before anything came."""
    stage.open_empty()
    stage.enter("review")


def past(stage: Stage) -> None:
    """Decide by rules and by hand, take one back, and look at what was decided."""
    from app.inspection.conflict.deciding import decide
    from app.inspection.conflict.queue import queue
    from app.inspection.conflict.rules import details, preview, use

    stage.open_sample("hub")
    space = stage.desk.workspace
    with space.reading() as session:
        cases = queue(space, session)
        rulings = preview(space, session, cases)
        ruled = {one.case.key for one in rulings}
        rest = [one for one in details(space, session, cases) if one.case.key not in ruled]
    person = stage.desk.person
    decide(space, [one.choice for one in rulings], person=person)
    by_hand = [use(one.case, one.sides[0], one.sides, "打电话问过") for one in rest]
    decide(space, by_hand, person=person)
    page = stage.enter("conflicts")
    stage.settle()
    page.tools.show_past()
    stage.settle()
    page.work.take_back([page.tools.dialog.model.rows[0].change])
    stage.settle()
    page.tools.dialog.states.set_value("all")
    page.tools.dialog.states.chosen.emit("all")


PLAYS: dict[str, Callable[[Stage], None]] = {
    "hub_rules": rules,
    "hub_past": past,
    "hub_conflicts_own_wrong": own_wrong,
    "hub_conflicts_twice": twice,
    "hub_conflicts_contested": contested,
    "hub_conflicts_waiting": waiting,
    "hub_conflicts_by_rules": decided,
    "hub_review_again": came_again,
    "hub_review_marked": marked,
    "hub_review_empty": nothing_to_review,
}


def filing(stage: Stage) -> None:
    """Tie a bureau's template to our columns."""
    import openpyxl

    stage.open_sample("hub")
    page = stage.enter("findings")
    book = openpyxl.Workbook()
    heads = (
        "社区",
        "小区名称",
        "楼栋",
        "编号",
        "地上层数",
        "结构形式",
        "问题数（处）",
        "检查时间",
        "备注",
    )
    assert book.active is not None
    book.active["A1"] = "城镇房屋体检情况上报表"
    for column, words in enumerate(heads, 1):
        book.active.cell(3, column, words)
    theirs = stage.desk.workspace.cache / "上报表.xlsx"
    theirs.parent.mkdir(parents=True, exist_ok=True)
    book.save(theirs)
    page.filing.ask()
    dialog = page.filing.dialog
    dialog.shapes.parts()[-1].click()
    dialog.take(theirs)
    stage.wait(dialog.go.isEnabled)
    stage.settle()
