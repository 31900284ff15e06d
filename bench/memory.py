"""Memory of sending and taking in, from 100 MB to 10 GB of photos: ``python -m bench.memory``.

A laptop with keys exports all its photos, signed and sealed, in volumes; a hub verifies and merges
them. Each of the two runs in a forked process of its own, so that what it needs can be told from
what the one before needed. A photo is a real JPEG with bytes after its end, as cameras write them.
10 GB need 35 GB of disk; ``--large`` sets another size.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from app.exchange.package import export
from app.models.ids import new_id
from app.models.log import Draft, write
from app.models.values import Json
from app.workspace import Workspace
from bench.bag import peak_mb, show
from bench.many import SIZE, filled, pictures, taken
from tests.exchange.trusted import begin_task, know, make_hub, make_laptop, use_keyring

SMALL_MB, PHOTO_MB, PHOTOS_OF_ONE = 100, 5, 5

Work = Callable[[Path], object]


def alone(work: Work, root: Path) -> tuple[float, float]:
    """Run in a process of its own; return seconds, and MB above what the process began with.

    Raises:
        SystemExit: the process did not come to its end.
    """
    context = multiprocessing.get_context("fork")
    theirs, ours = context.Pipe()

    def child() -> None:
        before, start = peak_mb(), time.perf_counter()
        work(root)
        theirs.send((time.perf_counter() - start, peak_mb() - before))

    process = context.Process(target=child)
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(f"{work.__name__} ended with {process.exitcode}")
    spent, memory = ours.recv()
    return spent, memory


def make(root: Path) -> None:
    """Make a hub and a laptop that know each other."""
    hub, _recovery = make_hub(root / "hub")
    with hub:
        task, told = begin_task(hub, root / "task")
        with make_laptop(root / "laptop", task, told, "多") as laptop:
            know(hub, laptop)


def photographed(megabytes: int) -> Work:
    """Return what writes records with so many MB of photos into the laptop."""

    def fill(root: Path) -> None:
        chance, begin = random.Random(9), pictures()[0]
        count = megabytes // PHOTO_MB
        with Workspace.open(root / "laptop") as laptop:
            subjects = list(filled(laptop, 1, -(-count // PHOTOS_OF_ONE)))
            for first in range(0, count, 100):
                drafts: list[Draft] = []
                for number in range(first, min(first + 100, count)):
                    data = begin + chance.randbytes(PHOTO_MB * 1_000_000 - len(begin))
                    sha256 = hashlib.sha256(data).hexdigest()
                    file = laptop.photo_file(sha256, "jpg")
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_bytes(data)
                    facts: dict[str, Json] = {
                        "inspection": str(subjects[number // PHOTOS_OF_ONE]), "sha256": sha256,
                        "extension": "jpg", "size": len(data), "width": SIZE[0],
                        "height": SIZE[1], "position": number % PHOTOS_OF_ONE,
                        "original_name": f"IMG_{number}.jpg",
                    }  # fmt: skip
                    photo = new_id()
                    drafts += [Draft("photo", photo, name, value) for name, value in facts.items()]
                with laptop.sessions.begin() as session:
                    write(session, laptop.writer(session), drafts)

    return fill


def sent(root: Path) -> None:
    with Workspace.open(root / "laptop") as laptop:
        export(laptop, root / "packages", destination="hub")


def received(root: Path) -> None:
    with Workspace.open(root / "hub") as hub:
        taken(hub, [root / "packages"])


def measure(held: Path, megabytes: int) -> tuple[float, float]:
    """Return the MB that sending and taking in so many MB of photos needed."""
    root = held / str(megabytes)
    root.mkdir()
    make(root)
    alone(photographed(megabytes), root)
    seconds, sending = alone(sent, root)
    size = sum(file.stat().st_size for file in (root / "packages").iterdir()) / 1e6
    count = sum(1 for _ in (root / "packages").iterdir())
    show(f"memory: {size:.0f} MB sent in {count} volumes", size / seconds, "MB/s")
    shutil.rmtree(root / "laptop" / "photos")
    seconds, taking = alone(received, root)
    show(f"memory: {size:.0f} MB taken in", size / seconds, "MB/s")
    shutil.rmtree(root)
    return sending, taking


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--large", type=int, default=10_000, help="megabytes of photos")
    chosen = options.parse_args()
    use_keyring()
    with tempfile.TemporaryDirectory(prefix="chengjian-bench-") as held:
        small = measure(Path(held), SMALL_MB)
        large = measure(Path(held), chosen.large)
    for name, one, other in zip(("sending", "taking in"), small, large, strict=True):
        show(f"memory: {name}, {SMALL_MB} MB", one, "MB")
        show(f"memory: {name}, {chosen.large} MB", other, "MB", other / one, f"{SMALL_MB} MB")


if __name__ == "__main__":
    main()
