"""Let the disk be full at random points of sending, taking in and merging; nothing may be lost.

Each try has a small file system of its own (tmpfs, 6 MB) with the workspace or the stick on it,
of which a random rest is free. What is done there may fail only in words that name the disk. Then
there is space, the same is done again, and everything must be as where the disk was never full.
Needs ``unshare`` with a user's own name space, so Linux; it calls itself in one.

Run ``python -m tests.prove.full_disk --tries 300``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from app import i18n
from app.errors import AppError
from app.exchange.bags.read import open_bag
from app.exchange.inbox.parcels import MERGED, merge_parcels, parcels
from app.exchange.inbox.take import take_in
from app.exchange.receive import packages_in
from app.exchange.roads.destination import Destination
from app.exchange.sending import send
from app.inspection.checklists import keeper
from app.inspection.photo.photos import add_photos
from app.workspace import Workspace
from tests.faults.small import BUILDINGS, ORDINARY, begin, copied, dumped, make, picture, take
from tests.prove.kills_acts import check_whole

DISK_KB, VOLUME_BYTES, MOST_FREE = 6_000, 60_000, 1_500_000
INSIDE = "CHENGJIAN_OWN_NAMES"


class Trials:
    """A laptop with work, its volumes, and what a hub holds that has them all."""

    def __init__(self, base: Path) -> None:
        self.base = base
        with make(base / "laptop", "甲") as workspace:
            for number, name in enumerate(BUILDINGS[:3]):
                visit = begin(workspace, name, **ORDINARY, B07=f"第{number}栋")
                files = [picture(base / f"{number}{n}.jpg", number * 9 + n, (320, 240))
                         for n in range(3)]  # fmt: skip
                add_photos(workspace, visit.inspection, files)
        with make(base / "hub", "汇总", campaign=False, filled=False):
            pass
        copied(base / "laptop", base / "sender")
        with Workspace.open(base / "sender", person="甲") as workspace:
            self.carry(workspace, base / "stick")
        self.packages = packages_in(base / "stick")
        with self.hub_of("whole") as hub:
            self.blank = self.held(hub)
            take(hub, *self.packages)
            self.whole = self.held(hub)

    def carry(self, workspace: Workspace, stick: Path) -> None:
        stick.mkdir(exist_ok=True)
        send(workspace, Destination("盘", str(stick)), volume_bytes=VOLUME_BYTES)

    def hub_of(self, name: str) -> Workspace:
        return Workspace.open(copied(self.base / "hub", self.base / name), person="汇总")

    def held(self, hub: Workspace) -> tuple[dict[str, str], set[str]]:
        """Return the tables, and the photos that lie under their final names."""
        tables = dumped(hub, self.base / "dump")
        return tables, {file.name for file in hub.photos.rglob("*.*")}

    def trial(self, kind: str, disk: Path, rng: random.Random) -> str:
        """Do one; returns how it went the first time: done, or full."""
        work, root, stick = WORKS[kind], disk / "workspace", disk / "stick"
        if kind == "to a stick":
            root = self.base / "workspace"
            shutil.rmtree(root, ignore_errors=True)
        elif kind == "send":
            stick = self.base / "carried"
        shutil.rmtree(self.base / "carried", ignore_errors=True)
        copied(self.base / ("laptop" if work is sending else "hub"), root)
        filler = disk / "filler"
        room = free(disk)
        early = rng.random() < 0.3
        went = "done"
        try:
            if early:
                fill(filler, room - rng.randrange(MOST_FREE))
            with Workspace.open(root, person="甲") as workspace:
                if not early:
                    fill(filler, free(disk) - rng.randrange(MOST_FREE))
                work(self, workspace, stick)
        except AppError as error:
            went = "full" if "磁盘" in str(error) and "满" in str(error) else f"else: {error}"
        filler.unlink(missing_ok=True)
        with Workspace.open(root, person="甲") as workspace:
            folder = self.base / "check"
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            check_whole(folder, workspace)
            if work is not sending and went != "done":
                self.check_packages(workspace)
            work(self, workspace, stick)
            check_whole(folder, workspace)
            if work is not sending:
                assert self.held(workspace) == self.whole, "not as where the disk was never full"
                return went
        shutil.rmtree(self.base / "taker", ignore_errors=True)
        left = [file.name for file in stick.iterdir() if not file.name.endswith((".zip", ".json"))]
        assert not left, f"left on the stick: {left}"
        for file in packages_in(stick):
            open_bag(file).close()
        with self.hub_of("taker") as hub:
            assert {one.state for one in take(hub, *packages_in(stick))} <= {"merged", "repeated"}
            assert self.held(hub) == self.whole, "what was sent is not the work"
        return went

    def check_packages(self, hub: Workspace) -> None:
        """Each package is in or it is not: what the hub holds is that of some of them, whole."""
        tables, _photos = self.held(hub)
        with hub.reading() as session:
            found = parcels(session, hub)
        done = {one.name for one in found if one.state == MERGED}
        shutil.rmtree(self.base / "some", ignore_errors=True)
        with self.hub_of("some") as other:
            take(other, *[one for one in self.packages if one.name in done])
            assert self.held(other)[0] == tables, "half a package is in"
        wrong = [
            (one.state, one.reason) for one in found if one.state != MERGED and not one.waiting
        ]
        assert not wrong, f"refused for our own disk: {wrong}"


def free(disk: Path) -> int:
    found = os.statvfs(disk)
    return found.f_bavail * found.f_frsize


def fill(file: Path, size: int) -> None:
    with suppress(OSError), file.open("wb") as out:
        os.posix_fallocate(out.fileno(), 0, max(4096, size))


def sending(trials: Trials, workspace: Workspace, stick: Path) -> None:
    trials.carry(workspace, stick)


def merging(trials: Trials, workspace: Workspace, _stick: Path) -> None:
    take(workspace, *trials.packages)


def by_inbox(trials: Trials, workspace: Workspace, _stick: Path) -> None:
    take_in(workspace, trials.packages)
    with workspace.reading() as session:
        found = parcels(session, workspace)
    merge_parcels(workspace, found, keep_form=keeper(workspace))


WORKS: dict[str, Callable[[Trials, Workspace, Path], None]] = {
    "send": sending, "to a stick": sending, "receive": by_inbox, "merge": merging,
}  # fmt: skip


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_KB}k", "none", str(folder)]
    subprocess.run(mount, check=True, timeout=120)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False, timeout=120)
        folder.rmdir()


def run(tries: int, seed: int = 1) -> dict[str, Any]:
    """Try each kind of work so many times; only where disks may be mounted."""
    i18n.set_language("zh_CN")
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="full-disk-") as name:
        base = Path(name)
        trials = Trials(base)
        for kind in WORKS:
            went: Counter[str] = Counter()
            problems = []
            for number in range(tries):
                one = seed * 100_000 + number
                with small_disk(base / f"disk-{kind}-{number}") as disk:
                    try:
                        went[trials.trial(kind, disk, random.Random(f"{kind}{one}"))] += 1
                    except Exception:
                        problems.append(f"{kind} {one}: {traceback.format_exc()}")
            found[kind] = {"tried": tries, "lost": len(problems), "first time": dict(went),
                           "problems": problems}  # fmt: skip
    return found


def possible() -> bool:
    """Tell whether this machine lets a user mount a disk in a name space of their own."""
    if sys.platform != "linux" or not shutil.which("unshare"):
        return False
    ask = ["unshare", "-Urm", "sh", "-c", "mount -t tmpfs -o size=100k none /mnt"]
    return subprocess.run(ask, capture_output=True, check=False, timeout=120).returncode == 0


def elsewhere(tries: int, seed: int) -> subprocess.CompletedProcess[str]:
    """Run this module in a name space of its own."""
    command = ["unshare", "-Urm", sys.executable, "-m", "tests.prove.full_disk",
               "--tries", str(tries), "--seed", str(seed)]  # fmt: skip
    return subprocess.run(
        command,
        env=os.environ | {INSIDE: "1"},
        text=True,
        stdout=subprocess.PIPE,
        check=False,
        timeout=120,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if INSIDE not in os.environ:
        done = elsewhere(arguments.tries, arguments.seed)
        sys.stdout.write(done.stdout)
        return done.returncode
    lost = 0
    begun = time.monotonic()
    for kind, result in run(arguments.tries, arguments.seed).items():
        for problem in result.pop("problems"):
            sys.stderr.write(problem + "\n")
        figure = {"name": f"full disk, {kind}", **result}
        sys.stdout.write(json.dumps(figure, ensure_ascii=False) + "\n")
        lost += result["lost"]
    sys.stderr.write(f"{time.monotonic() - begun:.0f} s\n")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
