"""Copying, bulk answers and the statement of a part: honest, allowed, undoable."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from app.errors import AppError, Cancelled
from app.inspection.derive import derive
from app.inspection.effort.allowance import allow, allowance, part_of
from app.inspection.effort.bulk import preview_bulk, set_bulk
from app.inspection.effort.copying import copy_from, looked_at, neighbours, preview, unlooked
from app.inspection.effort.statement import close_part, open_parts, open_questions
from app.inspection.effort.undo import peek, redo, undo
from app.inspection.provenance import provenance_words, waits_for_a_look
from app.inspection.setup import make_sample
from app.inspection.visit import Basis, Visit
from app.models.derived import Progress, Verdict
from app.models.log import Draft, write
from app.models.tables import Change, Place
from app.workspace import Workspace
from tests.faults.small import BUILDINGS, ORDINARY, begin, copied, foreign, make, path, place

AREA = place("一区")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("template") / "laptop"
    with make(root, "甲") as workspace, workspace.sessions.begin() as session:
        drafts = [Draft("place", place(name), "parent", str(AREA)) for name in BUILDINGS]
        write(session, workspace.writer(session), drafts)
    return root


@pytest.fixture
def workspace(template: Path, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(copied(template, tmp_path / "laptop"), person="甲") as opened:
        yield opened


def done(workspace: Workspace, name: str, **answers: str) -> Visit:
    visit = begin(workspace, name, **(ORDINARY | answers))
    visit.finish()
    derive(workspace)
    return visit


def progress(workspace: Workspace, visit: Visit) -> Progress:
    derive(workspace)
    with workspace.reading() as session:
        row = session.get_one(Progress, visit.inspection)
        session.expunge(row)
        return row


# --- copying --------------------------------------------------------------------------------


def test_only_basics_come_along_and_wait_for_a_look(workspace: Workspace) -> None:
    done(workspace, "1号楼")
    visit = begin(workspace, "2号楼")
    neighbour, lines = preview(visit)
    assert neighbour.name == "1号楼"
    assert [(line.code, line.text) for line in lines] == [("A-03", "brick")]
    before = dict(visit.stored)
    assert copy_from(visit)[1] == [path("A03")]
    assert visit.stored.keys() - before.keys() == {path("A03")}
    again = Visit.begin(workspace, place("2号楼"))
    stored = again.stored[path("A03")]
    assert stored.value == {"answer": "brick", "basis": "imported", "from": "copied:1号楼"}
    assert provenance_words(stored) == "照抄 1号楼"
    assert waits_for_a_look(stored)
    assert unlooked(again) == [path("A03")]
    found = progress(workspace, visit)
    assert found.copied == 1


def test_a_look_makes_it_ones_own(workspace: Workspace) -> None:
    done(workspace, "1号楼")
    visit = begin(workspace, "2号楼")
    copy_from(visit)
    assert looked_at(visit, [path("A01"), path("A03")]) == [path("A03")]
    assert Visit.begin(workspace, place("2号楼")).stored[path("A03")].value == {
        "answer": "brick", "basis": "seen",
    }  # fmt: skip
    assert unlooked(visit) == []
    assert progress(workspace, visit).copied == 0
    undo(workspace)
    assert unlooked(Visit.begin(workspace, place("2号楼"))) == [path("A03")]
    undo(workspace)
    assert not Visit.begin(workspace, place("2号楼")).stored[path("A03")].text


def test_it_never_copies_over_an_answer_nor_what_was_asked(workspace: Workspace) -> None:
    allow(workspace, copy=["A", "B"])
    done(workspace, "1号楼", B05="present", B07="东山墙")
    visit = begin(workspace, "2号楼", A03="concrete", B06="?undecidable")
    _neighbour, given = copy_from(visit)
    # B03 is asked, B05 a problem, B07 free text, A03 and B06 have been said already.
    assert sorted(given) == [path("B02"), path("B04")]
    assert visit.stored[path("A03")].text == "concrete"
    assert visit.stored[path("B06")].reason == "undecidable"


def test_an_answer_that_is_only_copied_is_never_no_problem(workspace: Workspace) -> None:
    allow(workspace, copy=["A", "B"])
    done(workspace, "1号楼")
    visit = begin(workspace, "2号楼", B03="yes", C04="none")
    copy_from(visit)
    visit.finish()  # it is complete, and says which of it nobody has looked at
    found = progress(workspace, visit)
    assert (found.state, found.copied) == ("done", 5)
    with workspace.reading() as session:
        row = session.get_one(Verdict, (visit.inspection, "H06"))
        assert (row.outcome, json.loads(row.why or "")) == ("undecided", [["B-05", "copied"]])
    looked_at(visit, [path("B05")])
    derive(workspace)
    with workspace.reading() as session:
        row = session.get_one(Verdict, (visit.inspection, "H06"))
        assert (row.outcome, row.why) == ("unfinished", None)  # a look reopens, like any answer
    visit.finish()
    derive(workspace)
    with workspace.reading() as session:
        assert session.get_one(Verdict, (visit.inspection, "H06")).outcome == "clear"


def test_what_a_copied_answer_hides_is_not_clear_either(workspace: Workspace) -> None:
    allow(workspace, copy=["A"])
    done(workspace, "1号楼")
    visit = begin(workspace, "2号楼", **{**ORDINARY, "A03": ""})
    copy_from(visit)  # brick: the question of concrete, which H01 rests on, is not shown
    visit.finish()
    derive(workspace)
    with workspace.reading() as session:
        row = session.get_one(Verdict, (visit.inspection, "H01"))
        assert (row.outcome, json.loads(row.why or "")) == ("undecided", [["B-01", "copied"]])
    looked_at(visit, [path("A03")])
    visit.finish()
    derive(workspace)
    with workspace.reading() as session:
        assert session.get_one(Verdict, (visit.inspection, "H01")).outcome == "clear"


def test_what_was_asked_comes_along_when_its_code_is_named(workspace: Workspace) -> None:
    allow(workspace, copy=["A", "B-03"])
    done(workspace, "1号楼")
    visit = begin(workspace, "2号楼")
    assert copy_from(visit)[1] == [path("A03"), path("B03")]
    assert waits_for_a_look(visit.stored[path("B03")])
    looked_at(visit, [path("B03")])
    assert visit.stored[path("B03")].basis == "asked"  # as if it had been answered here


def test_the_latest_finished_neighbour_of_the_same_kind(workspace: Workspace) -> None:
    with pytest.raises(AppError, match="还没有"):
        copy_from(begin(workspace, "2号楼"))
    for name in ("1号楼", "3号楼", "4号楼"):
        done(workspace, name)
    with workspace.sessions.begin() as session:
        author = workspace.writer(session)
        for name in ("1号楼", "3号楼", "2号楼"):
            write(session, author, [Draft("place", place(name), "structure", "masonry")])
    with workspace.reading() as session:
        names = [one.name for one in neighbours(session, place("2号楼"))]
    assert names == ["3号楼", "1号楼", "4号楼"]
    visit = begin(workspace, "2号楼")
    assert copy_from(visit, place("1号楼"))[0].name == "1号楼"


def test_a_copy_is_one_act_in_one_transaction(workspace: Workspace) -> None:
    allow(workspace, copy=["A", "B"])
    done(workspace, "1号楼")
    visit = begin(workspace, "2号楼")
    before = dict(visit.stored)
    with workspace.sessions.begin() as session:
        session.execute(text("DELETE FROM stale"))
        session.execute(
            text(
                "CREATE TRIGGER broken BEFORE INSERT ON stale BEGIN SELECT RAISE(ABORT, 'no'); END"
            )
        )
    with pytest.raises(Exception, match="no"):
        copy_from(visit)
    assert visit.stored == before
    assert not visit.instance.node(path("B02")).value
    with workspace.sessions.begin() as session:
        session.execute(text("DROP TRIGGER broken"))
    copy_from(visit)
    entry = peek(workspace).undo
    assert entry is not None
    assert (entry.what, entry.place) == ("copy", place("2号楼"))
    undo(workspace)
    now = Visit.begin(workspace, place("2号楼")).stored
    assert {name: one.value for name, one in now.items() if one.value} == {
        name: one.value for name, one in before.items()
    }


# --- the statement of a part ----------------------------------------------------------------


def test_no_statement_unless_the_campaign_allows_it(workspace: Workspace) -> None:
    visit = begin(workspace)
    assert open_parts(visit) == {}
    with pytest.raises(AppError, match="不允许"):
        close_part(visit, "B")
    assert not visit.stored.get(path("B02"))


def test_the_statement_answers_what_is_left_and_says_so(workspace: Workspace) -> None:
    allow(workspace, statement=["B"])
    visit = begin(workspace, B05="present")
    assert open_parts(visit) == {"B": 2}
    assert open_questions(visit, "B") == [path("B02"), path("B06")]
    assert close_part(visit, "B") == [path("B02"), path("B06")]
    stored = Visit.begin(workspace, place("1号楼")).stored
    assert stored[path("B02")].value == {"answer": "none", "basis": "seen", "from": "statement"}
    assert provenance_words(stored[path("B02")]) == "本段都看过，其余无"
    assert stored[path("B05")].text == "present"
    assert path("B03") not in stored  # asked
    found = progress(workspace, visit)
    assert found.stated == 2
    with pytest.raises(AppError, match="没有"):
        close_part(visit, "B")
    undo(workspace)
    assert open_parts(Visit.begin(workspace, place("1号楼"))) == {"B": 2}
    redo(workspace)
    again = Visit.begin(workspace, place("1号楼"))
    assert open_parts(again) == {}
    again.answer(path("B02"), "present")
    assert provenance_words(again.stored[path("B02")]) == ""


def test_what_people_disagree_about_is_not_stated(workspace: Workspace) -> None:
    allow(workspace, statement=["B"])
    visit = begin(workspace, B02="present")
    foreign(workspace, visit.inspection, path("B02"), {"answer": "none"})
    foreign(workspace, visit.inspection, path("B06"), {"reason": "undecidable"})
    visit.reload()
    assert close_part(visit, "B") == [path("B05")]


def test_while_people_disagree_about_the_allowance_the_cautious_one_holds(
    workspace: Workspace,
) -> None:
    allow(workspace, statement=["B"])
    campaign = workspace.campaign()
    assert campaign is not None
    foreign(workspace, campaign.id, "allow_statement", ["D"], kind="campaign", early=True)
    with workspace.reading() as session:
        assert allowance(session).statement == ()
    with pytest.raises(AppError, match="既不是"):
        allow(workspace, statement=["B/1"])


def test_the_sample_city_allows_d_to_k_and_never_b_or_c(tmp_path: Path) -> None:
    with make_sample(tmp_path / "city", "甲") as workspace:
        with workspace.reading() as session:
            building = session.scalars(
                select(Place.id).where(Place.level == "building").order_by(Place.sort_key)
            ).first()
        assert building is not None
        visit = Visit.begin(workspace, building)
        parts = open_parts(visit)
        assert {"D", "E", "G"} <= parts.keys()
        assert not {"A", "B", "C", "M"} & parts.keys()
        for part in parts:
            given = close_part(visit, part)
            for one in given:
                question = visit.definition.question(one)
                assert question is not None
                assert question.extras["basis"] == "seen"
                assert part_of(one) == part
        assert not [one for one in visit.instance.verdicts() if one.problem]
        assert sum(parts.values()) == progress(workspace, visit).stated


def test_the_statement_says_nothing_of_what_a_problem_calls_for(tmp_path: Path) -> None:
    with make_sample(tmp_path / "city", "甲") as workspace:
        allow(workspace, statement=["B"])
        with workspace.reading() as session:
            building = session.scalars(select(Place.id).where(Place.level == "building")).first()
        assert building is not None
        visit = Visit.begin(workspace, building)
        visit.answer("/housing/B/ZF_B02", "present")
        measures = visit.instance.node("/housing/B/ZF_B11")
        assert measures.relevant
        given = close_part(visit, "B")
        assert "/housing/B/ZF_B06" in given
        assert measures.path not in given
        assert not measures.value


# --- several buildings ----------------------------------------------------------------------


def test_bulk_shows_first_and_writes_once(workspace: Workspace) -> None:
    begin(workspace, "2号楼", A03="concrete")
    begin(workspace, "3号楼", A03="brick")
    visit = begin(workspace, "4号楼")
    foreign(workspace, visit.inspection, path("A03"), {"answer": "brick"})
    foreign(workspace, visit.inspection, path("A03"), {"answer": "concrete"})
    places = [place(name) for name in BUILDINGS[:5]]
    with workspace.reading() as session:
        before = session.scalar(select(func.count()).select_from(Change))
    lines = preview_bulk(workspace, places, path("A03"), "brick")
    assert [(line.state, line.before) for line in lines[:3]] == [
        ("set", ""), ("answered", "concrete"), ("same", "brick"),
    ]  # fmt: skip
    assert [line.state for line in lines[3:]] == ["disputed", "set"]
    with workspace.reading() as session:
        assert session.scalar(select(func.count()).select_from(Change)) == before
    set_bulk(workspace, places, path("A03"), "brick", Basis("papers"))
    texts = [Visit.begin(workspace, one).stored[path("A03")].value for one in places]
    bulk = {"answer": "brick", "basis": "papers", "from": "bulk"}
    assert texts[0] == texts[4] == bulk
    assert texts[1] == {"answer": "concrete", "basis": "seen"}
    entry = peek(workspace).undo
    assert entry is not None
    assert (entry.what, entry.places) == ("bulk", 2)
    undo(workspace)
    assert not Visit.begin(workspace, places[0]).stored[path("A03")].text
    set_bulk(workspace, places, path("A03"), "brick", overwrite=True)
    assert Visit.begin(workspace, places[1]).stored[path("A03")].text == "brick"
    undo(workspace)
    assert Visit.begin(workspace, places[1]).stored[path("A03")].text == "concrete"


def test_bulk_keeps_to_what_the_form_and_the_campaign_allow(workspace: Workspace) -> None:
    places = [place("1号楼"), place("2号楼")]
    with pytest.raises(AppError, match="不允许"):
        set_bulk(workspace, places, path("B02"), "none")
    allow(workspace, statement=["B"])
    assert {line.state for line in preview_bulk(workspace, places, path("B02"), "none")} == {"set"}
    assert {line.state for line in preview_bulk(workspace, places, path("A03"), "straw")} == {
        "invalid"
    }
    with pytest.raises(AppError):
        preview_bulk(workspace, places, "/housing/Z/Z01", "none")
    with pytest.raises(AppError):
        preview_bulk(workspace, [place("没有")], path("A03"), "brick")


def test_bulk_reopens_what_was_finished_and_undo_finishes_it_again(workspace: Workspace) -> None:
    visit = done(workspace, "1号楼")
    (line,) = preview_bulk(workspace, [place("1号楼")], path("A03"), "concrete")
    assert line.reopens
    set_bulk(workspace, [place("1号楼")], path("A03"), "concrete", overwrite=True)
    assert not Visit.open(workspace, visit.inspection).finished
    undo(workspace)
    assert Visit.open(workspace, visit.inspection).finished


def test_a_bulk_answer_that_is_cancelled_answers_nothing(workspace: Workspace) -> None:
    def stop(_done: int, _total: int, _words: str = "") -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        set_bulk(workspace, [place("1号楼")], path("A03"), "brick", progress=stop)
    assert path("A03") not in Visit.begin(workspace, place("1号楼")).stored
