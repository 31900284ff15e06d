"""Random histories of merging, on real database files, against the independent oracle.

Two to five laptops with wrong and equal clocks, one of them perhaps cloned, write, decide, delete,
withdraw and exchange packages that are lost, doubled, split and reordered; some changes are
hostile. Afterwards every laptop and several hubs must agree with `tests.prove.oracle` and with one
another; and when each laptop at last gets everything, it dumps the bytes that the hubs dump. In
half of them some devices speak as hubs, and the laptops hear of that one after the other. The
counts say in how many histories each of these happened.

Run ``python -m tests.prove.histories --tries 3000``.
"""

from __future__ import annotations

import argparse
import atexit
import filecmp
import json
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from app.errors import AppError
from app.models import log
from app.models.database import Database, create, open_database
from app.models.line import ChangeLine
from app.models.project import set_hubs
from app.models.raw import writing
from app.models.values import canonical
from tests.prove import oracle

NOW = 1_790_000_000_000
DAY = 86_400_000
FIELDS = {
    "place": ("name", "floors_above", "parent", "temporary", "unknown", "same_as"),
    "inspection": ("place", "form_id", "finished", "/q/1", "/q/2", "/q/r[a]/3"),
    "photo": ("inspection", "caption", "position"),
    "judgement": ("verdict",),
    "campaign": ("name",),
    "earlier": ("title", "now"),
    "review": ("state", "note"),
    "decision": ("said",),
    "stranger": ("x",),
}
VALUES: tuple[Any, ...] = (
    None, 0, 1, True, False, 7, "7", "甲", "乙", "1e\u0301", [1, "x"], 2**70,
    {"answer": "present", "basis": "seen"}, {"answer": "present", "basis": "asked"},
    {"answer": "none"}, {"reason": "undecidable"}, {"reason": "undecidable", "from": "王"},
)  # fmt: skip
STATES = ("confirmed", "returned", "resubmitted", None)
NO_RECORDS = ("stranger", "review", "decision")
"""Kinds without a table, so that nothing of them is deleted."""


class Laptop:
    """A database and whoever writes in it."""

    def __init__(self, database: Database, device: UUID, person: str, skew: int) -> None:
        self.database = database
        self.device = device
        self.person = person
        self.skew = skew
        self.batch = 1

    def author(self) -> log.Author:
        return log.Author(self.device, self.person, self.batch)


