"""A watched folder gives each photo once, when it is complete, and nothing from before."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import AppError
from app.inspection.photo.watched import WatchedFolder


def test_only_what_is_new_and_complete_comes(tmp_path: Path) -> None:
    (tmp_path / "old.jpg").write_bytes(b"x")
    watched = WatchedFolder(tmp_path)
    new = tmp_path / "DCIM" / "100" / "IMG_1.JPG"
    new.parent.mkdir(parents=True)
    new.write_bytes(b"half")
    assert watched.poll() == []
    with new.open("ab") as file:
        file.write(b" and the rest")
    assert watched.poll() == []  # it has grown since
    assert watched.poll() == [new]
    assert watched.poll() == []


def test_others_files_and_unfinished_ones_are_not_ours(tmp_path: Path) -> None:
    watched = WatchedFolder(tmp_path)
    for name in (
        "notes.txt",
        ".hidden.jpg",
        "a.jpg.part",
        "b.jpg.crdownload",
        "empty.jpg",
        "good.heic",
    ):
        (tmp_path / name).write_bytes(b"" if name.startswith("empty") else b"x")
    assert [path.name for _look in range(3) for path in watched.poll()] == ["good.heic"]


def test_an_overwritten_photo_is_new_again(tmp_path: Path) -> None:
    watched = WatchedFolder(tmp_path)
    file = tmp_path / "IMG.jpg"
    file.write_bytes(b"one")
    assert [watched.poll(), watched.poll()] == [[], [file]]
    file.write_bytes(b"two!")
    assert [watched.poll(), watched.poll()] == [[], [file]]


def test_a_phone_that_is_unplugged_and_comes_back_brings_nothing_twice(tmp_path: Path) -> None:
    folder, away = tmp_path / "phone", tmp_path / "away"
    folder.mkdir()
    watched = WatchedFolder(folder)
    (folder / "a.jpg").write_bytes(b"a")
    watched.poll()
    assert len(watched.poll()) == 1
    folder.rename(away)
    assert watched.poll() == []
    assert watched.gone
    away.rename(folder)
    (folder / "b.jpg").write_bytes(b"b")
    assert [path.name for _look in range(2) for path in watched.poll()] == ["b.jpg"]
    assert not watched.gone


def test_what_could_not_be_taken_is_offered_again(tmp_path: Path) -> None:
    watched = WatchedFolder(tmp_path)
    file = tmp_path / "a.jpg"
    file.write_bytes(b"a")
    watched.poll()
    assert watched.poll() == [file]
    watched.not_taken(file)
    assert [path for _look in range(2) for path in watched.poll()] == [file]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="none"):
        WatchedFolder(tmp_path / "none")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["new", "grow", "look"])), max_size=30)
)
def test_whatever_happens_each_state_of_a_file_comes_at_most_once(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, str]]
) -> None:
    folder = tmp_path_factory.mktemp("watched")
    watched, clock = WatchedFolder(folder), 1_700_000_000
    given_out: list[tuple[str, bytes]] = []
    for number, step in steps:
        file = folder / f"{number}.jpg"
        if step == "look":
            given_out += [(path.name, path.read_bytes()) for path in watched.poll()]
        elif step == "new" or file.exists():
            clock += 1
            with file.open("ab") as out:
                out.write(b"x")
            os.utime(file, (clock, clock))
    for _look in range(3):
        given_out += [(path.name, path.read_bytes()) for path in watched.poll()]
    assert len(set(given_out)) == len(given_out)
    last = dict(given_out)
    assert last == {path.name: path.read_bytes() for path in folder.iterdir()}
