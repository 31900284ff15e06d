"""退回 end to end: its receipt says so, and the next task package brings what is to be done."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail

from app import key_store, keys
from app.exchange.inbox.watch import InboxWatch
from app.exchange.receipts.states import states
from app.exchange.receipts.taking import fetch_receipts
from app.exchange.receive import receive
from app.exchange.roads.local import LocalRoad
from app.exchange.rounds import Merging, Round
from app.exchange.task.make import make_task
from app.exchange.task.take import take_task
from app.exchange.trust import device
from app.inspection.checklists import keeper
from app.inspection.derive import derive
from app.inspection.review.desk import send_back
from app.inspection.review.fields import RETURNED, Remark, review_of
from app.inspection.review.returned import returned_records
from app.sealing import SealError
from app.ui.exchange.returned_rows import returned_rows
from app.workspace import Workspace
from tests.exchange.trusted import begin_task, know, make_hub, make_laptop, send, use_keyring
from tests.faults.small import BUILDINGS, begin, fill, path, place


@pytest.fixture(autouse=True)
def _keyring() -> Iterator[None]:
    keys.forget()
    use_keyring()
    yield
    keys.forget()


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Workspace, Workspace]]:
    hub, _secret = make_hub(tmp_path / "hub")
    task, fingerprint = begin_task(hub, tmp_path)
    laptop = make_laptop(tmp_path / "laptop-7", task, fingerprint, "马晓梅")
    know(hub, laptop)
    yield hub, laptop
    laptop.close()
    hub.close()


def test_a_watch_opens_what_is_sealed_for_keys_under_a_passphrase(
    pair: tuple[Workspace, Workspace], tmp_path: Path
) -> None:
    hub, laptop = pair
    fill(begin(laptop))
    stick = tmp_path / "stick"
    stick.mkdir()
    send(laptop, stick)
    text = key_store.from_keyring(hub.device)
    assert text is not None
    key_store.to_file(hub.device, text, "open sesame")
    keyring.set_keyring(fail.Keyring())
    keys.forget()  # as after a start without anybody at the screen
    with pytest.raises(SealError):
        Round(hub, lambda: [stick], words="open barley")
    merging = Merging(keeper(hub), lambda: derive(hub))
    one = Round(hub, lambda: [stick], merging=merging, words="open sesame")
    one.go()
    assert [result.state for result in one.go().merged] == ["merged"]


def test_a_returned_record_comes_back(pair: tuple[Workspace, Workspace], tmp_path: Path) -> None:
    hub, laptop = pair
    visit = begin(laptop)
    fill(visit)
    stick = tmp_path / "stick"
    stick.mkdir()
    send(laptop, stick)
    merging = Merging(keeper(hub), lambda: derive(hub))
    one = Round(hub, lambda: [stick], merging=merging, review=returned_records)
    assert one.go().came == ()  # seen once: it may still grow
    told = one.go()
    assert [result.state for result in told.merged] == ["merged"]
    assert len(told.receipts) == 1
    fetch_receipts(laptop, LocalRoad(stick))
    record = visit.inspection

    def where() -> tuple[str, str]:
        with laptop.reading() as session:
            found = states(session, [place(BUILDINGS[0])])[place(BUILDINGS[0])]
        return found.state, found.reason

    assert where() == ("merged", "")
    remark = Remark(path(next(iter(visit.stored)).rsplit("/", 1)[-1]), "look again", None, "")
    send_back(hub, record, [remark], until="2026-12-01", person="周工")
    names = one.receipts()
    assert len(names) == 1
    said = json.loads((stick / names[0][1]).read_text(encoding="utf-8"))["receipt"]["records"]
    assert [line["state"] for line in said] == [RETURNED]
    assert "look again" not in json.dumps(said, ensure_ascii=False)  # remarks travel sealed
    fetch_receipts(laptop, LocalRoad(stick))
    state, reason = where()
    assert state == RETURNED
    assert "2026-12-01" in reason
    with laptop.reading() as session:  # listed before its remarks are here
        (row,) = returned_rows(session)
    assert "2026-12-01" in row.facts
    back = make_task(hub, tmp_path, to=laptop.device)
    assert back.sealed
    take_task(laptop, back.path, keep_form=keeper(laptop))
    with laptop.reading() as session:
        review = review_of(session, record)
    assert review.state == RETURNED
    assert [one.text for one in review.remarks] == ["look again"]


def test_what_others_were_told_stays_with_the_hub(
    pair: tuple[Workspace, Workspace], tmp_path: Path
) -> None:
    hub, laptop = pair
    other = make_laptop(tmp_path / "laptop-8", *begin_task(hub, tmp_path), "李建国")
    know(hub, other)
    visit = begin(laptop)
    fill(visit)
    package = send(laptop, tmp_path / "stick").path
    (result,) = receive(hub, [package], keep_form=keeper(hub))
    assert result.state == "merged"
    send_back(hub, visit.inspection, [Remark("", "all of it", None, "")], person="周工")
    task = make_task(hub, tmp_path, to=other.device)
    take_task(other, task.path, keep_form=keeper(other))
    with other.reading() as session:
        assert review_of(session, visit.inspection).state == ""
    other.close()


def test_the_watch_tells_of_reviews_without_new_packages(
    pair: tuple[Workspace, Workspace], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, laptop = pair
    visit = begin(laptop)
    fill(visit)
    stick = tmp_path / "stick"
    stick.mkdir()
    send(laptop, stick)
    merging = Merging(keeper(hub), lambda: derive(hub))
    one = Round(hub, lambda: [stick], merging=merging, review=returned_records)
    one.go()
    assert one.go().receipts
    send_back(hub, visit.inspection, [Remark("", "all of it", None, "")], person="周工")
    assert one.go().receipts == ()  # not after each click of a reviewer
    monkeypatch.setattr(one, "_due", 0.0)
    assert len(one.go().receipts) == 1
    monkeypatch.setattr(one, "_due", 0.0)
    assert one.go().receipts == ()  # nothing is news
    with hub.reading() as session:
        assert device(session, laptop.device) is not None
    assert InboxWatch(hub, [stick]).poll() == []
