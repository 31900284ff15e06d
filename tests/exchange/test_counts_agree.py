"""What the laptop says goes into a package is what the hub says came: buildings and photos."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.exchange.ahead import ahead
from app.exchange.inbox.parcels import merge_parcels
from app.exchange.inbox.take import take_in
from app.exchange.receipts.giving import write_receipt
from app.exchange.receipts.taking import take_receipt
from app.inspection.checklists import keeper
from app.inspection.custody import custody
from app.inspection.derive import derive
from app.inspection.photo.photos import add_photos
from app.models.ids import inspection_id
from app.models.log import Draft, write
from app.models.opening import is_opening, opening
from app.models.tables import Change, Inspection
from app.models.values import Json
from app.workspace import Workspace
from tests.exchange.trusted import begin_task, know, make_hub, make_laptop, send, use_keyring
from tests.faults.small import BUILDINGS, ORDINARY, begin, path, picture, place


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Workspace, Workspace]]:
    use_keyring()
    hub, _recovery = make_hub(tmp_path / "hub")
    with hub:
        task, told = begin_task(hub, tmp_path / "task")
        with make_laptop(tmp_path / "laptop", task, told, "甲") as laptop:
            know(hub, laptop)
            yield hub, laptop


def goes(laptop: Workspace) -> tuple[int, int, int]:
    """Return what the send dialog and the status bar say: both the same."""
    derive(laptop)
    with laptop.reading() as session:
        found, bar = ahead(session, "hub", opening()), custody(session)
    assert (found.places, found.photos) == (bar.places, bar.photos)
    return found.places, found.photos, found.number


def comes(hub: Workspace, laptop: Workspace, folder: Path) -> tuple[int, int, int]:
    (parcel,) = take_in(hub, list(send(laptop, folder).paths))
    before = parcel.card
    (merged,) = merge_parcels(hub, [parcel], keep_form=keeper(hub))
    assert merged.state == "merged"
    receipt = write_receipt(hub, laptop.device)
    assert receipt is not None
    take_receipt(laptop, receipt.read_bytes())
    return before.places, before.photos, before.number


def test_a_building_that_was_only_looked_into_counts_on_neither_side(
    pair: tuple[Workspace, Workspace], tmp_path: Path
) -> None:
    hub, laptop = pair
    one = begin(laptop, BUILDINGS[0], **ORDINARY)
    with laptop.sessions.begin() as session:
        row = session.get(Inspection, one.inspection)
        assert row is not None
        facts: dict[str, Json] = {
            "place": str(place(BUILDINGS[1])), "form_id": row.form_id, "form_hash": row.form_hash,
            "round": row.round,
            path("A01"): {"answer": "2号楼", "basis": "imported", "from": "roster"},
            path("A02"): {"answer": "5", "basis": "imported", "from": "earlier:2025"},
        }  # fmt: skip
        subject = inspection_id(place(BUILDINGS[1]), row.form_id or "", row.round or "")
        drafts = [Draft("inspection", subject, name, value) for name, value in facts.items()]
        write(session, laptop.writer(session), drafts)
    told = goes(laptop)
    assert told == (1, 0, 1)
    assert comes(hub, laptop, tmp_path / "one") == told


def test_a_building_that_got_photos_alone_counts_on_both_sides(
    pair: tuple[Workspace, Workspace], tmp_path: Path
) -> None:
    hub, laptop = pair
    one, two = begin(laptop, BUILDINGS[0], **ORDINARY), begin(laptop, BUILDINGS[1], **ORDINARY)
    add_photos(laptop, one.inspection, [picture(tmp_path / "0.jpg", 0)])
    told = goes(laptop)
    assert told == (2, 1, 1)
    assert comes(hub, laptop, tmp_path / "one") == told
    add_photos(laptop, two.inspection, [picture(tmp_path / "1.jpg", 1)])
    told = goes(laptop)
    assert told == (1, 1, 2)
    assert comes(hub, laptop, tmp_path / "two") == told


def test_both_ways_of_telling_an_opening_agree(pair: tuple[Workspace, Workspace]) -> None:
    _hub, laptop = pair
    visit = begin(laptop, BUILDINGS[0], **ORDINARY)
    visit.leave_open(path("B02"), "undecidable")
    with laptop.reading() as session:
        chosen = set(session.scalars(select(Change.n).where(opening())))
        every = session.scalars(select(Change)).all()
        assert chosen == {one.n for one in every if is_opening(one.kind, one.field, one.value)}
        assert 0 < len(chosen) < len(every)
