"""The next sealed package is opened while the one before is merged, and is no less verified."""

from __future__ import annotations

from functools import partial
from multiprocessing import active_children
from pathlib import Path

import pytest

from app.errors import AppError
from app.exchange.open_ahead import OpenAhead
from app.exchange.package import export
from app.exchange.seal_read import opened_ahead, opened_package
from app.exchange.trust import own_keys
from app.inspection.photo.photos import add_photos
from app.sealing import new_identity, open_held, open_into, recipient_of, seal_file
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
    with small_ones_too(hub, files) as ahead:
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
    with small_ones_too(hub, files) as ahead:
        ahead.follow(files[0])
        assert ahead.take(files[2]) is None
        ahead.follow(files[-1])  # nothing comes after the last
        assert ahead.take(files[-1]) is None


def test_packages_that_are_opened_ahead_are_merged_and_a_damaged_one_says_why(
    sealed: tuple[Workspace, list[Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.exchange import seal_read

    hub, files = sealed
    data = bytearray(files[1].read_bytes())
    data[len(data) // 2] ^= 1
    files[1].write_bytes(data)
    opened_here: list[Path] = []
    really = seal_read.open_held

    def seen(path: Path, *secrets: str) -> bytes:
        opened_here.append(path)
        return really(path, *secrets)

    monkeypatch.setattr(seal_read, "open_held", seen)
    monkeypatch.setattr(seal_read, "OpenAhead", partial(OpenAhead, from_bytes=0))
    found = take(hub, *files)
    assert [one.state for one in found] == ["merged", "refused"] + ["merged"] * (len(files) - 2)
    assert files[1].name in found[1].reason
    # The first has nothing before it; the damaged one says itself, in its turn, what is wrong.
    assert opened_here == files[:2]


def test_what_fills_the_memory_for_it_to_the_last_byte_is_opened_and_one_byte_more_is_refused(
    tmp_path: Path,
) -> None:
    secret = new_identity()
    (tmp_path / "plain").write_bytes(bytes(range(256)) * 1000)
    seal_file(tmp_path / "plain", tmp_path / "sealed", [recipient_of(secret)])
    room = bytearray(256_000)
    assert open_into(memoryview(room), tmp_path / "sealed", secret) == 256_000
    assert bytes(room) == (tmp_path / "plain").read_bytes()
    with pytest.raises(AppError):
        open_into(memoryview(room)[1:], tmp_path / "sealed", secret)


def test_few_small_packages_start_no_helper(sealed: tuple[Workspace, list[Path]]) -> None:
    hub, files = sealed
    with opened_ahead(hub, files) as ahead:
        ahead.follow(files[0])
        assert not [one for one in active_children() if one.name == "opening ahead"]


def test_a_helper_that_somebody_ends_is_done_without(
    sealed: tuple[Workspace, list[Path]],
) -> None:
    hub, files = sealed
    with small_ones_too(hub, files) as ahead:
        ahead.follow(files[0])
        (helper,) = (one for one in active_children() if one.name == "opening ahead")
        helper.kill()
        helper.join(20)
        assert ahead.take(files[1]) in (None, opened_here(hub, files[1]))
        ahead.follow(files[1])
        assert ahead.take(files[2]) is None
    with opened_package(hub, files[2]) as bag:
        assert bag.names


def test_the_helper_ends_with_what_it_helps(sealed: tuple[Workspace, list[Path]]) -> None:
    hub, files = sealed
    with small_ones_too(hub, files) as ahead:
        ahead.follow(files[0])  # and nobody takes it
    assert not [one for one in active_children() if one.name == "opening ahead"]


def small_ones_too(hub: Workspace, files: list[Path]) -> OpenAhead:
    return OpenAhead(files, lambda: [own_keys(hub).seal_secret], from_bytes=0)


def opened_here(hub: Workspace, path: Path) -> bytes:
    return open_held(path, own_keys(hub).seal_secret)
