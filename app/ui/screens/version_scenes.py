"""Scenes of a newer checklist: what it would change, and a building begun with the older one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.paths import resource
from app.ui.screens.field_scenes import HALF_DONE
from app.ui.screens.hub_scenes import hub_room

if TYPE_CHECKING:
    from app.ui.screens.stage import Stage


def _newer_checklist(stage: Stage) -> None:
    """Put a second version of the housing checklist into the open workspace."""
    import openpyxl

    from app.inspection.checklists import register

    book = openpyxl.load_workbook(resource("checklists/housing.xlsx"))
    survey = book["survey"]
    columns = {cell.value: number for number, cell in enumerate(survey[1], 1)}
    rows = {survey.cell(row, columns["name"]).value: row for row in range(2, survey.max_row + 1)}
    for name, column, text in (
        ("ZF_M04", "required", "yes"),
        ("ZF_A11_households", "constraint", ". >= 1 and . <= 20"),
        ("ZF_M04", "hint::中文 (zh)", "写清楚"),
    ):
        survey.cell(rows[name], columns[column]).value = text
    survey.delete_rows(rows["ZF_H03_keeper"])
    settings = book["settings"]
    heads = [cell.value for cell in settings[1]]
    settings.cell(2, heads.index("version") + 1).value = "2025.1"
    file = stage.place / "住房检查表（新版）.xlsx"
    book.save(file)
    register(stage.desk.workspace, file)


def hub_versions(view: str, stage: Stage) -> None:
    """Look at what a newer checklist would change."""
    from app.ui.versions.dialog import open_versions

    hub_room("inbox", stage)
    _newer_checklist(stage)
    dialog = open_versions(stage.desk)
    stage.wait(lambda: dialog.plan is not None)
    dialog.show_view(view)


def field_newer(stage: Stage) -> None:
    """Open a building while a newer checklist is there."""
    stage.open_sample("laptop-A")
    _newer_checklist(stage)
    page = stage.enter("inspect")
    page.visits.open_place(stage.find(HALF_DONE))
    stage.wait(lambda: page.newer.isVisible())
