"""All lists of a city: 21 communities, 6,300 buildings, 283,500 answers; and one large PDF.

Prints JSON lines: {"name", "value", "unit", "bar"}. The database is filled by plain inserts below
the change log, for speed: the lists read the same tables whoever filled them.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import psutil
from PIL import Image

from app.models.database import Database, create
from app.models.ids import finding_id, inspection_id, new_id, place_id
from app.models.raw import writing
from app.reports.building_pdf import write_building_pdf
from app.reports.lists import write_lists
from app.reports.sheet import BuildingSheet, Picture, SheetRow, SheetSection
from app.reports.typeset import load_fonts, wrap

COMMUNITIES, AREAS, BUILDINGS, ANSWERS = 21, 10, 30, 45
RULES = [
    (f"ZF-{section}{number:02}", f"H{indicator:02}", title)
    for section, indicator, titles in (
        ("B", 1, "混凝土承重构件开裂 拆除承重构件 砖混墙体砂浆粉化 不均匀沉降 屋顶违规搭建"),
        ("C", 2, "燃气立管满20年且锈蚀严重 私改私接燃气管道 调压箱间距不足"),
        ("D", 3, "楼梯踏步缺损 扶手松动 照明损坏缺失 护栏松动 消防门损坏 灭火器缺失 楼道堆物"),
        ("E", 4, "外墙饰面层开裂脱落 悬挂设施松脱 门窗玻璃破损 屋面漏水"),
        ("F", 5, "缺独立厨房或卫生间"),
        ("G", 6, "给水管跑冒滴漏 排水管老化破损 线缆私搭乱接"),
        ("I", 8, "具备条件未加装电梯 出入口无障碍未改造 楼梯间无沿墙扶手"),
        ("J", 9, "未做节能改造且有改造价值"),
        ("K", 10, "不具备光纤入户条件 公共空间无视频监控"),
    )
    for number, title in enumerate(titles.split(), 1)
]  # fmt: skip


def build(path: Path, seed: int = 1) -> Database:
    """Make the city: 80 % of the buildings are done, about five findings a building."""
    chance = random.Random(seed)
    database = create(path)
    campaign = new_id()
    places: list[dict[str, Any]] = []
    buildings: list[UUID] = []
    for c in range(COMMUNITIES):
        community = _place(places, campaign, "community", f"{c + 1:02}", f"第{c + 1}社区", None)
        for a in range(AREAS):
            code = f"{c + 1:02}-{a + 1:02}"
            area = _place(places, campaign, "area", code, f"示例小区{c + 1}-{a + 1}", community)
            for b in range(BUILDINGS):
                name = f"{b + 1}号楼"
                full = f"{code}-{b + 1:03}"
                buildings.append(_place(places, campaign, "building", full, name, area))
    inspections, progress, verdicts, findings, photos, cells = [], [], [], [], [], []
    for place in buildings:
        inspection = inspection_id(place, "housing", "2024")
        key = inspection.bytes
        done = chance.random() < 0.8
        inspections.append((key, place.bytes, "housing", "2024", 1, 0, 0))
        for answer in range(ANSWERS):
            cells.append((key, f"/housing/Q{answer:02}", "inspection", '{"answer":"none"}', answer))
        hits = [rule for rule in RULES if chance.random() < 0.16]
        outcomes = {f"H{number:02}": "clear" for number in range(1, 11)}
        for item, indicator, title in hits:
            outcomes[indicator] = "problem"
            rule = f"{item}.1"
            quantity = str(chance.randint(1, 30)) if indicator == "H05" else None
            findings.append(
                (finding_id(inspection, rule).bytes, key, place.bytes, rule, "",
                 f"/housing/{item[3]}/{item.replace('-', '_')}", item, title,
                 chance.choice(("critical", "serious", "minor")), "limited", "medium", indicator,
                 "房屋所有权人、属地街道（乡镇）、区住房城乡建设部门",
                 "委托专业机构鉴定，按结论处置",
                 item[3] == "B", item[3] in "BC", chance.random() < 0.01, quantity,
                 "套" if quantity else "栋", f"{chance.randint(1, 4)}单元{chance.randint(1, 6)}层",
                 "", "城市体检工作手册（试行）", "verified", "housing")
            )  # fmt: skip
            photos.append(
                (new_id().bytes, key, f"/housing/{item[3]}/{item.replace('-', '_')}_photo1", 0, 0)
            )
        for indicator, outcome in outcomes.items():
            if outcome == "clear" and chance.random() < 0.05:
                outcome = "undecided"
            shown = outcome if done else "unfinished"
            why = '[["ZF-B12","undecidable"]]' if shown == "undecided" else "[]"
            amount = "5" if indicator == "H05" and shown == "problem" else None
            verdicts.append((key, indicator, place.bytes, "housing", shown, amount, why))
        state = "done" if done else "incomplete"
        progress.append(
            (key, place.bytes, "housing", state, ANSWERS, ANSWERS, 0 if done else 3, 0, 1, 0, 0,
             0, 0, 0, len(hits), len(hits), "normal", "检查员", 1732240000000)
        )  # fmt: skip
    with database.sessions.begin() as session, writing(session) as db:
        db.execute(
            "INSERT INTO campaign VALUES (?,?,?,?,?,?,?,?,?)",
            (
                campaign.bytes,
                "2024 年城市体检",
                "2024",
                "示例市",
                "2023-12-31",
                "Asia/Shanghai",
                0,
                0,
                0,
            ),
        )
        names = ", ".join(places[0])
        marks = ", ".join(f":{name}" for name in places[0])
        db.executemany(f"INSERT INTO place ({names}) VALUES ({marks})", places)
        for table, columns, rows in (
            ("inspection", "id, place, form_id, round, finished, deleted, contested", inspections),
            ("photo", "id, inspection, question, deleted, contested", photos),
            ("finding", "id, inspection, place, rule, repeat, question, item, title, severity,"
             " deadline, difficulty, indicator, responsible, measure, appraisal, suspected,"
             " disputed, quantity, unit, location, remark, source, confidence, form_id", findings),
            ("verdict", "inspection, indicator, place, form_id, outcome, quantity, why", verdicts),
            ("progress", "inspection, place, form_id, state, relevant, answered, missing_answers,"
             " missing_photos, undecidable, not_applicable, not_reached, conflicts, waiting,"
             " contested, photos, findings, outcome, inspector, finished_at", progress),
        ):  # fmt: skip
            holes = ", ".join("?" * (columns.count(",") + 1))
            db.executemany(f"INSERT INTO {table} ({columns}) VALUES ({holes})", rows)
        db.executemany(
            "INSERT INTO cell (subject, field, kind, value, change, heads, conflict, waiting)"
            " VALUES (?,?,?,?,?,1,0,0)",
            cells,
        )
    return database


def _place(
    rows: list[dict[str, Any]],
    campaign: UUID,
    level: str,
    code: str,
    name: str,
    parent: UUID | None,
) -> UUID:
    key = place_id(campaign, code)
    rows.append(
        {
            "id": key.bytes,
            "campaign": campaign.bytes,
            "level": level,
            "code": code,
            "name": name,
            "parent": parent.bytes if parent else None,
            "address": f"示例路 {code} 号",
            "built_year": 1998,
            "floors_above": 6,
            "floors_below": 0,
            "structure": "masonry",
            "sort_key": code,
            "deleted": 0,
            "contested": 0,
        }
    )
    return key


class Peak(threading.Thread):
    """Watches how much memory the process takes above what it had."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.process = psutil.Process()
        self.start_bytes = self.peak_bytes = self.process.memory_info().rss
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(0.02):
            self.peak_bytes = max(self.peak_bytes, self.process.memory_info().rss)


