"""Key presses for a building, through the real window, played by a script.

A script presses keys where the focus is and counts them; nothing else gives an answer. Chinese
text counts as its pinyin and one key a word to choose it. Choosing photos (in a file dialog) is
not counted, opening that dialog is. Three cases: (a) an ordinary building without problems, (b)
one with three problems and five photos, both with and without the statement of parts D to K, in
the sample city; (a) also with a roster that has what papers know, with last campaign's record, and
as the second building of its area, after the first;
(c) twenty alike, copied one from the other, to the end. Prints JSON lines: name, value, unit, bar.

Seconds of a person are a model, not a measurement: the keystroke-level model of Card, Moran and
Newell, 0.28 s a key (average typist) and 1.35 s for each thing decided. Walking through the house
is in none of them.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.inspection.effort.allowance import allow
from app.inspection.setup import campaign_info, import_roster, make_sample, make_workspace
from app.settings import Settings
from app.ui.app import Program
from app.workspace import Workspace
from bench.effort_clerk import Clerk
from bench.effort_keys import CTRL
from bench.effort_made import ORDINARY, PROBLEMS, alike, fill_roster, take_last_round

PARTS = list("DEFGHIJK")
ALIKE = 20
COPIED = ["A", "-ZF-A20", "ZF-A19", "ZF-G03", "ZF-H03", "I", "J", "ZF-J01", "K", "ZF-K01"]
"""What the campaign of case (c) lets come along from a neighbour."""
MANAGER = ("ZF_A19", "ZF_H01", "ZF_H03", "ZF_J01", "ZF_K01")
"""What the manager tells once for all twenty: asked in the first, given to the others in bulk."""
STATED = [*PARTS, "ZF-E04", "ZF-E05", "ZF-D05", "ZF-G03", "ZF-H02",
          *(one.replace("_", "-") for one in MANAGER)]  # fmt: skip
"""What it lets be stated or given in bulk: the parts, and by their codes what is asked."""
KEY_S, LOOK_S = 0.28, 1.35


@dataclass(frozen=True)
class Case:
    """One case: its name, bar in keys, and how its workspace and clerk are made."""

    name: str
    bar: int | None
    statement: bool = False
    problems: bool = False
    roster: bool = False
    last: bool = False
    second: bool = False


CASES = (
    Case("a: ordinary building, statement D-K", 45, statement=True),
    Case("a: … and the roster has what papers know", 45, statement=True, roster=True),
    Case("a: … instead last campaign's record", 45, statement=True, last=True),
    Case("a: … instead the first of its area is done", 45, statement=True, second=True),
    Case("a: ordinary building", 90),
    Case("b: three problems, five photos, statement D-K", 90, statement=True, problems=True),
    Case("b: three problems, five photos", 135, problems=True),
)


def _sample(case: Case) -> Callable[[Path], Workspace]:
    def make(folder: Path) -> Workspace:
        workspace = make_sample(folder / "w", "bench")
        if case.roster:
            fill_roster(workspace, folder)
        if case.last:
            take_last_round(workspace, folder)
        allow(workspace, statement=PARTS if case.statement else [])
        return workspace

    return make


def _alike(count: int, stated: list[str]) -> Callable[[Path], Workspace]:
    def make(folder: Path) -> Workspace:
        info = campaign_info("bench-alike", "样例", "样例", "2026", rehearsal=True)
        workspace = make_workspace(folder / "w", "bench", info)
        import_roster(workspace, alike(folder, count + 1, basics=True))
        allow(workspace, statement=stated, copy=COPIED)
        return workspace

    return make


def play(
    folder: Path,
    make: Callable[[Path], Workspace],
    *,
    statement: bool,
    problems: bool,
    count: int,
    bulk: Collection[str] = (),
    clerk_of: type[Clerk] = Clerk,
) -> Clerk:
    """Inspect some buildings in a workspace of their own."""
    workspace = make(folder)
    workspace.close()
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    program = Program(application, Settings(theme="light", person="bench"), folder / "s.json")
    program.dress()
    program.begin(folder / "w")
    assert program.window is not None
    program.window.resize(1366, 768)
    program.window.activateWindow()
    clerk = clerk_of(program, statement=statement, copy=count > 1, bulk=bulk)
    clerk.settle()
    clerk.press(Qt.Key.Key_Down, CTRL, "open")
    clerk.settle()
    if bulk and count > 1:
        clerk.select_beside(count - 1)
    for number in range(count):
        if number:  # the first one was opened by a key, the others by the one before
            clerk.begin_building()
        clerk.inspect({**ORDINARY, **(PROBLEMS if problems else {})}, {})
    program.close_workspace()
    program.window.close()
    return clerk


def _say(name: str, value: float, unit: str, bar: float | None = None) -> None:
    line = {"name": name, "value": value, "unit": unit, "bar": bar}
    print(json.dumps(line, ensure_ascii=False), flush=True)


def _twenty(name: str, stated: list[str], count: int, *, detail: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="chengjian-bench-") as folder:
        begun = time.perf_counter()
        clerk = play(
            Path(folder),
            _alike(count, stated),
            statement=True,
            problems=False,
            count=count,
            bulk=MANAGER,
        )
        took = time.perf_counter() - begun
    keys, looks = [one[0] for one in clerk.each], [one[1] for one in clerk.each]
    _say(f"{name}: the first", keys[0], "keys")
    if count > 1:
        _say(f"{name}: each further, median", statistics.median(keys[1:]), "keys", 45)
    _say(f"{name}: all {count}", sum(keys), "keys")
    _say(f"{name}: all {count}, decided", sum(looks), "looks")
    _say(f"{name}: all {count}, pressing keys (model)", round(sum(keys) * KEY_S), "s", 300)
    at_keys = sum(keys) * KEY_S + sum(looks) * LOOK_S
    _say(f"{name}: all {count}, keys and deciding (model)", round(at_keys), "s", 1200)
    _say(f"{name}: all {count}, program and script", round(took), "s")
    if detail:
        print(keys, looks, clerk.spent, clerk.asked, clerk.skipped)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--alike", type=int, default=ALIKE)
    parser.add_argument("--only", default="", help="beginning of a case's name: a, b, c")
    parser.add_argument("--detail", action="store_true", help="keys by kind and by question")
    given = parser.parse_args()
    application = QApplication([])
    for case in CASES:
        if not case.name.startswith(given.only):
            continue
        with tempfile.TemporaryDirectory(prefix="chengjian-bench-") as folder:
            clerk = play(
                Path(folder),
                _sample(case),
                statement=case.statement,
                problems=case.problems,
                count=2 if case.second else 1,
            )
        _say(case.name, clerk.each[-1][0], "keys", case.bar)
        _say(f"{case.name}: photos", clerk.photos, "photos")
        if given.detail:
            print(clerk.spent, clerk.asked, clerk.skipped)
    if "c".startswith(given.only):
        _twenty("c: alike", STATED, given.alike, detail=given.detail)
    application.quit()


if __name__ == "__main__":
    main()
