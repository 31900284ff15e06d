"""Answers on their way to disk: durable when the call returns, memory and disk never apart."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from app.errors import AppError
from app.inspection.checklists import register_bytes
from app.inspection.photo.photos import add_photos, remove_photo
from app.inspection.visit import Basis, Visit, inspections_of
from app.models.ids import inspection_id
from app.models.log import history
from app.models.tables import Cell, Change, Inspection
from app.workspace import Workspace
from app.workspace_folder import DATABASE
from tests.faults.small import ORDINARY, begin, copied, fill, foreign, make, path, picture, place
from tests.faults.small_form import QUESTIONS, question, workbook


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("template") / "laptop"
    with make(root, "甲"):
        pass
    return root


@pytest.fixture
def workspace(template: Path, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(copied(template, tmp_path / "laptop"), person="甲") as opened:
        yield opened


def on_disk(workspace: Workspace, visit: Visit, field: str) -> dict[str, str] | None:
    """Read a cell through a connection of its own, as another process would."""
    with closing(sqlite3.connect(workspace.root / DATABASE)) as raw:
        found = raw.execute(
            "SELECT value FROM cell WHERE subject = ? AND field = ?",
            (visit.inspection.bytes, field),
        ).fetchone()
    return json.loads(found[0]) if found else None


def state(visit: Visit) -> dict[str, tuple[str, str, bool]]:
    """All that memory says: value and reason of each field, and whether it is relevant."""
    return {
        field.path: (field.kept, field.reason, field.relevant) for field in visit.instance.fields()
    }


def changes(workspace: Workspace) -> int:
    with workspace.reading() as session:
        return session.scalar(select(func.count()).select_from(Change)) or 0


def test_another_process_sees_the_answer_at_once(workspace: Workspace) -> None:
    visit = begin(workspace)
    visit.answer(path("B07"), "东山墙")
    code = (
        "import json, sqlite3, sys\n"
        "db = sqlite3.connect(sys.argv[1])\n"
        "print(db.execute('SELECT value FROM cell WHERE field = ?', (sys.argv[2],)).fetchone()[0])"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code, workspace.root / DATABASE, path("B07")],
        capture_output=True, encoding="utf-8", check=True, timeout=120,
    )  # fmt: skip
    assert json.loads(done.stdout) == {"answer": "东山墙", "basis": "seen"}


def test_beginning_writes_the_facts_and_what_the_roster_knows(workspace: Workspace) -> None:
    visit = begin(workspace)
    assert visit.inspection == inspection_id(place("1号楼"), "housing", "2026")
    assert visit.stored[path("A01")].value == {
        "answer": "1号楼", "basis": "imported", "from": "roster",
    }  # fmt: skip
    assert visit.stored[path("A02")].text == "5"
    with workspace.reading() as session:
        row = session.get_one(Inspection, visit.inspection)
        assert (row.place, row.form_id, row.round) == (place("1号楼"), "housing", "2026")
        assert inspections_of(session, place("1号楼")) == [visit.inspection]


def test_a_dynamic_default_is_an_answer_of_the_first_day(workspace: Workspace) -> None:
    visit = begin(workspace)
    first = visit.instance.node(path("A04")).value
    assert visit.stored[path("A04")].text == first
    assert len(first) == 10
    visit.answer(path("A04"), "2020-01-02")
    again = Visit.begin(workspace, place("1号楼"))
    assert again.instance.node(path("A04")).value == "2020-01-02"
    assert state(again) == state(visit)


def test_beginning_again_writes_nothing(workspace: Workspace) -> None:
    visit = begin(workspace, **ORDINARY)
    before = changes(workspace)
    again = begin(workspace)
    assert again.inspection == visit.inspection
    assert changes(workspace) == before
    assert state(again) == state(visit)


def test_no_place_no_checklist(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(AppError, match="名册"):
        Visit.begin(workspace, place("没有这栋"))
    with pytest.raises(AppError):
        Visit.open(workspace, place("没有这栋"))
    with make(tmp_path / "bare", "乙", filled=False) as bare, pytest.raises(AppError):
        begin(bare)


def test_the_same_answer_again_is_no_change(workspace: Workspace) -> None:
    visit = begin(workspace, B02="none")
    before = changes(workspace)
    fill(visit, B02="none")
    assert changes(workspace) == before
    fill(visit, B02="present")
    assert changes(workspace) == before + 1


def test_clearing_keeps_the_history(workspace: Workspace) -> None:
    visit = begin(workspace, B07="一")
    fill(visit, B07="")
    assert on_disk(workspace, visit, path("B07")) is None
    assert Visit.begin(workspace, place("1号楼")).instance.node(path("B07")).value == ""
    with workspace.reading() as session:
        assert len(history(session, visit.inspection, path("B07"))) == 2


@pytest.mark.parametrize("reason", ["undecidable", "not_applicable", "not_reached"])
def test_a_reason_is_kept_and_replaces_the_answer(workspace: Workspace, reason: str) -> None:
    visit = begin(workspace, B02="present", B04=f"?{reason}")
    visit.leave_open(path("B02"), reason)
    assert on_disk(workspace, visit, path("B02")) == {"reason": reason, "basis": "seen"}
    again = Visit.begin(workspace, place("1号楼"))
    assert (again.stored[path("B02")].text, again.stored[path("B02")].reason) == ("", reason)
    assert again.instance.node(path("B04")).reason == reason
    assert state(again) == state(visit)
    fill(again, B02="none")
    assert on_disk(workspace, again, path("B02")) == {"answer": "none", "basis": "seen"}
    assert again.instance.node(path("B02")).reason == ""


def test_a_reason_is_taken_back(workspace: Workspace) -> None:
    visit = begin(workspace, B04="?undecidable")
    visit.leave_open(path("B04"), "")
    assert on_disk(workspace, visit, path("B04")) is None
    with pytest.raises(ValueError, match="guess"):
        visit.leave_open(path("B04"), "guess")


def test_how_an_answer_is_known(workspace: Workspace) -> None:
    visit = begin(workspace, B02="none", B03="yes")
    assert visit.stored[path("B02")].basis == "seen"
    assert visit.stored[path("B03")].basis == "asked"  # as the question says
    visit.answer(path("B04"), "3", Basis("papers", "房产证"))
    assert on_disk(workspace, visit, path("B04")) == {
        "answer": "3", "basis": "papers", "from": "房产证",
    }  # fmt: skip
    visit.answer(path("B04"), "3")  # the same again says nothing about how it is known
    assert visit.stored[path("B04")].basis == "papers"
    visit.set_basis(path("B04"), Basis("measured"))
    assert on_disk(workspace, visit, path("B04")) == {"answer": "3", "basis": "measured"}


def test_who_corrects_the_roster_answers_for_it(workspace: Workspace) -> None:
    visit = begin(workspace, A02="6")
    assert on_disk(workspace, visit, path("A02")) == {"answer": "6", "basis": "seen"}
    with workspace.reading() as session:
        from app.models.tables import Place

        assert session.get_one(Place, place("1号楼")).floors_above == 5


def test_finish_reopen_and_edit(workspace: Workspace) -> None:
    visit = begin(workspace)
    with pytest.raises(AppError, match="2"):  # B02 and B03 are required
        visit.finish()
    fill(visit, **ORDINARY)
    visit.finish()
    assert Visit.begin(workspace, place("1号楼")).finished
    visit.reopen()
    assert not Visit.begin(workspace, place("1号楼")).finished
    visit.finish()
    fill(visit, B07="新的")  # any later answer takes it back, in the same transaction
    assert not visit.finished
    assert not Visit.begin(workspace, place("1号楼")).finished
    visit.finish()
    visit.answer(path("B07"), "新的")  # nothing new
    assert visit.finished


def test_answers_that_others_set_are_stored_along(workspace: Workspace) -> None:
    visit = begin(workspace, B07="裂缝")
    assert on_disk(workspace, visit, path("B08")) == {"answer": "seen 裂缝", "basis": "seen"}
    assert state(Visit.begin(workspace, place("1号楼"))) == state(visit)


def test_calculated_values_are_not_stored(workspace: Workspace) -> None:
    visit = begin(workspace)
    (first,) = visit.instance.repeat_paths("/housing/paths")
    visit.answer(f"{first}/C02", "1.5")
    assert visit.instance.node(path("C03")).value == "1.5"
    assert path("C03") not in visit.stored
    assert on_disk(workspace, visit, path("C03")) is None


def test_an_irrelevant_answer_is_kept_but_says_nothing(workspace: Workspace) -> None:
    visit = begin(workspace, A03="concrete", B01="present")
    fill(visit, A03="brick")
    assert visit.instance.node(path("B01")).value == ""
    assert on_disk(workspace, visit, path("B01")) == {"answer": "present", "basis": "seen"}
    again = begin(workspace, A03="concrete")
    assert again.instance.node(path("B01")).value == "present"


def test_repeats_come_back_in_order_with_their_answers(workspace: Workspace) -> None:
    visit = begin(workspace)
    instances = [visit.instance.repeat_paths("/housing/paths")[0]]
    instances += [visit.add_repeat("/housing/paths") for _number in range(3)]
    for number, instance in enumerate(instances):
        visit.answer(f"{instance}/C02", f"{number + 1}")
    again = Visit.begin(workspace, place("1号楼"))
    assert again.instance.repeat_paths("/housing/paths") == instances
    assert state(again) == state(visit)
    again.remove_repeat(instances[1])
    assert on_disk(workspace, again, f"{instances[1]}/C02") is None
    third = Visit.begin(workspace, place("1号楼"))
    assert third.instance.repeat_paths("/housing/paths") == [instances[0], *instances[2:]]
    assert third.instance.node(path("C03")).value == "8"
    assert state(third) == state(again)


def test_two_who_add_a_repeat_each_have_two(workspace: Workspace) -> None:
    visit = begin(workspace)
    foreign(workspace, visit.inspection, "/housing/paths[theirs]", {"answer": "2"})
    foreign(
        workspace, visit.inspection, "/housing/paths[theirs]/C02", {"answer": "7", "basis": "seen"}
    )
    mine = visit.add_repeat("/housing/paths")
    visit.answer(f"{mine}/C02", "2")
    visit.reload()
    paths = visit.instance.repeat_paths("/housing/paths")
    assert len(paths) == 3
    assert {visit.instance.node(f"{one}/C02").value for one in paths} == {"", "2.0", "7"}


def test_photos_fill_the_question_that_asks_for_them(workspace: Workspace, tmp_path: Path) -> None:
    visit = begin(workspace, **ORDINARY | {"A03": "concrete", "B01": "present"})
    assert [one.kind for one in visit.instance.missing()] == ["photo"]
    (added,) = add_photos(
        workspace, visit.inspection, [picture(tmp_path / "a.jpg", 1)], question=path("B01_photo1")
    )
    visit.photos_changed()
    assert visit.instance.missing() == []
    assert path("B01_photo1") not in visit.stored  # the row says it
    visit.finish()
    assert state(Visit.begin(workspace, place("1号楼"))) == state(visit)
    assert added.photo is not None
    remove_photo(workspace, added.photo)
    visit.photos_changed()
    assert not visit.finished
    assert [one.kind for one in visit.instance.missing()] == ["photo"]
    again = Visit.begin(workspace, place("1号楼"))
    assert not again.finished
    assert state(again) == state(visit)


def test_a_reason_instead_of_a_photo_and_then_the_photo(
    workspace: Workspace, tmp_path: Path
) -> None:
    visit = begin(workspace, **ORDINARY | {"A03": "concrete", "B01": "present"})
    visit.leave_open(path("B01_photo1"), "not_reached")
    assert visit.instance.missing() == []
    visit.photos_changed()
    assert visit.instance.missing() == []
    visit.finish()
    add_photos(
        workspace, visit.inspection, [picture(tmp_path / "a.jpg", 1)], question=path("B01_photo1")
    )
    visit.photos_changed()
    again = Visit.begin(workspace, place("1号楼"))
    assert state(again) == state(visit)
    assert again.instance.node(path("B01_photo1")).value
    assert again.instance.missing() == []


def test_a_wrong_answer_is_not_lost(workspace: Workspace) -> None:
    visit = begin(workspace, B04="-3")
    assert not visit.instance.node(path("B04")).valid
    again = Visit.begin(workspace, place("1号楼"))
    assert not again.instance.node(path("B04")).valid
    assert {one.kind for one in again.instance.missing() if one.path == path("B04")} == {
        "constraint"
    }


def test_a_full_disk_leaves_memory_and_disk_as_they_were(workspace: Workspace) -> None:
    visit = begin(workspace, **ORDINARY)
    visit.finish()
    with workspace.sessions() as session:  # this connection goes back to the pool with its limit
        pages = session.execute(text("PRAGMA page_count")).scalar()
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
    before, logged = state(visit), changes(workspace)
    long = "裂" * 200_000
    with pytest.raises(AppError, match="磁盘"):
        visit.answer(path("B07"), long)
    assert state(visit) == before
    assert visit.finished
    assert changes(workspace) == logged
    assert on_disk(workspace, visit, path("B07")) is None

    def more() -> None:
        for _number in range(300):
            visit.add_repeat("/housing/paths")

    with pytest.raises(AppError, match="磁盘"):
        more()
    kept = state(visit)
    again = Visit.begin(workspace, place("1号楼"))
    assert state(again) == kept
    with workspace.sessions() as session:
        session.execute(text("PRAGMA max_page_count = 1000000"))
    visit.answer(path("B07"), long)
    answered = on_disk(workspace, visit, path("B07"))
    assert answered is not None
    assert answered["answer"] == long


def test_a_failing_answer_leaves_everything(workspace: Workspace) -> None:
    visit = begin(workspace, **ORDINARY)
    before, logged = state(visit), changes(workspace)
    with pytest.raises(AppError):
        visit.answer("/housing/B/B99", "none")
    with pytest.raises(AppError):
        visit.answer(path("B07"), "x" * 1_000_001)
    assert state(visit) == before
    assert changes(workspace) == logged


def test_a_merge_in_between_shows_after_reloading(workspace: Workspace) -> None:
    visit = begin(workspace, **ORDINARY)
    foreign(workspace, visit.inspection, path("B02"), {"answer": "present", "basis": "asked"})
    visit.reload()
    assert visit.stored[path("B02")].conflict
    assert visit.instance.node(path("B02")).value == "present"  # theirs is later
    fill(visit, B07="接着")
    with workspace.reading() as session:
        cell = session.get_one(Cell, (visit.inspection, path("B02"), "inspection"))
        assert cell.conflict  # another answer decides nothing


def test_a_discarded_inspection_begins_again(workspace: Workspace) -> None:
    visit = begin(workspace, **ORDINARY, B07="旧")
    visit.finish()
    visit.discard()
    with workspace.reading() as session:
        assert session.get_one(Inspection, visit.inspection).deleted
        assert inspections_of(session, place("1号楼")) == []
    again = begin(workspace)
    again.answer(path("B07"), "新")
    with workspace.reading() as session:
        row = session.get_one(Inspection, visit.inspection)
        assert not row.deleted
        assert not row.contested  # nobody disagrees: the same person took it up again


def test_an_inspection_keeps_the_form_it_began_with(workspace: Workspace) -> None:
    visit = begin(workspace, **ORDINARY)
    newer = workbook(
        (*QUESTIONS, question("text", "C09", required="yes")), form_id="housing", version="2"
    )
    register_bytes(workspace, newer)
    visit.finish()
    again = Visit.begin(workspace, place("1号楼"))
    assert again.definition.hash == visit.definition.hash
    assert again.instance.missing() == []
    other = begin(workspace, "2号楼")
    assert other.definition.version == "2"
    assert other.definition.question("/housing/C09") is not None


def test_values_of_strangers_that_are_no_answers_read_as_none(workspace: Workspace) -> None:
    visit = begin(workspace)
    for field, value in {
        path("B02"): 7,
        path("B03"): ["yes"],
        path("B04"): {"answer": {"deep": []}},
        path("B05"): {"reason": 3, "basis": []},
        "/housing/nowhere": {"answer": "x"},
        "/housing/paths[": {"answer": "x"},
        "/housing/paths[a]/b[c]/d": {"answer": "x"},
        "/": {"answer": "x"},
        "/housing/A": {"answer": "x"},
        "/housing/paths[k]": {"answer": "nan"},
        "/housing/paths[q]": {"answer": "1e999"},
    }.items():
        foreign(workspace, visit.inspection, field, value)  # type: ignore[arg-type]
    again = Visit.begin(workspace, place("1号楼"))
    assert again.instance.node(path("B02")).value == ""
    assert again.instance.node(path("B05")).reason == ""
    fill(again, **ORDINARY)
    again.finish()


def test_a_hash_of_a_stranger_leads_nowhere(workspace: Workspace) -> None:
    visit = begin(workspace)
    for form_hash in ("../../etc/passwd", "x" * 5000):
        foreign(workspace, visit.inspection, "form_hash", form_hash)
        with pytest.raises(AppError):
            Visit.begin(workspace, place("1号楼")).answer(path("B02"), "none")
        foreign(workspace, visit.inspection, "form_hash", visit.definition.hash)
