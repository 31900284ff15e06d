from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import AppError
from app.inspection.roster import actions as roster
from app.models.log import Author
from app.models.tables import Place
from app.workspace import CampaignInfo, Workspace

CAMPAIGN = UUID("5c1e0000-0000-7000-8000-0000000000aa")


class Desk:
    """A session, its author and the ids of a small tree."""

    def __init__(self, session: Session, author: Author) -> None:
        self.session = session
        self.author = author
        self.district = self.add("district", "甲区", None)
        self.street = self.add("street", "乙街", self.district)
        self.community = self.add("community", "长安", self.street)
        self.area = self.add("area", "阳光", self.community)
        self.building = self.add("building", "1号楼", self.area)

    def add(
        self, level: str, name: str, parent: UUID | None, values: dict[str, str] | None = None
    ) -> UUID:
        return roster.add_place(self.session, self.author, CAMPAIGN, level, name, parent, values)

    def change(self, place: UUID, **values: str) -> list[str]:
        return roster.change_place(self.session, self.author, place, values)

    def row(self, place: UUID) -> Place:
        row = self.session.get(Place, place, populate_existing=True)
        assert row is not None
        return row

    def live(self) -> set[UUID]:
        return set(self.session.scalars(select(Place.id).where(Place.deleted.is_(False))))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    info = CampaignInfo("试", "2026", id=CAMPAIGN)
    with (
        Workspace.create(tmp_path / "desk", person="李工", campaign=info) as workspace,
        workspace.sessions.begin() as session,
    ):
        yield Desk(session, workspace.writer(session))


def test_a_place_added_by_hand_is_the_one_that_a_roster_would_bring(
    desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("区,街道,社区,小区,楼栋\n甲区,乙街,长安,阳光,1号楼\n", encoding="utf-8")
    plan = roster.plan_import(desk.session, roster.read_roster(path), CAMPAIGN)
    assert (plan.new, plan.changed, plan.problems) == ((), (), ())
    assert desk.building in plan.unchanged


def test_values_are_read_as_in_a_roster(desk: Desk) -> None:
    changed = desk.change(
        desk.building,
        structure="砖混",
        floors_above="６ 层",
        floor_area="1,234.50㎡",
        note=" 东侧 ",
    )
    assert set(changed) == {"structure", "floors_above", "floor_area", "note"}
    row = desk.row(desk.building)
    assert (row.structure, row.floors_above, row.floor_area) == ("masonry", 6, "1234.5")
    assert row.note == "东侧"
    assert desk.change(desk.building, floors_above="6") == []
    assert desk.change(desk.building, note="") == ["note"]
    assert desk.row(desk.building).note is None


def test_a_correction_keeps_the_id(desk: Desk) -> None:
    assert desk.change(desk.building, name="1号楼东", code="C1") == ["name", "code"]
    row = desk.row(desk.building)
    assert (row.name, row.code) == ("1号楼东", "C1")


@pytest.mark.parametrize(
    "values",
    [
        {"name": " "},
        {"name": "２号楼"},
        {"code": ""},
        {"code": "甲区/乙街/长安/阳光/2号楼"},
        {"structure": "豆腐"},
        {"floors_above": "很高"},
        {"area_type": "没有"},
        {"longitude": "105.1", "latitude": "37.5"},
        {"longitude": "105.1", "crs": "WGS84"},
    ],
)
def test_a_wrong_correction_is_refused(desk: Desk, values: dict[str, str]) -> None:
    desk.add("building", "2号楼", desk.area)
    before = desk.row(desk.building).name
    with pytest.raises(AppError):
        desk.change(desk.building, **values)
    assert desk.row(desk.building).name == before


def test_a_position_may_be_completed_step_by_step(desk: Desk) -> None:
    desk.change(desk.building, longitude="105.19", latitude="37.51", crs="GCJ02")
    desk.change(desk.building, longitude="105.2")
    assert desk.row(desk.building).longitude == "105.2"
    with pytest.raises(AppError):
        desk.change(desk.building, crs="")


@pytest.mark.parametrize(
    ("level", "name", "above"),
    [
        ("building", "1 号楼", "area"),
        ("building", "2号楼", "community"),
        ("building", "2号楼", None),
        ("unit", "1单元", "area"),
        ("district", "乙区", "district"),
        ("building", "", "area"),
    ],
)
def test_a_place_that_does_not_fit_is_refused(
    desk: Desk, level: str, name: str, above: str | None
) -> None:
    with pytest.raises(AppError):
        desk.add(level, name, getattr(desk, above) if above else None)


def test_a_household_may_lie_in_a_building_without_units(desk: Desk) -> None:
    household = desk.add("household", "101", desk.building)
    assert desk.row(household).parent == desk.building


def test_a_name_that_was_another_places_first_gets_a_code_of_its_own(desk: Desk) -> None:
    desk.change(desk.building, name="1号楼东")
    other = desk.add("building", "1号楼", desk.area)
    assert other != desk.building
    assert desk.row(other).code == "甲区/乙街/长安/阳光/1号楼~2"


def test_removing_takes_what_lies_inside_and_undo_brings_it_back(desk: Desk) -> None:
    unit = desk.add("unit", "1单元", desk.building)
    before = desk.live()
    gone = roster.remove_place(desk.session, desk.author, desk.area)
    assert set(gone) == {desk.area, desk.building, unit}
    assert desk.live() == before - set(gone)
    with pytest.raises(AppError):
        desk.change(desk.building, note="x")
    with pytest.raises(AppError):
        desk.add("area", "阳光", desk.community)
    roster.restore_places(desk.session, desk.author, gone)
    assert desk.live() == before


def test_undo_brings_back_only_what_this_removal_took(desk: Desk) -> None:
    roster.remove_place(desk.session, desk.author, desk.building)
    gone = roster.remove_place(desk.session, desk.author, desk.area)
    roster.restore_places(desk.session, desk.author, gone)
    assert desk.area in desk.live()
    assert desk.building not in desk.live()


def test_a_building_moves_to_another_area_and_keeps_its_id(desk: Desk) -> None:
    other = desk.add("area", "月光", desk.community)
    roster.move_place(desk.session, desk.author, desk.building, other)
    assert desk.row(desk.building).parent == other
    with pytest.raises(AppError):
        roster.move_place(desk.session, desk.author, desk.building, desk.community)
    twin = desk.add("building", "１号楼", desk.area)
    with pytest.raises(AppError):
        roster.move_place(desk.session, desk.author, twin, other)
