"""The next sealed package is opened while the one before is merged, and is no less verified."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from app.errors import AppError
from app.exchange.open_ahead import OpenAhead
from app.exchange.package import export
from app.exchange.seal_read import opened_ahead, opened_package
from app.inspection.photo.photos import add_photos
from app.workspace import Workspace
from tests.exchange.trusted import begin_task, know, make_hub, make_laptop, use_keyring
from tests.faults.small import begin, picture, take

LIMIT = 8_000


@pytest.fixture
def sealed(tmp_path: Path):
    """A hub, and several sealed volumes of a laptop it knows."""
    use_keyring()
    hub, _recovery = make_hub(tmp_path / "hub")
    with hub:
        task, told = begin_task(hub, tmp_path / "task")
        with make_laptop(tmp_path / "laptop", task, told, "甲") as laptop:
            know(hub, laptop)
            visit = begin(laptop)
            add_photos(
                laptop, visit.inspection, [picture(tmp_path / f"{n}.jpg", n) for n in range(6)]
            )
            package = export(laptop, tmp_path / "stick", destination="hub", volume_bytes=LIMIT)
        assert len(package.paths) > 2
        yield hub, list(package.paths)


def test_what_is_opened_ahead_is_what_the_package_holds(
    sealed: tuple[Workspace, list[Path]],
) -> None:
    hub, files = sealed
    with opened_ahead(hub, files) as ahead:
        ahead.follow(files[0])
        with opened_package(hub, files[1], ahead=ahead) as bag:
            told = bag.digest, bag.names
        assert ahead.take(files[1]) is None  # once
    with opened_package(hub, files[1]) as bag:
        assert told == (bag.digest, bag.names)


def test_another_package_than_the_one_opened_ahead_is_not_taken_for_it(
    sealed: tuple[Workspace, list[Path]],
) -> None:
    hub, files = sealed
    with opened_ahead(hub, files) as ahead:
        ahead.follow(files[0])
        assert ahead.take(files[2]) is None
        ahead.follow(files[-1])  # nothing comes after the last
        assert ahead.take(files[-1]) is None


def test_a_package_that_could_not_be_opened_ahead_says_itself_why(
    sealed: tuple[Workspace, list[Path]],
) -> None:
    hub, files = sealed
    data = bytearray(files[1].read_bytes())
    data[len(data) // 2] ^= 1
    files[1].write_bytes(data)
    found = take(hub, *files)
    assert [one.state for one in found] == ["merged", "refused"] + ["merged"] * (len(files) - 2)
    assert files[1].name in found[1].reason


def test_what_failed_ahead_is_opened_again_in_its_turn() -> None:
    calls: list[Path] = []

    def opening(path: Path) -> bytes:
        calls.append(path)
        raise AppError("another key yet")

    first, second = Path("1"), Path("2")
    with OpenAhead([first, second], opening) as ahead:
        ahead.follow(first)
        assert ahead.take(second) is None
    assert calls == [second]


def test_all_volumes_of_a_row_but_the_first_are_opened_ahead_and_once(
    sealed: tuple[Workspace, list[Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.exchange import seal_read

    hub, files = sealed
    opened: list[tuple[Path, bool]] = []
    really = seal_read.open_held

    def counted(path: Path, *secrets: str) -> bytes:
        opened.append((path, threading.current_thread() is threading.main_thread()))
        return really(path, *secrets)

    monkeypatch.setattr(seal_read, "open_held", counted)
    assert {one.state for one in take(hub, *files)} == {"merged"}
    assert opened == [(path, path is files[0]) for path in files]
