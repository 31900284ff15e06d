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
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
            db.executemany(f"INSERT INTO {table} ({columns}{extra}) VALUES ({holes}{zeros})", values)
    return workspace


def best(work: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """Return the median milliseconds of several runs."""
    times = []
    for _round in range(rounds):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def report(name: str, value: float, unit: str, bar: float) -> None:
    print(json.dumps({"name": name, "value": round(value, 2), "unit": unit, "bar": bar}))
