from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.errors import AppError, Cancelled
from app.inspection.roster import actions as roster
from app.inspection.roster.actions import RosterPlan
from app.inspection.roster.words import WORDS, word
from app.inspection.setup import sample_campaign
from app.models import log
from app.models.tables import Change, Place
from app.paths import resource
from app.workspace import CampaignInfo, Workspace

CAMPAIGN = UUID("5c1e0000-0000-7000-8000-0000000000aa")
HEADERS = """
区 街道 社区 小区 楼栋 单元 户 编号 小区类型 临时小区 住房类型 建成年份 地上层数
建筑面积 经度 纬度 坐标系
"""
TOP = ["甲区,,,", "甲区,乙街,,", "甲区,乙街,长安,", "甲区,乙街,长安,阳光"]
ONE = "甲区,乙街,长安,阳光,1号楼"


def create(folder: Path) -> Workspace:
    info = CampaignInfo("试", "2026", id=CAMPAIGN)
    return Workspace.create(folder, person="李工", campaign=info)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Workspace]:
    with create(tmp_path / "desk") as workspace:
        yield workspace


def written(folder: Path, lines: list[str], headers: str = "") -> Path:
    path = folder / "名册.csv"
    path.write_text("\n".join([headers or ",".join(HEADERS.split()), *lines]), encoding="gb18030")
    return path


def planned(desk: Workspace, path: Path) -> RosterPlan:
    with desk.sessions.begin() as session:
        return roster.plan_import(session, roster.read_roster(path), CAMPAIGN)


def taken(desk: Workspace, path: Path) -> RosterPlan:
    plan = planned(desk, path)
    assert [str(problem) for problem in plan.problems] == []
    with desk.sessions.begin() as session:
        roster.apply(plan, session, desk.writer(session))
    return plan


def places(desk: Workspace) -> dict[str, Place]:
    with desk.sessions() as session:
        rows = session.scalars(select(Place).where(Place.deleted.is_(False))).all()
        session.expunge_all()
        return {row.code or "": row for row in rows}


def changes(desk: Workspace) -> int:
    with desk.sessions() as session:
        return session.scalar(select(func.count()).select_from(Change)) or 0


def faults(plan: RosterPlan) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.reason.template) for one in plan.problems]


def test_a_roster_comes_in_with_its_tree_and_values(desk: Workspace, tmp_path: Path) -> None:
    line = f'{ONE},,,,,,商品房,1998年,６层,"1,234.50",105.190,37.5140,GCJ02'
    plan = taken(desk, written(tmp_path, [*TOP, line]))
    assert [one.level for one in plan.new] == [
        "district",
        "street",
        "community",
        "area",
        "building",
    ]
    found = places(desk)
    one = found["甲区/乙街/长安/阳光/1号楼"]
    assert (one.name, one.house_type, one.built_year, one.floors_above) == (
        "1号楼",
        "commercial",
        1998,
        6,
    )
    assert (one.floor_area, one.longitude, one.latitude, one.crs) == (
        "1234.5",
        "105.19",
        "37.514",
        "GCJ-02",
    )
    assert one.parent == found["甲区/乙街/长安/阳光"].id
    assert one.campaign == CAMPAIGN
    assert {note.column for note in plan.notes} >= {"建成年份", "地上层数"}


def test_the_same_roster_twice_changes_nothing(desk: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, [*TOP, ONE])
    taken(desk, path)
    before = changes(desk)
    plan = taken(desk, path)
    assert (plan.new, plan.changed, len(plan.unchanged)) == ((), (), 5)
    assert changes(desk) == before


def test_two_laptops_that_import_apart_have_one_city(tmp_path: Path) -> None:
    path = written(tmp_path, [*TOP, ONE, f"{ONE}东"])
    with create(tmp_path / "a") as one, create(tmp_path / "b") as two:
        taken(one, path)
        taken(two, path)
        with one.sessions() as session:
            lines = list(log.lines(session))
        with two.sessions.begin() as session:
            log.merge(session, lines)
            assert log.conflicts(session) == []
        assert {row.id for row in places(one).values()} == {row.id for row in places(two).values()}
        assert len(places(two)) == 6


