"""What was noted beside an answer stands in the record of the hub desk; not of sensitive ones."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.inspection.remarks import set_remark
from app.inspection.visit import Visit
from app.models.log import conflicts
from app.ui.hub.record_model import BASIS

from .test_findings import Open, ready

REMARKED, SENSITIVE = "/housing/B/ZF_B02", "/housing/I/ZF_I04"


def test_the_record_shows_what_was_noted_beside_an_answer(
    qtbot: QtBot, opened: Open, merged_hub: Path
) -> None:
    desk = opened(merged_hub, "findings")
    page = ready(qtbot, desk)
    with desk.workspace.reading() as session:
        inspection = next(one.subject for one in conflicts(session) if one.kind == "inspection")
    visit = Visit.open(desk.workspace, inspection, person="engineer")
    set_remark(visit, REMARKED, "住户说去年已报修")
    set_remark(visit, SENSITIVE, "王某家")
    page.open_record(inspection, REMARKED)
    panel = page.record.side
    qtbot.waitUntil(lambda: "住户说去年已报修" in panel.remark.text(), timeout=20_000)
    assert panel.remark.isVisible()
    model = page.record.model
    said = model.data(model.index(model.find(REMARKED), BASIS))
    assert "emark" in said
    page.open_record(inspection, SENSITIVE)
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=20_000)
    qtbot.waitUntil(lambda: not panel.remark.isVisible(), timeout=5_000)
    assert "王某" not in panel.remark.text()
