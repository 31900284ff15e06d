"""The scenes: every screen and main state that people meet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from app.paths import resource
from app.ui.screens import effort_scenes as effort
from app.ui.screens import exchange_scenes, merge_scenes, photo_scenes, safety_scenes, trust_scenes
from app.ui.screens.question_scenes import question_types
from app.ui.screens.room_scenes import room_mode

if TYPE_CHECKING:
    from pathlib import Path

    from app.ui.screens.stage import Stage

_BUILDING = "长安/样例小区甲/2号楼"
_HALF_DONE = "长安/样例小区甲/4号楼"


class Scene(NamedTuple):
    """How to come to a state.

    Attributes:
        desk: ``field`` or ``hub``.
        play: Brings the stage there.
    """

    desk: str
    play: Callable[[Stage], None]


def first_run(stage: Stage) -> None:
    """Show the first steps."""
    stage.program.show_start()


def field_empty(stage: Stage) -> None:
    """Open a workspace without buildings."""
    stage.open_empty()
    stage.enter("inspect")


def field_room(room: str, stage: Stage) -> None:
    """Enter a room of the field desk."""
    stage.open_sample("laptop-A")
    stage.enter(room)


def field_building(stage: Stage, place: str = _BUILDING) -> None:
    """Open a building's checklist at a finding."""
    stage.open_sample("laptop-A")
    page = stage.enter("inspect")
    page.open_place(stage.find(place))
    stage.wait(lambda: page.building is not None)
    stage.settle()
    found = page.building.found_by_path()
    if found:
        page.go_to(next(iter(found)))
        stage.settle()


def field_half_done(stage: Stage) -> None:
    """Open a building that somebody began."""
    field_building(stage, _HALF_DONE)


def field_summary(stage: Stage, place: str = _HALF_DONE) -> None:
    """Ask to leave a building in which something is missing."""
    field_building(stage, place)
    stage.page.show_summary()


def field_finished(stage: Stage) -> None:
    """Ask to leave a building where all is there."""
    field_summary(stage, _BUILDING)


def field_viewer(stage: Stage) -> None:
    """Look at one photo."""
    field_building(stage)
    page = stage.page
    photos = page.building.photos
    page.look_at(str(next(iter(photos)).id))
    stage.wait(lambda: page.viewer is not None)


def field_search(stage: Stage) -> None:
    """Search by pinyin."""
    stage.open_sample("laptop-A")
    stage.enter("inspect").tree.search.setText("ylxqj")


def field_act(act: str, stage: Stage) -> None:
    """Open a dialog over the checklist."""
    field_building(stage)
    stage.desk.act(act)


def field_keys(stage: Stage) -> None:
    """Open the sheet of keys."""
    from app.ui.widgets.key_sheet import open_key_sheet

    field_building(stage)
    open_key_sheet(stage.desk.shell, stage.desk.shell.keys)


def roster_good(stage: Stage) -> None:
    """Preview a roster without a bad line."""
    from app.ui.start.roster_open import preview

    stage.open_empty()
    preview(stage.desk, resource("sample/roster.xlsx"))


def roster_bad(stage: Stage) -> None:
    """Preview a roster with bad lines."""
    from app.ui.start.roster_open import preview

    stage.open_empty()
    preview(stage.desk, _spoilt_roster(stage.place))


def _spoilt_roster(folder: Path) -> Path:
    """Return a copy of the sample roster with the mistakes that people make."""
    import openpyxl

    book = openpyxl.load_workbook(resource("sample/roster.xlsx"))
    sheet = book.worksheets[0]
    columns = {cell.value: number for number, cell in enumerate(sheet[1], 1)}
    mistakes = ((97, "建成年份", "约三十年"), (99, "地上层数", "-4"), (101, "结构类型", "不清楚"))
    for row, column, text in (*mistakes, (103, "楼栋", sheet.cell(102, columns["楼栋"]).value)):
        sheet.cell(row, columns[column]).value = text
    file = folder / "名册（改坏了）.xlsx"
    book.save(file)
    return file


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
    record = inspection_id(stage.find(_BUILDING), "housing", campaign.round)
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
    page.visits.open_place(stage.find(_HALF_DONE))
    stage.wait(lambda: page.newer.isVisible())


