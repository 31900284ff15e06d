"""Receipts: signed by the hub, back the same road; states of places and photos follow from them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.errors import AppError
from app.exchange.fetching import collect, fetch, reach
from app.exchange.inbox.parcels import merge_parcels, parcels
from app.exchange.package import export
from app.exchange.receipts.bringing import send_receipts
from app.exchange.receipts.giving import Returned, write_receipt
from app.exchange.receipts.states import photo_states, receipted, states
from app.exchange.receipts.taking import ForeignError, fetch_receipts, take_receipt
from app.exchange.roads.destination import Destination, open_road
from app.exchange.sending import send
from app.inspection.checklists import keeper
from app.inspection.conflict.withdrawing import give_back, take_out
from app.inspection.photo.photos import add_photos
from app.models.derived import PhotoSent
from app.workspace import Workspace
from tests.exchange.trusted import begin_task, know, make_hub, make_laptop, use_keyring
from tests.faults.small import BUILDINGS, begin, dumped, fill, picture, place


@pytest.fixture(scope="module", autouse=True)
def _keyring() -> None:
    use_keyring()


@dataclass
class City:
    hub: Workspace
    laptop: Workspace
    other: Workspace
    stick: Path

    @property
    def goal(self) -> Destination:
        return Destination("站", str(self.stick))

    def collect(self, merge: bool = True) -> None:
        collect(self.hub, open_road(self.goal))
        if merge:
            with self.hub.reading() as session:
                waiting = parcels(session, self.hub)
            merge_parcels(self.hub, waiting, keep_form=keeper(self.hub))

    def receipt(self, **more: object) -> list[str]:
        return send_receipts(self.hub, open_road(self.goal), **more)  # type: ignore[arg-type]

    def told(self, laptop: Workspace | None = None):
        return fetch_receipts(laptop or self.laptop, open_road(self.goal))

    def state(self, name: str = BUILDINGS[0]) -> str:
        with self.laptop.reading() as session:
            found = states(session, [place(name)])
        return found[place(name)].state if found else "none"


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    hub, _recovery = make_hub(tmp_path / "hub")
    task, told = begin_task(hub, tmp_path / "tasks")
    laptop = make_laptop(tmp_path / "a", task, told, "甲")
    other = make_laptop(tmp_path / "b", task, told, "乙")
    know(hub, laptop)
    know(hub, other)
    (tmp_path / "stick").mkdir()
    with hub, laptop, other:
        visit = begin(laptop)
        files = [picture(tmp_path / f"{n}.jpg", n, (300, 200)) for n in range(5)]
        add_photos(laptop, visit.inspection, files)
        begin(other, BUILDINGS[1])
        yield City(hub, laptop, other, tmp_path / "stick")


def photos_of(city: City) -> set[str]:
    with city.laptop.reading() as session:
        sent = [row.sha256 for row in session.query(PhotoSent)]
        return {one.state for one in photo_states(session, sent).values()}


def test_states_follow_the_work(city: City) -> None:
    assert city.state() == ""
    assert city.state(BUILDINGS[2]) == "none"
    send(city.laptop, city.goal, volume_bytes=40_000)
    assert (city.state(), photos_of(city)) == ("packed", {"packed"})
    city.collect(merge=False)
    assert len(city.receipt()) == 1
    (told,) = city.told()
    assert (told.signed, told.merged, told.missing) == (True, 0, ())
    assert (city.state(), photos_of(city)) == ("delivered", {"delivered"})
    city.collect()
    assert len(city.receipt()) == 1
    assert city.receipt() == []  # nothing more to tell
    (told,) = city.told()
    assert told.merged == 1
    assert city.told() == []
    assert (city.state(), photos_of(city)) == ("merged", {"merged"})
    assert list(city.laptop.outbox.glob("*.zip*")) == []
    fill(begin(city.laptop), B07="后来")
    assert city.state() == ""


def test_a_withdrawn_package_is_told_and_so_is_its_return(city: City) -> None:
    send(city.laptop, city.goal)
    city.collect()
    assert city.receipt()
    city.told()
    assert city.state() == "merged"
    take_out(city.hub, city.laptop.device, 1)
    with city.hub.reading() as session:
        assert [one.withdrawn for one in parcels(session, city.hub)] == [True]
    assert city.receipt()
    city.told()
    with city.laptop.reading() as session:
        where = states(session, [place(BUILDINGS[0])])[place(BUILDINGS[0])]
        assert receipted(session, city.goal.name).upto == 0  # it may go again
    assert where.state == "refused"
    assert "撤回" in where.reason
    give_back(city.hub, city.laptop.device, 1)
    assert city.receipt()
    city.told()
    assert city.state() == "merged"


def test_a_file_that_cannot_be_read_keeps_nothing_behind_it_back(city: City) -> None:
    """The first of three goes while the hub fetches, as a bad sector takes one."""
    for laptop in (city.laptop, city.other):
        send(laptop, city.goal, volume_bytes=40_000)
    names = sorted(file.name for file in city.stick.glob("*.zip*"))
    assert len(names) > 2

    def pull(_done: int, _total: int, what: str = "") -> None:
        if what == names[0]:
            (city.stick / what).unlink(missing_ok=True)

    found = reach(city.hub, city.goal, lambda _one: "", pull)
    assert [file.name for file in found.files] == names[1:]
    assert names[0] in str(found.problem)
    assert "cannot be written" not in str(found.problem)
    problems: list[AppError] = []
    for name in names[1:]:
        (city.hub.inbox / "fetched" / name).unlink()
    (city.stick / names[0]).write_bytes(b"x")
    came = fetch(city.hub, open_road(city.goal), pull, problems=problems)
    assert [file.name for file in came] == names[1:]
    assert len(problems) == 1


def test_a_receipt_whose_name_is_taken_keeps_no_other_back(city: City) -> None:
    for laptop in (city.laptop, city.other):
        send(laptop, city.goal)
    city.collect()
    both = city.receipt()
    assert len(both) == 2
    (city.stick / both[0]).write_bytes(b"of somebody else")
    (city.stick / both[1]).unlink()
    with pytest.raises(AppError, match=both[0]):
        city.receipt()
    assert (city.stick / both[1]).is_file()


def test_returned_records_are_told_until_they_change(city: City) -> None:
    visit = begin(city.laptop)
    send(city.laptop, city.goal)
    city.collect()
    city.receipt(review=lambda _session, _device: [Returned(visit.inspection, "补拍近景")])
    (told,) = city.told()
    assert told.returned == 1
    with city.laptop.reading() as session:
        where = states(session, [place(BUILDINGS[0])])[place(BUILDINGS[0])]
    assert (where.state, where.reason) == ("returned", "补拍近景")
    fill(visit, B07="补了")
    assert city.state() == ""


def test_changes_repeat_until_a_signed_receipt_and_then_no_more(city: City, tmp_path: Path) -> None:
    visit = begin(city.laptop)
    first = send(city.laptop, city.goal).packages[0]
    fill(visit, B07="二")
    second = send(city.laptop, city.goal).packages[0]
    assert second.changes > first.changes
    city.collect()
    city.receipt()
    city.told()
    for text in ("三", "四"):  # every later package goes on from the receipt
        fill(visit, B07=text)
        later = send(city.laptop, city.goal).packages[0]
        assert later.changes < 10
        assert later.forms == later.photos == 0
    city.collect()
    with city.hub.reading() as session:
        assert {one.state for one in parcels(session, city.hub)} == {"merged"}
    assert _answers(city.hub, tmp_path / "h") == _answers(city.laptop, tmp_path / "l")


def _answers(workspace: Workspace, folder: Path) -> list[str]:
    found = dumped(workspace, folder)
    return [found["inspection.jsonl"], found["photo.jsonl"]]


def test_an_unsigned_or_foreign_receipt_is_not_taken(city: City) -> None:
    send(city.laptop, city.goal)
    city.collect()
    file = write_receipt(city.hub, city.laptop.device)
    assert file is not None
    data = json.loads(file.read_text(encoding="utf-8"))
    body = data["receipt"]
    forged = {"receipt": {**body, "number": body["number"] + 1}}
    for bad in (
        forged,
        {**data, **forged},
        {**data, "signature": ""},
        {},
        {"receipt": []},
        {**data, "receipt": {**body, "hub": body["device"]}},
    ):
        with pytest.raises(AppError):
            take_receipt(city.laptop, json.dumps(bad).encode())
    with pytest.raises(AppError):
        take_receipt(city.laptop, b"\xff" * 10)
    with pytest.raises(ForeignError):
        take_receipt(city.other, file.read_bytes())
    with city.laptop.reading() as session:
        assert receipted(session, city.goal.name).upto == 0
    assert take_receipt(city.laptop, file.read_bytes()).new
    assert not take_receipt(city.laptop, file.read_bytes()).new  # replayed
    with city.laptop.reading() as session:
        assert receipted(session, city.goal.name).upto > 0


def test_volumes_that_never_came_go_again(city: City) -> None:
    send(city.laptop, city.goal, volume_bytes=40_000)
    lost = [file for file in city.stick.iterdir() if "-0001-2.zip" in file.name]
    for file in lost:
        file.unlink()
    city.collect()
    city.receipt()
    (told,) = city.told()
    assert told.missing == (1,)
    assert city.state() == "delivered"
    sent = send(city.laptop, city.goal)
    assert (sent.volumes, sent.packages) == (1, ())
    city.collect()
    city.receipt()
    (told,) = city.told()
    assert told.missing == ()
    assert city.state() == "merged"


def test_photos_that_never_came_go_again_with_the_next_package(city: City, tmp_path: Path) -> None:
    package = send(city.laptop, city.goal, volume_bytes=40_000).packages[0]
    fill(begin(city.laptop), B07="二")
    send(city.laptop, city.goal)
    for folder in (city.stick, city.laptop.outbox):  # the stick is lost, and the outbox
        for file in folder.glob("*-0001-*"):
            file.unlink()
    city.collect()
    city.receipt()
    (told,) = city.told()
    assert told.missing == (1,)
    again = send(city.laptop, city.goal).packages[0]
    assert again.photos == package.photos == 5
    city.collect()
    city.receipt()
    city.told()
    assert city.state() == "merged"


def test_a_refused_package_is_told_with_its_reason(city: City) -> None:
    send(city.laptop, city.goal)
    (file,) = city.stick.glob("*-0001-1.zip*")
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    city.collect()
    file.unlink()
    export(city.laptop, city.stick, destination="other")  # the hub learns who it is
    city.collect()
    city.receipt()
    (told,) = city.told()
    # A sealed package that was damaged does not say who sent it: its number is missing.
    assert 1 in told.missing or told.refused
