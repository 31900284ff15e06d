from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from app.inspection.photo.decode import CUT_OFF
from app.inspection.photo.pictures import intake, read_picture
from app.inspection.photo.previews import preview_file
from tests.outside.folder import needs, outside
from tests.outside.run_photos import problems_of

CASES = outside("photos") / "expected.json"
EXPECTED = json.loads(CASES.read_text(encoding="utf-8")) if CASES.exists() else {}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_photo_is_read_as_exiftool_reads_it(name: str) -> None:
    assert problems_of(outside("photos") / name, EXPECTED[name]) == []


@needs("photos")
def test_the_whole_folder_is_taken_in_upright_and_untouched(tmp_path: Path) -> None:
    outcomes = intake(outside("photos"), tmp_path / "photos", tmp_path / "cache")
    by_name = {
        outcome.source.name: outcome for outcome in outcomes if outcome.source.name in EXPECTED
    }
    assert by_name.keys() == EXPECTED.keys()
    for name, expected in EXPECTED.items():
        outcome = by_name[name]
        if "refused" in expected["intake"]:
            assert outcome.stored is None
            assert name in str(outcome.error)
            continue
        assert outcome.stored is not None, outcome.error
        assert outcome.stored.file.read_bytes() == outcome.source.read_bytes()
        sha256 = outcome.stored.picture.sha256
        with Image.open(tmp_path / "cache" / "320" / sha256[:2] / f"{sha256}.jpg") as preview:
            width, height = expected["corrected_size"]
            assert preview.width / preview.height == pytest.approx(width / height, rel=0.01)
            assert not preview.getexif()
    kept = {outcome.stored.file for outcome in outcomes if outcome.stored}
    assert {file for file in (tmp_path / "photos").rglob("*") if file.is_file()} == kept


@needs("photos")
@pytest.mark.parametrize("number", range(2, 9))
def test_all_orientations_show_the_same_picture(tmp_path: Path, number: int) -> None:
    """The same scene in all eight orientations: previews must agree pixel for pixel, nearly."""
    files = [outside("photos") / f"Landscape_{which}.jpg" for which in (1, number)]
    outcomes = intake(files, tmp_path / "photos", tmp_path / "cache")
    previews = []
    for outcome in outcomes:
        assert outcome.stored is not None
        sha256 = outcome.stored.picture.sha256
        with Image.open(tmp_path / "cache" / "320" / sha256[:2] / f"{sha256}.jpg") as image:
            # The scenes carry their number in the middle; compare what surrounds it.
            previews.append(list(image.resize((24, 16)).crop((0, 0, 24, 3)).tobytes()))
    difference = sum(abs(a - b) for a, b in zip(*previews, strict=True)) / len(previews[0])
    assert difference < 6


@needs("photos")
@pytest.mark.parametrize("turns", [1, 2, 3])
def test_the_rotation_of_a_heic_counts_and_that_of_its_exif_does_not(
    tmp_path: Path, turns: int
) -> None:
    """Phones write both; applying both lays portraits on their side."""
    data = bytearray((outside("photos") / "IMG_5195.HEIC").read_bytes())
    at = data.index(b"irot") + 4
    assert data[at] == 0
    data[at] = turns  # quarter turns against the clock
    file = tmp_path / "turned.heic"
    file.write_bytes(data)
    before = read_picture(outside("photos") / "IMG_5195.HEIC")
    turned = read_picture(file)
    size = (before.width, before.height)
    assert (turned.width, turned.height) == (size[::-1] if turns % 2 else size)
    [outcome] = intake(file, tmp_path / "photos", tmp_path / "cache")
    assert outcome.stored is not None
    with Image.open(preview_file(tmp_path / "cache", turned.sha256, 320)) as preview:
        assert (preview.width > preview.height) == (turned.width > turned.height)


@needs("photos")
def test_exif_orientation_of_a_heic_is_not_applied_again(tmp_path: Path) -> None:
    data = (outside("photos") / "HMD_Nokia_8.3_5G_hdr.heif").read_bytes()
    upright = next(
        entry
        for entry in (b"\x01\x12\0\x03\0\0\0\x01\0\x01", b"\x12\x01\x03\0\x01\0\0\0\x01\0")
        if entry in data
    )
    sideways = upright.replace(b"\0\x01\0\x01", b"\0\x01\0\x06") if upright[0] == 1 else None
    sideways = sideways or upright[:-2] + b"\x06\0"
    file = tmp_path / "x.heif"
    file.write_bytes(data.replace(upright, sideways))
    picture = read_picture(file)
    assert (picture.width, picture.height, picture.orientation) == (4608, 3456, 1)


@needs("photos")
def test_a_heic_that_is_cut_off_is_kept_with_a_warning(tmp_path: Path) -> None:
    data = (outside("photos") / "IMG_5195.HEIC").read_bytes()
    file = tmp_path / "cut.heic"
    for end in (len(data) // 2, len(data) - 10):
        file.write_bytes(data[:end])
        assert read_picture(file).warnings == (CUT_OFF,)
