"""Moving inspections to another form version and back: nothing lost, the same on every machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.errors import Cancelled
from app.inspection.answers import Stored, answers_of
from app.inspection.checklists import register_bytes
from app.inspection.derive import derive
from app.inspection.moving.actions import Moved, apply, newest_version, plan, undo
from app.inspection.moving.late import old_answers
from app.inspection.photo.photos import add_photos, photos_of
from app.inspection.record_view import record
from app.inspection.visit import Visit
from app.models.derived import Progress
from app.models.ids import inspection_id
from app.models.log import conflicts, lines, merge
from app.models.tables import Change, Inspection
from app.workspace import Workspace
from tests.faults.small import ORDINARY, begin, copied, fill, make, path, picture, place
from tests.faults.small_form import QUESTIONS, form, question, workbook
from tests.forms.test_versions import apply as edit
from tests.forms.test_versions import edited, renamed, without

RENAMED = tuple(renamed(renamed(QUESTIONS, "B04", "B99"), "paths", "ways"))


@cache
def version(rows: tuple[tuple[tuple[str, str], ...], ...]) -> bytes:
    return workbook([dict(row) for row in rows], (), version="2")


def add(workspace: Workspace, rows: Sequence[object]) -> str:
    """Make a version known; returns its hash."""
    frozen = tuple(tuple(sorted(row.items())) for row in rows)  # type: ignore[attr-defined]
    return register_bytes(workspace, version(frozen)).hash


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


def the(name: str = "1号楼") -> UUID:
    return inspection_id(place(name), "housing", "2026")


def move(workspace: Workspace, form_hash: str) -> Moved:
    return apply(workspace, plan(workspace, None, form_hash))


def form_hash(workspace: Workspace, name: str = "1号楼") -> str:
    with workspace.reading() as session:
        return session.get_one(Inspection, the(name)).form_hash or ""


def stored(workspace: Workspace, name: str = "1号楼") -> dict[str, Stored]:
    with workspace.reading() as session:
        return answers_of(session, the(name))


def shown(workspace: Workspace) -> dict[str, tuple[str, str, bool]]:
    """What a person sees: value, reason and relevance of every question of the version."""
    visit = Visit.open(workspace, the())
    return {
        field.path: (field.kept, field.reason, field.relevant)
        for field in visit.instance.fields()
        if not field.spec.children and "/meta/" not in field.path
    }


def said(workspace: Workspace) -> set[UUID]:
    with workspace.reading() as session:
        return set(session.scalars(select(Change.id)))


def state(workspace: Workspace) -> str:
    derive(workspace)
    with workspace.reading() as session:
        return session.get_one(Progress, the()).state or ""


def send(source: Workspace, target: Workspace) -> None:
    with source.reading() as session:
        sent = list(lines(session))
    with target.sessions.begin() as session:
        merge(session, sent)


def test_answers_of_renamed_questions_go_along_and_come_back(workspace: Workspace) -> None:
    visit = begin(workspace, **ORDINARY)
    entry = visit.add_repeat("/housing/paths")
    visit.answer(f"{entry}/C02", "2.5")
    before = shown(workspace)
    old = visit.definition.hash
    moved = move(workspace, add(workspace, RENAMED))
    assert moved.steps == ((the(), old),)
    after = stored(workspace)
    assert after["/housing/B/B99"].value == after[path("B04")].value
    ways = entry.replace("/paths[", "/ways[")
    assert after[f"{ways}/C02"].text == "2.5"
    again = Visit.open(workspace, the())
    assert again.instance.node(f"{ways}/C02").value == "2.5"
    again.answer("/housing/B/B99", "3")
    undo(workspace, moved)
    assert form_hash(workspace) == old
    assert shown(workspace) == {**before, path("B04"): ("3", "", True)}


def test_a_dry_run_writes_nothing_and_says_what_would_happen(workspace: Workspace) -> None:
    begin(workspace, **ORDINARY).finish()
    begin(workspace, "2号楼", B04="7", B05="none")
    rows = [row for row in edited("B04", constraint=". < 3") if row["name"] != "B05"]
    rows.append(question("text", "D01", required="yes"))
    known = said(workspace)
    planned = plan(workspace, None, add(workspace, rows))
    assert said(workspace) == known
    first, second = planned.previews
    assert (first.finished, first.reopens) == (True, True)
    assert [one.path for one in first.effects.missing] == ["/housing/D01"]
    assert [one.path for one in first.effects.homeless] == [path("B05")]
    assert not second.reopens
    assert [(one.value, one.why) for one in second.effects.invalid] == [("7", "constraint")]


def test_finished_stays_finished_unless_more_is_demanded(workspace: Workspace) -> None:
    begin(workspace, **ORDINARY).finish()
    assert state(workspace) == "done"
    move(workspace, add(workspace, edited("B04", label="几层")))
    assert state(workspace) == "done"
    move(workspace, add(workspace, [*QUESTIONS, question("text", "D01", required="yes")]))
    assert state(workspace) == "incomplete"
    move(workspace, add(workspace, QUESTIONS))
    assert state(workspace) == "done"


def test_an_answer_that_is_no_choice_any_more_stays_and_is_to_be_mended(
    workspace: Workspace,
) -> None:
    begin(workspace, **ORDINARY).finish()
    move(workspace, add(workspace, edited("B03", type="select_one structure")))
    visit = Visit.open(workspace, the())
    assert visit.instance.node(path("B03")).kept == "yes"
    assert [one.path for one in visit.instance.missing()] == [path("B03")]
    assert state(workspace) == "incomplete"
    visit.answer(path("B05"), "present")  # something else
    assert stored(workspace)[path("B03")].text == "yes"
    visit.answer(path("B03"), "brick")
    assert not visit.instance.missing()


def test_answers_without_a_home_are_kept_listed_and_come_back(workspace: Workspace) -> None:
    begin(workspace, **ORDINARY)
    fill(Visit.open(workspace, the()), B07="东山墙", B05="?undecidable")
    before = shown(workspace)
    moved = move(workspace, add(workspace, without("B05", "B07", "B08")))
    form_now = Visit.open(workspace, the()).definition
    with workspace.reading() as session:
        kept = old_answers(workspace, session, the(), form_now, answers_of(session, the()))
    assert [(one.code, one.words, one.reason, one.version) for one in kept] == [
        ("B-05", "", "undecidable", "1"),
        ("B-07", "东山墙", "", "1"),
        ("B-08", "seen 东山墙", "", "1"),
    ]
    undo(workspace, moved)
    assert shown(workspace) == before


def test_a_renamed_question_is_no_old_answer(workspace: Workspace) -> None:
    begin(workspace, **ORDINARY)
    move(workspace, add(workspace, RENAMED))
    visit = Visit.open(workspace, the())
    visit.answer("/housing/B/B99", "9")
    with workspace.reading() as session:
        found = old_answers(workspace, session, the(), visit.definition, visit.stored)
    assert found == []


def test_two_questions_that_exchange_their_names_keep_their_answers(workspace: Workspace) -> None:
    begin(workspace, **{**ORDINARY, "B05": "present"})
    fill(Visit.open(workspace, the()), B02="none")
    before = shown(workspace)
    swapped = renamed(renamed(renamed(QUESTIONS, "B02", "tmp"), "B05", "B02"), "tmp", "B05")
    moved = move(workspace, add(workspace, swapped))
    visit = Visit.open(workspace, the())
    assert visit.instance.node(path("B02")).value == "present"  # the code is B-05 now
    assert visit.instance.node(path("B05")).value == "none"
    with workspace.reading() as session:
        assert conflicts(session) == []
    undo(workspace, moved)
    assert shown(workspace) == before


def test_photos_go_along_with_their_question(workspace: Workspace, tmp_path: Path) -> None:
    visit = begin(workspace, **{**ORDINARY, "A03": "concrete", "B01": "present"})
    file = picture(tmp_path / "a.jpg", 1)
    add_photos(workspace, visit.inspection, [file], question=path("B01_photo1"))
    rows = renamed(renamed(QUESTIONS, "B01", "B51"), "B01_photo1", "B51_photo1")
    moved = move(workspace, add(workspace, rows))
    assert [one.question for one in photos_of(workspace, the())] == ["/housing/B/B51_photo1"]
    assert Visit.open(workspace, the()).instance.node("/housing/B/B51_photo1").value
    undo(workspace, moved)
    assert [one.question for one in photos_of(workspace, the())] == [path("B01_photo1")]


def test_a_name_that_another_question_takes_over_blocks(workspace: Workspace) -> None:
    begin(workspace, **ORDINARY)
    planned = plan(workspace, None, add(workspace, renamed(without("B05"), "B04", "B05")))
    (one,) = planned.previews
    assert "B-05" in str(one.blocked)
    assert apply(workspace, planned).steps == ()


def test_a_confirmed_proposal_is_a_rename_and_undone_like_one(workspace: Workspace) -> None:
    plain = [{**row, "bind::cj:code": ""} for row in QUESTIONS]
    label = {"B04": "外墙裂缝的宽度"}
    add(workspace, [{**r, "label": label.get(r["name"], r["label"])} for r in plain])
    with workspace.reading() as session:
        assert newest_version(session, "housing") is not None
    begin(workspace, **ORDINARY)
    rows = renamed(plain, "B04", "W4")
    new = add(
        workspace,
        [{**r, "label": "外墙裂缝宽度" if r["name"] == "W4" else r["label"]} for r in rows],
    )
    loose = plan(workspace, None, new)
    (comparison,) = loose.comparisons.values()
    sure = plan(workspace, None, new, confirmed=dict(comparison.matched.proposals))
    moved = apply(workspace, sure)
    assert stored(workspace)["/housing/B/W4"].text == "0"
    Visit.open(workspace, the()).answer("/housing/B/W4", "5")
    undo(workspace, moved)
    assert stored(workspace)[path("B04")].text == "5"


def test_cancelling_leaves_everything_as_it_was(workspace: Workspace) -> None:
    for name in ("1号楼", "2号楼", "3号楼"):
        begin(workspace, name, **ORDINARY)
    planned = plan(workspace, None, add(workspace, RENAMED))
    known = said(workspace)

    def stop(done: int, _total: int, _what: str = "") -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        apply(workspace, planned, progress=stop)
    assert said(workspace) == known
    assert form_hash(workspace) != planned.target.hash


def test_what_changed_since_the_preview_is_left(workspace: Workspace) -> None:
    begin(workspace, **ORDINARY)
    one, two = add(workspace, RENAMED), add(workspace, without("B05"))
    planned = plan(workspace, None, one)
    move(workspace, two)
    done = apply(workspace, planned)
    assert (done.steps, len(done.left)) == ((), 1)


# Two laptops


@pytest.fixture
def pair(template: Path, tmp_path: Path) -> Iterator[tuple[Workspace, Workspace]]:
    """Two laptops that begin from the same answers."""
    with Workspace.open(copied(template, tmp_path / "one"), person="甲") as one:
        begin(one, **ORDINARY)
        with make(tmp_path / "two", "乙") as two:
            send(one, two)
            yield one, two


def test_the_unmoved_laptop_goes_on_and_its_answers_are_taken_over(
    pair: tuple[Workspace, Workspace],
) -> None:
    one, two = pair
    new = add(one, RENAMED)
    move(one, new)
    fill(Visit.open(two, the()), B04="8")
    send(two, one)
    send(one, two)
    assert form_hash(one) == form_hash(two) == new
    assert stored(one)["/housing/B/B99"].text == "0"
    (late,) = plan(one, None, new).previews
    assert [(item.path, item.to) for item in late.late] == [(path("B04"), "/housing/B/B99")]
    apply(one, plan(one, None, new))
    assert stored(one)["/housing/B/B99"].text == "8"
    assert plan(one, None, new).previews == ()


def test_answers_under_both_names_are_a_conflict_that_a_person_decides(
    pair: tuple[Workspace, Workspace],
) -> None:
    one, two = pair
    new = add(one, RENAMED)
    move(one, new)
    Visit.open(one, the()).answer("/housing/B/B99", "4")
    fill(Visit.open(two, the()), B04="8")
    send(two, one)
    apply(one, plan(one, None, new))
    field = stored(one)["/housing/B/B99"]
    assert field.conflict
    with one.reading() as session:
        (found,) = conflicts(session)
    assert {str(head.value["answer"]) for head in found.heads} == {"4", "8"}  # type: ignore[index,call-overload]


def test_a_conflict_goes_along_with_all_its_heads(pair: tuple[Workspace, Workspace]) -> None:
    one, two = pair
    fill(Visit.open(one, the()), B04="4")
    fill(Visit.open(two, the()), B04="8")
    send(two, one)
    before = stored(one)[path("B04")]
    assert before.conflict
    moved = move(one, add(one, RENAMED))
    after = stored(one)["/housing/B/B99"]
    assert (after.conflict, after.text) == (True, before.text)
    undo(one, moved)
    assert stored(one)[path("B04")] == before


def test_two_who_move_alike_agree_and_two_who_move_apart_are_decided_by_moving(
    pair: tuple[Workspace, Workspace],
) -> None:
    one, two = pair
    same = [add(each, RENAMED) for each in pair]
    for each, new in zip(pair, same, strict=True):
        move(each, new)
    send(one, two)
    send(two, one)
    for each in pair:
        with each.reading() as session:
            assert conflicts(session) == []
    other = add(two, without("B05"))
    add(one, without("B05"))
    third = add(one, edited("B04", label="几层"))
    move(one, third)
    move(two, other)
    send(one, two)
    send(two, one)
    add(two, edited("B04", label="几层"))
    assert form_hash(one) == form_hash(two)
    with one.reading() as session:
        (found,) = conflicts(session)
    assert found.field == "form_hash"
    assert plan(one, None, form_hash(one)).previews[0].disputed
    assert state(one) != "done"
    move(one, third)
    with one.reading() as session:
        assert conflicts(session) == []
    assert form_hash(one) == third


NAMES = ("B02", "B03", "B04", "B05", "B06", "B07", "C04")
VALUES = {"B03": ("yes", "no"), "B04": ("0", "7"), "B06": ("thin", "wide"), "B07": ("墙", "顶")}
ANSWERS = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 2), max_size=6)
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["rename", "drop", "label", "retype"]),
        st.sampled_from(["B02", "B05", "B06", "C01", "C04", "paths"]),
    ),
    max_size=3,
)


def give(visit: Visit, answers: dict[str, int]) -> None:
    for name, number in answers.items():
        choices = VALUES.get(name, ("none", "present"))
        where = path(name)
        if visit.definition.question(where) is None:
            continue
        if number == 2:
            visit.leave_open(where, "undecidable")
        else:
            visit.answer(where, choices[number])


@given(answers=ANSWERS, meanwhile=ANSWERS, edits=EDITS, added=st.booleans())
@settings(max_examples=12)
def test_there_and_back_shows_the_same_and_loses_no_change(
    template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    answers: dict[str, int],
    meanwhile: dict[str, int],
    edits: list[tuple[str, str]],
    added: bool,
) -> None:
    rows = edit(QUESTIONS, edits) + ([question("text", "D01")] if added else [])
    root = tmp_path_factory.mktemp("there") / "w"
    with Workspace.open(copied(template, root), person="甲") as workspace:
        visit = begin(workspace)
        visit.add_repeat("/housing/paths")
        give(visit, answers)
        before, known, kept = shown(workspace), said(workspace), stored(workspace)
        moved = move(workspace, add(workspace, rows))
        assert said(workspace) >= known
        undo(workspace, moved)
        assert shown(workspace) == before
        assert {name: stored(workspace)[name].value for name in kept} == {
            name: answer.value for name, answer in kept.items()
        }
        again = move(workspace, add(workspace, rows))
        give(Visit.open(workspace, the()), meanwhile)
        undo(workspace, again)
        there = {name for name in meanwhile if not any(name == n for _what, n in edits)}
        for name in there:
            assert stored(workspace)[path(name)].value is not None
        assert said(workspace) >= known


@given(one=ANSWERS, two=ANSWERS, order=st.permutations([0, 1, 2]))
@settings(max_examples=6)
def test_merging_moves_and_answers_in_any_order_gives_the_same(
    template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    one: dict[str, int],
    two: dict[str, int],
    order: list[int],
) -> None:
    root = tmp_path_factory.mktemp("orders")
    parts = []
    with Workspace.open(copied(template, root / "a"), person="甲") as a:
        give(begin(a, **ORDINARY), {})
        with make(root / "b", "乙") as b:
            send(a, b)
            with a.reading() as session:
                parts.append(list(lines(session)))
            move(a, add(a, RENAMED))
            give(Visit.open(a, the()), {k: v for k, v in one.items() if k != "B04"})
            give(Visit.open(b, the()), two)
            for each in (a, b):
                with each.reading() as session:
                    parts.append(list(lines(session)))
        found = []
        for number, sequence in enumerate((order, [0, 1, 2])):
            with make(root / f"hub{number}", "丙", filled=False) as hub:
                register_bytes(hub, form())
                add(hub, RENAMED)
                for part in sequence:
                    with hub.sessions.begin() as session:
                        merge(session, parts[part])
                with hub.reading() as session:
                    count = session.scalar(select(func.count()).select_from(Change))
                found.append((form_hash(hub), stored_values(hub), count))
    assert found[0] == found[1]


def stored_values(workspace: Workspace) -> dict[str, object]:
    return {
        name: (answer.value, answer.conflict, answer.waiting)
        for name, answer in stored(workspace).items()
    }


def test_the_record_shows_old_answers_apart(workspace: Workspace) -> None:
    begin(workspace, **ORDINARY)
    fill(Visit.open(workspace, the()), B07="东山墙")
    move(workspace, add(workspace, without("B07", "B08")))
    derive(workspace)
    with workspace.reading() as session:
        rows = record(workspace, session, the()).rows
    old = [(row.code, row.words, row.group) for row in rows if row.part == "旧版答案"]
    assert old == [("B-07", "东山墙", "1"), ("B-08", "seen 东山墙", "1")]
    assert not any(row.missing for row in rows if row.part == "旧版答案")
