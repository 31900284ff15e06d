"""Merging 300,000 changes, as ratios to bare inserts of the same rows in the same run.

Bare: the rows of the log with who wrote them, the edges to what they replace, the cells, the
inspections and their marks, with all their indexes: one transaction, `executemany`, no triggers, no
logic, nothing read; rows in the order in which the changes arrive, into a database that holds what
the hub held before. Seconds are those of the processor, for a neighbour on the machine counts in
the others; each figure is the median of rounds in which merging and bare inserts take turns. Prints
one JSON object per figure.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from app.models import log
from app.models.database import Database, create, open_database
from app.models.ids import inspection_id, new_id, place_id
from app.models.line import ChangeLine
from app.models.values import canonical

QUESTIONS = 40
COLUMNS = ("place", "form_id", "form_hash", "round", "finished")
PER_INSPECTION = QUESTIONS + len(COLUMNS)
TABLES = ("origin", "change", "base", "cell", "inspection", "stale")
REPEATS = 5
START = 1_780_000_000_000


def changes(count: int, seed: int, *, sorted_ids: bool = True) -> list[ChangeLine]:
    """Make the log of 21 laptops that fill housing forms, building after building."""
    rng = random.Random(seed)
    campaign = new_id()
    devices = [UUID(int=rng.getrandbits(128), version=4) for _ in range(21)]
    found = []
    for number in range(-(-count // PER_INSPECTION)):
        place = place_id(campaign, f"{seed}-{number}")
        subject = inspection_id(place, "housing", "2026")
        device = devices[number * len(devices) * PER_INSPECTION // max(count, 1) % len(devices)]
        columns = dict(zip(COLUMNS, (str(place), "housing", "0" * 64, "2026", True), strict=True))
        fields = [(name, canonical(value)) for name, value in columns.items()]
        for question in range(QUESTIONS):
            value = {"answer": rng.choice(("none", "present")), "basis": "seen"}
            fields.append(
                (f"/housing/{'ABCDEFGH'[question // 5]}/ZF_{question:02}", canonical(value))
            )
        for field, value in fields:
            now = START + len(found) * 1000
            change = new_id() if sorted_ids else UUID(int=rng.getrandbits(128), version=4)
            found.append(
                ChangeLine(
                    change, "inspection", subject, field, value, (), now << 16, device, "王", 1, now
                )
            )
    del found[count:]
    if sorted_ids:
        return found
    # A package carries its lines in the order of their ids, so they are made in that order too.
    return [ChangeLine.from_json(line.to_json()) for line in sorted(found)]


def edits(lines: list[ChangeLine], share: float, conflicts: int, seed: int) -> list[ChangeLine]:
    """Edit a share of the answers once; ``conflicts`` of them twice, by two who did not meet."""
    rng = random.Random(seed)
    answers = [line for line in lines if line.field.startswith("/")]
    other = UUID(int=rng.getrandbits(128), version=4)
    found = []
    for number, line in enumerate(rng.sample(answers, int(len(lines) * share))):
        for again in range(2 if number < conflicts else 1):
            value = canonical({"answer": f"edited {again}", "basis": "asked"})
            clock = line.clock + ((number + 1) << 16) + again
            found.append(
                line._replace(
                    id=new_id(),
                    value=value,
                    bases=(line.id,),
                    clock=clock,
                    device=other if again else line.device,
                    batch=2,
                )
            )
    return found


def timed(work: Callable[..., object], *values: object) -> float:
    """Return the seconds of the processor that some work takes."""
    gc.collect()
    start = time.process_time()
    work(*values)
    return time.process_time() - start


def merge(database: Database, lines: list[ChangeLine]) -> None:
    with database.sessions.begin() as session:
        log.merge(session, lines)


def new_rows(merged: Path, before: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of a merged database that were not there before."""
    source = sqlite3.connect(merged)
    source.execute("ATTACH ? AS before", (str(before),))
    found = {
        table: source.execute(f"SELECT * FROM {table} EXCEPT SELECT * FROM before.{table}")
        for table in TABLES
    }
    rows = {table: cursor.fetchall() for table, cursor in found.items()}
    source.close()
    return rows


def bare(folder: Path, merged: Database, arrival: list[ChangeLine], before: Path) -> float:
    """Time the insertion of a merge's rows into a copy of the database that it found."""
    rows = new_rows(merged.path, before)
    held = min(row[0] for row in rows["change"]) - 1
    place = {line.id.bytes: number for number, line in enumerate(arrival)}
    numbers = {row[0]: place[row[1]] for row in rows["change"]}
    # numbered as they arrive: what a program without a log would write
    rows["change"] = sorted(
        ((held + numbers[row[0]] + 1, *row[1:]) for row in rows["change"]), key=lambda row: row[0]
    )
    rows["cell"].sort(key=lambda row: numbers[row[4]])
    rows["base"] = [(row[0], held + numbers[row[1]] + 1) for row in rows["base"]]
    target = copy_of(before, folder / f"bare-{time.monotonic_ns()}.sqlite")
    db = sqlite3.connect(target, isolation_level=None)
    for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")
    for pragma in ("synchronous = FULL", "cache_size = -24000", "foreign_keys = ON"):
        db.execute(f"PRAGMA {pragma}")

    def insert() -> None:
        db.execute("BEGIN IMMEDIATE")
        for table, found in rows.items():
            if found:
                marks = ",".join("?" * len(found[0]))
                db.executemany(f"INSERT INTO {table} VALUES ({marks})", found)
        db.execute("COMMIT")

    taken = timed(insert)
    db.close()
    target.unlink()
    return taken


