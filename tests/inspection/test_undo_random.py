"""Random days: undo and redo equal a model, and never touch what somebody else said since."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.inspection.effort.allowance import allow
from app.inspection.effort.bulk import set_bulk
from app.inspection.effort.statement import close_part, open_parts
from app.inspection.effort.undo import redo, undo
from app.inspection.photo.photos import add_photos, change_photo, photos_of, remove_photo
from app.inspection.visit import Basis, Visit
from app.models.log import history
from app.workspace import Workspace
from tests.faults.small import (
    STRANGER,
    begin,
    copied,
    foreign,
    make,
    path,
    picture,
    place,
    send,
    take,
)

NAMES = ("1号楼", "2号楼")
QUESTIONS = ("B02", "B05", "B06", "B07")
ANSWERS = st.tuples(
    st.sampled_from(NAMES),
    st.sampled_from(QUESTIONS),
    st.sampled_from(["none", "present", "", "?undecidable", "?not_reached"]),
)
ACTS = ["finish", "repeat", "photo", "caption", "basis", "bulk", "statement"]
TURNS = ["undo", "undo", "undo", "redo", "redo", "restart"]
DAYS = st.lists(st.one_of(ANSWERS, st.sampled_from([*ACTS, *TURNS])), min_size=4, max_size=16)
FOREIGN = st.tuples(st.just("foreign"), st.sampled_from(QUESTIONS), st.booleans())


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("template") / "laptop"
    with make(root, "甲") as workspace:
        allow(workspace, statement=["B"])
        for name in NAMES:
            begin(workspace, name)
    return root


def state(workspace: Workspace) -> dict[str, object]:
    """All that is shown of both buildings."""
    found: dict[str, object] = {}
    for name in NAMES:
        visit = Visit.begin(workspace, place(name))
        for where, stored in visit.stored.items():
            # An entry that the form begins with is stored only once it was taken away: that it is
            # there is what counts.
            if stored.value is not None and not where.endswith("]"):
                found[f"{name}{where}"] = stored.value
        found[f"{name} entries"] = tuple(visit.instance.repeat_paths("/housing/paths"))
        found[f"{name} finished"] = visit.finished
        found[f"{name} photos"] = {
            (row.id, row.caption) for row in photos_of(workspace, visit.inspection)
        }
    return found


def act(workspace: Workspace, step: object, file: Path, number: int) -> None:
    """Do one thing, as its words say."""
    if isinstance(step, tuple):
        building, name, said = step
        begin(workspace, building, **{name: said})
        return
    visit = Visit.begin(workspace, place(NAMES[0]))
    there = photos_of(workspace, visit.inspection)
    if step == "finish":
        visit.reopen() if visit.finished else visit.set_aside()
    elif step == "repeat":
        paths = visit.instance.repeat_paths("/housing/paths")
        if paths and number % 2:
            visit.remove_repeat(paths[-1])
        else:
            visit.add_repeat("/housing/paths")
    elif step == "photo":
        if there and number % 2:
            remove_photo(workspace, there[0].id)
        else:
            add_photos(workspace, visit.inspection, [picture(file, number)])
    elif step == "caption" and there:
        change_photo(workspace, there[-1].id, caption=f"第 {number} 张")
    elif step == "basis" and path("B02") in visit.stored and visit.stored[path("B02")].text:
        visit.set_basis(path("B02"), Basis("asked", f"第 {number} 人"))
    elif step == "bulk":
        word = ("brick", "concrete")[number % 2]
        set_bulk(workspace, [place(one) for one in NAMES], path("A03"), word, overwrite=True)
    elif step == "statement" and open_parts(visit):
        close_part(visit, "B")


@settings(max_examples=12)
@given(steps=DAYS)
def test_random_days_equal_the_model(template: Path, steps: list[object]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workspace = Workspace.open(copied(template, folder / "laptop"), person="甲")
        done: list[dict[str, object]] = []
        undone: list[dict[str, object]] = []
        try:
            now = state(workspace)
            for number, step in enumerate(steps):
                before = now
                if step == "restart":
                    workspace.close()
                    workspace = Workspace.open(folder / "laptop", person="甲")
                elif step in ("undo", "redo"):
                    here, there = (done, undone) if step == "undo" else (undone, done)
                    found = (undo if step == "undo" else redo)(workspace)
                    assert (found is not None) == bool(here)
                    if here:
                        assert found is not None
                        assert found.left == 0
                        now = here.pop()
                        there.append(before)
                else:
                    act(workspace, step, folder / f"{number}.jpg", number)
                    now = state(workspace)
                    if now != before:
                        done.append(before)
                        undone.clear()
                assert state(workspace) == now, (number, step)
            with workspace.reading() as session:
                heads = session.scalar(text("SELECT count(*) FROM cell WHERE heads <> 1"))
            assert heads == 0
            with make(folder / "hub", "汇总", campaign=False, filled=False) as hub:
                take(hub, send(workspace, folder / "stick").path)
                assert state(hub) == now
        finally:
            workspace.close()


@settings(max_examples=12)
@given(
    steps=st.lists(
        st.one_of(ANSWERS, FOREIGN, st.sampled_from(["undo", "undo", "redo", "bulk", "statement"])),
        min_size=4,
        max_size=16,
    )
)
def test_what_somebody_else_said_since_is_never_replaced(
    template: Path, steps: list[object]
) -> None:
    with (
        tempfile.TemporaryDirectory() as name,
        Workspace.open(copied(template, Path(name) / "laptop"), person="甲") as workspace,
    ):
        for number, step in enumerate(steps):
            if isinstance(step, tuple) and step[0] == "foreign":
                visit = Visit.begin(workspace, place(NAMES[0]))
                with workspace.reading() as session:
                    heads = history(session, visit.inspection, path(step[1]))
                seen = tuple(one.change for one in heads if one.head) if step[2] else ()
                answer = {"answer": ("none", "present")[number % 2]}
                foreign(workspace, visit.inspection, path(step[1]), answer, bases=seen)
            elif step in ("undo", "redo"):
                theirs = others(workspace)
                (undo if step == "undo" else redo)(workspace)
                assert theirs <= others(workspace), (number, step)
            else:
                act(workspace, step, Path(name) / f"{number}.jpg", number)


def others(workspace: Workspace) -> set[object]:
    """What somebody else said and nobody has replaced."""
    found: set[object] = set()
    for name in NAMES:
        visit = Visit.begin(workspace, place(name))
        with workspace.reading() as session:
            found |= {
                one.change
                for one in history(session, visit.inspection)
                if one.head and one.device == STRANGER
            }
    return found
