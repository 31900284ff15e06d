from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import AppError
from app.inspection.checklists import register
from app.inspection.derive import derive
from app.inspection.visit import Visit
from app.models.ids import new_id, place_id
from app.models.log import Draft, write
from app.paths import resource
from app.reports.sheet import SheetRow
from app.reports.sheet_source import building_sheet
from app.workspace import CampaignInfo, Workspace

NOW = 1_722_300_000_000


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    campaign = CampaignInfo("2024 年城市体检", "2024", "中卫市", "2023-12-31")
    with Workspace.create(tmp_path / "ws", person="王建军", campaign=campaign) as workspace:
        register(workspace, resource("checklists/housing.xlsx"))
        found = workspace.campaign()
        assert found is not None
        above = None
        with workspace.sessions.begin() as session:
            author = workspace.writer(session)
            for level, code, name, more in (
                ("community", "01", "东方红社区", {}),
                ("area", "01-01", "光明小区", {}),
                ("building", "01-01-003", "3号楼", {"structure": "masonry", "floors_above": 6}),
            ):
                place = place_id(found.id, code)
                fields = {"campaign": str(found.id), "level": level, "code": code, "name": name}
                if above is not None:
                    fields["parent"] = str(above)
                drafts = [Draft("place", place, *pair) for pair in {**fields, **more}.items()]
                write(session, author, drafts, now_ms=NOW)
                above = place
        assert above is not None
        yield Visit.begin(workspace, above, now_ms=NOW)


def path(visit: Visit, name: str) -> str:
    return next(one.path for one in visit.definition.root.questions() if one.name == name)


def test_a_sheet_is_put_together_from_answers_findings_and_photos(visit: Visit) -> None:
    for name, text in {
        "ZF_B03": "present",
        "ZF_B03_where": "2单元3层",
        "ZF_D01": "none",
        "ZF_F01": "3",
        "ZF_M02": "normal",
        "ZF_M01_escort": "李四",
    }.items():
        visit.answer(path(visit, name), text, now_ms=NOW)
    visit.leave_open(path(visit, "ZF_B12"), "undecidable", now_ms=NOW)
    workspace = visit.workspace
    with workspace.sessions.begin() as session:
        author = workspace.writer(session)
        for question, digest in (("ZF_B03_photo1", "a"), ("ZF_M04_photo1", "b"), ("", "c")):
            photo = new_id()
            fields = {"inspection": str(visit.inspection), "sha256": digest * 64, "taken_at": NOW}
            if question:
                fields["question"] = path(visit, question)
            drafts = [Draft("photo", photo, *pair) for pair in fields.items()]
            write(session, author, drafts, now_ms=NOW)
    with (
        workspace.reading() as session,
        pytest.raises(AppError),
    ):  # stale: not yet worked out
        building_sheet(session, visit.inspection, visit.definition)
    derive(workspace)
    with workspace.reading() as session:
        sheet = building_sheet(session, visit.inspection, visit.definition, now_ms=NOW)

    assert (sheet.community, sheet.area, sheet.building) == ("东方红社区", "光明小区", "3号楼")
    assert (sheet.state, sheet.printed) == ("in_progress", "2024-07-30 08:40")
    assert ("结构类型", "砖混（砌体）") in sheet.facts
    assert dict(sheet.numbers)["判不了"] == "1"
    assert "查完以前不计入任何指标" in sheet.notes[0]

    wall, flats = sheet.findings
    assert (wall.code, wall.suspected, dict(wall.facts)["位置"]) == ("ZF-B03", True, "2单元3层")
    assert [(one.sha256[0], one.label) for one in wall.pictures] == [("a", "全景")]
    assert (flats.code, dict(flats.facts)["数量"]) == ("ZF-F01", "3 套")

    rows: dict[str, SheetRow] = {}
    for section in sheet.sections:
        for row in section.rows:
            rows.setdefault(row.code, row)
    assert [section.title for section in sheet.sections][:2] == ["基本信息", "结构安全"]
    assert (rows["ZF-B03"].answer, rows["ZF-B03"].where) == ("有", "2单元3层")
    assert rows["ZF-B03"].severity == wall.severity == "serious"
    assert rows["ZF-B03"].basis == "看见"
    assert rows["ZF-B03"].pictures == ()
    assert (rows["ZF-D01"].answer, rows["ZF-D01"].severity) == ("无", "")
    assert (rows["ZF-B12"].answer, rows["ZF-B12"].reason) == ("", "undecidable")
    assert rows["ZF-B08"].missing
    assert (rows["ZF-A01"].answer, rows["ZF-A01"].basis) == ("东方红社区", "名册")
    people = [row for section in sheet.sections for row in section.rows]
    hidden = {row.answer: row.sensitive for row in people if row.answer in ("李四", "王建军")}
    assert hidden == {"李四": True, "王建军": True}
    assert [one.sha256[0] for one in rows["ZF-M04"].pictures] == ["b"]
    assert [one.sha256[0] for one in sheet.pictures] == ["c"]


def test_an_inspection_that_is_not_here_is_refused(visit: Visit) -> None:
    with visit.workspace.reading() as session, pytest.raises(AppError):
        building_sheet(session, new_id(), visit.definition)
