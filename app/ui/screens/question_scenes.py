"""Scenes of question widgets: a sample form of every kind, shown in the field desk's own pane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.paths import resource

if TYPE_CHECKING:
    from app.ui.screens.stage import Stage

_ANSWERS = {
    "i3": "1234567", "r1": "3", "r2": "2.5", "r3": "4", "s4": "m3", "s5": "m4", "s9": "b",
    "m1": "a c", "k1": "b a d c", "dt2": "2026-11-01", "q1": "yes",
}  # fmt: skip


def question_types(part: str, question: str, stage: Stage) -> None:
    """Show one part of the sample form with a question open."""
    from app.forms import load_xform
    from app.forms.workbook import to_xform
    from app.ui.preview.memory import PreviewBuilding, PreviewDesk, PreviewVisit

    stage.open_sample("laptop-A")
    page = stage.enter("inspect")
    page.open_place(stage.find("长安/样例小区甲/2号楼"))
    stage.wait(lambda: page.building is not None)
    stage.settle()
    file = resource("sample/question_types.md")
    form = load_xform(to_xform(file.read_bytes(), ".md", "data").xform)
    pane = page.questions
    desk = PreviewDesk(stage.desk.jobs, pane)
    visit = PreviewVisit(form, {}, "", file.parent)
    building = PreviewBuilding(desk, visit, "", pane)
    for slot in list(building.slots):
        if slot.question is not None and slot.question.name in _ANSWERS:
            building.answer(slot.path, _ANSWERS[slot.question.name])
    pane.show_building(building)
    pane.show_part(f"/data/{part}", open_first=False)
    found = [one for one in building.slots if one.question and one.question.name == question]
    if found:
        pane.go_to(found[0].path)
    stage.settle()
