"""Send through a WebDAV road that is cut, delayed, doubled and refused; nothing may be lost.

A laptop sends volumes to a real server (wsgidav, loopback) through a proxy that spoils a share of
the requests, until everything is there. Then the folder is compared with the outbox: each volume
once, each byte right, and nothing half under a final name at any moment. A second kind of trial
kills the sender (SIGKILL) at random moments.

Run ``python -m tests.prove.roads --tries 10000``; ``--tries`` counts faults done.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter, deque
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.errors import AppError
from app.exchange.deliver import Patience, deliver
from app.exchange.pending import on_the_way
from app.exchange.roads.destination import Destination, open_road
from app.exchange.sending import send
from app.exchange.volumes import named
from app.inspection.photo.photos import add_photos
from app.models.derived import PackageOut
from app.workspace import Workspace
from tests.exchange.dav import FAULTS, Proxy, server
from tests.faults.small import begin, copied, fill, make, picture

QUICK = Patience(tries=3, seconds=0.0, sleep=lambda _seconds: None)
_MOST_SENDS = 400


def digests(folder: Path) -> dict[str, str]:
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.iterdir()
        if not file.name.endswith(".part")
    }


def faults(tries: int, seed: int = 1) -> dict[str, Any]:
    """Bring random files through a bad proxy until so many faults were done."""
    rng = random.Random(seed)
    base = Path(tempfile.mkdtemp(prefix="roads-"))
    outbox, there = base / "outbox", base / "there"
    outbox.mkdir()
    there.mkdir()
    problems: list[str] = []
    told: Counter[str] = Counter()
    files = rounds = 0
    with server(there) as port:
        proxy = Proxy(port, 0.3, seed)
        destination = Destination("网盘", f"http://127.0.0.1:{proxy.here}/")
        while proxy.done.total() < tries:
            rounds += 1
            wanted = {}
            for _file in range(4):
                files += 1
                file = outbox / f"0badcafe-{files:04d}-1.zip"
                file.write_bytes(rng.randbytes(rng.randrange(1, 60_000)))
                wanted[file.name] = hashlib.sha256(file.read_bytes()).hexdigest()
            for name, sha256 in wanted.items():
                problem = _bring(destination, outbox / name, sha256, told)
                if problem:
                    problems.append(f"round {rounds}: {problem}")
                found = digests(there)
                if any(found[one] != wanted[one] for one in found):
                    problems.append(f"round {rounds}: a wrong file under a final name")
            time.sleep(0.12 if rounds % 8 == 0 else 0)  # late doubles
            if digests(there) != wanted:
                problems.append(f"round {rounds}: {digests(there)} instead of {wanted}")
            for folder in (outbox, there):
                for left in folder.iterdir():
                    with suppress(OSError):
                        left.unlink()
        done = proxy.done
        proxy.close()
    shutil.rmtree(base, ignore_errors=True)
    return {
        "faults": done.total(),
        "of": {name: done[name] for name in FAULTS},
        "files": files,
        "refusals in words": told.total(),
        "problems": problems,
    }


def _bring(destination: Destination, file: Path, sha256: str, told: Counter[str]) -> str:
    for _send in range(_MOST_SENDS):
        road = open_road(destination)
        try:
            deliver(road, file, sha256, lambda _count: None, QUICK)
        except AppError as error:
            told[str(error)] += 1
        else:
            return ""
        finally:
            road.close()
    return f"{file.name} never arrived: {told.most_common(2)}"


def prepare(base: Path) -> None:
    with make(base / "laptop", "甲") as workspace:
        visit = begin(workspace)
        names = [picture(base / f"{n}.jpg", n, (400, 300)) for n in range(12)]
        add_photos(workspace, visit.inspection, names)
        fill(visit, B07="x")


def _sender(folder: Path) -> None:
    with Workspace.open(folder / "workspace", person="甲") as workspace:
        (folder / "ready").touch()
        begun = time.monotonic()
        send(workspace, Destination("盘", str(folder / "stick")), volume_bytes=60_000)
        (folder / "took").write_text(str(time.monotonic() - begun))


def killed(tries: int, seed: int = 1) -> dict[str, Any]:
    """Kill a sender at random moments; sending again must bring everything, once."""
    method = "spawn" if sys.platform == "win32" else "forkserver"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(["app.exchange.sending", "tests.faults.small"])
    base = Path(tempfile.mkdtemp(prefix="roads-kill-"))
    prepare(base)
    problems: list[str] = []
    moments: Counter[str] = Counter()
    took: deque[float] = deque(maxlen=21)  # seconds of whole sendings: the machine's load counts
    for number in range(-3, tries):
        rng = random.Random(seed * 100_000 + number)
        folder = base / f"try{number}"
        copied(base / "laptop", folder / "workspace")
        stick = folder / "stick"
        stick.mkdir()
        process = context.Process(target=_sender, args=(folder,), daemon=True)
        process.start()
        while process.is_alive() and not (folder / "ready").exists():
            time.sleep(0.002)
        process.join(rng.uniform(0, 1.2 * statistics.median(took)) if number >= 0 else None)
        process.kill()
        process.join()
        if (folder / "took").exists():
            took.append(float((folder / "took").read_text() or took[-1]))
        before = digests(stick)
        try:
            with Workspace.open(folder / "workspace", person="甲") as workspace:
                sent = send(workspace, Destination("盘", str(stick)), volume_bytes=60_000)
                with workspace.reading() as session:
                    left = on_the_way(session, "盘")
                    void = set(
                        session.scalars(
                            select(PackageOut.number).where(PackageOut.digest.is_(None))
                        )
                    )
                here = {
                    name: value
                    for name, value in digests(workspace.outbox).items()
                    if (what := named(name)) and what.number not in void
                }
            moments[f"{len(before)} there, {len(sent.packages)} packed anew"] += number >= 0
            there = digests(stick)
            assert left == [], left
            assert {name: there.get(name) for name in here} == here, (here, there)
            assert set(there) == set(here), "more than was sent"
            assert not list(stick.glob("*.part")), "half a file is left"
        except Exception as error:
            problems.append(f"{number}: {error!r}")
        shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(base, ignore_errors=True)
    return {"tried": tries, "moments": dict(moments), "problems": problems}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    lost = 0
    for name, work, count in (
        ("faults", faults, arguments.tries),
        ("killed", killed, arguments.kills),
    ):
        begun = time.monotonic()
        found = work(count, arguments.seed)
        print(json.dumps({"name": name, **found, "seconds": round(time.monotonic() - begun)}))  # noqa: T201
        lost += len(found["problems"])
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
