"""Kill the program while it answers, takes photos in, exports and merges; nothing said may be lost.

A child process works through the real functions and notes each act after the function has
returned. The parent kills it at a random moment (SIGKILL; TerminateProcess on Windows), opens the
workspace again, looks for everything that was noted, and lets the interrupted work go on. Merging
says when it begins with a package too; most kills fall between that and the end, and are counted.
The computer stays on: that fsync keeps its promise when the power fails is not tried here.

Run ``python -m tests.prove.kills --tries 200``.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import shutil
import statistics
import sys
import tempfile
import time
import traceback
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.workspace import Workspace
from tests.faults.small import copied
from tests.prove.kills_acts import (
    after_answering,
    after_exporting,
    after_merging,
    after_photos,
    answering,
    check_whole,
    exporting,
    merging,
    photos,
    prepare,
)
from tests.prove.kills_undo import after_undoing, undoing
from tests.prove.notes import Notes, read_notes

# Long enough for several acts, short enough that a moment inside each kind of step is likely.
MOMENTS = {"answering": 0.25, "undoing": 0.8, "photos": 0.6, "exporting": 1.0}
_PACKAGES = 6
"""Merging is killed within one of so many first packages."""
_took: deque[float] = deque((0.5,), maxlen=21)
"""Seconds that packages took to merge, of late: how long depends on the machine and its load."""

Work = Callable[[Path, Notes, random.Random], None]
Check = Callable[[Path, Workspace, list[dict[str, Any]]], None]
WORKS: dict[str, tuple[Work, Check, str]] = {
    "answering": (answering, after_answering, "laptop"),
    "undoing": (undoing, after_undoing, "laptop"),
    "photos": (photos, after_photos, "laptop"),
    "exporting": (exporting, after_exporting, "laptop"),
    "merging": (merging, after_merging, "empty-hub"),
}


def child(name: str, folder: Path, seed: int) -> None:
    note = Notes(folder / "notes.jsonl")
    try:
        WORKS[name][0](folder, note, random.Random(seed))
    except BaseException:
        note(failed=traceback.format_exc())
        raise


def trial(context: Any, base: Path, name: str, seed: int) -> tuple[int, bool, str]:
    """Kill once; return how many acts were done, whether one had begun, and what went wrong."""
    rng = random.Random(seed)
    folder = base / f"{name}-{seed}"
    copied(base / WORKS[name][2], folder / "workspace")
    (folder / "notes.jsonl").touch()
    (folder / "check-hub").mkdir()
    process = context.Process(target=child, args=(name, folder, seed), daemon=True)
    process.start()
    try:
        while process.is_alive() and not read_notes(folder / "notes.jsonl"):
            time.sleep(0.002)
        if name == "merging":
            _into_a_package(process, folder / "notes.jsonl", rng)
        else:
            process.join(rng.uniform(0, MOMENTS[name]))
    finally:
        process.kill()
        process.join()
    notes = read_notes(folder / "notes.jsonl")
    if failed := next((note["failed"] for note in notes if "failed" in note), ""):
        return 0, False, failed
    acts = [note for note in notes if not note.keys() & {"ready", "begun"}]
    inside = "begun" in notes[-1]
    _took.extend(note["took"] for note in acts if "took" in note)
    try:
        with Workspace.open(folder / "workspace", person="后来") as workspace:
            check_whole(folder, workspace)
            WORKS[name][1](folder, workspace, acts)
            check_whole(folder, workspace)
    except Exception:
        return len(acts), inside, traceback.format_exc()
    with suppress(OSError):
        shutil.rmtree(folder)
    return len(acts), inside, ""


def _into_a_package(process: Any, file: Path, rng: random.Random) -> None:
    """Wait for the begin of a random package, and then a part of the time that one takes."""
    wanted = rng.randrange(1, _PACKAGES + 1)
    while process.is_alive() and sum("begun" in note for note in read_notes(file)) < wanted:
        time.sleep(0.002)
    process.join(rng.uniform(0, statistics.median(_took)))


def run(tries: int, seed: int = 1, names: tuple[str, ...] = tuple(WORKS)) -> dict[str, Any]:
    """Try each kind of work so many times; returns what was tried and lost, by kind.

    A kind's ``acts`` are those that had been noted when the kills came; ``inside``: how many kills
    fell into an act that had said it begins.
    """
    # A server that has everything imported starts a child in milliseconds; Windows has none.
    method = "spawn" if sys.platform == "win32" else "forkserver"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(["tests.faults.small", "app.inspection.derive"])
    base = Path(tempfile.mkdtemp(prefix="kills-"))
    prepare(base)
    found: dict[str, Any] = {}
    for name in names:
        acts, inside, problems = 0, 0, []
        for number in range(tries):
            done, within, problem = trial(context, base, name, seed * 100_000 + number)
            acts, inside = acts + done, inside + within
            if problem:
                problems.append(problem)
                print(f"{name} {seed * 100_000 + number}: {problem}", file=sys.stderr)  # noqa: T201
            if number % 50 == 49:
                done_text = f"{name}: {number + 1} tried, {len(problems)} lost, {inside} inside"
                print(done_text, file=sys.stderr, flush=True)  # noqa: T201
        found[name] = {
            "tried": tries,
            "lost": len(problems),
            "acts": acts,
            "inside": inside,
            "problems": problems,
        }
    if not any(kind["lost"] for kind in found.values()):
        shutil.rmtree(base, ignore_errors=True)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=WORKS, action="append")
    arguments = parser.parse_args()
    lost = 0
    for name in arguments.only or WORKS:
        begun = time.monotonic()
        (kind,) = run(arguments.tries, arguments.seed, (name,)).values()
        figure = {
            "name": f"kill -9 while {name}",
            "tried": kind["tried"],
            "lost": kind["lost"],
            "acts": kind["acts"],
            **({"inside": kind["inside"]} if name == "merging" else {}),
            "seconds": round(time.monotonic() - begun),
        }
        print(json.dumps(figure), flush=True)  # noqa: T201
        lost += kind["lost"]
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
