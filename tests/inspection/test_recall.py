"""Looking again at what an earlier round found."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from app.errors import AppError, Cancelled
from app.inspection.derive import derive
from app.inspection.effort.recall import RecallItem, recall_counts, recalled, say
from app.inspection.effort.recall_import import import_earlier
from app.inspection.effort.undo import peek, undo
from app.inspection.photo.photos import add_photos, photos_of
from app.models.ids import finding_id, place_id
from app.models.log import Draft, conflicts, dump, rebuild, write
from app.models.tables import Campaign
from app.workspace import CampaignInfo, Workspace
from tests.faults.small import (
    CAMPAIGN,
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

OTHER = UUID("5c1e0000-0000-7000-8000-00000000001e")


@pytest.fixture(scope="module")
def last_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished round of 2025: 1号楼 has two problems and photos, 2号楼 none, 3号楼 a mistake."""
    folder = tmp_path_factory.mktemp("2025")
    with make(folder / "hub", "去年") as workspace:
        with workspace.sessions.begin() as session:
            author = workspace.writer(session)
            write(session, author, [Draft("campaign", CAMPAIGN, "round", "2025")])
        visit = begin(workspace, **(ORDINARY | {"A03": "concrete", "B01": "present"}), B07="东墙")
        visit.answer(path("B05"), "present")
        file = picture(folder / "1.jpg", 1)
        add_photos(workspace, visit.inspection, [file], question=path("B01_photo1"))
        add_photos(workspace, visit.inspection, [picture(folder / "2.jpg", 2)])  # of the building
        visit.photos_changed()
        visit.finish()
        begin(workspace, "2号楼", **ORDINARY).finish()
        wrong = begin(workspace, "3号楼", **(ORDINARY | {"B05": "present"}))
        wrong.finish()
        with workspace.sessions.begin() as session:
            mistake = finding_id(wrong.inspection, "B-05.1")
            author = workspace.writer(session)
            write(session, author, [Draft("judgement", mistake, "verdict", "dismissed")])
        derive(workspace)
        with workspace.reading() as session:
            dump(session, folder / "dump")
    return folder


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with make(tmp_path / "laptop", "甲") as opened:
        yield opened


def items(workspace: Workspace, name: str = "1号楼") -> list[RecallItem]:
    with workspace.reading() as session:
        return recalled(session, place(name))


def test_last_years_problems_become_questions(workspace: Workspace, last_year: Path) -> None:
    taken = import_earlier(workspace, last_year / "hub")
    assert (taken.findings, taken.new, taken.photos, taken.lost) == (2, 2, 1, 0)
    assert (taken.unmatched, taken.stale) == ((), 0)
    first, second = items(workspace)
    assert (first.item, first.title, first.round, first.severity, first.now) == (
        "B-01", "B-01.1", "2025", "serious", "",
    )  # fmt: skip
    assert second.item == "B-05"
    assert first.found_at
    (photo,) = first.before
    assert workspace.photo_file(photo.sha256, photo.extension).is_file()
    assert second.before == first.after == ()
    assert items(workspace, "2号楼") == items(workspace, "3号楼") == []
    with workspace.reading() as session:
        assert recall_counts(session) == {"": 2}
    assert peek(workspace).undo is None  # an import is no act of a key


def test_the_earlier_workspace_may_be_open_and_is_not_changed(
    workspace: Workspace, last_year: Path
) -> None:
    file = last_year / "hub" / "chengjian.sqlite"
    before = file.read_bytes()
    assert import_earlier(workspace, last_year / "hub").new == 2
    assert file.read_bytes() == before
    with Workspace.open(last_year / "hub"):
        assert import_earlier(workspace, last_year / "hub").findings == 2


def test_what_is_said_now_stays_when_it_is_imported_again(
    workspace: Workspace, last_year: Path, tmp_path: Path
) -> None:
    import_earlier(workspace, last_year / "hub")
    one, _two = items(workspace)
    say(workspace, one.id, "mended", note=" 已加固 ")
    visit = begin(workspace)
    add_photos(workspace, visit.inspection, [picture(tmp_path / "9.jpg", 9)], finding=one.id)
    again = import_earlier(workspace, last_year / "hub")
    assert (again.findings, again.new) == (2, 0)
    one, _two = items(workspace)
    assert (one.now, one.note) == ("mended", "已加固")
    assert len(one.before) == len(one.after) == 1
    assert one.before[0].sha256 != one.after[0].sha256
    assert len(photos_of(workspace, visit.inspection)) == 1
    with workspace.reading() as session:
        assert recall_counts(session) == {"": 1, "mended": 1}
    undo(workspace)
    entry = peek(workspace).undo
    assert entry is not None
    assert (entry.what, entry.place) == ("recall", place("1号楼"))
    undo(workspace)
    assert items(workspace)[0].now == ""
    with pytest.raises(ValueError, match="unknown"):
        say(workspace, one.id, "gone")
    with pytest.raises(AppError):
        say(workspace, place("x"), "still")


