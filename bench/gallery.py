"""20,000 photos scrolled in the real window: ``python -m bench.gallery``.

The city has 100,000 places; photos stand in 2,000 of its buildings, ten each. Their rows are
written below the change log, for speed; the small copies are hard links to some dozens that are
different, since decoding does not ask whether it has seen the bytes before. The wheel turns 60
times a second through all of them, then the bar is dragged from end to end. A frame is what the
event loop and the painting of one turn take; ``shown`` is how long it takes from the end of a
jump until all tiles on the screen have their picture. ``work`` is what the window's own thread
computed in a frame, which is what is left of it on a machine that does nothing else. Memory is
what the process holds resident.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from app.inspection.photo.edges import THUMBNAIL_EDGE
from app.inspection.photo.previews import preview_file
from app.models.ids import inspection_id, new_id
from app.models.raw import writing
from app.models.tables import Place
from app.settings import Settings
from app.ui.app import Program, make_application
from app.ui.garbage import Garbage
from app.ui.photos.room import PhotosRoom
from app.workspace import Workspace
from bench.lag import settle, spin, wait
from bench.photos import make_photos
from bench.places import build

PHOTOS, A_BUILDING, KINDS = 20_000, 10, 24
FRAME_MS, MEMORY_MB = 16.0, 400.0
NOTCH = 120


def fill(workspace: Workspace, scratch: Path) -> None:
    """Give 2,000 buildings ten photos each."""
    from PIL import Image

    chance = random.Random(3)
    made = []
    for number, file in enumerate(make_photos(scratch, KINDS)):
        with Image.open(file) as image:
            image.draft("RGB", (640, 480))
            small = image.resize((320, 240))
            target = scratch / f"small-{number}.jpg"
            small.save(target, quality=80)
        made.append(target)
    with workspace.reading() as session:
        query = select(Place.id).where(Place.level == "building").limit(PHOTOS // A_BUILDING)
        places = list(session.scalars(query))
    inspections: list[tuple[object, ...]] = []
    photos: list[tuple[object, ...]] = []
    for place in places:
        inspection = inspection_id(place, "housing", "2026")
        inspections.append((inspection.bytes, place.bytes, "housing", "2026"))
        for position in range(A_BUILDING):
            number = len(photos)
            digest = hashlib.sha256(f"{number}".encode()).hexdigest()
            preview = preview_file(workspace.cache / "previews", digest, THUMBNAIL_EDGE)
            preview.parent.mkdir(parents=True, exist_ok=True)
            os.link(made[chance.randrange(KINDS)], preview)
            question = f"/housing/B/ZF_B{position:02}" if position else None
            taken = 1_763_800_000_000 + number * 20_000
            photos.append(
                (new_id().bytes, inspection.bytes, question, digest, "jpg", taken, position, taken)
            )
    with workspace.sessions.begin() as session, writing(session) as db:
        db.executemany(
            "INSERT INTO inspection (id, place, form_id, round, deleted, contested)"
            " VALUES (?, ?, ?, ?, 0, 0)",
            inspections,
        )
        db.executemany(
            "INSERT INTO photo (id, inspection, question, sha256, extension, taken_at, position,"
            " added_at, deleted, contested) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0)",
            photos,
        )


def resident_mb() -> float:
    """Return what this process holds in memory."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def show(name: str, value: float, unit: str, bar: float | None = None) -> None:
    line: dict[str, object] = {"name": name, "value": round(value, 2), "unit": unit}
    if bar is not None:
        line["bar"] = bar
    print(json.dumps(line, ensure_ascii=False), flush=True)


def wheel(room: PhotosRoom, notches: int) -> None:
    view = room.view.viewport()
    at = QPointF(view.rect().center())
    plain, button = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.NoButton
    phase, turn = Qt.ScrollPhase.NoScrollPhase, QPoint(0, notches * NOTCH)
    where = view.mapToGlobal(at)
    event = QWheelEvent(at, where, QPoint(), turn, button, plain, phase, False)
    QApplication.sendEvent(view, event)


