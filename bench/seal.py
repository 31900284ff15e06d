"""Sealing a package against the slowest thing in it: ``python -m bench.seal``.

In one run, in turns and each in a process of its own: hashing the photos, ciphering them with age,
writing them to the disk and waiting for it; and the package that does all three in one pass. The
package's speed is given as a share of the slowest of the three. Memory is compared between 100 MB
and 1 GB, for sealing and for opening.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.exchange.bags.read import open_bag
from app.exchange.bags.write import BagWriter
from app.sealing import new_identity, open_file, recipient_of, seal_stream
from bench.bag import peak_mb, show

PHOTO_BYTES = 5_000_000
CHUNK = 1 << 18


class Nowhere:
    """Takes what is written and keeps nothing."""

    def write(self, data: bytes) -> int:
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""


def prepare(folder: Path, megabytes: int) -> None:
    chance = random.Random(5)
    folder.mkdir(parents=True)
    for number in range(megabytes * 1_000_000 // PHOTO_BYTES):
        (folder / f"{number:04}.jpg").write_bytes(chance.randbytes(PHOTO_BYTES))


def photos(source: Path) -> list[Path]:
    return sorted(source.glob("*.jpg"))


def floor_hash(source: Path, _target: Path, _key: str) -> None:
    for file in photos(source):
        with file.open("rb") as handle:
            hashlib.file_digest(handle, "sha256")


def floor_cipher(source: Path, _target: Path, key: str) -> None:
    for file in photos(source):
        with file.open("rb") as handle:
            seal_stream(handle, Nowhere(), [recipient_of(key)])  # type: ignore[arg-type]


def floor_disk(source: Path, target: Path, _key: str) -> None:
    with (target / "copy").open("wb") as out:
        for file in photos(source):
            with file.open("rb") as handle:
                while piece := handle.read(CHUNK):
                    out.write(piece)
        out.flush()
        os.fsync(out.fileno())


def seal(source: Path, target: Path, key: str) -> None:
    hub, recovery = recipient_of(key), recipient_of(new_identity())
    info = {"Bagging-Date": "2026-11-22"}
    with BagWriter(target / "p.zip.age", "0a1b2c3d-1-1", info, recipients=(hub, recovery)) as bag:
        files = [(f"photos/{file.name}", file) for file in photos(source)]
        bag.expect(files)  # as the program does
        for name, file in files:
            bag.add_stream(name, file)
        bag.close()


def opened(source: Path, target: Path, key: str) -> None:
    open_file(source / "p.zip.age", target / "p.zip", key)
    open_bag(target / "p.zip").close()


def idle(_source: Path, _target: Path, _key: str) -> None:
    """Only what is imported: what memory is measured against."""
    with tempfile.TemporaryFile() as out, Path(__file__).open("rb") as file:
        seal_stream(file, out, [recipient_of(new_identity())])  # type: ignore[arg-type]


WAYS = {way.__name__: way for way in (floor_hash, floor_cipher, floor_disk, seal, opened, idle)}


def child(way: str, source: Path, target: Path, key: str) -> None:
    start, worked = time.perf_counter(), time.process_time()
    WAYS[way](source, target, key)
    spent = time.perf_counter() - start, time.process_time() - worked
    print(json.dumps([*spent, peak_mb()]))


def run(way: str, source: Path, scratch: Path, key: str) -> tuple[float, float, float]:
    """Return seconds, seconds of the processor and the most memory, MB."""
    with tempfile.TemporaryDirectory(dir=scratch) as target:
        command = [sys.executable, "-m", "bench.seal", "--child", way, str(source), target, key]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    spent, worked, memory = json.loads(done.stdout)
    return spent, worked, memory


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--megabytes", type=int, default=300)
    options.add_argument("--large", type=int, default=1000, help="megabytes for the memory")
    options.add_argument("--child", nargs=4, metavar=("WAY", "SOURCE", "TARGET", "KEY"))
    chosen = options.parse_args()
    if chosen.child:
        way, source, target, key = chosen.child
        child(way, Path(source), Path(target), key)
        return
    with tempfile.TemporaryDirectory(prefix="chengjian-bench-") as name:
        scratch, key = Path(name), new_identity()
        source = scratch / "photos"
        prepare(source, chosen.megabytes)
        worked: list[float] = []
        results: dict[str, list[float]] = {way: [] for way in ("floor_hash", "floor_cipher",
                                                               "floor_disk", "seal")}  # fmt: skip
        chance = random.Random(1)
        for _ in range(chosen.rounds):
            for way in chance.sample(list(results), len(results)):
                spent, cpu, _memory = run(way, source, scratch, key)
                results[way].append(spent)
                if way == "seal":
                    worked.append(cpu)
        times = {way: statistics.median(found) for way, found in results.items()}
        floors = [way for way in results if way.startswith("floor_")]
        slowest = max(floors, key=lambda way: times[way])
        share = statistics.median(
            max(results[way][number] for way in floors) / results["seal"][number]
            for number in range(chosen.rounds)
        )
        for way in floors:
            show(f"seal: {way}", chosen.megabytes / times[way], "MB/s")
        show("seal: package", chosen.megabytes / times["seal"], "MB/s", share, f"{slowest} = 1")
        # Of use where others work on the machine: waiting for them is not counted.
        cpu = statistics.median(worked) / chosen.megabytes * 1000
        show("seal: processor", cpu, "ms/MB")
        base = run("idle", source, scratch, key)[2]
        for size in sorted({100, chosen.large}):
            there = scratch / f"m{size}"
            prepare(there, size)
            show(f"seal: memory, {size} MB", run("seal", there, scratch, key)[2] - base, "MB")
            seal(there, there, key)
            memory = run("opened", there, scratch, key)[2] - base
            show(f"open sealed: memory, {size} MB", memory, "MB")
            shutil.rmtree(there)


if __name__ == "__main__":
    main()
