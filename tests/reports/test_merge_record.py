"""合并记录 of a long campaign: over 200 real decisions, in a workbook and on paper."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from app.inspection.conflict.deciding import Choice, decide
from app.inspection.conflict.queue import queue
from app.reports.merge_record import write_merge_record
from app.workspace import Workspace
from tests.faults.small import BUILDINGS, ORDINARY, begin, foreign, make
from tests.reports.test_filing import in_areas

ROUNDS = 24
LONG = "现场复核：" + "裂缝沿梁底斜向发展，两端各有一处抹灰脱落，雨季有渗水痕迹，" * 5


def decided(root: Path) -> Workspace:
    """Make a hub that decided two questions of six buildings, again and again."""
    workspace = make(root, "汇总")
    in_areas(workspace)
    visits = [begin(workspace, name, **ORDINARY | {"B07": "初查"}).inspection for name in BUILDINGS]
    for number in range(ROUNDS):
        for at, visit in enumerate(visits):
            said = LONG if (number + at) % 9 == 0 else f"第 {number} 回：东侧 {at} 处"
            foreign(workspace, visit, "/housing/B/B07", {"answer": f"{said} 电话13812341234"})
            answer = "present" if number % 2 else "none"
            foreign(workspace, visit, "/housing/B/B05", {"answer": answer, "basis": "seen"})
        with workspace.reading() as session:
            open_ = [one for one in queue(workspace, session) if one.group != "waiting"]
        choices = [
            Choice(
                one.key,
                {"answer": f"定{number}" if one.key.field.endswith("B07") else "none"},
                "own" if one.key.field.endswith("B07") else "A",
                LONG if number == 3 else f"看过照片，第 {number} 回定",
                seen=one.heads,
            )
            for one in open_
        ]
        decide(workspace, choices, person="审核员欧阳")
    return workspace


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    root = tmp_path_factory.mktemp("record")
    with decided(root / "hub") as workspace:
        return write_merge_record(workspace, root / "out")


def test_every_page_of_the_paper_has_heading_number_and_whole_rows(record: list[Path]) -> None:
    pages = [page.extract_text() for page in PdfReader(record[1]).pages]
    assert len(pages) > 10
    rows = 0
    for number, text in enumerate(pages, 1):
        lines = text.split("\n")
        assert f"第 {number} 页 共 {len(pages)} 页" in text
        assert lines.count("检查项或字段") == 1
        assert "13812341234" not in text
        told = [int(line) for line in lines if line.isdecimal()]
        assert told == list(range(rows + 1, rows + 1 + len(told)))  # none is cut in two
        assert len(told) > 1  # and none stands alone
        rows += len(told)
        assert any(line in BUILDINGS for line in lines)  # a name is not broken: 1 / 号楼
    page = openpyxl.load_workbook(record[0]).worksheets[0]
    numbers = [row[0].value for row in page.iter_rows(min_row=4) if isinstance(row[0].value, int)]
    assert numbers == list(range(1, rows + 1))
    assert rows > 200
    assert (page.print_title_rows, page.freeze_panes) == ("$3:$3", "A4")
