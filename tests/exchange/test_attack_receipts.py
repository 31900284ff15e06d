"""A hostile carrier and receipts: none may stop a sending, lock the hub out or open a purge."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.errors import AppError
from app.exchange.gaps import DAY_MS
from app.exchange.inbox.parcels import parcels
from app.exchange.purge import purge
from app.exchange.receipts.giving import write_receipt
from app.exchange.receipts.states import receipted
from app.exchange.receipts.taking import fetch_receipts, take_receipt
from app.exchange.roads.local import LocalRoad
from app.exchange.sending import send
from app.exchange.task.make import make_task
from app.exchange.task.take import take_task
from app.inspection.checklists import keeper
from app.inspection.photo.photos import change_photo, photos_of
from app.models.clock import wall_ms
from app.workspace import Workspace
from tests.exchange.test_receipts import City, _keyring, city  # noqa: F401
from tests.exchange.trusted import make_hub
from tests.faults.small import begin, fill, make


@pytest.fixture
def town(city: City) -> City:  # noqa: F811
    return city


def body(workspace: Workspace, **more: Any) -> dict[str, Any]:
    with workspace.reading() as session:
        from app.models.tables import Campaign

        campaign = str(session.query(Campaign.id).scalar() or "")
    return {
        "profile": "chengjian-receipt-1",
        "campaign": campaign,
        "hub": str(workspace.device),
        "device": str(workspace.device),
        "number": 1,
        "created": 1,
        "packages": [],
        "records": [],
        "photos": {"merged": [], "missing": []},
        **more,
    }


def test_a_receipt_of_nonsense_stops_nothing(tmp_path: Path) -> None:
    line = {"number": 1, "volume": 1, "state": "merged", "reason": ""}
    with make(tmp_path / "a", "甲") as laptop:
        for name, more in {
            "twice": {"packages": [line, {**line, "state": "refused"}]},
            "half": {"packages": [{**line, "reason": "\ud800"}]},
            "half hub": {"hub": "\ud800"},
            "campaign": {"campaign": str(laptop.device)},
            "large": {"number": 1 << 80},
            "float": {"created": 1.5},
        }.items():
            file = tmp_path / f"{laptop.device.hex[:8]}-receipt-1.json"
            file.write_text(json.dumps({"receipt": body(laptop, **more)}), encoding="utf-8")
            problems: list[AppError] = []
            assert fetch_receipts(laptop, LocalRoad(tmp_path), problems) == [], name
            assert len(problems) == 1, name


def test_what_was_forged_before_the_hub_was_known_does_not_outlive_it(
    town: City, tmp_path: Path
) -> None:
    task = make_task(town.hub, tmp_path / "more")
    with Workspace.create(tmp_path / "c", person="丙", device_name="c") as fresh:
        forged = body(fresh, hub=str(town.hub.device), campaign="", number=(1 << 53) - 1)
        take_receipt(fresh, json.dumps({"receipt": forged}).encode())
        take_task(fresh, task.path, keep_form=keeper(fresh), fingerprint=task.fingerprint)
        file = write_receipt(town.hub, fresh.device)
        assert file is not None
        told = take_receipt(fresh, file.read_bytes(), file.name)
        assert (told.new, told.signed) == (True, True)


def test_a_hub_that_is_left_vouches_for_nothing_more(town: City, tmp_path: Path) -> None:
    send(town.laptop, town.goal)
    town.collect()
    town.receipt()
    town.told()
    assert town.state() == "merged"
    (file,) = town.hub.outbox.glob("*-receipt-*.json")
    strange = json.loads(file.read_text(encoding="utf-8"))
    second, _recovery = make_hub(tmp_path / "hub2")
    with second:
        task = make_task(second, tmp_path / "tasks2")
        with pytest.raises(AppError):  # its fingerprint alone is not enough
            take_task(
                town.laptop, task.path, keep_form=keeper(town.laptop), fingerprint=task.fingerprint
            )
        take_task(
            town.laptop,
            task.path,
            keep_form=keeper(town.laptop),
            fingerprint=task.fingerprint,
            other_hub=True,
        )
        assert town.state() != "merged"
        assert purge(town.laptop).photos == ()
        with town.laptop.reading() as session:
            assert receipted(session, town.goal.name).upto == 0  # all goes to the new one
        with pytest.raises(AppError):
            take_receipt(town.laptop, json.dumps(strange).encode(), file.name)


def test_a_caption_that_is_on_its_way_is_not_merged(town: City) -> None:
    visit = begin(town.laptop)
    send(town.laptop, town.goal)
    town.collect()
    town.receipt()
    town.told()
    assert town.state() == "merged"
    photo = photos_of(town.laptop, visit.inspection)[0].id
    change_photo(town.laptop, photo, caption="裂缝")
    assert town.state() == ""
    send(town.laptop, town.goal)
    assert town.state() == "packed"
    assert purge(town.laptop).photos == ()
    town.collect()
    town.receipt()
    town.told()
    assert town.state() == "merged"


def test_a_name_that_is_taken_on_the_carrier_is_said(town: City) -> None:
    send(town.laptop, town.goal)
    town.collect()
    file = write_receipt(town.hub, town.laptop.device)
    assert file is not None
    (town.stick / file.name).write_text("{}", encoding="utf-8")
    with pytest.raises(AppError):
        town.receipt()


def test_photos_that_rotted_at_the_hub_are_missing(town: City) -> None:
    send(town.laptop, town.goal)
    town.collect()
    one, two, *_rest = sorted(town.hub.photos.glob("*/*.*"))
    one.write_bytes(b"")
    two.write_bytes(two.read_bytes()[:-1])
    town.receipt()
    (told,) = town.told()
    assert told.wanted == 2
    assert purge(town.laptop).photos == ()


def test_a_clock_that_was_set_back_a_year_between_two_sends(town: City) -> None:
    visit = begin(town.laptop)
    send(town.laptop, town.goal)
    before = wall_ms() - 366 * DAY_MS
    fill(visit, B07="去年")
    send(town.laptop, town.goal, now_ms=before)
    town.collect()
    with town.hub.reading() as session:
        assert [one.state for one in parcels(session, town.hub)] == ["merged", "merged"]
    write_receipt(town.hub, town.laptop.device, now_ms=before)
    town.receipt()
    town.told()
    assert town.state() == "merged"
    assert len(purge(town.laptop).photos) == 5
