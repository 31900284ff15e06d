from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.inspection import browse, place_search
from app.inspection.roster import actions as roster
from app.models.derived import Progress
from app.models.ids import inspection_id
from app.workspace import CampaignInfo, Workspace

ROSTER = """区,街道,社区,小区,楼栋,地址
甲区,乙街,长安,锦绣花园,1号楼,文昌路 5 号
甲区,乙街,长安,锦绣花园,3号楼,文昌路 3 号
甲区,乙街,长安,锦绣花园,13号楼,文昌路 3 号
甲区,乙街,重庆里,平房片区,3号楼,鼓楼路 1 号
甲区,乙街,重庆里,平房片区,锦江公寓,鼓楼路 303 号
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("search")
    (folder / "a.csv").write_text(ROSTER, encoding="utf-8")
    info = CampaignInfo("试", "2026")
    with Workspace.create(folder / "desk", person="李工", campaign=info) as made:
        with made.sessions.begin() as session:
            author, campaign = made.writer(session), made.campaign()
            assert campaign is not None
            plan = roster.plan_import(session, roster.read_roster(folder / "a.csv"), campaign.id)
            roster.apply(plan, session, author)
        with made.sessions.begin() as session:
            done = _ids(session, "平房 3号")[0]
            session.add(_progress(done))
        yield made


def _progress(place) -> Progress:
    numbers = {
        column.name: 0
        for column in Progress.__table__.columns
        if not column.nullable and not column.primary_key
    }
    named = {"place": place, "form_id": "housing", "state": "done"}
    return Progress(inspection=inspection_id(place, "housing", "2026"), **{**numbers, **named})


def _ids(session, text: str, state: str = "") -> list:
    return [line.id for line in browse.find(session, text, state)]


def _names(workspace: Workspace, text: str, state: str = "") -> list[str]:
    with workspace.reading() as session:
        return [
            f"{line.where.split(' · ')[-1]} {line.name}" if line.level == "building" else line.name
            for line in browse.find(session, text, state)
        ]


GARDEN = ["锦绣花园 1号楼", "锦绣花园 3号楼", "锦绣花园 13号楼"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        # One sign, two signs; what begins with them is first, in the order of the roster.
        ("锦", ["平房片区 锦江公寓", *GARDEN, "锦绣花园"]),
        ("花园", [*GARDEN, "锦绣花园"]),
        # In 3号楼 it begins the name, in the others it is in number or address.
        ("3", ["锦绣花园 3号楼", "平房片区 3号楼", GARDEN[2], "平房片区 锦江公寓"]),
        ("303", ["平房片区 锦江公寓"]),
        # Pinyin and initials of the names above a building find it, its group is before it.
        ("jxhy", ["锦绣花园", *GARDEN]),
        ("jinxiuhuayuan", ["锦绣花园", *GARDEN]),
        ("JXHY 3", ["锦绣花园 3号楼", "锦绣花园 13号楼"]),
        ("changan", ["长安", *GARDEN]),
        ("chongqing 3号楼", ["平房片区 3号楼"]),
        # Blanks, full-width signs, what was typed without a blank, what lies in a building.
        (" 花园\u3000３号楼 ", ["锦绣花园 3号楼", "锦绣花园 13号楼"]),
        ("锦绣花园3号楼", ["锦绣花园 3号楼", "锦绣花园 13号楼"]),
        ("锦绣花园3号楼2单元303", ["锦绣花园 3号楼", "锦绣花园 13号楼"]),
        ("13号楼2单元", ["锦绣花园 13号楼"]),
        ("jxhy13", ["锦绣花园 13号楼"]),
        ("没有的名字3", []),
        ("花园花", []),
        ("%_'", []),
        ("   ", []),
    ],
)
def test_what_a_clerk_types_finds_the_building(workspace, typed: str, found: list[str]) -> None:
    assert _names(workspace, typed) == found


def test_many_alike_are_found_in_the_same_order_on_the_other_roads(
    workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = ("锦", "花园", "3号", "jxhy", "jxhy 3", "锦绣花园1")
    before = [(_names(workspace, text), _names(workspace, text, "done")) for text in typed]
    for limit in ("_MANY_NAMES", "_MANY_AREAS", "_FEW"):
        monkeypatch.setattr(place_search, limit, 1 if limit == "_MANY_NAMES" else 0)
    after = [(_names(workspace, text), _names(workspace, text, "done")) for text in typed]
    assert after == before
    assert all(names for names, _done in before)


def test_a_filter_holds_for_hits(workspace) -> None:
    assert _names(workspace, "3号楼", "done") == ["平房片区 3号楼"]
    assert _names(workspace, "3号楼", "not_started") == ["锦绣花园 3号楼", "锦绣花园 13号楼"]
    assert _names(workspace, "jxhy", "done") == []
    assert _names(workspace, "chongqing", "done") == ["平房片区 3号楼"]


def test_the_list_ends_when_it_is_full_and_deleted_places_are_not_in_it(
    workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with workspace.sessions.begin() as session:
        gone = _ids(session, "jxhy 13")[0]
        roster.remove_place(session, workspace.writer(session), gone)
    assert _names(workspace, "13号楼") == []
    assert _names(workspace, "jxhy") == ["锦绣花园", *GARDEN[:2]]
    monkeypatch.setattr(browse, "MOST_HITS", 2)
    assert _names(workspace, "jxhy") == ["锦绣花园", GARDEN[0]]
    assert len(_names(workspace, "楼")) == 2
