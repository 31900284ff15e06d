"""One answer on its way to the disk, and what re-evaluating the housing form costs.

Prints a JSON line a figure. The floor is a bare sqlite3 transaction that writes the same rows
(change, base and cell) into the same kind of file with the same durability.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path
from uuid import UUID

from sqlalchemy import event, select

from app.forms import Instance
from app.inspection.checklists import register_shipped
from app.inspection.setup import import_roster, sample_campaign
from app.inspection.visit import Visit
from app.models.tables import Place
from app.paths import resource
from app.workspace import Workspace

QUESTION = "/housing/B/ZF_B02"
WORDS = ("none", "present")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--answers", type=int, default=600)
    count = parser.parse_args().answers
    with tempfile.TemporaryDirectory(prefix="chengjian-bench-") as folder:
        root = Path(folder)
        with Workspace.create(root / "w", person="bench", campaign=sample_campaign()) as workspace:
            register_shipped(workspace)
            import_roster(workspace, resource("sample/roster.xlsx"))
            with workspace.reading() as session:
                query = select(Place.id).where(Place.level == "building").order_by(Place.sort_key)
                places = list(session.scalars(query))
            whole, before = _answers(workspace, places, count)
            evaluating = _evaluations(Visit.begin(workspace, places[0]), count)
        bare = _bare(root / "bare.sqlite", count)
    floor = statistics.median(bare)
    _say("answer, before its commit: median", statistics.median(before), "ms", bar=None)
    _say("answer, before its commit: p99", _p99(before), "ms", bar=3)
    _say("answer, durable: median", statistics.median(whole), "ms", bar=None)
    _say("answer, durable: p99", _p99(whole), "ms", bar=16)
    _say("bare transaction of the same rows: median", floor, "ms", bar=None)
    _say("bare transaction of the same rows: p99", _p99(bare), "ms", bar=None)
    _say("answer to bare transaction", statistics.median(whole) / floor, "ratio", bar=None)
    _say("housing form after one answer: median", statistics.median(evaluating), "ms", bar=0.5)
    _say("housing form after one answer: p99", _p99(evaluating), "ms", bar=None)


def _answers(
    workspace: Workspace, places: list[UUID], count: int
) -> tuple[list[float], list[float]]:
    """Answer the defect questions of building after building, as a clerk does."""
    whole, before = [], []
    begun = 0.0

    def committing(_connection: object) -> None:
        before.append((time.perf_counter() - begun) * 1000)

    event.listen(workspace.database.engine, "commit", committing)
    for place in places:
        visit = Visit.begin(workspace, place)
        before.pop()
        for path in _defects(visit):
            begun = time.perf_counter()
            visit.answer(path, "none")
            whole.append((time.perf_counter() - begun) * 1000)
            if len(whole) == count:
                event.remove(workspace.database.engine, "commit", committing)
                return whole, before
    raise AssertionError("too few questions")


def _defects(visit: Visit) -> list[str]:
    """List the questions 无/有 that are there and unanswered."""
    found = []
    for question in visit.definition.questions():
        field = visit.instance.node(question.path)
        values = {choice.value for choice in question.choices}
        if values == set(WORDS) and field.relevant and not field.value:
            found.append(question.path)
    return found


def _evaluations(visit: Visit, count: int) -> list[float]:
    instance: Instance = visit.instance
    times = []
    for number in range(count):
        begun = time.perf_counter()
        instance.set(QUESTION, WORDS[number % 2])
        times.append((time.perf_counter() - begun) * 1000)
    return times


def _bare(file: Path, count: int) -> list[float]:
    times = []
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute(
            "CREATE TABLE change (n INTEGER PRIMARY KEY, id BLOB UNIQUE, kind TEXT, subject BLOB,"
            " field TEXT, value TEXT, bases BLOB, clock INT, time INT, origin INT)"
        )
        db.execute("CREATE INDEX change_field ON change (subject, field)")
        db.execute(
            "CREATE TABLE base (base BLOB, change INT, PRIMARY KEY (base, change)) WITHOUT ROWID"
        )
        db.execute(
            "CREATE TABLE cell (subject BLOB, field TEXT, value TEXT, change INT, heads INT,"
            " PRIMARY KEY (subject, field)) WITHOUT ROWID"
        )
        subject = bytes(16)
        for number in range(count):
            own, value = number.to_bytes(16, "big"), f'{{"answer":"{WORDS[number % 2]}"}}'
            row = (own, "inspection", subject, QUESTION, value, bytes(16), number, number, 1)
            begun = time.perf_counter()
            db.execute("BEGIN IMMEDIATE")
            db.execute("INSERT INTO change VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            db.execute("INSERT INTO base VALUES (?, ?)", (own, number))
            db.execute(
                "INSERT INTO cell VALUES (?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET value ="
                " excluded.value, change = excluded.change",
                (subject, QUESTION, value, number),
            )
            db.execute("COMMIT")
            times.append((time.perf_counter() - begun) * 1000)
    return times


def _p99(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]


def _say(name: str, value: float, unit: str, *, bar: float | None) -> None:
    line: dict[str, object] = {"name": name, "value": round(value, 3), "unit": unit}
    if bar is not None:
        line["bar"] = bar
    print(json.dumps(line))


if __name__ == "__main__":
    main()