SCENES: dict[str, Scene] = {
    "room_mode_finding": Scene("field", partial(room_mode, _BUILDING, "")),
    "room_mode_choice": Scene("field", partial(room_mode, _HALF_DONE, "ZF_D03")),
    "room_mode_number": Scene("field", partial(room_mode, _HALF_DONE, "ZF_A08")),
    "room_mode_list": Scene("field", partial(room_mode, _HALF_DONE, "ZF_A13")),
    "room_mode_several": Scene("field", partial(room_mode, _HALF_DONE, "ZF_C04")),
    "start_first_run": Scene("field", first_run),
    "effort_copy_offered": Scene("field", effort.copy_offered),
    "effort_copied": Scene("field", effort.copied),
    "effort_statement": Scene("field", effort.statement),
    "effort_stated": Scene("field", effort.stated),
    "effort_bulk": Scene("field", partial(effort.bulk, 0)),
    "effort_bulk_preview": Scene("field", partial(effort.bulk, 1)),
    "effort_recall": Scene("field", effort.recall),
    "effort_visit": Scene("field", effort.visit),
    "effort_who": Scene("field", effort.who),
    "effort_revisits": Scene("field", effort.revisits),
    "effort_recent": Scene("field", effort.recently),
    "field_empty": Scene("field", field_empty),
    "field_start": Scene("field", partial(field_room, "start")),
    "field_inspect": Scene("field", partial(field_room, "inspect")),
    "field_building": Scene("field", field_building),
    "field_half_done": Scene("field", field_half_done),
    "field_search": Scene("field", field_search),
    "field_summary_missing": Scene("field", field_summary),
    "field_summary_finished": Scene("field", field_finished),
    "field_viewer": Scene("field", field_viewer),
    "field_viewer_marked": Scene("field", photo_scenes.viewer_marked),
    "field_viewer_compared": Scene("field", photo_scenes.viewer_compared),
    "field_photos": Scene("field", photo_scenes.gallery),
    "field_photo_export": Scene("field", photo_scenes.export_dialog),
    "field_todo": Scene("field", partial(field_room, "todo")),
    "field_send": Scene("field", partial(field_act, "send")),
    "field_place_form": Scene("field", partial(field_act, "place")),
    "field_settings": Scene("field", partial(field_act, "settings")),
    "field_keys": Scene("field", field_keys),
    "roster_preview": Scene("field", roster_good),
    "roster_bad_lines": Scene("field", roster_bad),
    "question_types_texts": Scene("field", partial(question_types, "texts", "t1")),
    "question_types_numbers": Scene("field", partial(question_types, "nums", "r1")),
    "question_types_single": Scene("field", partial(question_types, "ones", "s4")),
    "question_types_several": Scene("field", partial(question_types, "severals", "k1")),
    "question_types_page": Scene("field", partial(question_types, "page", "p1")),
    "question_types_table": Scene("field", partial(question_types, "tl", "q1")),
    "hub_inbox_empty": Scene("hub", partial(hub_empty, "inbox")),
    "hub_inbox_received": Scene("hub", hub_received),
    "hub_inbox": Scene("hub", partial(hub_room, "inbox")),
    "hub_findings_empty": Scene("hub", partial(hub_empty, "findings")),
    "hub_findings": Scene("hub", partial(hub_room, "findings")),
    "hub_filing": Scene("hub", merge_scenes.filing),
    "hub_record": Scene("hub", hub_record),
    "hub_conflicts": Scene("hub", partial(hub_conflicts, keys="A")),
    "hub_conflicts_alike": Scene("hub", partial(hub_conflicts, keys="alike")),
    "hub_conflicts_own": Scene("hub", partial(hub_conflicts, keys="own")),
    "hub_conflicts_empty": Scene("hub", partial(hub_empty, "conflicts")),
    "hub_review": Scene("hub", hub_review),
    "hub_review_record": Scene("hub", partial(hub_review, inside=True)),
    "hub_versions": Scene("hub", partial(hub_versions, "differences")),
    "hub_versions_inspections": Scene("hub", partial(hub_versions, "previews")),
    "field_newer_checklist": Scene("field", field_newer),
    "hub_devices_empty": Scene("hub", partial(hub_empty, "devices")),
    "hub_gaps_empty": Scene("hub", partial(hub_empty, "gaps")),
    **{name: Scene("hub", play) for name, play in trust_scenes.PLAYS.items()},
    **{name: Scene("hub", play) for name, play in merge_scenes.PLAYS.items()},
    **{name: Scene("field", play) for name, play in exchange_scenes.PLAYS.items()},
    **{name: Scene("field", play) for name, play in safety_scenes.PLAYS.items()},
}
