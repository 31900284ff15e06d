"""What contradicts an inspection is found; what merely looks a little alike is not accused."""

from __future__ import annotations

import io
import random
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from app.inspection.photo.evidence import (
    ALIKE,
    EARLY,
    FAR,
    LATE,
    SAME,
    Doubt,
    doubts,
    metres_between,
)
from app.inspection.photo.likeness import NEAR, Likenesses, distance, likeness
from app.inspection.photo.photos import add_photos
from app.models.ids import inspection_id, place_id
from app.models.log import Draft, write
from app.paths import resource
from app.workspace import CampaignInfo, Workspace

CAMPAIGN = UUID("5c1e0000-0000-7000-8000-0000000000aa")
INFO = CampaignInfo("2026 年城市体检", "2026", "示例市", id=CAMPAIGN)
NOW = 1_763_800_000_000
HOUR, DAY = 3_600_000, 86_400_000


def picture(seed: int, size: tuple[int, int] = (1200, 900)) -> Image.Image:
    """A made view with edges and shades, different for each seed."""
    chance = random.Random(seed)
    image = Image.new("RGB", size, (chance.randrange(256), chance.randrange(256), 90))
    draw = ImageDraw.Draw(image)
    for _shape in range(40):
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        w, h = chance.randrange(40, 400), chance.randrange(40, 400)
        colour = tuple(chance.randrange(256) for _band in range(3))
        draw.rectangle((x, y, x + w, y + h), fill=colour)
    return image.filter(ImageFilter.GaussianBlur(3))


def saved(image: Image.Image, file: Path, quality: int = 90, exif: bytes = b"") -> Path:
    image.save(file, "JPEG", quality=quality, exif=exif)
    return file


def exif(taken: str = "", zone: str = "", at: tuple[float, float] | None = None) -> bytes:
    found = Image.Exif()
    if taken:
        found.get_ifd(0x8769)[0x9003] = taken
        if zone:
            found.get_ifd(0x8769)[0x9011] = zone
    if at is not None:
        gps = found.get_ifd(0x8825)
        gps[1], gps[2] = "N", (int(at[1]), 0, (at[1] % 1) * 3600)
        gps[3], gps[4] = "E", (int(at[0]), 0, (at[0] % 1) * 3600)
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG", exif=found)
    with Image.open(io.BytesIO(out.getvalue())) as again:
        return bytes(again.info["exif"])


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    workspace = Workspace.create(tmp_path / "w", person="马", campaign=INFO)
    with workspace.sessions.begin() as session:
        author = workspace.writer(session)
        drafts = []
        for name in ("1号楼", "2号楼"):
            place = place_id(CAMPAIGN, name)
            drafts += [
                Draft("place", place, "level", "building"),
                Draft("place", place, "name", name),
                Draft("place", place, "longitude", "105.190000"),
                Draft("place", place, "latitude", "37.510000"),
                Draft("place", place, "crs", "CGCS2000"),
                Draft("inspection", visit(name), "place", str(place)),
            ]
        write(session, author, drafts, now_ms=NOW)
    return workspace


def visit(name: str) -> UUID:
    return inspection_id(place_id(CAMPAIGN, name), "housing", "2026")


def kinds(space: Workspace, name: str, now: int = NOW + HOUR) -> list[str]:
    return [one.kind for one in doubts(space, visit(name), now)]


def test_the_same_file_for_two_buildings_is_told_with_the_other_place(
    space: Workspace, tmp_path: Path
) -> None:
    file = saved(picture(1), tmp_path / "a.jpg")
    (first,) = add_photos(space, visit("1号楼"), file)
    (second,) = add_photos(space, visit("2号楼"), file)
    assert second.photo
    assert doubts(space, visit("2号楼"), NOW) == [
        Doubt(second.photo, SAME, 0, first.photo, "1号楼")
    ]
    space.close()


def test_the_same_view_saved_again_is_noticed_and_another_view_is_not(
    space: Workspace, tmp_path: Path
) -> None:
    view = picture(7)
    add_photos(space, visit("1号楼"), saved(view, tmp_path / "one.jpg"))
    again = ImageEnhance.Brightness(view.resize((800, 600))).enhance(1.15)
    add_photos(space, visit("2号楼"), saved(again, tmp_path / "two.jpg", quality=60))
    add_photos(space, visit("2号楼"), saved(picture(8), tmp_path / "three.jpg"))
    (found,) = doubts(space, visit("2号楼"), NOW)
    assert (found.kind, found.where) == (ALIKE, "1号楼")
    assert found.amount <= NEAR
    space.close()


