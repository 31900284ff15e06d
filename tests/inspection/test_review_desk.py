"""Review and return, there and back between hub and laptop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from app.errors import AppError
from app.inspection import browse
from app.inspection.derive import derive
from app.inspection.effort.undo import redo, undo
from app.inspection.load import who_and_when
from app.inspection.photo.marks import Mark, Markup
from app.inspection.review.changes import differences
from app.inspection.review.desk import confirm, records, send_back
from app.inspection.review.fields import Remark, review_of
from app.inspection.visit import Visit
from app.models.acts import Act
from app.models.ids import new_id
from app.models.tables import Inspection
from app.workspace import Workspace
from tests.faults.small import ORDINARY, begin, copied, foreign, make, path, place, send, take

PHOTO = UUID("5c1e0000-0000-7000-8000-0000000000aa")
RING = Markup((Mark("ring", ((1000, 1000), (3000, 4000))),)).to_text()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A laptop with one finished building, and a hub that has merged it."""
    root = tmp_path_factory.mktemp("review")
    with make(root / "a", "甲") as laptop:
        visit = begin(laptop, "1号楼", **ORDINARY)
        while visit.instance.missing():
            visit.leave_open(visit.instance.missing()[0].path, "undecidable")
        visit.finish()
        begin(laptop, "2号楼", A03="brick")
        send(laptop, root / "stick")
    with make(root / "hub", "审", campaign=False, filled=False) as hub:
        take(hub, *(root / "stick").glob("*.zip"))
        derive(hub)
    return root