def test_places_of_another_campaign_meet_by_code_and_by_name(
    last_year: Path, tmp_path: Path
) -> None:
    info = CampaignInfo("今年", "2026", id=OTHER)
    with Workspace.create(tmp_path / "w", campaign=info) as workspace:
        with workspace.sessions.begin() as session:
            found = place_id(OTHER, "别的编号")
            facts = {"campaign": str(OTHER), "level": "building", "name": "1号楼", "code": "X"}
            drafts = [Draft("place", found, *one) for one in facts.items()]
            write(session, workspace.writer(session), drafts)
        assert import_earlier(workspace, last_year / "hub").findings == 2
        with workspace.reading() as session:
            assert len(recalled(session, found)) == 2
        with workspace.sessions.begin() as session:  # two of that name: nobody guesses
            twin = [Draft("place", place_id(OTHER, "2"), *one) for one in facts.items()]
            write(session, workspace.writer(session), twin)
        taken = import_earlier(workspace, last_year / "hub")
        assert (taken.findings, taken.unmatched) == (0, ("1号楼",))


def test_a_dump_will_do_without_its_photos(workspace: Workspace, last_year: Path) -> None:
    taken = import_earlier(workspace, last_year / "dump")
    assert (taken.findings, taken.lost) == (2, 0)
    (photo,) = items(workspace)[0].before
    assert not workspace.photo_file(photo.sha256, photo.extension).is_file()
    assert import_earlier(workspace, last_year / "hub").new == 0
    assert workspace.photo_file(photo.sha256, photo.extension).is_file()


def test_what_cannot_be_read_is_said(workspace: Workspace, last_year: Path, tmp_path: Path) -> None:
    with pytest.raises(AppError, match="既不是"):
        import_earlier(workspace, tmp_path)
    with pytest.raises(AppError, match="这次体检"):
        import_earlier(workspace, workspace.root)
    broken = shutil.copytree(last_year / "dump", tmp_path / "broken")
    (broken / "finding.jsonl").write_text("{}\n[1\n", encoding="utf-8")
    with pytest.raises(AppError, match=r"finding\.jsonl 第 2 行"):
        import_earlier(workspace, broken)
    (tmp_path / "rubbish").mkdir()
    (tmp_path / "rubbish" / "chengjian.sqlite").write_bytes(b"no database" * 400)
    with pytest.raises(AppError):
        import_earlier(workspace, tmp_path / "rubbish")

    def stop(done: int, _total: int, _words: str = "") -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        import_earlier(workspace, last_year / "hub", progress=stop)
    assert items(workspace) == []


def test_a_photo_that_is_lost_is_counted(
    workspace: Workspace, last_year: Path, tmp_path: Path
) -> None:
    hub = copied(last_year / "hub", tmp_path / "hub")
    for file in hub.glob("photos/*/*"):
        file.unlink()
    taken = import_earlier(workspace, hub)
    assert (taken.photos, taken.lost) == (0, 1)


def test_it_travels_and_two_who_took_it_over_do_not_disagree(
    workspace: Workspace, last_year: Path, tmp_path: Path
) -> None:
    import_earlier(workspace, last_year / "hub")
    one, two = items(workspace)
    say(workspace, one.id, "still")
    with make(tmp_path / "other", "乙") as other:
        import_earlier(other, last_year / "hub")
        say(other, two.id, "unseen")
        theirs = send(other, tmp_path / "stick").path
    ours = send(workspace, tmp_path / "stick").path
    digests = []
    for number, order in enumerate(((ours, theirs), (theirs, ours))):
        with make(tmp_path / f"hub{number}", "汇总", campaign=False, filled=False) as hub:
            take(hub, *order)
            derive(hub)
            with hub.reading() as session:
                assert conflicts(session) == []
                assert session.get_one(Campaign, CAMPAIGN).round == "2026"
            found = items(hub)
            assert [item.now for item in found] == ["still", "unseen"]
            (photo,) = found[0].before
            assert hub.photo_file(photo.sha256, photo.extension).is_file()
            before = dumped(hub, tmp_path / f"d{number}")
            with hub.sessions.begin() as session:
                rebuild(session)
            assert dumped(hub, tmp_path / f"d{number}") == before
            digests.append(before)
    assert digests[0] == digests[1]


def test_two_who_say_different_things_are_in_conflict(
    workspace: Workspace, last_year: Path
) -> None:
    import_earlier(workspace, last_year / "hub")
    one, _two = items(workspace)
    say(workspace, one.id, "mended")
    foreign(workspace, one.id, "now", "still", kind="earlier", early=True)
    with workspace.reading() as session:
        (disputed,) = conflicts(session)
    assert (disputed.subject, disputed.field) == (one.id, "now")
    undone = undo(workspace)
    assert undone is not None
    assert undone.done == 0
