"""The grid of running numbers is the same, whichever way the packages came in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.exchange.inbox.parcels import Sequenced, merge_parcels, parcels, sequences
from app.exchange.inbox.take import take_in
from app.exchange.package import export
from app.inspection.checklists import keeper
from app.models.derived import PackageOut
from app.workspace import Workspace
from tests.faults.small import begin, copied, fill, take


@pytest.fixture
def sent(city: Path, tmp_path: Path) -> list[Path]:
    """Packages 3 and 5 of laptop A; its export of number 4 died half-way; 6 was damaged."""
    stick = tmp_path / "stick"
    with Workspace.open(copied(city / "a", tmp_path / "laptop"), person="人a") as laptop:
        visit = begin(laptop, "5号楼")
        fill(visit, B07="三")
        whole = [export(laptop, stick, destination="hub").path]
        fill(visit, B07="四")

        with laptop.sessions.begin() as session:
            session.add(PackageOut(number=4, name="", destination="hub"))  # what a crash leaves
        fill(visit, B07="五")
        whole.append(export(laptop, stick, destination="hub").path)
        fill(visit, B07="六")
        bad = export(laptop, stick, destination="hub").path
    data = bytearray(bad.read_bytes())
    data[len(data) // 2] ^= 1
    bad.write_bytes(data)
    return [*whole, bad]


def seen(hub: Workspace) -> list[Sequenced]:
    with hub.reading() as session:
        return sequences(parcels(session, hub))


def test_void_missing_and_damaged_numbers_are_known_either_way(
    city: Path, tmp_path: Path, sent: list[Path]
) -> None:
    stick = tmp_path / "copies"
    stick.mkdir()
    files = [Path(shutil.copy(file, stick)) for file in sent]
    with Workspace.open(copied(city / "hub", tmp_path / "one"), person="x") as by_command:
        assert [one.state for one in take(by_command, *files)] == ["merged", "merged", "refused"]
        first = seen(by_command)
        with by_command.reading() as session:
            cards = [one.card for one in parcels(session, by_command)]
    with Workspace.open(copied(city / "hub", tmp_path / "two"), person="x") as by_window:
        merge_parcels(
            by_window,
            take_in(by_window, files),
            keep_form=keeper(by_window),
        )
        assert seen(by_window) == first
        with by_window.reading() as session:
            shown = [one.card for one in parcels(session, by_window)]
    # How much of it was new is known at another moment; what it says of itself is the same.
    said = [
        sorted((one.number, one.void, one.person, one.changes, one.places) for one in way)
        for way in (cards, shown)
    ]
    assert said[0] == said[1]
    (line,) = first
    states = set(line.numbers.values())
    assert states == {"missing", "merged", "void", "refused"}
    assert line.missing == [1, 2]
