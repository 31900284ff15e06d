"""Copies for other eyes: marked, stamped, and with nothing in them but what can be seen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from app.commands.script import find_place
from app.errors import AppError
from app.inspection.photo.evidence import EARLY, SAME
from app.inspection.photo.export import export_photos, watermark_values
from app.inspection.photo.marks import Mark, Markup
from app.inspection.photo.photos import add_photos, change_photo, photos_of
from app.inspection.photo.suspicions import (
    checked_kinds,
    checked_note,
    find_in_order,
    sentence,
    suspicions,
)
from app.inspection.photo.suspicions_all import all_suspicions
from app.inspection.photo.watermark import DEFAULT, FIELDS, stamped, watermark_lines
from app.inspection.setup import make_sample
from app.inspection.visit import Visit
from app.workspace import Workspace
from tests.inspection.test_evidence import DAY, NOW, exif, picture, saved, space, visit
from tests.ui.field.conftest import BUILDING

__all__ = ["space"]
OUTSIDE = Path(__file__).parents[2] / "resources" / "sample" / "photos"


@pytest.mark.parametrize("ground", ["white", "black", "red"])
def test_the_watermark_reads_on_any_ground(ground: str) -> None:
    image = Image.new("RGB", (1200, 900), ground)
    out = stamped(image, ["长安 · 样例小区甲 · 7号楼", "2026-11-22 14:36  马"])
    box = ImageChops.difference(image, out).getbbox() if ground != "black" else (0, 0, 1, 1)
    assert box is not None
    part = out.crop((40, 840, 400, 880)).convert("L")
    low, high = part.getextrema()
    assert high - low > 120  # letters against their own ground
    assert image.getcolors() == [(1200 * 900, image.getpixel((0, 0)))]


def test_a_long_line_fits_a_narrow_picture() -> None:
    image = Image.new("RGB", (300, 400), "white")
    out = stamped(image, ["长安 · 样例小区甲 · 7号楼" * 2])
    assert out.getpixel((299, 390)) == (255, 255, 255)


def test_empty_lines_go_and_unknown_names_are_refused() -> None:
    values = {"place": "长安 · 7号楼", "time": "", "person": ""}
    assert watermark_lines("{place}\n{time} {person}\n样例", values) == ["长安 · 7号楼", "样例"]
    with pytest.raises(AppError, match="phone"):
        watermark_lines("{phone}", values)
    with pytest.raises(AppError):
        watermark_lines("{place", values)
    assert watermark_lines(DEFAULT, dict.fromkeys(FIELDS, "x"))


def _inspected(tmp_path: Path) -> tuple[Workspace, Visit]:
    workspace = make_sample(tmp_path / "w", "甲")
    with workspace.reading() as session:
        place = find_place(session, BUILDING)
    return workspace, Visit.begin(workspace, place, person="甲")


def test_copies_have_no_exif_and_the_marks(tmp_path: Path) -> None:
    workspace, visited = _inspected(tmp_path)
    noise = Image.effect_noise((1200, 900), 90).convert("RGB")
    file = saved(noise, tmp_path / "张三 13900001234.jpg", exif=exif("2026:11:20 10:00:00"))
    (added,) = add_photos(workspace, visited.inspection, file, person="甲")
    assert added.photo
    markup = Markup(
        (Mark("ring", ((1000, 1000), (9000, 9000))), Mark("hide", ((0, 0), (900, 900))))
    )
    change_photo(workspace, added.photo, marks=markup.to_text())
    out = tmp_path / "out"
    marked = export_photos(workspace, out / "a", watermark=DEFAULT)
    plain = export_photos(workspace, out / "b", marks=False)
    (one,), (other,) = marked.files, plain.files
    assert "张三" not in str(one)
    assert one.parent.name == "长安-样例小区甲-7号楼"
    with Image.open(one) as a, Image.open(other) as b, Image.open(file) as original:
        assert a.size == original.size
        assert not a.getexif()
        assert "exif" not in a.info
        assert ImageChops.difference(a.convert("RGB"), b.convert("RGB")).getbbox()
        corner = (0, 0, 96, 72)  # hidden even where marks are not drawn
        grey = [one.convert("L").crop(corner).resize((48, 36)) for one in (b, original)]
        assert ImageStat.Stat(grey[0]).stddev[0] < ImageStat.Stat(grey[1]).stddev[0] / 2
    values = watermark_values(workspace, added.photo)
    assert values["time"] == "2026-11-20 10:00"
    assert (values["person"], values["place"]) == ("甲", "长安 · 样例小区甲 · 7号楼")
    with pytest.raises(AppError):
        export_photos(workspace, workspace.root / "copies")
    workspace.close()


def test_a_household_is_told_as_its_building(tmp_path: Path) -> None:
    from app.models.ids import new_id
    from app.models.log import Draft, write

    workspace, _visited = _inspected(tmp_path)
    with workspace.reading() as session:
        building = find_place(session, BUILDING)
    household, inspection = new_id(), new_id()
    with workspace.sessions.begin() as session:
        fields = {"level": "household", "name": "301 张三", "parent": str(building)}
        drafts = [Draft("place", household, *item) for item in fields.items()]
        drafts.append(Draft("inspection", inspection, "place", str(household)))
        write(session, workspace.writer(session, "甲"), drafts)
    (added,) = add_photos(workspace, inspection, saved(picture(5), tmp_path / "a.jpg"))
    assert added.photo
    assert "张三" not in str(watermark_values(workspace, added.photo))
    workspace.close()


def test_doubts_are_looked_into_one_by_one(space: Workspace, tmp_path: Path) -> None:
    file = saved(picture(1), tmp_path / "a.jpg", exif=exif("2020:01:01 10:00:00"))
    add_photos(space, visit("1号楼"), file)
    add_photos(space, visit("2号楼"), file)
    found = suspicions(space, visit("2号楼"), NOW)
    assert {one.kind for one in found} == {EARLY, SAME}
    assert any("1号楼" in sentence(one) for one in found)
    every = all_suspicions(space, NOW)
    assert [one.where for one in every] == ["1号楼", "2号楼"]
    assert set(every[1].doubts) == set(found)
    (row,) = photos_of(space, visit("2号楼"))
    find_in_order(space, row, frozenset({SAME}), note="同一面山墙", person="甲")
    assert [one.kind for one in suspicions(space, visit("2号楼"), NOW)] == [EARLY]
    (row,) = photos_of(space, visit("2号楼"))
    assert checked_kinds(row.checked) == {SAME}
    assert checked_note(row.checked) == "同一面山墙"
    find_in_order(space, row, frozenset({EARLY}), person="甲")
    assert suspicions(space, visit("2号楼"), NOW) == []
    space.close()


def test_all_at_once_says_what_each_building_says(space: Workspace, tmp_path: Path) -> None:
    for number in range(6):
        view = picture(number // 2)
        if number % 2:
            view = view.resize((700, 525))
        file = saved(view, tmp_path / f"{number}.jpg", quality=90 - number)
        add_photos(space, visit("1号楼" if number % 2 else "2号楼"), file)
    every = {one.photo: set(one.doubts) for one in all_suspicions(space, NOW + DAY)}
    for name in ("1号楼", "2号楼"):
        for doubt in suspicions(space, visit(name), NOW + DAY):
            assert doubt in every[doubt.photo]
    assert len(every) == 6
    space.close()


def test_the_sample_pictures_raise_no_alarm_but_own_ones_do(tmp_path: Path) -> None:
    workspace, first = _inspected(tmp_path)
    with workspace.reading() as session:
        place = find_place(session, "长安/样例小区甲/2号楼")
    second = Visit.begin(workspace, place, person="甲")
    mine = saved(picture(9), tmp_path / "mine.jpg")
    for one in (first, second):
        add_photos(workspace, one.inspection, [OUTSIDE / "Landscape_3.jpg", mine], person="甲")
    found = suspicions(workspace, second.inspection, NOW)
    assert [one.kind for one in found if one.kind == SAME] == [SAME]
    assert len(all_suspicions(workspace, NOW)) == 2
    workspace.close()


def test_both_commands(tmp_path: Path) -> None:
    workspace, visited = _inspected(tmp_path)
    add_photos(workspace, visited.inspection, OUTSIDE / "Landscape_6.jpg", person="甲")
    workspace.close()
    base = [sys.executable, "-m", "app", "photos"]
    told = ["-w", str(workspace.root)]
    done = subprocess.run(
        [*base, "export", str(tmp_path / "out"), *told, "--marks", "--watermark"],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "out").rglob("*.jpg"))) == 1
    check = subprocess.run(
        [*base, "check", *told], capture_output=True, text=True, check=False, timeout=120
    )
    assert check.returncode == 0, check.stdout + check.stderr
