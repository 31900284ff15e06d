"""Purging needs receipts; the gap finder finds each kind of gap."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.exchange.gaps import DAY_MS, find_gaps
from app.exchange.purge import NO_RECEIPT, NOT_MERGED, look, purge
from app.exchange.sending import send
from app.inspection.derive import derive
from app.models.clock import wall_ms
from app.models.custody import Purged
from tests.exchange.test_receipts import City, _keyring, city  # noqa: F401
from tests.faults.small import BUILDINGS, begin, fill, place


@pytest.fixture
def town(city: City) -> City:  # noqa: F811
    return city


def originals(town: City) -> int:
    return len(list(town.laptop.photos.glob("*/*.*")))


def test_nothing_goes_before_its_receipt(town: City) -> None:
    assert purge(town.laptop).kept == {NO_RECEIPT: 5}
    send(town.laptop, town.goal)
    assert purge(town.laptop).photos == ()
    town.collect(merge=False)
    town.receipt()
    town.told()
    assert (purge(town.laptop).photos, originals(town)) == ((), 5)
    town.collect()
    town.receipt()
    town.told()
    visit = begin(town.laptop)
    fill(visit, B07="noch nicht drüben")
    assert (purge(town.laptop).kept, originals(town)) == ({NOT_MERGED: 5}, 5)
    send(town.laptop, town.goal)
    town.collect()
    town.receipt()
    town.told()

    def stop(done: int, total: int, what: str = "") -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        purge(town.laptop, stop)
    assert originals(town) == 3
    assert len(purge(town.laptop).photos) == 3
    assert originals(town) == 0
    with town.laptop.reading() as session:
        assert session.query(Purged).count() == 5
        assert look(session, town.laptop).photos == ()
    fill(visit, B07="weiter")
    again = send(town.laptop, town.goal).packages[0]  # what was let go is not missed
    assert (again.photos, again.missing) == (0, 0)
    assert len(list(town.hub.photos.glob("*/*.*"))) == 5


def test_each_kind_of_gap(town: City, tmp_path: Path) -> None:
    send(town.laptop, town.goal)
    fill(begin(town.other), B07="auch hier")  # the same building from another laptop
    send(town.other, town.goal)
    visit = begin(town.laptop, BUILDINGS[2])
    send(town.laptop, town.goal)
    fill(visit, B07="x")
    send(town.laptop, town.goal)
    for file in town.stick.glob(f"{town.laptop.device.hex[:8]}-0002-*"):
        file.unlink()
    town.collect()
    derive(town.hub)
    (gone, *_rest) = town.hub.photos.glob("*/*.*")
    gone.unlink()
    now = wall_ms()
    with town.hub.reading() as session:
        found = find_gaps(session, town.hub, inspectors=["甲"], now_ms=now)
        later = find_gaps(session, town.hub, days=2, now_ms=now + 2 * DAY_MS)
    (line,) = found.numbers
    assert (line.device, line.missing) == (town.laptop.device, [2])
    (photo,) = found.photos
    assert photo.sha256 == gone.stem
    assert (photo.place, photo.sender) == (place(BUILDINGS[0]), town.laptop.device)
    (twice,) = found.twice
    assert (twice.place, set(twice.people)) == (place(BUILDINGS[0]), {"甲", "乙"})
    never = {one for one, _name in found.never}
    assert never == {place(name) for name in BUILDINGS[3:]}
    assert {one.place for one in found.strangers} == {place(BUILDINGS[0]), place(BUILDINGS[1])}
    assert found.silent == ()
    assert {one.device for one in later.silent} == {town.laptop.device, town.other.device}
    assert {one.days for one in later.silent} == {2}
    assert later.strangers == ()
