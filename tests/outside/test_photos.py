from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from app.inspection.pictures import intake
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