class History:
    """One random history; `play` returns how many changes it made."""

    def __init__(self, rng: random.Random, folder: Path, template: Path) -> None:
        self.rng = rng
        self.folder = folder
        self.template = template
        self.now = NOW
        self.opened: list[Database] = []
        self.closed_sets = True
        self.met: set[str] = set()
        self.subjects = {
            kind: [UUID(int=rng.getrandbits(128), version=4) for _ in range(rng.choice((1, 1, 2)))]
            for kind in FIELDS
        }
        # the same id under another kind: nobody honest does it, and it must not mix
        self.subjects["photo"].append(self.subjects["inspection"][0])
        self.laptops = []
        for number in range(rng.randint(2, 5)):
            skew = rng.choice((0, 0, 0, -DAY, DAY, 3, 400 * DAY, -NOW))
            self.met |= {"wrong_clock"} if abs(skew) >= DAY else set()
            self.laptops.append(Laptop(self.open(), self.uuid(), f"人{number}", skew))
        if rng.random() < 0.3:
            model = rng.choice(self.laptops)
            self.laptops.append(Laptop(self.open(), model.device, model.person, model.skew))
            self.met.add("cloned")
        self.hubs: frozenset[UUID] = frozenset()
        if rng.random() < 0.5:
            devices = [laptop.device for laptop in self.laptops]
            self.hubs = frozenset(rng.sample(devices, rng.choice((1, 1, 2))))
            self.met.add("hubs")

    def hear(self, database: Database) -> None:
        """Let a desk hear who speaks as a hub."""
        with database.sessions.begin() as session, writing(session) as db:
            set_hubs(db, {one.bytes for one in self.hubs})

    def uuid(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)

    def open(self) -> Database:
        path = self.folder / f"{len(self.opened)}.sqlite"
        shutil.copyfile(self.template, path)
        self.opened.append(open_database(path))
        return self.opened[-1]

    def value(self, kind: str = "") -> Any:
        if kind == "review" and self.rng.random() < 0.8:
            return self.rng.choice(STATES)
        if self.rng.random() < 0.2:
            return str(self.rng.choice(self.subjects[self.rng.choice(("place", "inspection"))]))
        return self.rng.choice(VALUES)

    def target(self) -> tuple[str, UUID]:
        kind = self.rng.choice(("inspection", "inspection", "inspection", *FIELDS))
        return kind, self.rng.choice(self.subjects[kind])

    def play(self) -> int:
        try:
            for _ in range(self.rng.randint(10, 40)):
                self.now += self.rng.choice((0, 0, 1, 1000, 60_000))
                try:
                    self.step(self.rng.choice(self.laptops))
                except AppError:
                    # A hostile change may hold a field's clock at the end of its range, on which
                    # nothing can be built until it is withdrawn. Honest ones never do. And whoever
                    # has heard of a hub may not say what only that may.
                    if self.closed_sets and not self.hubs:
                        raise
            return self.judge()
        finally:
            for database in self.opened:
                database.close()

    def step(self, laptop: Laptop) -> None:
        rng = self.rng
        kind, subject = self.target()
        now = max(self.now + laptop.skew, 0)
        choice = rng.random()
        if self.hubs and rng.random() < 0.05:
            self.hear(laptop.database)
        with laptop.database.sessions.begin() as session:
            if choice < 0.5:
                drafts = [
                    log.Draft(kind, subject, rng.choice(FIELDS[kind]), self.value(kind))
                    for _ in range(rng.choice((1, 1, 1, 2, 4)))
                ]
                resolve = rng.random() < 0.15
                log.write(session, laptop.author(), drafts, now_ms=now, resolve=resolve)
            elif choice < 0.56 and kind not in NO_RECORDS:
                log.delete(session, laptop.author(), kind, subject, now_ms=now)
            elif choice < 0.6 and kind not in NO_RECORDS:
                log.restore(session, laptop.author(), kind, subject, now_ms=now)
            elif choice < 0.65:
                other = rng.choice(self.laptops)
                do = log.withdraw if rng.random() < 0.7 else log.undo_withdrawal
                batch = rng.randint(1, other.batch + 1)
                done = do(session, laptop.author(), other.device, batch, now_ms=now)
                if done.change is not None:
                    self.met.add("withdrawn" if do is log.withdraw else "given_back")
            elif choice < 0.72:
                laptop.batch += 1
            elif choice < 0.76:
                self.attack(session, laptop)
            else:
                self.exchange(session, rng.choice(self.laptops))

    def attack(self, session: Any, laptop: Laptop) -> None:
        """Merge changes that no honest program writes: any bases, any clock, cycles."""
        rng = self.rng
        known = list(log.lines(session))
        kind, subject = self.target()
        field = rng.choice((*FIELDS[kind], "*", "/q/1"))
        ids = [self.uuid() for _ in range(rng.randint(1, 3))]
        pool = ids + [line.id for line in known] + [self.uuid()]
        lines = []
        for one in ids:
            far = (2**61, 2**61 + 1, 2**62, 2**62 + 1, 2**63 - 1)
            clock = rng.choice((0, self.now << 16, 5, *far))
            bases = tuple(sorted(set(rng.sample(pool, rng.randint(0, min(4, len(pool)))))))
            text = canonical(self.value(kind) if field != "*" else rng.choice((True, False)))
            batch = rng.randint(1, 3)
            device = rng.choice((self.uuid(), rng.choice(self.laptops).device))
            lines.append(
                ChangeLine(one, kind, subject, field, text, bases, clock, device, "", batch, 0)
            )
        self.closed_sets = False
        self.met.add("hostile")
        log.merge(session, lines, now_ms=self.now)

    def exchange(self, session: Any, other: Laptop) -> None:
        """Bring a package, whole or with a part lost, in any order, perhaps doubled."""
        if other.database is self.opened[0] and session.get_bind() is other.database.engine:
            return
        with other.database.reading() as source:
            lines = list(log.lines(source))
        if self.rng.random() < 0.4:
            lines = [line for line in lines if self.rng.random() < 0.7]
            self.met.add("lost")
        if self.rng.random() < 0.3:
            lines += self.rng.sample(lines, len(lines) // 2)
            self.met.add("doubled")
        self.rng.shuffle(lines)
        self.met.add("reordered")
        log.merge(session, lines, now_ms=self.now)

    def judge(self) -> int:
        every: dict[UUID, ChangeLine] = {}
        hubs = frozenset(map(str, self.hubs))
        for laptop in self.laptops:
            with laptop.database.reading() as session:
                lines = list(log.lines(session))
            every.update({line.id: line for line in lines})
            self.hear(laptop.database)
            check(laptop.database, lines, hubs)
            before = self.dump(laptop.database, "before")
            with laptop.database.sessions.begin() as session:
                log.rebuild(session)
            must_equal(before, self.dump(laptop.database, "rebuilt"))
        lines = list(every.values())
        reference = None
        for number in range(3):
            hub = self.open()
            if number:  # before everything came, or after it
                self.hear(hub)
            self.deliver(hub, lines)
            self.hear(hub)
            dumped = self.dump(hub, f"hub{len(self.opened)}")
            if reference is None:
                reference = dumped
                check(hub, lines, hubs)
                if self.closed_sets:
                    with hub.reading() as session:
                        withdrawn = any(line.kind == "batch" for line in lines)
                        assert withdrawn or not log.waiting(session), "false waiting"
            must_equal(reference, dumped)
        assert reference is not None
        for laptop in self.laptops:
            self.rng.shuffle(lines)
            with laptop.database.sessions.begin() as session:
                log.merge(session, lines, now_ms=self.now)
            must_equal(reference, self.dump(laptop.database, "gathered"))
        with hub.reading() as session:
            self.met |= {"conflict"} if log.conflicts(session) else set()
            self.met |= {"waiting"} if log.waiting(session) else set()
        if self.rng.random() < 0.005:
            must_equal(reference, self.elsewhere(lines))
        self.withdrawal(hub, lines, reference)
        return len(lines)

    def deliver(self, hub: Database, lines: list[ChangeLine]) -> None:
        lines = list(lines)
        self.rng.shuffle(lines)
        while lines:
            size = self.rng.choice((1, 3, 10, len(lines)))
            package, lines = lines[:size], lines[size:]
            with hub.sessions.begin() as session:
                log.merge(session, package, now_ms=self.now)
            if self.rng.random() < 0.2:
                lines += self.rng.sample(package, 1)

    def withdrawal(self, hub: Database, lines: list[ChangeLine], reference: Path) -> None:
        """After a withdrawal it is as if the batch had never come; undone, as if nothing were."""
        batches = sorted({(line.device, line.batch) for line in lines})
        said = {(line.device, line.batch) for line in lines if line.kind == "batch"}
        batches = [batch for batch in batches if batch not in said]
        if not batches:
            return
        device, batch = self.rng.choice(batches)
        author = log.Author(min(self.hubs, default=self.uuid()), "汇总", 99)
        with hub.sessions.begin() as session:
            log.withdraw(session, author, device, batch, now_ms=self.now)
        without = self.open()
        self.hear(without)
        self.deliver(
            without, [line for line in lines if (line.device, line.batch) != (device, batch)]
        )
        must_equal(
            self.dump(without, "never"), self.dump(hub, "withdrawn"), but=("change", "batch cells")
        )
        with hub.sessions.begin() as session:
            log.merge(session, lines, now_ms=self.now)  # the same package again: stays withdrawn
        must_equal(self.dump(hub, "again"), self.folder / "withdrawn")
        with hub.sessions.begin() as session:
            undone = log.undo_withdrawal(session, author, device, batch, now_ms=self.now + 1)
        if not said_withdrawn(reference, device, batch):
            assert undone.change is not None
            must_equal(self.dump(hub, "undone"), reference, but=("change", "batch cells"))

    def dump(self, database: Database, name: str) -> Path:
        folder = self.folder / name
        with database.reading() as session:
            log.dump(session, folder)
        return folder

    def elsewhere(self, lines: list[ChangeLine]) -> Path:
        """Merge and dump in a process of its own, with another hash seed."""
        file = self.folder / "lines.jsonl"
        file.write_text("".join(line.to_json() + "\n" for line in lines), encoding="utf-8")
        hubs = file.with_suffix(".hubs")
        hubs.write_text(json.dumps([one.hex for one in self.hubs]), encoding="utf-8")
        folder = self.folder / "elsewhere"
        subprocess.run(
            [sys.executable, "-m", "tests.prove.histories", "--replay", str(file), str(folder)],
            check=True,
            cwd=Path(__file__).parents[2],
        )
        return folder


def said_withdrawn(dumped: Path, device: UUID, batch: int) -> bool:
    """Whether a batch counts as withdrawn, perhaps against somebody's word that it is not."""
    meant = {"device": str(device), "batch": batch}
    rows = map(json.loads, (dumped / "cell.jsonl").read_text(encoding="utf-8").splitlines())
    return any(row["kind"] == "batch" and row["value"] == meant for row in rows)


def check(database: Database, lines: list[ChangeLine], hubs: frozenset[str] = frozenset()) -> None:
    """Compare a database with the oracle's view of its changes."""
    plain = [json.loads(line.to_json()) for line in lines]
    cells, records = oracle.expect(plain, hubs)
    by_id = {line["id"]: line for line in plain}
    with database.reading() as session, tempfile.TemporaryDirectory(dir=memory()) as folder:
        log.dump(session, Path(folder))
        found = {}
        for text in (Path(folder) / "cell.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(text)
            key = (row.pop("subject"), row.pop("field"), row.pop("kind"))
            found[key] = row
        assert found == cells, difference(found, cells)
        for kind, columns in oracle.COLUMNS.items():
            rows = {}
            for text in (Path(folder) / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines():
                row = json.loads(text)
                rows[row["id"]] = {name: row[name] for name in (*columns, "deleted", "contested")}
            wanted = {subject: row for (one, subject), row in records.items() if one == kind}
            assert rows == wanted, difference(rows, wanted)
        listed = {(one.kind, one.subject, one.field): one for one in log.conflicts(session)}
        assert len(listed) == sum(cell["conflict"] for cell in cells.values())
        for one in listed.values():
            shown = next(head for head in one.heads if head.shown)
            for head in one.heads:
                if not head.shown:
                    rests_on = oracle.ancestors(by_id[str(head.change)], by_id)
                    assert str(shown.change) not in rests_on, "the winner is an ancestor"
        assert len(log.waiting(session)) == sum(cell["waiting"] for cell in cells.values())
        assert len(log.contested(session)) == sum(row["contested"] for row in records.values())
    order = [(line.clock, line.device, line.id) for line in lines]
    assert len(set(order)) == len(order), "two changes tie"


def difference(found: dict[Any, Any], wanted: dict[Any, Any]) -> str:
    return "\n".join(
        f"{key}: found {found.get(key)}, wanted {wanted.get(key)}"
        for key in found.keys() | wanted.keys()
        if found.get(key) != wanted.get(key)
    )


def must_equal(one: Path, two: Path, but: tuple[str, ...] = ()) -> None:
    """Compare two dumps byte by byte, perhaps without the log and the cells about batches."""
    for file in sorted(one.iterdir()):
        if file.stem in but:
            continue
        other = two / file.name
        if "batch cells" in but and file.stem == "cell":
            texts = [
                [line for line in part.read_text(encoding="utf-8").splitlines()
                 if '"kind":"batch"' not in line]
                for part in (file, other)
            ]  # fmt: skip
            assert texts[0] == texts[1], f"{file.name} differs"
        else:
            assert filecmp.cmp(file, other, shallow=False), f"{file.name} differs"


def one(rng: random.Random, folder: Path, template: Path) -> Counter[str]:
    """Play one history in a folder of its own; return how many changes it had, and what it met."""
    with tempfile.TemporaryDirectory(dir=folder) as inner:
        history = History(rng, Path(inner), template)
        changes = history.play()
        return Counter({"changes": changes, **{f"with_{what}": 1 for what in history.met}})


def make_template(folder: Path) -> Path:
    """Make one empty database to copy for every laptop: migrating each would take too long."""
    path = folder / "template.sqlite"
    create(path).close()
    return path


@cache
def make_template_once() -> Path:
    """Make the template in a folder that lives as long as the process."""
    folder = tempfile.TemporaryDirectory(dir=memory())
    atexit.register(folder.cleanup)
    return make_template(Path(folder.name))


def memory() -> str | None:
    """Return a folder in memory where there is one: histories prove rules, not that disks keep."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def _some(task: tuple[int, int]) -> Counter[str]:
    first, tries = task
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(dir=memory()) as folder:
        template = make_template(Path(folder))
        for seed in range(first, first + tries):
            counts["tried"] += 1
            try:
                counts.update(one(random.Random(seed), Path(folder), template))
            except Exception:
                counts["lost"] += 1
                print(f"seed {seed}:\n{traceback.format_exc()}", file=sys.stderr, flush=True)  # noqa: T201
    return counts


def run(tries: int, seed: int = 1, processes: int = 2) -> dict[str, int]:
    """Play many histories; return how many were tried and lost, and what they had in them."""
    step = 25
    tasks = [
        (seed * 1_000_000 + start, min(step, tries - start)) for start in range(0, tries, step)
    ]
    counts = Counter({"tried": 0, "lost": 0, "changes": 0})
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for part in pool.imap_unordered(_some, tasks):
            counts.update(part)
            if counts["tried"] % 100 == 0:
                done = f"{counts['tried']} tried, {counts['lost']} lost"
                print(done, file=sys.stderr, flush=True)  # noqa: T201
    return dict(counts)


def _replay(file: Path, folder: Path) -> None:
    database = create(folder.with_suffix(".sqlite"))
    with database.sessions.begin() as session, writing(session) as db:
        hubs = json.loads(file.with_suffix(".hubs").read_text(encoding="utf-8"))
        set_hubs(db, {bytes.fromhex(one) for one in hubs})
    with file.open(encoding="utf-8") as lines, database.sessions.begin() as session:
        log.merge(session, (ChangeLine.from_json(line) for line in lines))
    with database.reading() as session:
        log.dump(session, folder)
    database.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--replay", nargs=2, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.replay:
        _replay(*options.replay)
        return
    start = time.monotonic()
    counts = run(options.tries, options.seed, options.processes)
    seconds = round(time.monotonic() - start, 1)
    sys.stdout.write(json.dumps({**counts, "seconds": seconds}) + "\n")
    sys.exit(1 if counts["lost"] else 0)


if __name__ == "__main__":
    main()
