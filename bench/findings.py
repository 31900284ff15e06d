"""The findings table with 100,000 rows: loaded, shown, filtered, sorted, repainted.

Prints JSON lines: {"name", "value", "unit", "bar"}. The database is filled by plain inserts below
the change log, for speed; the table reads the same rows whoever filled them. Runs without a
screen, on Qt's offscreen platform: painting is real, only nobody sees it.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from app.models.ids import finding_id, inspection_id, new_id, place_id
from app.models.raw import writing
from app.workspace import CampaignInfo, Workspace

COMMUNITIES, AREAS, BUILDINGS, FINDINGS = 21, 20, 30, 100_000
ROUNDS = 7


def build(folder: Path, findings: int = FINDINGS, seed: int = 1) -> Workspace:
    """Make a workspace with 12,600 buildings and their findings under the rules of a checklist."""
    chance = random.Random(seed)
    campaign = new_id()
    info = CampaignInfo("2026 年城市体检", "2026", "示例市", id=campaign)
    workspace = Workspace.create(folder, person="bench", campaign=info)
    places, inspections, progress, rows = [], [], [], []

    def place(level: str, code: str, name: str, parent: bytes | None) -> bytes:
        key = place_id(campaign, code).bytes
        places.append((key, campaign.bytes, level, code, name, parent, code, f"{code} {name}"))
        return key

    buildings = []
    for c in range(COMMUNITIES):
        community = place("community", f"{c + 1:02}", f"第{c + 1}社区", None)
        for a in range(AREAS):
            code = f"{c + 1:02}-{a + 1:02}"
            area = place("area", code, f"示例小区{c + 1}-{a + 1}", community)
            for b in range(BUILDINGS):
                full = f"{code}-{b + 1:03}"
                buildings.append((full, place("building", full, f"{b + 1}号楼", area)))
    rules = [
        (f"ZF-{section}{number:02}", indicator)
        for indicator, section in enumerate("BCDEFGHIJK", 1)
        for number in range(1, 9)
    ]
    each = findings // len(buildings) + 1
    for code, key in buildings:
        inspection = inspection_id(place_id(campaign, code), "housing", "2026")
        inspections.append((inspection.bytes, key, "housing", "2026", 1, 0, 0))
        state = "done" if chance.random() < 0.9 else "incomplete"
        progress.append((inspection.bytes, key, "housing", state, chance.random() < 0.1, each))
        for item, indicator in chance.sample(rules, each):
            if len(rows) == findings:
                break
            rows.append(
                (finding_id(inspection, item).bytes, inspection.bytes, key, f"{item}.1", "",
                 f"/housing/{item[3]}/{item.replace('-', '_')}", item,
                 f"{item} 承重砌体风化、灰缝粉化",
                 chance.choice(("critical", "serious", "minor", "minor", "minor")),
                 chance.choice(("limited", "best_effort")), "medium", f"H{indicator:02}",
                 chance.choice(("物业服务单位", "房屋所有权人", "属地街道（乡镇）", "供水单位")),
                 "委托专业机构鉴定，按结论处置", item[3] == "B", item[3] in "BC",
                 chance.random() < 0.01, None, "栋",
                 f"{chance.randint(1, 6)}单元{chance.randint(1, 18)}层", "",
                 "城市体检工作手册（试行）", "verified", "housing")
            )  # fmt: skip
    with workspace.sessions.begin() as session, writing(session) as db:
        for table, columns, values in (
            ("place", "id, campaign, level, code, name, parent, sort_key, search", places),
            ("inspection", "id, place, form_id, round, finished, deleted, contested", inspections),
            ("progress", "inspection, place, form_id, state, undecidable, findings", progress),
            ("finding", "id, inspection, place, rule, repeat, question, item, title, severity,"
             " deadline, difficulty, indicator, responsible, measure, appraisal, suspected,"
             " disputed, quantity, unit, location, remark, source, confidence, form_id", rows),
        ):  # fmt: skip
            holes = ", ".join("?" * (columns.count(",") + 1))
            extra = ", deleted, contested" if table == "place" else ""
            zeros = ", 0, 0" if table == "place" else ""
            db.executemany(
                f"INSERT INTO {table} ({columns}{extra}) VALUES ({holes}{zeros})", values
            )
    return workspace


def report(name: str, value: float, unit: str, bar: float) -> None:
    print(json.dumps({"name": name, "value": round(value, 2), "unit": unit, "bar": bar}))


class Longest(NamedTuple):
    """The longest turn of the event loop: by the clock, and of the GUI thread's own work."""

    wall_ms: float
    processor_ms: float


def spin(until: Callable[[], bool], seconds: float = 30) -> Longest:
    """Run the event loop until something holds; return its longest turns."""
    from PySide6.QtCore import QCoreApplication, QEventLoop

    end, wall, work = time.perf_counter() + seconds, 0.0, 0.0
    while not until():
        if time.perf_counter() > end:
            raise TimeoutError
        started, worked = time.perf_counter(), time.thread_time()
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
        wall = max(wall, (time.perf_counter() - started) * 1000)
        work = max(work, (time.thread_time() - worked) * 1000)
        time.sleep(0.0005)
    return Longest(wall, work)


