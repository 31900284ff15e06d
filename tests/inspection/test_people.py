"""Who inspects, how the visit went, where to go again."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from app.errors import AppError
from app.inspection.checklists import register_bytes
from app.inspection.derive import derive
from app.inspection.effort.undo import peek, redo, undo
from app.inspection.outcomes import Revisit, calls, outcome_question, record_outcome, revisits
from app.inspection.people import (
    choose,
    chosen_today,
    companion_question,
    companions,
    forget,
    people,
    sign,
    signature_path,
    signed_by,
)
from app.inspection.photo.photos import photos_of
from app.inspection.visit import Visit
from app.models.log import Draft, write
from app.models.tables import Inspection
from app.workspace import Workspace
from tests.faults.small import (
    BUILDINGS,
    INFO,
    begin,
    copied,
    dumped,
    foreign,
    make,
    path,
    place,
    send,
    take,
)
from tests.faults.small_form import CHOICES, QUESTIONS, question, workbook

DAY = 86_400_000
NOW = 1_795_000_000_000  # 2026-11-18 in Shanghai
M02 = "/housing/M/ZF_M02"


@cache
def form() -> bytes:
    CHOICES.setdefault("outcome", ("normal", "nobody", "refused", "public_only", "papers"))
    extra = (
        question("begin_group", "M"),
        question("select_one outcome", "ZF_M02"),
        question("text", "ZF_M01_escort"),
        question("end_group", ""),
    )
    return workbook((*QUESTIONS, *extra), version="2")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("template") / "laptop"
    with make(root, "甲") as workspace:
        register_bytes(workspace, form())
        with workspace.sessions.begin() as session:
            drafts = [Draft("place", place(name), "parent", str(place("区"))) for name in BUILDINGS]
            write(session, workspace.writer(session), drafts)
    return root


@pytest.fixture
def workspace(template: Path, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(copied(template, tmp_path / "laptop"), person="甲") as opened:
        yield opened


def listed(workspace: Workspace, now_ms: int) -> list[Revisit]:
    derive(workspace)
    with workspace.reading() as session:
        return revisits(session, now_ms=now_ms)


def test_who_inspects_is_chosen_once_a_day(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "w", campaign=INFO) as workspace:
        assert chosen_today(workspace) is None
        choose(workspace, "  马玉兰 ", number="0231", now_ms=NOW)
        assert workspace.person == "马玉兰"
        found = chosen_today(workspace, now_ms=NOW + DAY // 24)
        assert found is not None
        assert (found.name, found.number) == ("马玉兰", "0231")
        assert chosen_today(workspace, now_ms=NOW + DAY) is None
        choose(workspace, "李工", now_ms=NOW + DAY)
        assert choose(workspace, "0231", now_ms=NOW + DAY + 1).name == "马玉兰"
        assert [one.name for one in people(workspace)] == ["马玉兰", "李工"]
        for who, number in (
            ("", ""),
            ("  \t", ""),
            ("很" * 41, ""),
            ("马玉兰", "9"),
            ("王", "0231"),
        ):
            with pytest.raises(AppError):
                choose(workspace, who, number=number)
        assert workspace.person == "马玉兰"
        forget(workspace, "李工")
        assert [one.name for one in people(workspace)] == ["马玉兰"]
    with Workspace.open(tmp_path / "w") as workspace:
        assert [one.number for one in people(workspace)] == ["0231"]


def test_who_was_chosen_is_the_author_and_who_wrote_is_remembered(workspace: Workspace) -> None:
    choose(workspace, "马玉兰")
    visit = begin(workspace)
    visit.answer(path("B02"), "none")
    foreign(workspace, visit.inspection, path("B05"), {"answer": "none"})  # by 乙, elsewhere
    names = {one.name for one in people(workspace)}
    assert {"马玉兰", "甲"} <= names
    assert "乙" not in names
    assert undo(workspace) is not None
    entry = peek(workspace).redo
    assert entry is not None
    assert entry.person == "马玉兰"


def test_companions_are_offered_beside_one_another(workspace: Workspace) -> None:
    one = begin(workspace, "1号楼")
    escort = companion_question(one.definition)
    one.answer(escort, "物业老李")
    begin(workspace, "2号楼").answer(escort, "网格员小王")
    assert companions(workspace, place("3号楼")) == ["网格员小王", "物业老李"]


def test_a_call_in_vain_is_on_the_list_until_somebody_is_in(workspace: Workspace) -> None:
    visit = begin(workspace, "2号楼")
    assert outcome_question(visit.definition) == M02
    assert listed(workspace, NOW) == []
    record_outcome(visit, "nobody", now_ms=NOW)
    (one,) = listed(workspace, NOW)
    assert (one.name, one.outcome, one.calls, one.last_by) == ("2号楼", "nobody", 1, "甲")
    assert (one.due, one.overdue) == ("2026-11-21", False)
    assert listed(workspace, NOW + 4 * DAY)[0].overdue
    visit.person = "马玉兰"
    record_outcome(visit, "nobody", revisit_on="2026-12-01", now_ms=NOW + DAY)  # the same again
    record_outcome(visit, "refused", revisit_on="2026-12-02", now_ms=NOW + DAY + 60_000)
    (one,) = listed(workspace, NOW + DAY)
    assert (one.outcome, one.calls, one.last_by, one.due) == (
        "refused", 2, "马玉兰", "2026-12-02",
    )  # fmt: skip
    assert one.last_at == NOW + DAY + 60_000
    record_outcome(visit, "normal", now_ms=NOW + 2 * DAY)
    assert listed(workspace, NOW + 2 * DAY) == []
    with workspace.reading() as session:
        assert [call.outcome for call in calls(session, visit.inspection)] == [
            "normal", "refused", "nobody",
        ]  # fmt: skip
    with pytest.raises(AppError, match="日期"):
        record_outcome(visit, "nobody", revisit_on="明天")


def test_an_outcome_is_one_act(workspace: Workspace) -> None:
    visit = begin(workspace)
    record_outcome(visit, "refused", revisit_on="2026-12-01", now_ms=NOW)
    undone = undo(workspace)
    assert undone is not None
    assert (undone.done, undone.path) == (3, M02)
    assert listed(workspace, NOW) == []
    with workspace.reading() as session:
        assert calls(session, visit.inspection) == []
    redo(workspace)
    assert [one.due for one in listed(workspace, NOW)] == ["2026-12-01"]


def test_a_question_not_reached_and_a_plain_answer_count_too(workspace: Workspace) -> None:
    begin(workspace, "1号楼").leave_open(path("B02"), "not_reached", now_ms=NOW)
    begin(workspace, "2号楼").answer(M02, "refused", now_ms=NOW)
    found = {one.name: one for one in listed(workspace, NOW)}
    assert (found["1号楼"].not_reached, found["1号楼"].outcome, found["1号楼"].calls) == (1, "", 0)
    assert (found["2号楼"].outcome, found["2号楼"].calls) == ("refused", 1)


def test_calls_of_two_laptops_do_not_contradict_each_other(tmp_path: Path, template: Path) -> None:
    packages = []
    for number, person in enumerate(("甲", "乙")):
        with make(tmp_path / person, person) as laptop:
            register_bytes(laptop, form())
            record_outcome(begin(laptop), "nobody", now_ms=NOW + number * DAY)
            packages.append(send(laptop, tmp_path / "stick").path)
    digests = set()
    for order in (packages, packages[::-1]):
        root = tmp_path / f"hub{len(digests)}-{order[0].name}"
        with make(root, "汇总", campaign=False, filled=False) as hub:
            take(hub, *order)
            derive(hub)
            digests.add(str(dumped(hub, root / "dump")))
            (one,) = listed(hub, NOW + DAY)
            assert (one.calls, one.last_by, one.outcome) == (2, "乙", "nobody")
            with hub.reading() as session:
                assert session.get_one(Inspection, one.inspection).contested is False
            assert not Visit.open(hub, one.inspection).stored[M02].conflict
    assert len(digests) == 1


def test_a_signature_is_a_picture_and_a_name(workspace: Workspace) -> None:
    visit = begin(workspace)
    ink = io.BytesIO()
    Image.new("L", (40, 20), 255).save(ink, "PNG")
    with pytest.raises(AppError):
        sign(visit, ink.getvalue(), " ")
    with pytest.raises(AppError):
        sign(visit, b"no picture", "王主任")
    assert signed_by(workspace, visit.inspection) == ""
    sign(visit, ink.getvalue(), "王主任")
    assert signed_by(workspace, visit.inspection) == "王主任"
    (row,) = photos_of(workspace, visit.inspection)
    assert row.question == signature_path(visit.definition)
    Image.new("L", (40, 20), 9).save(ink := io.BytesIO(), "PNG")
    sign(visit, ink.getvalue(), "李主任")
    assert [one.id for one in photos_of(workspace, visit.inspection)] != [row.id]
    undo(workspace)
    assert signed_by(workspace, visit.inspection) == "王主任"
    assert [one.id for one in photos_of(workspace, visit.inspection)] == [row.id]
    undo(workspace)
    assert signed_by(workspace, visit.inspection) == ""
    assert photos_of(workspace, visit.inspection) == []
