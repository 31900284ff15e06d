"""Compare every outside photo with exiftool: ``python -m tests.outside.run_photos``."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.errors import AppError
from app.inspection.photo.pictures import Picture, read_picture
from tests.outside.folder import outside


def problems_of(file: Path, expected: dict) -> list[str]:
    """Compare one photo with its expectation; an empty list is a pass."""
    intake = expected["intake"]
    try:
        picture = read_picture(file)
    except AppError as error:
        return [] if "refused" in intake else [f"refused: {error}"]
    if "refused" in intake:
        return ["kept, must be refused"]
    found = []
    if intake == "keep" and picture.warnings:
        found.append(f"unexpected warnings {picture.warnings}")
    if intake.startswith("must be kept with warning") and not picture.warnings:
        found.append("no warning")
    pairs = {
        "sha256": (picture.sha256, expected.get("sha256", picture.sha256)),
        "size": ([picture.width, picture.height], expected["corrected_size"]),
        "taken": (
            wall_time(picture),
            expected["exif_datetime_original"] or expected["exif_create_date"],
        ),
        "zone": (picture.taken_zone, expected["exif_offset"]),
        "camera": (picture.camera or "", camera(expected)),
    }
    found += [
        f"{name}: {ours!r} != {theirs!r}"
        for name, (ours, theirs) in pairs.items()
        if ours != theirs
    ]
    return found + position_problems(picture, expected["gps"])


def wall_time(picture: Picture) -> str | None:
    """Return the camera's wall clock in EXIF's own notation, without fractions."""
    if picture.taken_at_ms is None:
        return None
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=picture.taken_at_ms)
    if picture.taken_zone:
        hours, minutes = int(picture.taken_zone[1:3]), int(picture.taken_zone[4:6])
        shift = timedelta(hours=hours, minutes=minutes)
        moment += shift if picture.taken_zone[0] == "+" else -shift
    return moment.strftime("%Y:%m:%d %H:%M:%S")


def camera(expected: dict) -> str:
    make, model = expected["make"] or "", expected["model"] or ""
    return model if model.startswith(make) else f"{make} {model}"


def position_problems(picture: Picture, gps: dict | None) -> list[str]:
    if gps is None:
        return [] if picture.longitude is None else [f"position from nowhere: {picture.longitude}"]
    if picture.longitude is None or picture.latitude is None:
        return ["no position"]
    found = []
    # 0.0000002° is 2 cm: exiftool prints seven decimals, so do we.
    if abs(float(picture.longitude) - gps["lon"]) > 2e-7:
        found.append(f"longitude {picture.longitude} != {gps['lon']}")
    if abs(float(picture.latitude) - gps["lat"]) > 2e-7:
        found.append(f"latitude {picture.latitude} != {gps['lat']}")
    ours = None if picture.altitude is None else float(picture.altitude)
    if (ours is None) != (gps["altitude"] is None) or (
        ours is not None and abs(ours - gps["altitude"]) > 0.01
    ):
        found.append(f"altitude {picture.altitude} != {gps['altitude']}")
    return found


def run(folder: Path) -> dict[str, list[str]]:
    """Return the problems of every photo in a folder with an ``expected.json``."""
    cases = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return {name: problems_of(folder / name, expected) for name, expected in cases.items()}


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else outside("photos")
    results = run(folder)
    for name, problems in results.items():
        print(name, "; ".join(problems) or "as expected")  # noqa: T201
    bad = sum(map(bool, results.values()))
    print(f"{len(results) - bad} of {len(results)} as expected")  # noqa: T201
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