def test_parents_without_lines_of_their_own_follow_from_the_buildings(
    desk: Workspace, tmp_path: Path
) -> None:
    lines = [f"甲区,乙街,长安,阳光,{n}号楼,,,,老旧小区,否" for n in (1, 2)]
    plan = taken(desk, written(tmp_path, lines))
    assert [(one.level, one.row) for one in plan.new][:4] == [
        ("district", 0),
        ("street", 0),
        ("community", 0),
        ("area", 0),
    ]
    area = places(desk)["甲区/乙街/长安/阳光"]
    assert (area.area_type, area.temporary) == ("old", False)


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("甲区,乙街,长安,,9号楼", "小区", "the place above is missing: this cell is empty"),
        (
            "甲区,乙街,长按,阳光,9号楼",
            "社区",
            "this place is not in the roster: correct the name or add a line for it",
        ),
        (
            "甲区,乙街,长安,月光,9号楼",
            "小区",
            "this place is not in the roster: correct the name or add a line for it",
        ),
        ("甲区,乙街,长安,阳光,１号楼 ", "楼栋", "the same place stands in row {row} already"),
        ("甲区,乙街,长安,阳光,合计", "", "a line of totals: take it out"),
        (f"{ONE[:-3]}9号楼,,,,,,宫殿", "住房类型", "not one of: {choices}"),
        (f"{ONE[:-3]}9号楼,,,,,,,明年", "建成年份", "not a number"),
        (f"{ONE[:-3]}9号楼,,,,,,,12", "建成年份", "out of range: {low} to {high}"),
        (f"{ONE[:-3]}9号楼,,,,,,,,0", "地上层数", "out of range: {low} to {high}"),
        (f"{ONE[:-3]}9号楼,,,,,,,,6.5", "地上层数", "not a whole number"),
        (f"{ONE[:-3]}9号楼,,,,,,,,nan", "地上层数", "not a number"),
        (f"{ONE[:-3]}9号楼,,,,,,,,,0", "建筑面积", "must be more than 0"),
        (f"{ONE[:-3]}9号楼,,,,,,,,,,105.1,37.5", "经度", "coordinates need their reference system"),
        (f"{ONE[:-3]}9号楼,,,,,,,,,,105.1,,WGS84", "经度", "longitude and latitude go together"),
        (f"{ONE[:-3]}9号楼,,,,,,,,,,37.5,105.1,WGS84", "纬度", "out of range: {low} to {high}"),
        (f"{ONE[:-3]}9号楼,,,,,也许", "临时小区", "neither 是 nor 否"),
        (
            "甲区,乙街,华西,,,,,,,,商品房",
            "住房类型",
            "this does not belong to a line of this level",
        ),
        (f"{ONE[:-3]}{'九' * 61}", "楼栋", "longer than {limit} characters"),
    ],
)
def test_a_bad_line_is_named_and_nothing_comes_in(
    desk: Workspace, tmp_path: Path, line: str, column: str, reason: str
) -> None:
    before = changes(desk)
    plan = planned(desk, written(tmp_path, [*TOP, ONE, line]))
    assert faults(plan) == [(7, column, reason)]
    assert str(plan.problems[0]).startswith("名册.csv")
    with desk.sessions.begin() as session, pytest.raises(AppError):
        roster.apply(plan, session, desk.writer(session))
    assert changes(desk) == before


def test_every_bad_line_is_named_at_once(desk: Workspace, tmp_path: Path) -> None:
    bad = [f"甲区,乙街,长安,阳光,{n}号楼,,,,,,宫殿,,x" for n in range(2, 52)]
    plan = planned(desk, written(tmp_path, [*TOP, *bad]))
    assert [row for row, _column, _reason in faults(plan)] == [
        row for row in range(6, 56) for _ in range(2)
    ]


def test_lines_that_disagree_about_their_area_are_named(desk: Workspace, tmp_path: Path) -> None:
    lines = ["甲区,乙街,长安,阳光,1号楼,,,,老旧小区", "甲区,乙街,长安,阳光,2号楼,,,,商品房小区"]
    assert faults(planned(desk, written(tmp_path, lines))) == [
        (3, "小区类型", "row {row} says otherwise of the same residential area")
    ]