def report(name: str, value: float, unit: str, bar: float) -> None:
    print(json.dumps({"name": name, "value": round(value, 3), "unit": unit, "bar": bar}))


def pdf(scratch: Path) -> None:
    """Write 1,000 wrapped Chinese rows and 300 different thumbnails; best of three."""
    thumbnails = []
    for number in range(300):
        file = scratch / f"{number}.jpg"
        Image.effect_noise((320, 240), 40).convert("RGB").save(file, quality=80)
        thumbnails.append(file)
    rows = tuple(
        SheetRow(
            f"ZF-X{number:03}",
            f"第{number}项：混凝土承重墙体、楼板、结构梁有肉眼清晰可见的裂缝（墙、板贯通状；梁底多条）",
            "有",
            severity="serious",
            basis="看见",
            where=f"{number % 4 + 1}单元{number % 6 + 1}层东侧承重墙",
            pictures=tuple(Picture(str(number // 10 * 3 + one)) for one in range(3))
            if number % 10 == 0
            else (),
        )
        for number in range(1000)
    )
    sheet = BuildingSheet(
        "住房检查表", "3号楼", "", "", "", "", "", "done", sections=(SheetSection("全部", rows),)
    )
    load_fonts()
    times = []
    for number in range(3):
        wrap.cache_clear()
        started = time.perf_counter()
        write_building_pdf(sheet, scratch / f"{number}.pdf", lambda name: thumbnails[int(name)])
        times.append(time.perf_counter() - started)
    report("pdf.1000_rows_300_photos", min(times), "s", 1.0)


def main(folder: Path | None = None) -> None:
    """Build the city, write all lists, say time and memory."""
    with tempfile.TemporaryDirectory() as scratch:
        database = build(Path(scratch) / "city.sqlite")
        out = folder or Path(scratch) / "lists"
        peak = Peak()
        peak.start()
        started, worked = time.perf_counter(), time.process_time()
        with database.reading() as session:
            files = write_lists(session, out)
        seconds = time.perf_counter() - started
        peak.stopped.set()
        peak.join()
        database.close()
        report("lists.city", seconds, "s", 10)
        report("lists.processor", time.process_time() - worked, "s", 10)
        report("lists.memory", peak.peak_bytes / 1e6, "MB", 500)
        report("lists.bytes", sum(file.stat().st_size for file in files) / 1e6, "MB", 0)
        pdf(Path(scratch))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
