"""Undo and redo: nothing destroyed, nothing of others overwritten, the same after a restart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.inspection.derive import derive
from app.inspection.effort.undo import Undone, journal, peek, redo, undo
from app.inspection.photo.photos import add_photos, change_photo, photos_of, remove_photo
from app.inspection.roster.by_hand import add_by_hand, correct, remove_by_hand
from app.inspection.visit import Basis, Visit
from app.models.acts import KEPT
from app.models.log import Draft, history, write
from app.models.tables import Judgement, Place
from app.workspace import Workspace
from tests.faults.small import (
    ORDINARY,
    begin,
    copied,
    dumped,
    foreign,
    make,
    path,
    picture,
    place,
    send,
    take,
)


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


def back(workspace: Workspace, **more: str) -> Undone:
    found = undo(workspace, **more)
    assert found is not None
    return found


def forth(workspace: Workspace) -> Undone:
    found = redo(workspace)
    assert found is not None
    return found


def shown(workspace: Workspace, name: str, building: str = "1号楼") -> tuple[str, str, str]:
    stored = Visit.begin(workspace, place(building)).stored.get(path(name))
    return (stored.text, stored.reason, stored.basis) if stored else ("", "", "")


def test_an_answer_comes_back_with_its_basis_and_goes_again(workspace: Workspace) -> None:
    visit = begin(workspace)
    visit.answer(path("B02"), "none", Basis("asked", "物业"))
    visit.answer(path("B02"), "present")
    visit.leave_open(path("B02"), "undecidable")
    seen = [("present", "", "seen"), ("none", "", "asked"), ("", "", "")]
    for wanted in seen:
        assert back(workspace).done == 1
        assert shown(workspace, "B02") == wanted
    assert undo(workspace) is None
    for wanted in [*seen[1::-1], ("", "undecidable", "seen")]:
        assert forth(workspace).done == 1
        assert shown(workspace, "B02") == wanted
    assert redo(workspace) is None


def test_undo_is_a_change_and_nothing_is_destroyed(workspace: Workspace) -> None:
    visit = begin(workspace, B02="none")
    visit.answer(path("B02"), "present")
    back(workspace, person="乙")
    with workspace.reading() as session:
        steps = history(session, visit.inspection, path("B02"))
    assert [(one.value["answer"], one.person) for one in steps] == [
        ("none", "甲"), ("present", "甲"), ("none", "乙"),
    ]  # fmt: skip


def test_it_goes_across_buildings_and_says_where(workspace: Workspace) -> None:
    begin(workspace, "1号楼", B02="none")
    begin(workspace, "2号楼", B05="present")
    looked = peek(workspace)
    assert looked.undo is not None
    assert looked.redo is None
    assert (looked.undo.place, looked.undo.path, looked.undo.person) == (
        place("2号楼"), path("B05"), "甲",
    )  # fmt: skip
    assert looked.undo.words == "2号楼 B05：答案"
    undone = back(workspace)
    assert undone.words == "已撤销：2号楼 B05：答案"
    assert undone.inspections == (Visit.begin(workspace, place("2号楼")).inspection,)
    assert back(workspace).place == place("1号楼")
    assert peek(workspace).undo is None


def test_it_survives_a_restart(template: Path, tmp_path: Path) -> None:
    root = copied(template, tmp_path / "laptop")
    with Workspace.open(root, person="甲") as workspace:
        begin(workspace, B02="none", B05="present")
    with Workspace.open(root, person="甲") as workspace:
        back(workspace)
    with Workspace.open(root, person="甲") as workspace:
        assert shown(workspace, "B05") == ("", "", "")
        forth(workspace)
    with Workspace.open(root, person="甲") as workspace:
        assert shown(workspace, "B05")[0] == "present"
        back(workspace)
        back(workspace)
        assert shown(workspace, "B02") == ("", "", "")


def test_something_new_ends_what_could_be_redone(workspace: Workspace) -> None:
    visit = begin(workspace, B02="none")
    back(workspace)
    visit.reload()
    visit.answer(path("B05"), "none")
    assert peek(workspace).redo is None
    assert redo(workspace) is None


def test_the_answer_that_others_gave_since_stays(workspace: Workspace) -> None:
    visit = begin(workspace, B02="none", B05="none")
    with workspace.reading() as session:
        (mine,) = (one.change for one in history(session, visit.inspection, path("B05")))
    foreign(workspace, visit.inspection, path("B05"), {"answer": "present"}, bases=(mine,))
    undone = back(workspace)
    assert (undone.done, undone.left) == (0, 1)
    assert "乙" in undone.words
    assert undone.words.startswith("没有撤销")
    assert shown(workspace, "B05")[0] == "present"
    assert back(workspace).path == path("B02")  # and the one before is next


def test_in_a_conflict_nothing_is_taken_back(workspace: Workspace) -> None:
    visit = begin(workspace, B05="none")
    foreign(workspace, visit.inspection, path("B05"), {"answer": "present"}, early=True)
    assert back(workspace).done == 0
    assert Visit.open(workspace, visit.inspection).stored[path("B05")].conflict


def test_somebody_who_says_the_same_is_not_overruled(workspace: Workspace) -> None:
    visit = begin(workspace, B05="none")
    foreign(workspace, visit.inspection, path("B05"), {"answer": "none"}, early=True)
    assert back(workspace).done == 0
    assert shown(workspace, "B05")[0] == "none"


def test_what_an_answer_sets_goes_with_it(workspace: Workspace) -> None:
    visit = begin(workspace, **ORDINARY)
    visit.finish()
    visit.answer(path("B07"), "东山墙")
    assert not visit.finished
    assert back(workspace).done == 3  # the answer, what it set, and that it was finished
    again = Visit.open(workspace, visit.inspection)
    assert again.finished
    assert not again.stored[path("B08")].text
    assert back(workspace).entry.what == "finish"
    assert not Visit.open(workspace, visit.inspection).finished


def test_repeats_come_and_go_with_their_answers(workspace: Workspace) -> None:
    visit = begin(workspace)
    one = visit.add_repeat("/housing/paths")
    visit.answer(f"{one}/C02", "12.5")
    visit.remove_repeat(one)
    back(workspace)
    assert Visit.open(workspace, visit.inspection).instance.node(f"{one}/C02").value == "12.5"
    back(workspace)
    back(workspace)
    assert one not in Visit.open(workspace, visit.inspection).instance.repeat_paths(
        "/housing/paths"
    )
    for _step in range(2):
        forth(workspace)
    assert Visit.open(workspace, visit.inspection).instance.node(f"{one}/C02").value == "12.5"


def test_photos_come_and_go(workspace: Workspace, tmp_path: Path) -> None:
    visit = begin(workspace, **ORDINARY)
    files = [picture(tmp_path / f"{number}.jpg", number) for number in range(2)]
    one, two = (added.photo for added in add_photos(workspace, visit.inspection, files))
    assert one is not None
    change_photo(workspace, one, caption="全景")
    remove_photo(workspace, one)

    def there() -> list[tuple[object, str]]:
        return [(row.id, row.caption) for row in photos_of(workspace, visit.inspection)]

    assert there() == [(two, "")]
    assert back(workspace).inspections == (visit.inspection,)
    assert there() == [(one, "全景"), (two, "")]
    back(workspace)
    assert there() == [(one, ""), (two, "")]
    back(workspace)
    assert there() == []
    for wanted in ([(one, ""), (two, "")], [(one, "全景"), (two, "")], [(two, "")]):
        forth(workspace)
        assert there() == wanted
    for _step in range(3):
        back(workspace)
    assert there() == []


def test_the_building_that_a_photo_reopened_is_finished_again(
    workspace: Workspace, tmp_path: Path
) -> None:
    visit = begin(workspace, **(ORDINARY | {"A03": "concrete"}), B01="present")
    file = picture(tmp_path / "1.jpg", 1)
    (added,) = add_photos(workspace, visit.inspection, [file], question=path("B01_photo1"))
    visit.photos_changed()
    visit.finish()
    assert added.photo is not None
    remove_photo(workspace, added.photo)
    visit.photos_changed()
    entry = peek(workspace).undo
    assert entry is not None
    assert (entry.path, entry.words) == (path("B01_photo1"), "1号楼 B01：删照片")
    assert not visit.finished
    back(workspace)
    assert Visit.open(workspace, visit.inspection).finished
    assert not Visit.open(workspace, visit.inspection).instance.missing()


def test_a_caption_by_somebody_else_keeps_the_photo(workspace: Workspace, tmp_path: Path) -> None:
    visit = begin(workspace)
    (added,) = add_photos(workspace, visit.inspection, [picture(tmp_path / "1.jpg", 1)])
    assert added.photo is not None
    foreign(workspace, added.photo, "caption", "她写的", kind="photo")
    assert back(workspace).done == 0
    assert [row.caption for row in photos_of(workspace, visit.inspection)] == ["她写的"]


def test_places_added_corrected_and_removed(workspace: Workspace) -> None:
    names = {
        "district": "沙坡头区", "street": "滨河镇", "community": "长安", "area": "一区",
        "building": "9号楼",
    }  # fmt: skip
    added = add_by_hand(workspace, names, {"floors_above": "6"})
    correct(workspace, added.place, {"floors_above": "7"})
    remove_by_hand(workspace, added.made[0])

    def floors() -> list[int | None]:
        with workspace.reading() as session:
            query = select(Place.floors_above).where(
                Place.id.in_(added.made), Place.deleted.is_(False), Place.level == "building"
            )
            return list(session.scalars(query))

    def places() -> int:
        with workspace.reading() as session:
            query = select(Place.id).where(Place.id.in_(added.made), Place.deleted.is_(False))
            return len(list(session.scalars(query)))

    for wanted, many in (([7], 5), ([6], 5), ([], 0)):
        assert back(workspace).left == 0
        assert (floors(), places()) == (wanted, many)
    for wanted, many in (([6], 5), ([7], 5), ([], 0)):
        assert forth(workspace).left == 0
        assert (floors(), places()) == (wanted, many)


def test_what_is_recorded_in_a_block_is_one_act(workspace: Workspace) -> None:
    visit = begin(workspace, B05="present")
    finding = place("x")
    with journal(workspace).record("judgement", path("B05")):
        visit.answer(path("B02"), "none")
        with workspace.sessions.begin() as session:
            author = workspace.writer(session)
            write(session, author, [Draft("judgement", finding, "verdict", "dismissed")])
    entry = peek(workspace).undo
    assert entry is not None
    assert (entry.what, entry.path) == ("judgement", path("B05"))
    assert back(workspace).done == 2
    with workspace.reading() as session:
        row = session.get(Judgement, finding)
        assert row is not None
        assert row.verdict is None
    forth(workspace)
    assert shown(workspace, "B02")[0] == "none"
    with pytest.raises(ValueError, match="unknown kind"), journal(workspace).record("whatever"):
        pass


def test_a_change_that_is_rolled_back_leaves_no_act(workspace: Workspace) -> None:
    visit = begin(workspace, B02="none")
    with workspace.sessions.begin() as session:
        session.execute(
            text(
                "CREATE TRIGGER broken BEFORE INSERT ON stale BEGIN SELECT RAISE(ABORT, 'no'); END"
            )
        )
        session.execute(text("DELETE FROM stale"))
    with pytest.raises(Exception, match="no"):
        visit.answer(path("B05"), "none")
    entry = peek(workspace).undo
    assert entry is not None
    assert entry.path == path("B02")
    with workspace.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM act")) == 1


def test_old_acts_are_forgotten_but_not_their_changes(workspace: Workspace) -> None:
    visit = begin(workspace, B02="none")
    with workspace.sessions.begin() as session:
        session.execute(text("UPDATE act SET n = 0"))
        session.execute(text("UPDATE step SET act = 0"))
        session.execute(
            text(
                "INSERT INTO act (n, id, what, person, at, state)"
                f" VALUES ({KEPT + 499}, x'00', 'answer', '', 0, 0)"
            )
        )
    visit.answer(path("B05"), "none")
    with workspace.reading() as session:
        assert list(session.scalars(text("SELECT n FROM act ORDER BY n"))) == [
            KEPT + 499, KEPT + 500,
        ]  # fmt: skip
        assert session.scalar(text("SELECT count(*) FROM step WHERE act = 0")) == 0
        assert len(history(session, visit.inspection, path("B02"))) == 1


def test_the_hub_shows_what_was_undone(workspace: Workspace, tmp_path: Path) -> None:
    visit = begin(workspace, **ORDINARY, B07="错的")
    visit.answer(path("B05"), "present")
    back(workspace)
    back(workspace)
    with make(tmp_path / "hub", "汇总", campaign=False, filled=False) as hub:
        take(hub, send(workspace, tmp_path / "stick").path)
        derive(hub)
        derive(workspace)
        assert dumped(hub, tmp_path / "a") == dumped(workspace, tmp_path / "b")
        there = Visit.open(hub, visit.inspection)
        assert there.stored[path("B05")].text == "none"
        assert not there.stored[path("B07")].text
        assert peek(hub).undo is None  # what others did is not ours to undo
