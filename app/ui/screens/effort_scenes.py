"""Scenes of what saves effort: copying, statements, several at once, earlier rounds, people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.models.ids import new_id
from app.models.log import Draft, write

if TYPE_CHECKING:
    from app.ui.screens.stage import Stage

_NEW = "长安/样例小区甲/8号楼"


def _open(stage: Stage, question: str, place: str = _NEW) -> Any:
    stage.open_sample("laptop-A")
    page = stage.enter("inspect")
    page.open_place(stage.find(place))
    stage.wait(lambda: page.building is not None)
    stage.settle()
    if question:
        page.go_to(question)
        stage.settle()
    return page


def copy_offered(stage: Stage) -> None:
    """Open a building that nobody has started, beside a finished one."""
    _open(stage, "")


def copied(stage: Stage) -> None:
    """Look at what was copied from the neighbour."""
    page = _open(stage, "")
    page.helps.copy_from()
    stage.settle()
    page.helps.next_copied()


def statement(stage: Stage) -> None:
    """Close a part by its statement, after one problem."""
    from app.inspection.effort.allowance import allow

    stage.open_sample("laptop-A")
    allow(stage.desk.workspace, statement=list("DEFGHIJK"))
    page = stage.enter("inspect")
    page.open_place(stage.find(_NEW))
    stage.wait(lambda: page.building is not None)
    stage.settle()
    page.go_to("/housing/E/ZF_E02")
    stage.settle()
    page.building.set_remark("/housing/E/ZF_E02", "西山墙渗水，物业说雨季再看")


def stated(stage: Stage) -> None:
    """Look at the answers that the statement gave."""
    statement(stage)
    stage.settle()
    stage.page.helps.close_part()
    stage.settle()
    stage.page.go_to("/housing/E/ZF_E02")


def bulk(step: int, stage: Stage) -> None:
    """Give one answer to several buildings: choose them; then see what changes."""
    page = _open(stage, "/housing/A/ZF_A15")
    page.building.answer("/housing/A/ZF_A15", "private")
    page.go_to("/housing/A/ZF_A15")
    stage.settle()
    page.bulk.open()
    stage.wait(lambda: page.bulk.dialog is not None)
    dialog = page.bulk.dialog
    for chip in list(dialog.chips.values())[: 7 if step else 3]:
        chip.setChecked(True)
    if step:
        dialog.go_on()
        stage.settle()


def recall(stage: Stage) -> None:
    """Look again at what an earlier round found."""
    stage.open_sample("laptop-A")
    workspace, place = stage.desk.workspace, stage.find(_NEW)
    shas = sorted(workspace.photos.rglob("*.jpg"))
    with workspace.sessions.begin() as session:
        author = workspace.writer(session)
        problems = (("ZF-D01", "楼道、门厅缺灯", "minor"), ("ZF-E02", "外墙渗水", "serious"))
        for (item, title, severity), file in zip(problems, shas, strict=False):
            key, photo = new_id(), new_id()
            facts: dict[str, Any] = {
                "place": str(place), "round": "2025", "item": item, "title": title,
                "severity": severity, "location": "2单元3层",
            }  # fmt: skip
            picture: dict[str, Any] = {
                "finding": str(key), "sha256": file.stem, "extension": "jpg", "position": 0,
            }  # fmt: skip
            write(session, author, [Draft("earlier", key, *one) for one in facts.items()])
            write(session, author, [Draft("photo", photo, *one) for one in picture.items()])
    page = stage.enter("inspect")
    page.open_place(place)
    stage.wait(lambda: page.building is not None)
    stage.settle()
    page.recall.open()
    stage.settle()


def visit(stage: Stage) -> None:
    """Say how the visit went: nobody there."""
    page = _open(stage, "")
    page.show_summary()
    stage.settle()
    page.visit_acts.open()
    stage.wait(lambda: page.visit_acts.dialog is not None)
    page.visit_acts.dialog.outcome.segments[1].click()


def who(stage: Stage) -> None:
    """Say who inspects."""
    page = _open(stage, "")
    page.people.ask()
    stage.wait(lambda: page.people.dialog is not None)


def revisits(stage: Stage) -> None:
    """List where to go again."""
    from app.inspection.outcomes import record_outcome

    page = _open(stage, "")
    record_outcome(page.building.visit, "nobody")
    stage.settle()
    stage.enter("todo").show_view("revisit")


def recently(stage: Stage) -> None:
    """Look at the recent buildings in the empty search field."""
    _open(stage, "").focus_search()
