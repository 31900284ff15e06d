"""Scenes of the merge desk: rules, twins, what waits, what is contested."""

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
}
