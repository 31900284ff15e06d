"""Photo intake against the decoder's own time on the same files: ``python -m bench.photos``.

Three floors, each bare Pillow in as many threads as there are cores:
``decode``  open, decode at the scale that the larger preview needs, reduce to both sizes;
``preview`` the same and encode both previews in memory;
``full``    decode every pixel, then reduce to 2,048 and 320 as Pillow's documentation shows.
Intake besides hashes, copies and syncs the original, reads EXIF and writes two files.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image

from app.inspection.photo.pictures import intake

SIZE = (4000, 3000)
CORES = os.cpu_count() or 1
SCENES, _NUMBER = 8, b"bench 0000"


def make_photos(folder: Path, count: int) -> list[Path]:
    """Write JPEGs of 12 megapixels, some 3 MB each: shapes, texture and sensor noise.

    Making a picture costs ten times what taking it in costs, so there are `SCENES` of them; each
    file says another number in its EXIF, so that no two are the same photo.
    """
    chance = random.Random(7)
    noise = Image.effect_noise((2000, 1500), 24).resize(SIZE)
    scenes = [_scene(chance, noise, number) for number in range(min(SCENES, count))]
    files = []
    for number in range(count):
        file = folder / f"IMG_{number:04}.jpg"
        told = scenes[number % len(scenes)].replace(_NUMBER, f"bench {number:04}".encode(), 1)
        file.write_bytes(told)
        files.append(file)
    return files


def _scene(chance: random.Random, noise: Image.Image, number: int) -> bytes:
    base = Image.new("RGB", (40, 30))
    base.putdata([tuple(chance.randrange(30, 226) for _ in "rgb") for _ in range(1200)])
    scene = base.resize(SIZE, Image.Resampling.BICUBIC)
    grain = noise.transpose(Image.Transpose(number % 7))
    grain = grain if grain.size == SIZE else grain.resize(SIZE)
    picture = Image.blend(scene, Image.merge("RGB", [grain] * 3), 0.35)
    exif = Image.Exif()
    exif[0x0112] = (1, 6, 3, 8)[number % 4]
    exif[0x0110] = _NUMBER.decode()
    to = io.BytesIO()
    picture.save(to, "JPEG", quality=92, exif=exif)
    return to.getvalue()


def decode_only(file: Path) -> None:
    with Image.open(file) as image:
        image.draft(None, (image.width // 2, image.height // 2))
        image.load()
        view = image if max(image.size) <= 2048 else image.resize((2048, 1536))
        view.resize((320, 240), Image.Resampling.BICUBIC, reducing_gap=2.0)


def decode_and_encode(file: Path) -> None:
    with Image.open(file) as image:
        image.draft(None, (image.width // 2, image.height // 2))
        image.load()
        small = image.resize((320, 240), Image.Resampling.BICUBIC, reducing_gap=2.0)
        for one in (image, small):
            one.save(io.BytesIO(), "JPEG", quality=80)


def decode_fully(file: Path) -> None:
    with Image.open(file) as image:
        image.load()
        view = image.resize((2048, 1536), Image.Resampling.BICUBIC, reducing_gap=2.0)
        view.resize((320, 240), Image.Resampling.BICUBIC, reducing_gap=2.0)


def spread(work: Callable[[Path], None], files: list[Path]) -> float:
    start = time.perf_counter()
    with ThreadPoolExecutor(CORES) as pool:
        for _ in pool.map(work, files):
            pass
    return time.perf_counter() - start


def take_in(files: list[Path], scratch: Path, again: bool) -> float:
    with tempfile.TemporaryDirectory(dir=scratch) as place:
        photos, cache = Path(place, "photos"), Path(place, "cache")
        if again:
            intake(files, photos, cache)
        start = time.perf_counter()
        outcomes = intake(files, photos, cache)
        spent = time.perf_counter() - start
    assert all(outcome.stored for outcome in outcomes), [o.error for o in outcomes if o.error]
    return spent


def show(name: str, value: float, unit: str, ratio: float | None = None, to: str = "") -> None:
    line = {"name": name, "value": round(value, 4), "unit": unit}
    if ratio is not None:
        line |= {"ratio": round(ratio, 3), "to": to}
    print(json.dumps(line, ensure_ascii=False), flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--photos", type=int, default=24)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="chengjian-bench-") as name:
        scratch = Path(name)
        source = scratch / "card"
        source.mkdir()
        files = make_photos(source, chosen.photos)
        works: dict[str, Callable[[], float]] = {
            "decode": lambda: spread(decode_only, files),
            "preview": lambda: spread(decode_and_encode, files),
            "full": lambda: spread(decode_fully, files),
            "intake": lambda: take_in(files, scratch, False),
            "again": lambda: take_in(files, scratch, True),
        }
        times: dict[str, list[float]] = {work: [] for work in works}
        for _ in range(chosen.rounds):  # interleaved, so that a slow minute hits all alike
            for work, run in works.items():
                times[work].append(run())
        middle = {work: statistics.median(spent) for work, spent in times.items()}
        megabytes = sum(file.stat().st_size for file in files) / 1e6
        show("photo size", megabytes / len(files), "MB")
        for work in ("decode", "preview", "full"):
            show(f"photos: bare {work}", middle[work] / len(files) * 1000, "ms a photo")
        for work in ("decode", "preview", "full"):
            # Paired within a round: what else the machine does then weighs on both.
            rounds = zip(times["intake"], times[work], strict=True)
            ratio = statistics.median(ours / bare for ours, bare in rounds)
            show(
                f"photos: intake to {work}",
                middle["intake"] / len(files) * 1000,
                "ms a photo",
                ratio,
                f"bare {work}, {CORES} threads",
            )
        show("photos: intake", len(files) / middle["intake"], "photos/s")
        show(
            "photos: intake again",
            middle["again"] / len(files) * 1000,
            "ms a photo",
            middle["again"] / middle["intake"],
            "first intake",
        )


if __name__ == "__main__":
    main()