def test_a_code_keeps_the_place_whatever_it_is_called(desk: Workspace, tmp_path: Path) -> None:
    taken(desk, written(tmp_path, [*TOP, f"{ONE},,,C1"]))
    first = places(desk)["C1"]
    plan = taken(desk, written(tmp_path, [*TOP, "甲区,乙街,长安,阳光,一号楼（东）,,,C1"]))
    assert [(one.before, one.fields) for one in plan.changed] == [
        ({"name": "1号楼"}, {"name": "一号楼（东）"})
    ]
    assert places(desk)["C1"].id == first.id


def test_a_code_given_later_keeps_the_place(desk: Workspace, tmp_path: Path) -> None:
    taken(desk, written(tmp_path, [*TOP, ONE]))
    first = places(desk)[ONE.replace(",", "/")]
    plan = taken(desk, written(tmp_path, [*TOP, f"{ONE},,,C1"]))
    assert (len(plan.new), len(plan.changed)) == (0, 1)
    assert places(desk)["C1"].id == first.id
    # The roster without the code still means the same building.
    plan = taken(desk, written(tmp_path, [*TOP, ONE]))
    assert (plan.new, plan.changed) == ((), ())


def test_duplicates_against_the_workspace_are_named(desk: Workspace, tmp_path: Path) -> None:
    taken(desk, written(tmp_path, [*TOP, f"{ONE},,,C1", "甲区,乙街,长安,阳光,2号楼,,,C2"]))
    plan = planned(desk, written(tmp_path, [*TOP, "甲区,乙街,长安,阳光,1号楼,,,C2"]))
    assert faults(plan) == [(6, "楼栋", "another place here has this name; its code is {code}")]
    plan = planned(desk, written(tmp_path, [*TOP, "甲区,乙街,长安,阳光,1号楼,,3,C1"]))
    assert faults(plan) == [(6, "编号", "a place of another level has this code")]


def test_blank_leaves_and_清空_clears(desk: Workspace, tmp_path: Path) -> None:
    taken(desk, written(tmp_path, [*TOP, f"{ONE},,,,,,商品房,1998,6"]))
    plan = taken(desk, written(tmp_path, [*TOP, f"{ONE},,,,,,,清空,7"]))
    assert plan.changed[0].fields == {"built_year": None, "floors_above": 7}
    one = places(desk)[ONE.replace(",", "/")]
    assert (one.house_type, one.built_year, one.floors_above) == ("commercial", None, 7)


def test_export_and_import_again_is_no_change(desk: Workspace, tmp_path: Path) -> None:
    taken(desk, sample(tmp_path))
    with desk.sessions.begin() as session:
        author = desk.writer(session)
        area = session.scalars(select(Place).where(Place.name == "样例小区甲")).one()
        roster.change_place(
            session, author, area.id, {"name": "样例小区甲（改名）", "note": "=1+1"}
        )
    for name in ("out.xlsx", "out.csv"):
        with desk.sessions() as session:
            count = roster.export_roster(session, CAMPAIGN, tmp_path / name)
        plan = planned(desk, tmp_path / name)
        assert plan.problems == ()
        assert (plan.new, plan.changed, len(plan.unchanged)) == ((), (), count)
        with create(tmp_path / f"other-{name}") as other:
            taken(other, tmp_path / name)
            mine = {code: (row.id, row.name, row.parent) for code, row in places(desk).items()}
            theirs = {code: (row.id, row.name, row.parent) for code, row in places(other).items()}
            assert mine == theirs


def sample(folder: Path) -> Path:
    target = folder / "sample.xlsx"
    target.write_bytes(resource("sample/roster.xlsx").read_bytes())
    return target


def test_a_plan_that_is_out_of_date_is_refused(desk: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, [*TOP, ONE])
    plan = planned(desk, path)
    taken(desk, written(tmp_path, TOP))
    with desk.sessions.begin() as session, pytest.raises(AppError, match=r"预览|preview"):
        roster.apply(plan, session, desk.writer(session))


