"""What was copied or closed by a statement says so in the sheet and in 未查清单."""

from __future__ import annotations

from pathlib import Path

from app.inspection.derive import derive
from app.inspection.effort.allowance import allow
from app.inspection.effort.copying import copy_from, looked_at, unlooked
from app.inspection.effort.statement import close_part
from app.models.log import Draft, write
from app.reports.city.read import read_city
from app.reports.open_list import COPIED, UNDECIDABLE, open_items
from app.reports.sheet_source import building_sheet
from tests.faults.small import BUILDINGS, ORDINARY, begin, make, place


def test_it_is_said(tmp_path: Path) -> None:
    with make(tmp_path / "w", "甲") as workspace:
        with workspace.sessions.begin() as session:
            area = place("一区")
            drafts = [Draft("place", place(name), "parent", str(area)) for name in BUILDINGS]
            write(session, workspace.writer(session), drafts)
        allow(workspace, copy=["A", "B"], statement=["B"])
        begin(workspace, "1号楼", **ORDINARY).finish()
        derive(workspace)
        visit = begin(workspace, "2号楼", B03="yes", C04="none", B06="?undecidable")
        visit.answer("/housing/B/B02", "none")
        copy_from(visit)
        visit.answer("/housing/B/B05", "")
        assert close_part(visit, "B") == ["/housing/B/B05"]
        visit.finish()

        def said() -> tuple[dict[str, str], list[tuple[str, str]]]:
            derive(workspace)
            with workspace.reading() as session:
                sheet = building_sheet(session, visit.inspection, visit.definition)
                rows = {row.code: row.basis for part in sheet.sections for row in part.rows}
                found = open_items(read_city(session))
                mine = [one for one in found if one.place.name == "2号楼"]
            return rows, [(one.category, one.detail) for one in mine]

        rows, listed = said()
        assert rows["A-03"] == "照抄 1号楼"
        assert rows["A-01"] == "名册"
        assert rows["B-05"].endswith("本段都看过，其余无")
        assert "照抄" not in rows["B-02"]
        assert [category for category, _detail in listed] == [UNDECIDABLE, COPIED]
        assert listed[1][1].startswith("2 题照抄邻栋")
        looked_at(visit, unlooked(visit))
        visit.finish()
        rows, listed = said()
        assert "照抄" not in rows["A-03"]
        assert [category for category, _detail in listed] == [UNDECIDABLE]
