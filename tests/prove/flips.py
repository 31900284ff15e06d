"""Damage packages at random: none may come in with other content, and none may stop the program.

Two kinds. Outer: bits of the file are flipped, pieces of it cut, zeroed, doubled or moved, as by
sticks and readers. Inner: the content is damaged and all manifests are made anew; as somebody with
a little knowledge does it. A package that still comes in must give exactly the tables of the right
one. Sealed packages are in `tests.prove.flips_sealed`.

Run ``python -m tests.prove.flips --tries 2000``.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

from app.exchange.bags.read import open_bag
from app.inspection.photo.photos import add_photos
from app.models.merge import last
from app.workspace import Workspace
from tests.faults.small import (
    BUILDINGS,
    ORDINARY,
    begin,
    copied,
    dumped,
    make,
    picture,
    rewritten,
    send,
    take,
)

MEMORY_MB = 150
"""How much the program may grow while it reads damaged packages of well under a megabyte."""
_INNER = ("changes.jsonl", "batches.jsonl", "forms/", "photos/")


class Trials:
    """A right package, an empty hub, and what the hub holds when the right one came in."""

    def __init__(self, base: Path) -> None:
        self.base = base
        with make(base / "laptop", "甲") as workspace:
            for number, name in enumerate(BUILDINGS[:2]):
                visit = begin(workspace, name, **ORDINARY, B07=f"第{number}栋")
                files = [
                    picture(base / "pictures" / f"{number}{n}.jpg", number + n) for n in (0, 5)
                ]
                add_photos(workspace, visit.inspection, files)
            self.package = send(workspace, base / "stick").path
        self.data = self.package.read_bytes()
        with open_bag(self.package) as bag:
            self.names = [name for name in bag.names if name.startswith(_INNER)]
        with make(base / "empty-hub", "汇总", campaign=False, filled=False):
            pass
        self.hub = self.fresh_hub()
        assert [one.state for one in take(self.hub, self.package)] == ["merged"]
        self.expected = self.content()
        self.renew()
        self.blank = self.held()

    def fresh_hub(self) -> Workspace:
        shutil.rmtree(self.base / "hub", ignore_errors=True)
        return Workspace.open(copied(self.base / "empty-hub", self.base / "hub"), person="汇总")

    def renew(self) -> None:
        self.hub.close()
        self.hub = self.fresh_hub()

    def held(self) -> tuple[int, list[str]]:
        """Return how many changes are here, and all files that a package may leave."""
        with self.hub.reading() as session:
            changes = last(session)
        folders = (self.hub.photos, self.hub.forms, self.hub.cache / "opened")
        found = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
        return changes, sorted(file.name for file in found)

    def content(self) -> tuple[dict[str, str], list[str]]:
        """Return the tables, and the files with their digests in their names."""
        files = [*self.hub.photos.rglob("*"), *self.hub.forms.rglob("*")]
        return (
            dumped(self.hub, self.base / "dump"),
            sorted(f"{file.name} {file.stat().st_size}" for file in files if file.is_file()),
        )

    def one(self, seed: int, kind: str) -> tuple[str, str]:
        """Receive one damaged package; return its state and what went wrong, if anything."""
        rng = random.Random(seed)
        target = self.base / f"{kind}.zip"
        if kind != "inner":
            damaged = damage(self.data, rng)
            target.write_bytes(damaged)
            unharmed = damaged == self.data
        else:
            name = rng.choice(self.names)

            def inside(found: dict[str, bytes], _info: dict[str, str]) -> None:
                found[name] = damage(found[name], rng)

            rewritten(self.package, target, inside)
            unharmed = False
        return self.judged(target, unharmed)

    def judged(self, target: Path, unharmed: bool) -> tuple[str, str]:
        """Receive a package; return its state and what went wrong, if anything."""
        (result,) = take(self.hub, target)
        if result.state == "refused":
            held = self.held()
            if held != self.blank or not result.reason:
                return "refused", f"left {held}, there was {self.blank}"
            return "refused", "the right package is refused" if unharmed else ""
        same = self.content() == self.expected
        self.renew()
        return result.state, "" if same else "came in with other content"


def damage(data: bytes, rng: random.Random) -> bytes:
    """Damage bytes in one of the ways of sticks, readers and bad luck."""
    found = bytearray(data)
    at, length = rng.randrange(len(found)), rng.choice((1, 4, 16, 64, 512))
    way = rng.choice(("flip", "flip", "flip", "cut", "zero", "double", "drop", "noise", "move"))
    if way == "flip":
        for _bit in range(rng.choice((1, 1, 1, 2, 8))):
            found[rng.randrange(len(found))] ^= 1 << rng.randrange(8)
    elif way == "cut":
        del found[at:]
    elif way == "zero":
        found[at : at + length] = bytes(len(found[at : at + length]))
    elif way == "double":
        found[at:at] = found[at : at + length]
    elif way == "drop":
        del found[at : at + length]
    elif way == "noise":
        found[at : at + length] = rng.randbytes(len(found[at : at + length]))
    else:
        piece = found[at : at + length]
        del found[at : at + length]
        to = rng.randrange(len(found) + 1)
        found[to:to] = piece
    return bytes(found)


def peak_mb() -> float:
    try:
        import resource
    except ImportError:  # Windows does not tell in this way
        return 0.0
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def attempt(
    trials: Trials, seed: int, kind: str, states: Counter[str], problems: list[str]
) -> None:
    """Try one damaged package, count what became of it, and say what went wrong."""
    try:
        state, problem = trials.one(seed, kind)
    except Exception:
        state, problem = "crashed", traceback.format_exc()
    states[state] += 1
    if problem:
        problems.append(problem)
        tell(f"{kind} {seed}: {problem}")
        trials.renew()


def tell(text: str) -> None:
    """Say something while it goes on."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def told(found: dict[str, dict[str, Any]], begun: float) -> int:
    """Print the figures of each kind; 1 when anything was lost."""
    lost = 0
    for kind, result in found.items():
        del result["problems"]
        figure = {"name": f"damaged packages, {kind}", **result}
        print(json.dumps(figure | {"seconds": round(time.monotonic() - begun)}))  # noqa: T201
        lost += result["lost"]
    return 1 if lost else 0


def run(tries: int, seed: int = 1) -> dict[str, Any]:
    """Try so many damaged packages of each kind; returns what was tried and lost, by kind."""
    base = Path(tempfile.mkdtemp(prefix="flips-"))
    kinds = {"outer": (open_trials := Trials(base)), "inner": open_trials}
    found: dict[str, Any] = {}
    try:
        for kind, trials in kinds.items():
            states: Counter[str] = Counter()
            problems: list[str] = []
            before = peak_mb()
            for number in range(tries):
                attempt(trials, seed * 1_000_000 + number, kind, states, problems)
            grown = peak_mb() - before
            if grown > MEMORY_MB:
                problems.append(f"memory grew by {grown:.0f} MB")
            found[kind] = {
                "tried": tries,
                "lost": len(problems),
                "states": dict(states),
                "grown_mb": round(grown),
                "problems": problems,
            }
    finally:
        for trials in kinds.values():
            trials.hub.close()
        shutil.rmtree(base, ignore_errors=True)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    begun = time.monotonic()
    return told(run(arguments.tries, arguments.seed), begun)


if __name__ == "__main__":
    sys.exit(main())