def copy_of(file: Path, target: Path) -> Path:
    """Copy a closed database."""
    return Path(shutil.copyfile(file, target))


def compared(
    folder: Path, name: str, lines: list[ChangeLine], held: Iterable[ChangeLine] = ()
) -> tuple[Database, float, float]:
    """Merge and insert bare in turns; return the hub and the median time of each.

    Args:
        folder: For the databases.
        name: Of theirs.
        lines: The package.
        held: What the hub holds before.
    """
    taken, base = [], []
    first = create(folder / f"{name}-before.sqlite")
    merge(first, list(held))
    first.close()
    for number in range(REPEATS):
        hub = open_database(copy_of(first.path, folder / f"{name}-{number}.sqlite"))
        taken.append(timed(merge, hub, lines))
        base.append(bare(folder, hub, lines, first.path))
        if number < REPEATS - 1:
            hub.close()
    return hub, statistics.median(taken), statistics.median(base)


def peak_mb(folder: Path, lines: list[ChangeLine]) -> float:
    """Merge in a process of its own, from a file of lines; return that process's peak memory."""
    file = folder / "changes.jsonl"
    with file.open("w", encoding="utf-8") as target:
        target.writelines(line.to_json() + "\n" for line in lines)
    done = subprocess.run(
        [sys.executable, "-m", "bench.merge", "--measure", str(file)],
        check=True,
        capture_output=True,
        text=True,
    )
    return float(done.stdout)


def _measure(file: Path) -> None:
    import psutil

    database = create(file.with_suffix(".measured.sqlite"))
    with file.open(encoding="utf-8") as source, database.sessions.begin() as session:
        log.merge(session, (ChangeLine.from_json(line) for line in source))
    database.close()
    peak = getattr(psutil.Process().memory_info(), "peak_wset", None)
    if peak is None:  # not getrusage: that one remembers the parent that forked us
        status = Path("/proc/self/status").read_text(encoding="ascii")
        peak = int(status.split("VmHWM:")[1].split()[0]) * 1024
    print(peak / 1e6)


def figures(count: int, folder: Path) -> Iterator[dict[str, object]]:
    def figure(
        name: str, value: float, ratio: float | None = None, to: str = "", unit: str = "s"
    ) -> dict[str, object]:
        return {
            "name": name,
            "value": round(value, 3),
            "unit": unit,
            "ratio": None if ratio is None else round(ratio, 2),
            "to": to,
        }

    to = "bare inserts of the same rows"
    for name, in_order in (("sorted", True), ("random", False)):
        lines = changes(count, 1, sorted_ids=in_order)
        hub, taken, base = compared(folder, name, lines)
        yield figure(f"bare inserts, {count} changes, {name} ids", base)
        yield figure(f"merge into an empty hub, {name} ids", taken, taken / base, to)
        again = timed(merge, hub, lines)
        yield figure(f"the same package again, {name} ids", again, again / base, to)
        if not in_order:
            break
        hub.close()
        hub, taken, base = compared(folder, "others", changes(count, 2), lines)
        yield figure(f"merge into a hub that holds {count} others", taken, taken / base, to)
        few = changes(1000, 3)
        taken = timed(merge, hub, few)
        yield figure(f"1000 changes into {2 * count}", taken)
        with hub.sessions.begin() as session:
            author = log.Author(new_id(), "hub", 1)
            device = lines[0].device
            taken = timed(log.withdraw, session, author, device, 1)
        yield figure("withdraw a laptop's batch", taken, taken / base, to)
        hub.close()
        yield figure("peak memory of a merge, program included", peak_mb(folder, lines), unit="MB")

    lines = changes(count * 10 // 13, 4)
    planted = count // 100
    lines += edits(lines, 0.3 - planted / len(lines) / 2, planted, 4)
    hub, taken, base = compared(folder, "edits", lines)
    with hub.reading() as session:
        found = len(log.conflicts(session))
    if found != planted:
        raise SystemExit(f"{found} conflicts found, {planted} planted")
    yield figure(f"30 % edits, {found} of {planted} conflicts found", taken, taken / base, to)
    hub.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", type=int, default=300_000)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        _measure(options.measure)
        return
    with tempfile.TemporaryDirectory() as folder:
        for figure in figures(options.changes, Path(folder)):
            print(json.dumps(figure, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
