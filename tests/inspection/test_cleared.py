"""What a form begins with by itself, once taken away: it stays away, here and at the hub."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.exchange.package import export
from app.exchange.receive import receive
from app.inspection.checklists import keeper, register_bytes
from app.inspection.derive import derive
from app.inspection.effort.undo import redo, undo
from app.inspection.visit import Visit
from app.models.acts import Act
from app.models.log import Draft, write
from app.workspace import Workspace
from tests.faults.small import CAMPAIGN, INFO, place
from tests.faults.small_form import question, workbook

QUESTIONS = (
    question("select_one defect", "A01", default="present", required="yes"),
    question("text", "A02", default="原样"),
    question("text", "A03"),
    question("text", "A04", default="随后"),
    question("begin_repeat", "paths"),
    question("text", "B01", default="第一段"),
    question("end_repeat", ""),
)
FIRST = "/housing/paths[_1]"


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.create(tmp_path / "laptop", person="甲", campaign=INFO) as space:
        register_bytes(space, workbook(QUESTIONS, ()))
        with space.sessions.begin() as session:
            facts = {
                "campaign": str(CAMPAIGN),
                "level": "building",
                "code": "长安/1号楼",
                "name": "1",
            }
            write(
                session,
                space.writer(session),
                [Draft("place", place("1号楼"), *item) for item in facts.items()],
            )
        yield space


def begin(space: Workspace) -> Visit:
    return Visit.begin(space, place("1号楼"), person="甲")


def kept(visit: Visit, name: str) -> str:
    return visit.instance.node(f"/housing/{name}").kept


def entries(visit: Visit) -> list[str]:
    return list(visit.instance.repeat_paths("/housing/paths"))


def again(visit: Visit) -> Visit:
    return Visit.open(visit.workspace, visit.inspection, person="甲")


def test_a_cleared_default_stays_cleared(laptop: Workspace) -> None:
    visit = begin(laptop)
    assert kept(visit, "A02") == "原样"
    visit.answer("/housing/A02", "")
    assert kept(visit, "A02") == ""
    back = again(visit)
    assert kept(back, "A02") == ""
    assert kept(back, "A01") == "present"  # nobody touched it
    back.answer("/housing/A02", "")  # the same again writes nothing more
    assert kept(again(back), "A02") == ""
    back.answer("/housing/A02", "别的")
    assert kept(again(back), "A02") == "别的"


def test_undo_brings_the_default_back(laptop: Workspace) -> None:
    visit = begin(laptop)
    visit.answer("/housing/A02", "")
    assert undo(laptop, "甲") is not None
    assert kept(again(visit), "A02") == "原样"
    assert redo(laptop, "甲") is not None
    assert kept(again(visit), "A02") == ""


def test_confirming_a_default_is_an_answer(laptop: Workspace) -> None:
    visit = begin(laptop)
    visit.answer("/housing/A02", "原样")
    assert again(visit).stored["/housing/A02"].text == "原样"


def test_several_cleared_as_one_act(laptop: Workspace) -> None:
    visit = begin(laptop)
    with visit.together(Act("answer")):
        visit.answer("/housing/A02", "")
        visit.answer("/housing/A04", "")
    back = again(visit)
    assert (kept(back, "A02"), kept(back, "A04")) == ("", "")


def test_the_first_entry_of_a_repeat_once_removed_stays_away(laptop: Workspace) -> None:
    visit = begin(laptop)
    assert entries(visit) == [FIRST]
    visit.remove_repeat(FIRST)
    assert entries(visit) == []
    back = again(visit)
    assert entries(back) == []
    added = back.add_repeat("/housing/paths")
    assert added != FIRST
    assert entries(again(back)) == [added]
    assert undo(laptop, "甲") is not None
    assert undo(laptop, "甲") is not None
    assert entries(again(back)) == [FIRST]


def test_the_hub_sees_the_same(laptop: Workspace, tmp_path: Path) -> None:
    visit = begin(laptop)
    visit.answer("/housing/A01", "")
    visit.answer("/housing/A02", "")
    visit.remove_repeat(FIRST)
    package = export(laptop, tmp_path / "stick")
    with Workspace.create(tmp_path / "hub", person="汇总") as hub:
        (result,) = receive(hub, [package.path], keep_form=keeper(hub))
        assert result.state == "merged", result.reason
        assert not derive(hub).problems
        there = Visit.open(hub, visit.inspection)
        assert (kept(there, "A01"), kept(there, "A02")) == ("", "")
        assert entries(there) == []
        assert [one.path for one in there.instance.missing()] == ["/housing/A01"]
