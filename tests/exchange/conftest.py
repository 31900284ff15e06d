"""Packages of two laptops that did not see one another, and an empty hub."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.exchange.receive import packages_in
from app.inspection.photo.photos import add_photos
from app.workspace import Workspace
from tests.faults.small import (
    BUILDINGS,
    ORDINARY,
    begin,
    copied,
    fill,
    make,
    picture,
    send,
)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two laptops that did not see one another, three packages, and an empty hub."""
    folder = tmp_path_factory.mktemp("city")
    for laptop, answer in (("a", "none"), ("b", "present")):
        with make(folder / laptop, f"人{laptop}") as workspace:
            visit = begin(workspace, **ORDINARY | {"B02": answer})
            add_photos(
                workspace,
                visit.inspection,
                [picture(folder / f"{laptop}{n}.jpg", 10 * ord(laptop) + n) for n in (0, 1)],
            )
            visit.finish()
            begin(workspace, BUILDINGS[1 if laptop == "a" else 2], **ORDINARY)
            send(workspace, folder / laptop)
            if laptop == "a":
                fill(begin(workspace, "4号楼", **ORDINARY), B07="第二包")
                send(workspace, folder / "a")
    for number, (laptop, name) in enumerate((("a", 1), ("a", 2), ("b", 1))):
        (file,) = (folder / laptop).glob(f"*-{name:04d}-1.zip")
        (folder / "stick").mkdir(exist_ok=True)
        shutil.copy(file, folder / "stick" / f"{number}.zip")
    with make(folder / "hub", "汇总", campaign=False, filled=False):
        pass
    return folder


@pytest.fixture
def packages(city: Path) -> list[Path]:
    return packages_in(city / "stick")


@pytest.fixture
def hub(city: Path, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(copied(city / "hub", tmp_path / "hub"), person="汇总") as opened:
        yield opened