@pytest.fixture
def hub(made: Path, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(copied(made / "hub", tmp_path / "hub"), person="审") as opened:
        yield opened


def states(hub: Workspace) -> dict[str, str]:
    derive(hub)
    with hub.reading() as session:
        return {one.name: one.state for one in records(session)}


def first(hub: Workspace) -> object:
    with hub.reading() as session:
        return next(one for one in records(session) if one.name == "1号楼")


def test_confirm_and_undo(hub: Workspace) -> None:
    assert states(hub) == {"1号楼": "pending", "2号楼": "unfinished"}
    with hub.reading() as session:
        line = next(one for one in records(session) if one.name == "1号楼")
    confirm(hub, [line.inspection], person="审")
    assert states(hub)["1号楼"] == "confirmed"
    with hub.reading() as session:
        assert who_and_when(session, line.inspection)["inspection.inspector"] == "甲"
    assert undo(hub) is not None
    assert states(hub)["1号楼"] == "pending"
    assert redo(hub) is not None
    assert states(hub)["1号楼"] == "confirmed"
    visit = Visit.open(hub, line.inspection)
    visit.answer(path("B02"), "present")
    assert states(hub)["1号楼"] in ("again", "unfinished")  # an answer that nobody has confirmed


def test_a_return_says_what_is_wrong(hub: Workspace) -> None:
    with hub.reading() as session:
        line = next(one for one in records(session) if one.name == "1号楼")
    with pytest.raises(AppError):
        send_back(hub, line.inspection, [Remark(path("B02"), "  ")])
    send_back(hub, line.inspection, [Remark(path("B02"), "看不清")], until="2026-12-01")
    assert undo(hub) is not None
    assert states(hub)["1号楼"] == "pending"


def test_taking_a_return_back_confirms_nothing_that_nobody_has_seen(hub: Workspace) -> None:
    with hub.reading() as session:
        line = next(one for one in records(session) if one.name == "1号楼")
    confirm(hub, [line.inspection])
    send_back(hub, line.inspection, [Remark(path("B02"), "看不清")])
    assert undo(hub) is not None
    assert states(hub)["1号楼"] == "confirmed"  # as it was
    foreign(hub, line.inspection, path("B07"), {"answer": "后来写的", "basis": "seen"})
    assert states(hub)["1号楼"] == "again"
    send_back(hub, line.inspection, [Remark(path("B07"), "写清楚")])
    assert states(hub)["1号楼"] == "returned"
    assert undo(hub) is not None
    assert states(hub)["1号楼"] == "again"
    with hub.reading() as session:
        assert [one.path for one in differences(hub, session, line.inspection)] == [path("B07")]
    confirm(hub, [line.inspection])
    assert states(hub)["1号楼"] == "confirmed"
    assert undo(hub) is not None
    foreign(hub, line.inspection, path("A01"), {"answer": "更后来的", "basis": "seen"})
    assert redo(hub) is not None
    assert states(hub)["1号楼"] == "again"  # what came in between was never confirmed


def test_there_and_back_shows_only_what_changed(made: Path, hub: Workspace, tmp_path: Path) -> None:
    with hub.reading() as session:
        line = next(one for one in records(session) if one.name == "1号楼")
    send_back(
        hub,
        line.inspection,
        [Remark(path("B02"), "照片看不清，再看一次", PHOTO, "左上角", RING)],
        until="2026-12-01",
        person="审",
    )
    assert states(hub)["1号楼"] == "returned"
    back = send(hub, tmp_path / "back", destination="a").path
    with Workspace.open(copied(made / "a", tmp_path / "a"), person="甲") as laptop:
        take(laptop, back)
        derive(laptop)
        with laptop.reading() as session:
            review = review_of(session, line.inspection)
            assert review.state == "returned"
            assert review.until == "2026-12-01"
            assert review.remarks == (
                Remark(path("B02"), "照片看不清，再看一次", PHOTO, "左上角", RING),
            )
            shown = {one.name: one.state for one in browse.find(session, "号楼")}
            assert shown["1号楼"] == "returned"
        visit = Visit.begin(laptop, place("1号楼"))
        visit.answer(path("B02"), "present")
        while visit.instance.missing():
            visit.leave_open(visit.instance.missing()[0].path, "undecidable")
        visit.finish()
        again = send(laptop, tmp_path / "again").path
    take(hub, again)
    assert states(hub)["1号楼"] == "again"
    with hub.reading() as session:
        found = differences(hub, session, line.inspection)
        asked = [one for one in found if one.asked]
        assert [(one.path, one.person) for one in asked] == [(path("B02"), "甲")]
        assert asked[0].before != asked[0].after
        untouched = {path("B04"), path("A03")}
        assert not untouched & {one.path for one in found}
    confirm(hub, [line.inspection])
    assert states(hub)["1号楼"] == "confirmed"
    with hub.reading() as session:
        assert differences(hub, session, line.inspection) == []
        assert review_of(session, line.inspection).remarks == ()


def test_saying_that_it_was_right_is_enough(made: Path, hub: Workspace, tmp_path: Path) -> None:
    with hub.reading() as session:
        line = next(one for one in records(session) if one.name == "1号楼")
    send_back(hub, line.inspection, [Remark(path("B02"), "真的吗")])
    back = send(hub, tmp_path / "back", destination="a").path
    with Workspace.open(copied(made / "a", tmp_path / "a"), person="甲") as laptop:
        take(laptop, back)
        Visit.begin(laptop, place("1号楼")).finish()
        again = send(laptop, tmp_path / "again").path
    take(hub, again)
    assert states(hub)["1号楼"] == "again"
    with hub.reading() as session:
        assert differences(hub, session, line.inspection) == []


def test_a_conflict_is_decided_before_it_is_confirmed(hub: Workspace) -> None:
    with hub.reading() as session:
        line = next(one for one in records(session) if one.name == "1号楼")
    foreign(hub, line.inspection, path("B02"), {"answer": "present", "basis": "seen"})
    with pytest.raises(AppError, match=r"1号楼：0\d B02.*冲突"):
        confirm(hub, [line.inspection])
    for question in ("B03", "B04"):
        foreign(hub, line.inspection, path(question), {"answer": "present", "basis": "seen"})
    with pytest.raises(AppError, match=r"1号楼：0\d B02.*，另有 1 项"):
        confirm(hub, [line.inspection])
    assert Act("review").what == "review"


def test_what_is_not_finished_or_not_settled_is_not_confirmed(hub: Workspace) -> None:
    with hub.reading() as session:
        every = {one.name: one for one in records(session)}
    first, second = every["1号楼"], every["2号楼"]
    with pytest.raises(AppError, match=r"2号楼.*没查完：有 \d+ 题没答"):
        confirm(hub, [first.inspection, second.inspection])
    assert states(hub) == {"1号楼": "pending", "2号楼": "unfinished"}  # none of both
    # Opened again after it was returned: still returned, and not finished.
    send_back(hub, first.inspection, [Remark(path("B02"), "看不清")])
    visit = Visit.begin(hub, place("1号楼"))
    visit.reopen()
    derive(hub)
    assert states(hub)["1号楼"] == "returned"
    with pytest.raises(AppError, match="没查完"):
        confirm(hub, [first.inspection])


def test_a_record_that_waits_or_is_contested_is_not_confirmed(hub: Workspace) -> None:
    with hub.reading() as session:
        line = next(one for one in records(session) if one.name == "1号楼")
    foreign(hub, line.inspection, path("B07"), {"answer": "x", "basis": "seen"}, bases=(new_id(),))
    with pytest.raises(AppError, match=r"1号楼：0\d B07.*前面的包"):
        confirm(hub, [line.inspection])


def test_a_record_that_one_side_removed_is_not_confirmed_before_that_is_decided(
    hub: Workspace,
) -> None:
    with hub.reading() as session:
        line = next(one for one in records(session) if one.name == "1号楼")
    foreign(hub, line.inspection, "*", True)
    with hub.reading() as session:
        row = session.get(Inspection, line.inspection)
        assert row is not None
        assert row.contested
    with pytest.raises(AppError, match=r"1号楼.*留不留"):
        confirm(hub, [line.inspection])
