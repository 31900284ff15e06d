"""Damage sealed packages at random: no silent accept, no crash, memory bounded.

Three kinds. Sealed: the file under age is flipped, cut, zeroed, doubled or moved, a third of it
near its head; each is opened as the program opens it, and what opens all the same must be the very
bytes that were sealed; one in fifty goes the whole way into a hub. Resealed: the ZIP below is
damaged and sealed anew for the hub, as anybody can who has its public key. Remade: content is
damaged, all manifests are made anew, signed by nobody or by a stranger, and sealed anew. These go
the whole way.

Run ``python -m tests.prove.flips_sealed --tries 1000000``.
"""

from __future__ import annotations

import argparse
import base64
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from app import keys
from app.exchange.bags.read import open_bag
from app.inspection.photo.photos import add_photos
from app.models.ids import new_id
from app.sealing import SealError, new_identity, open_file, open_held, recipient_of, seal_file
from app.workspace import Workspace
from tests.exchange.forged import keys_of
from tests.exchange.trusted import make_city, package_of, resigned
from tests.faults.small import ORDINARY, at_home, begin, picture, take
from tests.prove.flips import MEMORY_MB, Trials, attempt, damage, peak_mb, tell, told
from tests.prove.histories import memory

SHARES = {"remade": 0.01, "resealed": 0.02}
"""The rest is damaged outside."""
_WHOLE_WAY, _HEAD_BYTES, _RENEW_AFTER = 0.02, 600, 2_000
_IN_MEMORY = 0.9
"""As volumes of the usual size are; the others go through a file."""
_CONTENT = ("changes.jsonl", "batches.jsonl", "sets.jsonl", "photos/")


class SealedTrials(Trials):
    """A hub with keys that knows a laptop, and that laptop's sealed package."""

    def __init__(self, base: Path) -> None:
        self.base = base
        make_city(base, {"laptop": self.photographed})
        (base / "hub").rename(base / "empty-hub")
        at_home(base / "empty-hub")
        self.package = package_of(base, "laptop")
        self.secret = keys_of(base / "empty-hub").seal_secret
        self.data = self.package.read_bytes()
        assert len(self.data) > 2 << 16
        self.plain = base / "plain.zip"
        open_file(self.package, self.plain, self.secret)
        self.zip = self.plain.read_bytes()
        with open_bag(self.plain) as bag:
            self.names = [name for name in bag.names if name.startswith(_CONTENT)]
        self.hub = self.fresh_hub()
        assert [one.state for one in take(self.hub, self.package)] == ["merged"]
        self.expected = self.content()
        self.renew()
        self.blank = self.held()
        self.others = 0

    def photographed(self, laptop: Workspace) -> None:
        """Fill the package; large enough for several blocks of age: 64 KiB each."""
        visit = begin(laptop, **ORDINARY)
        pictures = ((0, (64, 48)), (5, (480, 400)))
        files = [picture(self.base / "pictures" / f"{n}.jpg", n, size) for n, size in pictures]
        add_photos(laptop, visit.inspection, files)

    def one(self, seed: int, kind: str) -> tuple[str, str]:
        """Open or receive one damaged package; return its state and what went wrong."""
        rng = random.Random(seed)
        target = self.base / "damaged.zip.age"
        if kind == "sealed":
            unharmed = self.harm(target, rng)
            if rng.random() >= _WHOLE_WAY:
                return self.opened(target, in_memory=rng.random() < _IN_MEMORY)
        else:
            plain = self.base / "plain-damaged.zip"
            self.harm_inside(plain, kind, rng)
            unharmed = plain.read_bytes() == self.zip
            seal_file(plain, target, [recipient_of(self.secret)])
        self.others += 1
        if self.others % _RENEW_AFTER == 0:  # a hub keeps a note of whatever it refused
            self.renew()
        return self.judged(target, unharmed)

    def harm(self, target: Path, rng: random.Random) -> bool:
        """Write the sealed file damaged; tell whether it is the right one by chance."""
        if rng.random() < 1 / 3:
            damaged = damage(self.data[:_HEAD_BYTES], rng) + self.data[_HEAD_BYTES:]
        else:
            damaged = damage(self.data, rng)
        target.write_bytes(damaged)
        return damaged == self.data

    def harm_inside(self, target: Path, kind: str, rng: random.Random) -> None:
        """Write the ZIP below damaged, or a new one around damaged content."""
        if kind == "resealed":
            target.write_bytes(damage(self.zip, rng))
            return
        name = rng.choice(self.names)
        stranger = rng.choice((None, keys.Keys(new_id(), _secret(rng), new_identity())))

        def inside(found: dict[str, bytes], _info: dict[str, str]) -> None:
            found[name] = damage(found[name], rng) if found[name] else b"{}\n"

        claim = rng.random() < 0.5
        resigned(self.hub, self.plain, target, inside, stranger, claim=claim)

    def opened(self, target: Path, *, in_memory: bool) -> tuple[str, str]:
        """Open a sealed file as receiving does; nothing but the right bytes may come out."""
        out = self.base / "opened.zip"
        try:
            if in_memory:
                same = open_held(target, self.secret) == self.zip
                return "opened", "" if same else "opened with other content"
            open_file(target, out, self.secret, durable=False)
        except SealError:
            left = [file.name for file in self.base.glob("opened.zip*")]
            return "refused", f"left {left}" if left else ""
        same = out.read_bytes() == self.zip
        out.unlink()
        return "opened", "" if same else "opened with other content"


def _secret(rng: random.Random) -> str:
    return base64.b64encode(rng.randbytes(32)).decode()


def run(tries: int, seed: int = 1) -> dict[str, dict[str, Any]]:
    """Try so many damaged packages; returns what was tried and lost, by kind."""
    base = Path(tempfile.mkdtemp(prefix="flips-", dir=memory()))
    trials = SealedTrials(base)
    states: dict[str, Counter[str]] = {kind: Counter() for kind in ("sealed", *SHARES)}
    problems: dict[str, list[str]] = {kind: [] for kind in states}
    before = 0.0
    try:
        for number in range(tries):
            if number == tries // 100:
                before = peak_mb()  # everything was imported and used once
            # One of each, however few are tried.
            kind = [*SHARES, _kind(seed * 10_000_000 + number)][min(number, len(SHARES))]
            attempt(trials, seed * 10_000_000 + number, kind, states[kind], problems[kind])
            if number % 10_000 == 9_999:
                counts = {one: dict(found) for one, found in states.items()}
                tell(f"{number + 1} tried, {sum(map(len, problems.values()))} lost: {counts}")
        grown = peak_mb() - before
    finally:
        trials.hub.close()
        shutil.rmtree(base, ignore_errors=True)
    if grown > MEMORY_MB:
        problems["sealed"].append(f"memory grew by {grown:.0f} MB")
    return {
        kind: {
            "tried": states[kind].total(),
            "lost": len(problems[kind]),
            "states": dict(states[kind]),
            "grown_mb": round(grown),
            "problems": problems[kind],
        }
        for kind in states
    }


def _kind(seed: int) -> str:
    point = random.Random(-seed - 1).random()
    for kind, share in SHARES.items():
        if point < share:
            return kind
        point -= share
    return "sealed"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    begun = time.monotonic()
    return told(run(arguments.tries, arguments.seed), begun)


if __name__ == "__main__":
    sys.exit(main())