def test_twice_in_one_building_is_nobodys_business(space: Workspace, tmp_path: Path) -> None:
    view = picture(7)
    add_photos(space, visit("1号楼"), saved(view, tmp_path / "one.jpg"))
    add_photos(space, visit("1号楼"), saved(view, tmp_path / "two.jpg", quality=50))
    assert kinds(space, "1号楼") == []
    space.close()


@pytest.mark.parametrize(
    ("taken", "zone", "expected"),
    [
        ("2025:11:22 16:26:40", "+08:00", []),
        ("2025:11:22 16:30:00", "", []),
        ("2025:11:19 16:26:40", "+08:00", [EARLY]),
        ("2024:06:01 10:00:00", "", [EARLY]),
        ("2025:11:23 09:00:00", "+08:00", [LATE]),
        ("2025:11:21 10:00:00", "+08:00", []),
    ],
)
def test_time_in_the_picture(
    space: Workspace, tmp_path: Path, taken: str, zone: str, expected: list[str]
) -> None:
    # NOW is 2025-11-22 16:26:40 in China.
    add_photos(space, visit("1号楼"), saved(picture(1), tmp_path / "a.jpg", 90, exif(taken, zone)))
    assert kinds(space, "1号楼") == expected
    space.close()


@pytest.mark.parametrize(
    ("at", "expected"),
    [((105.19, 37.511), []), ((105.1925, 37.51), []), ((105.20, 37.51), [FAR])],
)
def test_place_in_the_picture(
    space: Workspace, tmp_path: Path, at: tuple[float, float], expected: list[str]
) -> None:
    add_photos(space, visit("1号楼"), saved(picture(1), tmp_path / "a.jpg", 90, exif(at=at)))
    assert kinds(space, "1号楼") == expected
    space.close()


def test_a_place_in_a_shifted_system_is_not_compared(space: Workspace, tmp_path: Path) -> None:
    with space.sessions.begin() as session:
        place = place_id(CAMPAIGN, "1号楼")
        write(session, space.writer(session), [Draft("place", place, "crs", "GCJ-02")])
    file = saved(picture(1), tmp_path / "a.jpg", 90, exif(at=(105.20, 37.51)))
    add_photos(space, visit("1号楼"), file)
    assert kinds(space, "1号楼") == []
    space.close()


@pytest.mark.parametrize("name", ["Landscape_1.jpg", "Portrait_3.jpg"])
def test_a_real_photo_is_known_again_after_what_phones_do_to_it(tmp_path: Path, name: str) -> None:
    with Image.open(resource(f"sample/photos/{name}")) as opened:
        view = opened.convert("RGB")
    own = likeness(saved(view, tmp_path / "own.jpg"))
    assert own is not None
    width, height = view.size
    changed = {
        "small": view.resize((width // 3, height // 3)),
        "bright": ImageEnhance.Brightness(view).enhance(1.2),
        "grey": view.convert("L").convert("RGB"),
        "cropped": view.crop((width // 100, height // 100, width, height)),
    }
    for what, image in changed.items():
        bits = likeness(saved(image, tmp_path / f"{what}.jpg", quality=55))
        assert bits is not None
        assert distance(own, bits) <= NEAR, what


def test_made_views_are_told_apart(tmp_path: Path) -> None:
    bits = [likeness(saved(picture(seed), tmp_path / f"{seed}.jpg")) for seed in range(40)]
    known = [one for one in bits if one is not None]
    assert len(known) == 40
    nearest = min(distance(a, b) for n, a in enumerate(known) for b in known[:n])
    assert nearest > 2 * NEAR


def test_blank_walls_and_broken_files_say_nothing(tmp_path: Path) -> None:
    assert (
        likeness(saved(Image.new("RGB", (400, 300), (200, 200, 190)), tmp_path / "w.jpg")) is None
    )
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8 no picture")
    assert likeness(tmp_path / "broken.jpg") is None


def test_a_damaged_store_is_made_again(space: Workspace, tmp_path: Path) -> None:
    (added,) = add_photos(space, visit("1号楼"), saved(picture(1), tmp_path / "a.jpg"))
    assert added.photo
    with space.reading() as session:
        row = session.connection().exec_driver_sql("SELECT sha256, extension FROM photo").one()
    photo = (str(row[0]), str(row[1]))
    store = Likenesses(space)
    first = store.of([photo])
    store.close()
    (space.cache / "likeness.sqlite").write_bytes(b"not a database at all" * 300)
    store = Likenesses(space)
    assert store.of([photo]) == first != {}
    store.close()
    space.close()


def test_metres() -> None:
    assert metres_between((105.0, 37.5), (105.0, 37.5)) == 0
    assert abs(metres_between((105.0, 37.0), (105.0, 38.0)) - 111_195) < 60