def test_a_cancelled_import_leaves_nothing(desk: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, [f"甲区,乙街,长安,阳光,{n}号楼" for n in range(1200)])
    plan = planned(desk, path)
    before = changes(desk)

    def stop(done: int, total: int, what: str = "") -> None:
        if done >= 1000:
            raise Cancelled

    with pytest.raises(Cancelled), desk.sessions.begin() as session:
        roster.apply(plan, session, desk.writer(session), stop)
    assert changes(desk) == before
    assert places(desk) == {}


def test_a_place_removed_by_hand_stays_removed(desk: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, [*TOP, ONE])
    taken(desk, path)
    building = places(desk)[ONE.replace(",", "/")].id
    with desk.sessions.begin() as session:
        author = desk.writer(session)
        gone = roster.remove_place(session, author, building)
    plan = taken(desk, path)
    assert (plan.new, plan.changed, plan.removed) == ((), (), (6,))
    with desk.sessions.begin() as session:
        roster.restore_places(session, desk.writer(session), gone)
    assert taken(desk, path).removed == ()
    assert len(places(desk)) == 5


def test_a_place_renamed_by_hand_keeps_its_name(desk: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, [*TOP, ONE])
    taken(desk, path)
    building = places(desk)[ONE.replace(",", "/")].id
    with desk.sessions.begin() as session:
        roster.change_place(session, desk.writer(session), building, {"name": "1号楼西"})
    plan = taken(desk, path)
    assert (plan.new, plan.changed) == ((), ())
    assert [note.text.values["name"] for note in plan.notes] == ["1号楼西"]


def test_the_sample_city_is_marked_as_one(desk: Workspace, tmp_path: Path) -> None:
    taken(desk, sample(tmp_path))
    found = list(places(desk).values())
    communities = [row.name for row in found if row.level == "community"]
    assert len(communities) == 21
    assert {"长安", "新墩花园", "迎宾"} <= set(communities)
    invented = [row for row in found if row.level in ("area", "building")]
    assert all(row.sample for row in invented)
    assert all("样例" in (row.name or "") for row in invented if row.level == "area")
    assert all("样例" in (row.address or "") for row in invented)
    buildings = [row for row in found if row.level == "building"]
    assert 60 <= len(buildings) <= 80
    assert {row.house_type for row in buildings} >= {"commercial", "self_built", "bungalow"}
    assert any(4 <= (row.floors_above or 0) <= 6 and row.lift == "none" for row in buildings)
    assert any((row.floors_above or 0) >= 10 for row in buildings)
    assert any(row.temporary for row in found if row.level == "area")
    assert any("沿街" in (row.name or "") for row in buildings)
    info = sample_campaign()
    assert (info.name, info.rehearsal) == ("样例", True)


def test_words_and_checklists_speak_the_same_codes() -> None:
    forms = [resource(f"checklists/{name}.xlsx") for name in ("housing", "residential_area")]
    if not all(form.exists() for form in forms):
        pytest.skip("the checklists are not there yet")
    compared = set()
    for form in forms:
        book = load_workbook(form, read_only=True)
        survey, choices = (list(book[name].values) for name in ("survey", "choices"))
        head = [str(title) for title in survey[0]]
        lists = [str(title) for title in choices[0]]
        for row in survey[1:]:
            question = dict(zip(head, row, strict=False))
            column = question.get("bind::cj:roster")
            if column in WORDS and str(question["type"]).startswith("select_one "):
                wanted = str(question["type"]).split()[1]
                names = {
                    str(one[lists.index("name")])
                    for one in choices[1:]
                    if one[lists.index("list_name")] == wanted
                }
                assert {entry.code for entry in WORDS[str(column)]} <= names, column
                compared.add(column)
    assert compared >= {"house_type", "structure", "lift", "area_type"}


def test_no_two_words_of_a_column_can_be_confused() -> None:
    from app.inspection.roster.words import find

    for column, entries in WORDS.items():
        for entry in entries:
            for text in (entry.code, entry.zh, entry.en, *entry.others):
                assert find(column, text) == entry
        assert word(column, entries[0].code) == entries[0].zh
    assert word("structure", "unheard") == "unheard"
