"""Scenes of the hub desk: its rooms, what came in, conflicts, review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.screens.field_scenes import BUILDING

if TYPE_CHECKING:
    from app.ui.screens.stage import Stage


def hub_empty(room: str, stage: Stage) -> None:
    """Enter a room of the hub desk before anything came in."""
    stage.open_empty()
    stage.enter(room)


def hub_room(room: str, stage: Stage) -> None:
    """Enter a room of the hub desk after two laptops' packages were merged."""
    stage.open_sample("hub")
    stage.enter(room)


def hub_received(stage: Stage) -> None:
    """Receive two packages, one of them damaged on the way."""
    import shutil

    stage.open_empty()
    page = stage.enter("inbox")
    good, other = stage.packages[:2]
    broken = stage.place / other.name
    shutil.copy(other, broken)
    data = bytearray(broken.read_bytes())
    data[len(data) // 2] ^= 1
    broken.write_bytes(data)
    page.take([good, broken])
    stage.settle()


def hub_record(stage: Stage) -> None:
    """Open one record: answers, photos, history."""
    stage.open_sample("hub")
    page = stage.enter("findings")
    from app.models.ids import inspection_id

    campaign = stage.desk.workspace.campaign()
    assert campaign is not None
    assert campaign.round is not None
    record = inspection_id(stage.find(BUILDING), "housing", campaign.round)
    page.open_record(record, "")


def hub_conflicts(stage: Stage, keys: str = "") -> None:
    """Look at a conflict; keys of the desk choose what Enter would do."""
    stage.open_sample("hub")
    page = stage.enter("conflicts")
    stage.wait(lambda: page.found is not None)
    stage.settle()
    if keys == "alike":
        page.tools.decide_alike()
    elif keys:
        page.pane.choose(keys)


def hub_review(stage: Stage, inside: bool = False) -> None:
    """Look at the records in review; inside: at one of them, with a remark."""
    stage.open_sample("hub")
    page = stage.enter("review")
    stage.wait(lambda: page.model.lines)
    stage.settle()
    if inside:
        page.open_line(page.model.lines[0])
        stage.wait(lambda: page.record.record is not None)
        stage.settle()
        page.foot.remark.setText("照片看不清，请对着裂缝放尺再拍一张")
        page.foot.until.setText("2026-12-01")