def frames(room: PhotosRoom, turns: int, step: int) -> tuple[list[float], list[float]]:
    """Turn the wheel at 60 a second; return milliseconds of each turn: passed, and worked."""
    spent, worked = [], []
    for _turn in range(turns):
        start, before = time.perf_counter(), time.thread_time()
        wheel(room, step)
        QApplication.processEvents()
        spent.append((time.perf_counter() - start) * 1000)
        worked.append((time.thread_time() - before) * 1000)
        left = start + 1 / 60 - time.perf_counter()
        while left > 0:  # what arrives meanwhile costs its own turn of the loop
            begun = time.perf_counter()
            QApplication.processEvents()
            busy = (time.perf_counter() - begun) * 1000
            if busy > 0.5:
                spent.append(busy)
            time.sleep(min(0.001, max(0.0, left)))
            left = start + 1 / 60 - time.perf_counter()
    return sorted(spent), sorted(worked)


def all_there(room: PhotosRoom) -> bool:
    view = room.view
    top, page = view.verticalScrollBar().value(), view.viewport().height()
    shown = [n for _placed, some in view._layout.shown(top, top + page) for n in some]
    return all(room.thumbnails.get(view.listed[n]) is not None for n in shown)


def tell(name: str, spent: list[float], worked: list[float]) -> bool:
    at = min(len(spent) - 1, round(len(spent) * 0.99))
    p99, work = spent[at], worked[min(len(worked) - 1, round(len(worked) * 0.99))]
    show(f"gallery: {name}, p99", p99, "ms", FRAME_MS)
    show(f"gallery: {name}, middle", spent[len(spent) // 2], "ms")
    show(f"gallery: {name}, p99 of the work", work, "ms", FRAME_MS)
    show(f"gallery: {name}, longest", spent[-1], "ms")
    return p99 <= FRAME_MS


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--turns", type=int, default=600)
    options.add_argument("--build", type=Path, default=None, help="only make the city")
    chosen = options.parse_args()
    if chosen.build is not None:
        workspace = build(chosen.build / "w")
        fill(workspace, chosen.build)
        workspace.close()
        return 0
    with tempfile.TemporaryDirectory(prefix="chengjian-bench-") as name:
        scratch = Path(name)
        # In a process of its own: what making the city needs is not the program's memory.
        made = [sys.executable, "-m", "bench.gallery", "--build", name]
        subprocess.run(made, check=True)
        application = make_application([])
        garbage = Garbage(application)  # as the program runs; it must outlive the loop
        program = Program(application, Settings(theme="light"), scratch / "settings.json")
        program.dress()
        program.begin(scratch / "w")
        assert program.window is not None
        program.window.resize(1366, 768)
        settle(program)
        start = time.perf_counter()
        program.enter("photos")
        room = program.page
        assert isinstance(room, PhotosRoom)
        wait(lambda: len(room.view.listed) == PHOTOS)
        wait(lambda: all_there(room))
        show("gallery: entered until all pictures show", time.perf_counter() - start, "s")
        good = tell("wheel", *frames(room, chosen.turns, -1))
        good = tell("wheel, five notches a turn", *frames(room, chosen.turns, -5)) and good
        bar = room.view.verticalScrollBar()
        spent: list[float] = []
        worked: list[float] = []
        for turn in range(120):
            start, before = time.perf_counter(), time.thread_time()
            bar.setValue(bar.maximum() * turn // 119)
            QApplication.processEvents()
            spent.append((time.perf_counter() - start) * 1000)
            worked.append((time.thread_time() - before) * 1000)
            spin(10)
        good = tell("bar dragged", sorted(spent), sorted(worked)) and good
        waits = []
        for turn in range(20):
            bar.setValue(bar.maximum() * (turn * 7 % 20) // 20)
            start = time.perf_counter()
            wait(lambda: all_there(room))
            waits.append((time.perf_counter() - start) * 1000)
        show("gallery: shown after a jump, longest", max(waits), "ms")
        start = time.perf_counter()
        room.search.setText("B03")
        wait(lambda: len(room.view.listed) < PHOTOS)
        show("gallery: searched while typing", (time.perf_counter() - start) * 1000, "ms")
        memory = resident_mb()
        show("gallery: memory, 100,000 places and 20,000 photos", memory, "MB", MEMORY_MB)
        program.close_workspace()
        program.jobs.shut_down()
        del garbage
    return 0 if good and memory <= MEMORY_MB else 1


if __name__ == "__main__":
    sys.stdout.flush()
    code = main()
    sys.stdout.flush()
    os._exit(code)  # Qt's own tear-down says nothing about the gallery
