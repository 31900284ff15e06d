"""A city of 100,000 buildings: found while typing, the tree unfolded, the next building, the start.

Prints JSON lines: {"name", "value", "unit", "bar"}. The city is written below the change log, for
speed, with the sort keys and search texts that a roster import gives; its names are made up. Each
search is measured as a clerk types it, sign by sign, and its worst sign is the figure.
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

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from app.inspection import browse
from app.models.ids import new_id, place_id
from app.models.names import search_text, sort_key
from app.models.raw import writing
from app.workspace import CampaignInfo, Workspace
from bench.start import BARE, seconds

COMMUNITIES, AREAS, BUILDINGS = 100, 20, 50
ROUNDS = 5
TYPED = {
    "name": "锦绣花园3",
    "number": "3号楼",
    "pinyin": "jinxiu",
    "initials": "jxhy",
    "code": "042-07-031",
    "nothing": "找不到的名字",
    "two": "和平 12号",
    "above": "jxhy 3号楼",
}
_FIRST = "锦和平安长康新华光明向阳文昌鼓楼迎宾滨河中山利民怡翠金"
_LAST = ("花园", "家园", "小区", "苑", "新村", "公寓", "里")


def build(folder: Path, seed: int = 1) -> Workspace:
    """Make a workspace of 100,000 buildings."""
    chance = random.Random(seed)
    campaign = new_id()
    info = CampaignInfo("2026 年城市体检", "2026", "示例市", id=campaign)
    workspace = Workspace.create(folder, person="bench", campaign=info)
    rows: list[tuple[object, ...]] = []

    def place(level: str, code: str, name: str, parent: bytes | None, address: str = "") -> bytes:
        key = place_id(campaign, code).bytes
        rows.append(
            (key, campaign.bytes, level, code, name, parent, address or None,
             sort_key(name, code), search_text(name, code, address))
        )  # fmt: skip
        return key

    for c in range(COMMUNITIES):
        name = "".join(chance.sample(_FIRST, 2))
        community = place("community", f"{c + 1:03}", f"{name}社区", None)
        for a in range(AREAS):
            named = "锦绣" if chance.random() < 0.02 else "".join(chance.sample(_FIRST, 2))
            area_name = named + chance.choice(_LAST)
            code = f"{c + 1:03}-{a + 1:02}"
            area = place("area", code, area_name, community)
            street = f"{name}路 {a * 7 + 1} 号"
            for b in range(BUILDINGS):
                full = f"{code}-{b + 1:03}"
                place("building", full, f"{area_name}{b + 1}号楼", area, street)
    with workspace.sessions.begin() as session, writing(session) as db:
        db.executemany(
            "INSERT INTO place (id, campaign, level, code, name, parent, address, sort_key, search,"
            " deleted, contested) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)",
            rows,
        )
    return workspace


def median_ms(work: Callable[[], object]) -> float:
    """Return the median milliseconds of several runs."""
    times = []
    for _round in range(ROUNDS):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def report(name: str, value: float, unit: str, bar: float) -> None:
    print(json.dumps({"name": name, "value": round(value, 2), "unit": unit, "bar": bar}))


def searches(workspace: Workspace) -> None:
    """Type each text sign by sign; report its slowest sign."""
    for kind, text in TYPED.items():
        worst, hits = 0.0, 0
        for end in range(1, len(text) + 1):
            typed = text[:end]
            with workspace.reading() as session:
                hits = len(browse.find(session, typed))
                worst = max(worst, median_ms(lambda t=typed, s=session: browse.find(s, t)))
        report(f"places.search.{kind}", worst, "ms", 100)
        report(f"places.search.{kind}.hits", hits, "places", 0)


def main() -> None:
    """Measure searches, tree, neighbours and the start."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        with build(root / "space") as workspace:
            searches(workspace)
            with workspace.reading() as session:
                groups = browse.communities(session)
                area = browse.areas(session, groups[0].id)[0]
                page = browse.buildings(session, area.id)
                report("places.tree.communities", median_ms(lambda: browse.communities(session)),
                       "ms", 300)  # fmt: skip
                report("places.tree.page", median_ms(lambda: browse.buildings(session, area.id)),
                       "ms", 16)  # fmt: skip
                report("places.counts", median_ms(lambda: browse.state_counts(session)), "ms", 300)
                report("places.next_new",
                       median_ms(lambda: browse.neighbour(session, page[0].id, 1, "not_started")),
                       "ms", 300)  # fmt: skip
        command = [sys.executable, "-m", "app", "window", str(root / "space"), "--desk", "field"]
        bare = [sys.executable, "-c", BARE, str(root / "mark")]
        times: list[float] = []
        ratios: list[float] = []
        for number in range(ROUNDS + 1):
            found = seconds(command, root / "mark", root / "home")
            plain = seconds(bare, root / "mark", root / "bare")
            if number:
                times.append(found)
                ratios.append(found / plain)
        report("places.start", statistics.median(times), "s", 3)
        report("places.start.ratio", statistics.median(ratios), "x", 0)


if __name__ == "__main__":
    main()
