"""Kill the window at random moments of a clerk's day; nothing it called saved may be missing.

A child process inspects buildings through the real window by keys (`tests.prove.days_clerk`) and
notes what the status bar calls saved. The parent kills it (SIGKILL; TerminateProcess on Windows),
looks for everything noted, and starts the window again, which must come back where it was; so on
until the day's buildings are 查完. Then the window sends the day to a folder, and what arrived is
merged into an empty hub, which must hold the same. The computer stays on: power that fails is not
tried here.

Run ``python -m tests.prove.days --kills 1000``.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from app.exchange.receive import receive
from app.inspection.checklists import keeper
from app.inspection.derive import derive
from app.inspection.setup import make_sample
from app.models.log import dump
from app.workspace import Workspace
from tests.prove import days_clerk
from tests.prove.days_said import Said, back_again, check
from tests.prove.notes import read_notes

ROOT = Path(__file__).resolve().parents[2]
LONGEST_S = 900
"""A day that lasts longer does not end by itself."""
PROCESSES = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
"""Where the system can, children begin with modules loaded: most of a start is that."""
PROCESSES.set_forkserver_preload(
    [
        "tests.prove.days_clerk",
        "sqlalchemy.orm",
        "app.workspace",
        "app.exchange.receipts.states",
        "app.inspection.derive",
        "app.inspection.moving.actions",
        "app.inspection.photo.photos",
        "app.inspection.visit",
        "app.ui.field.building",
        "app.ui.field.head",
        "app.ui.field.making",
        "app.ui.field.room",
        "app.ui.field.summary.page",
        "app.ui.help.room_help",
        "app.ui.roommode.mode",
    ]
)


class Day:
    """One day of one laptop, with as many kills as it is given."""

    def __init__(self, folder: Path, seed: int, buildings: int) -> None:
        self.folder, self.rng, self.buildings = folder, random.Random(seed), buildings
        self.seed, self.said, self.kills, self.over = seed, Said(), 0, False
        self.begun = 0
        """So many buildings are 查完 before the next kill."""
        make_sample(folder / "laptop", "马晓梅").close()

    def run(self, *, kill: bool) -> list[str]:
        """Work until a random moment, or to the end of the day; returns what is wrong."""
        notes = self.folder / "notes.jsonl"
        notes.unlink(missing_ok=True)
        notes.touch()
        self.seed += 1
        child = PROCESSES.Process(
            target=days_clerk.work,
            args=(self.folder / "laptop", self.seed, set(self.said.done), self.buildings),
        )
        child.start()
        try:
            killed = self._let_work(child, notes, kill=kill)
        finally:
            child.kill()
            child.join()
        wrong = self._look(read_notes(notes))
        if not (killed or self.over or wrong):  # else the day would be begun again for ever
            wrong = [f"the window ended by itself ({child.exitcode})"]
        return wrong

    def _let_work(self, child: BaseProcess, notes: Path, *, kill: bool) -> bool:
        """Wait for the moment to kill, or for the end of the day; tell whether it is killed now."""
        if not kill:
            child.join(LONGEST_S)
            return False
        early = self.rng.random() < 0.1 and not self.begun  # while it starts
        end = time.monotonic() + LONGEST_S
        while not early and child.is_alive() and time.monotonic() < end:
            if b'"ready"' in notes.read_bytes() and self._done(notes) >= self.begun:
                break
            time.sleep(0.1 if self.begun else 0.01)
        moment = time.monotonic() + self.rng.uniform(0.05, 1.5 if early else 3.0)
        while child.is_alive() and time.monotonic() < moment:
            time.sleep(0.003)
        killed = child.is_alive()
        self.kills += killed
        return killed

    def _done(self, notes: Path) -> int:
        """Count the buildings that are 查完, with those of the run that goes on."""
        places = {note["place"] for note in read_notes(notes) if note.get("finished")}
        return len(self.said.done | places) if self.begun else 0

    def _look(self, notes: list[dict[str, Any]]) -> list[str]:
        wrong = [note["failed"] for note in notes if "failed" in note]
        for note in notes:
            if "resumed" in note:
                wrong += back_again(self.said, note["resumed"])
            self.said.hear(note)
        self.over = any("day" in note for note in notes)
        with Workspace.open(self.folder / "laptop", person="后来") as workspace:
            wrong += check(workspace, self.said)
        return wrong

    def hand_over(self) -> list[str]:
        """Merge what the window sent into an empty hub, and compare both."""
        with (
            Workspace.open(self.folder / "laptop", person="马晓梅") as laptop,
            Workspace.create(self.folder / "hub", person="汇总", device_name="hub") as hub,
        ):
            arrived = sorted((self.folder / "stick").glob("*.zip"))
            results = receive(hub, arrived, keep_form=keeper(hub))
            wrong = [result.reason or "" for result in results if result.state != "merged"]
            wrong += [] if results else ["nothing was sent"]
            for workspace in (laptop, hub):
                derive(workspace)
                with workspace.reading() as session:
                    dump(session, self.folder / f"dump-{workspace.root.name}")
            wrong += check(hub, self.said)
        for file in sorted((self.folder / "dump-laptop").iterdir()):
            if file.read_bytes() != (self.folder / "dump-hub" / file.name).read_bytes():
                wrong.append(f"the hub's {file.name} differs")
        return wrong


def run(
    kills: int,
    *,
    seed: int = 1,
    buildings: int = 30,
    base: Path | None = None,
    spread: bool = False,
) -> dict[str, Any]:
    """Work whole days until the window was killed so many times, and end the last one.

    Args:
        kills: How often.
        seed: Of what the clerk does and when it is killed.
        buildings: 查完 in a day.
        base: Folder to work in; None: a temporary one.
        spread: One day, in whose course the kills come at equal distances.

    Returns:
        ``kills``, ``days``, ``facts`` (answers and photos noted), ``behind`` (how often a window
        came back how many questions behind the last one), and ``problems``.
    """
    base = base or Path(tempfile.mkdtemp(prefix="days-"))
    found: dict[str, Any] = {"kills": 0, "days": 0, "facts": 0, "behind": {}, "problems": []}
    while True:
        folder = base / f"day-{found['days']}"
        folder.mkdir()
        day = Day(folder, seed * 1_000_000 + found["days"] * 10_000, buildings)
        problems: list[str] = []
        while not (day.over or problems):
            day.begun = (day.kills + 1) * buildings // (kills + 1) if spread else 0
            problems = day.run(kill=found["kills"] + day.kills < kills)
            print(_so_far(found, day), file=sys.stderr, flush=True)  # noqa: T201
        problems = problems or day.hand_over()
        found["kills"] += day.kills
        found["days"] += 1
        found["facts"] += day.said.facts
        found["behind"] = dict(Counter(found["behind"]) + day.said.behind)
        found["problems"] += [f"{folder}: {problem}" for problem in problems]
        if problems:
            return found  # the folder stays, to be looked at
        shutil.rmtree(folder)
        if found["kills"] >= kills:
            return found


def _so_far(found: dict[str, Any], day: Day) -> str:
    facts = found["facts"] + day.said.facts
    behind = dict(sorted((Counter(found["behind"]) + day.said.behind).items()))
    killed, done = found["kills"] + day.kills, len(day.said.done)
    day_now = f"day {found['days'] + 1}: {done} buildings 查完"
    return f"{killed} kills, {facts} facts; {day_now}; came back behind: {behind}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--buildings", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    begun = time.monotonic()
    found = run(given.kills, seed=given.seed, buildings=given.buildings)
    for problem in found["problems"]:
        print(problem, file=sys.stderr)  # noqa: T201
    figure = {
        "name": "kill -9 of the window in a clerk's day",
        "tried": found["kills"],
        "lost": len(found["problems"]),
        "days": found["days"],
        "facts": found["facts"],
        "came back questions behind": dict(sorted(found["behind"].items())),
        "seconds": round(time.monotonic() - begun),
    }
    print(json.dumps(figure), flush=True)  # noqa: T201
    return 1 if found["problems"] else 0


if __name__ == "__main__":
    sys.exit(main())
