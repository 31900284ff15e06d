"""A whole day through the real window, with crashes; and that a loss in it would be noticed."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from uuid import uuid4

import pytest

from app.inspection.photo.photos import add_photos
from app.inspection.visit import Visit
from app.models.tables import Place
from app.workspace import Workspace
from tests.prove import days
from tests.prove.days_said import Said, back_again, check

BUILDINGS = 6
"""A share of a day; whole ones, of thirty, are run by ``dev.py prove days``."""
PATH = "/housing/C/ZF_C02"
SAMPLE = next(iter(sorted((days.ROOT / "resources" / "sample" / "photos").glob("*.jpg"))))


def test_a_day_with_photos_crashes_and_a_package_that_holds_it(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    found = days.run(2, seed=seed, buildings=BUILDINGS, base=tmp_path, spread=True)
    assert found["problems"] == []
    assert (found["kills"], found["days"]) == (2, 1)
    assert found["facts"] > BUILDINGS * 60, "they have more than that"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sample") / "w"
    days.make_sample(root, "马晓梅").close()
    return root


@pytest.fixture
def day(sample: Path, tmp_path: Path) -> tuple[Workspace, Visit, Said]:
    """An answer and a photo that are there, and a note of them."""
    shutil.copytree(sample, tmp_path / "w")
    workspace = Workspace.open(tmp_path / "w", person="马晓梅")
    with workspace.reading() as session:
        place = session.query(Place.id).filter(Place.level == "building").limit(1).scalar()
    visit = Visit.begin(workspace, place)
    visit.answer(PATH, "none")
    (photo,) = add_photos(workspace, visit.inspection, [SAMPLE])
    assert photo.photo is not None
    row = workspace.photos.glob("*/*")
    said = Said()
    said.hear(
        {
            "inspection": str(visit.inspection),
            "place": str(place),
            "answers": {PATH: ["none", ""]},
            "photos": [[str(photo.photo), next(row).stem, ""]],
            "finished": False,
        }
    )
    return workspace, visit, said


def test_what_was_noted_is_found(day: tuple[Workspace, Visit, Said]) -> None:
    workspace, _visit, said = day
    with workspace:
        assert check(workspace, said) == []


def test_what_is_missing_is_named(day: tuple[Workspace, Visit, Said]) -> None:
    workspace, visit, said = day
    key = str(visit.inspection)
    with workspace:
        said.answers[key][PATH].append(["present", ""])
        assert any(PATH in problem for problem in check(workspace, said))
        said.answers[key][PATH].pop()
        said.answers[key]["/housing/C/ZF_C03"] = [["none", ""]]
        assert any("ZF_C03" in problem for problem in check(workspace, said))
        del said.answers[key]["/housing/C/ZF_C03"]
        said.photos[key].add((str(uuid4()), "0" * 64))
        assert any("is gone" in problem for problem in check(workspace, said))


def test_a_later_answer_of_a_building_left_long_ago_is_named(
    day: tuple[Workspace, Visit, Said],
) -> None:
    workspace, visit, said = day
    with workspace:
        visit.answer(PATH, "present")
        assert check(workspace, said) == []  # it may have been under way
        said.last = "another building"
        assert check(workspace, said) == []  # and was seen by the check before
        visit.answer(PATH, "none")
        assert any("shows" in problem for problem in check(workspace, said))


def test_taking_back_a_finished_building_may_be_cut_off(
    day: tuple[Workspace, Visit, Said],
) -> None:
    workspace, visit, said = day
    key = str(visit.inspection)
    with workspace:
        said.finished[key] = True  # noted, and taken back before the next note
        assert check(workspace, said) == []
        said.last = "another building"
        assert check(workspace, said) == []
        said.finished[key] = True
        assert any("查完" in problem for problem in check(workspace, said))


def test_half_a_photo_and_a_lost_place_are_named(day: tuple[Workspace, Visit, Said]) -> None:
    workspace, _visit, said = day
    with workspace:
        (photo,) = workspace.photos.glob("*/*")
        photo.write_bytes(photo.read_bytes()[:-1])
        assert any("half a file" in problem for problem in check(workspace, said))
    for number in range(20):
        said.hear({"at": ["a", f"/{number}"], "s": number / 5})
    assert back_again(said, ["a", "/19"]) == []
    assert back_again(said, ["a", "/9"]) == []  # of the last two seconds
    assert back_again(said, ["a", "/5"])
    assert said.behind == {0: 1, 10: 1}
