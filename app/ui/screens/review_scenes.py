"""Scenes of the review room: a record that came again, what is drawn on a photo, an empty room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from app.ui.screens.stage import Stage


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


PLAYS: dict[str, Callable[[Stage], None]] = {
    "hub_review_again": came_again,
    "hub_review_marked": marked,
    "hub_review_empty": nothing_to_review,
}