def table(workspace: Workspace) -> None:
    """Time what a person waits for, through the real window."""
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    from app.settings import Settings
    from app.ui.desk import Desk
    from app.ui.garbage import Garbage
    from app.ui.hub.findings_page import FindingsPage
    from app.ui.hub.inbox_page import InboxPage
    from app.ui.hub.rooms import ROOMS, prepare
    from app.ui.hub.store import FindingsStore
    from app.ui.jobs import Jobs
    from app.ui.shell import Shell
    from app.ui.theme import dress
    from app.ui.widgets.rail import Room

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    dress(application, "light", 100)
    shell = Shell("hub", [Room(one.key, one.icon, one.key) for one in ROOMS if not one.foot])
    desk = Desk(workspace, Jobs(), shell, Settings())
    shell.resize(1366, 768)
    shell.show()
    garbage = Garbage(desk)  # as in the program: never in the middle of an event
    garbage.watch(shell.windowHandle())
    started = time.perf_counter()
    prepare(desk)
    inbox = InboxPage(desk)  # the room that the hub begins with
    shell.show_page("inbox", inbox)
    inbox.enter()
    store = FindingsStore.of(desk)
    lag = spin(lambda: store.loaded is not None)
    report("findings.read", (time.perf_counter() - started) * 1000, "ms", 0)
    report("findings.read.longest_turn", lag.wall_ms, "ms", 16)
    report("findings.read.longest_turn.processor", lag.processor_ms, "ms", 16)
    turns: list[float] = []
    busy_turns: list[float] = []
    started, worked = time.perf_counter(), time.thread_time()
    page = FindingsPage(desk)
    shell.show_page("findings", page)
    page.enter()
    spin(lambda: page.model.rowCount() > 0)
    page.table.viewport().repaint()
    report("findings.shown", (time.perf_counter() - started) * 1000, "ms", 100)
    report("findings.shown.processor", (time.thread_time() - worked) * 1000, "ms", 100)
    spin(lambda: not desk.jobs.running)
    again = []
    for _number in range(ROUNDS):
        shell.content.hide()
        started = time.perf_counter()
        shell.content.show()
        page.enter()
        page.table.viewport().repaint()
        again.append((time.perf_counter() - started) * 1000)
    report("findings.shown.again", statistics.median(again), "ms", 100)
    waits: dict[str, list[float]] = {}

    def timed(name: str, act: Callable[[], Any]) -> None:
        before = page.model.shown
        garbage.eventFilter(shell, QEvent(QEvent.Type.KeyPress))  # somebody is at work
        started = time.perf_counter()
        act()
        turn = spin(lambda: page.model.shown is not before and not desk.jobs.running)
        turns.append(turn.wall_ms)
        busy_turns.append(turn.processor_ms)
        page.table.viewport().repaint()
        waits.setdefault(name, []).append((time.perf_counter() - started) * 1000)

    for number in range(ROUNDS):
        timed("filtered", page.facets.box("severity", "minor").toggle)
        column = (0, 1, 2, 3, 5, 6)[number % 6]
        timed("sorted.first" if number < 6 else "sorted", lambda c=column: page.table._sort_by(c))
        timed("sorted", lambda c=column: page.table._sort_by(c))
        timed(
            "grouped",
            lambda n=number: page.group_by(("place", "community", "", "indicator")[n % 4]),
        )
        page.search.blockSignals(True)
        page.search.setText("3号楼" if number % 2 else "裂缝 1单元")
        page.search.blockSignals(False)
        timed("searched", page.ask)
        page.search.blockSignals(True)
        page.search.clear()
        page.search.blockSignals(False)
        timed("cleared", page.clear)
    for name, values in waits.items():
        report(f"findings.{name}", statistics.median(values), "ms", 300)
    turns.sort()
    for name, at in (("median", len(turns) // 2), ("p90", len(turns) * 9 // 10), ("worst", -1)):
        report(f"findings.asked.longest_turn.{name}", turns[at], "ms", 16)
    busy_turns.sort()
    report("findings.asked.longest_turn.processor", busy_turns[-1], "ms", 16)
    page.group_by("")
    spin(lambda: not desk.jobs.running)
    bar, paints, busy = page.table.verticalScrollBar(), [], []
    for step in range(200):
        bar.setValue(bar.maximum() * step // 200)
        QCoreApplication.processEvents()
        started, worked = time.perf_counter(), time.thread_time()
        page.table.viewport().repaint()
        paints.append((time.perf_counter() - started) * 1000)
        busy.append((time.thread_time() - worked) * 1000)
    report("findings.repaint.processor", statistics.median(busy), "ms", 16)
    report("findings.repaint", statistics.median(paints), "ms", 16)
    report("findings.repaint.p99", sorted(paints)[-3], "ms", 16)
    garbage.stop()
    desk.jobs.shut_down()
    shell.close()


def main() -> None:
    """Build the database and measure."""
    with tempfile.TemporaryDirectory() as scratch, build(Path(scratch) / "hub") as workspace:
        table(workspace)


if __name__ == "__main__":
    main()
