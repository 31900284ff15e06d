"""Packages against hashing and copying the same bytes once: ``python -m bench.bag``.

500 photos, 300 MB in all, and 20,000 changes, 4 MB. Each way runs in a process of its own, in
turns, so that its memory can be told; the floor reads each file, hashes it, writes it into one
file and waits for the disk, as the package does.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.exchange.bags.bag import BagWriter, open_bag

PHOTOS, PHOTO_BYTES = 500, 600_000
CHANGES = 20_000  # 500 photos with ten facts each, 150 buildings with a hundred answers each
CHUNK = 1 << 20


def prepare(folder: Path) -> None:
    chance = random.Random(3)
    for number in range(PHOTOS):
        (folder / f"{number:04}.jpg").write_bytes(chance.randbytes(PHOTO_BYTES))
    with (folder / "changes.jsonl").open("w", encoding="utf-8") as file:
        for number in range(CHANGES):
            line = {"id": chance.randbytes(16).hex(), "kind": "inspection", "clock": number}
            line |= {"field": f"/housing/B/ZF_B{number % 60:02}", "value": {"answer": "none"}}
            line |= {"subject": chance.randbytes(16).hex(), "person": "王工", "bases": []}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def copy(source: Path, target: Path) -> None:
    with (target / "copy").open("wb") as out:
        for file in sorted(source.iterdir()):
            sha256 = hashlib.sha256()
            with file.open("rb") as handle:
                while chunk := handle.read(CHUNK):
                    sha256.update(chunk)
                    out.write(chunk)
        out.flush()
        os.fsync(out.fileno())


def pack(source: Path, target: Path) -> None:
    with BagWriter(target / "copy", "0a1b2c3d-1-1", {"Bagging-Date": "2026-11-22"}) as bag:
        bag.add_stream("changes.jsonl", source / "changes.jsonl")
        for file in sorted(source.glob("*.jpg")):
            bag.add_stream(f"photos/{file.name}", file)
        bag.close()


def pack_photos(source: Path, target: Path) -> None:
    with BagWriter(target / "copy", "0a1b2c3d-1-1", {"Bagging-Date": "2026-11-22"}) as bag:
        for file in sorted(source.glob("*.jpg")):
            bag.add_stream(f"photos/{file.name}", file)
        bag.close()


def copy_photos(source: Path, target: Path) -> None:
    with (target / "copy").open("wb") as out:
        for file in sorted(source.glob("*.jpg")):
            sha256 = hashlib.sha256()
            with file.open("rb") as handle:
                while chunk := handle.read(CHUNK):
                    sha256.update(chunk)
                    out.write(chunk)
        out.flush()
        os.fsync(out.fileno())


def read(source: Path, target: Path) -> None:
    """The floor of verifying: read and hash the package file."""
    with (source / "p.zip").open("rb") as file:
        hashlib.file_digest(file, "sha256")


def verify(source: Path, target: Path) -> None:
    open_bag(source / "p.zip").close()


def idle(source: Path, target: Path) -> None:
    """Only what is imported: what memory is measured against."""


WAYS = {way.__name__: way for way in (copy, pack, copy_photos, pack_photos, read, verify, idle)}


def child(way: str, source: Path, target: Path) -> None:
    start = time.perf_counter()
    WAYS[way](source, target)
    spent = time.perf_counter() - start
    print(json.dumps([spent, peak_mb()]))


def peak_mb() -> float:
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    lines = status.read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) / 1024


def run(way: str, source: Path, scratch: Path) -> tuple[float, float]:
    with tempfile.TemporaryDirectory(dir=scratch) as target:
        command = [sys.executable, "-m", "bench.bag", "--child", way, str(source), target]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    spent, memory = json.loads(done.stdout)
    return spent, memory


def show(name: str, value: float, unit: str, ratio: float | None = None, to: str = "") -> None:
    line: dict[str, object] = {"name": name, "value": round(value, 4), "unit": unit}
    if ratio is not None:
        line |= {"ratio": round(ratio, 3), "to": to}
    print(json.dumps(line, ensure_ascii=False), flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--child", nargs=3, metavar=("WAY", "SOURCE", "TARGET"))
    chosen = options.parse_args()
    if chosen.child:
        way, source, target = chosen.child
        child(way, Path(source), Path(target))
        return
    with tempfile.TemporaryDirectory(prefix="chengjian-bench-") as name:
        scratch = Path(name)
        source, packed = scratch / "photos", scratch / "packed"
        source.mkdir()
        packed.mkdir()
        prepare(source)
        pack(source, packed)
        (packed / "copy").rename(packed / "p.zip")
        results: dict[str, list[tuple[float, float]]] = {way: [] for way in WAYS}
        chance = random.Random(1)
        for _ in range(chosen.rounds):
            # In a new order each time: who writes after a pause finds the disk idle.
            for way in chance.sample(list(WAYS), len(WAYS)):
                place = packed if way in ("read", "verify") else source
                results[way].append(run(way, place, scratch))
        time_of = {way: statistics.median(t for t, _ in found) for way, found in results.items()}
        memory = {way: statistics.median(m for _, m in found) for way, found in results.items()}
        size = sum(file.stat().st_size for file in source.iterdir()) / 1e6
        pairs = [
            ("bag: 500 photos", "pack_photos", "copy_photos", "hash and copy once"),
            ("bag: 500 photos and changes", "pack", "copy", "hash and copy once"),
            ("bag: verify", "verify", "read", "read and hash the package"),
        ]
        for label, way, floor, to in pairs:
            # Paired within a round: what else the machine does then weighs on both.
            rounds = zip(results[way], results[floor], strict=True)
            ratio = statistics.median(ours / bare for (ours, _), (bare, _) in rounds)
            show(label, time_of[way], "s", ratio, to)
        show("bag: write speed", size / time_of["pack"], "MB/s")
        show("bag: verify speed", size / time_of["verify"], "MB/s")
        show("bag: memory of writing, above start", memory["pack"] - memory["idle"], "MB")
        show("bag: memory of verifying, above start", memory["verify"] - memory["idle"], "MB")


if __name__ == "__main__":
    main()
