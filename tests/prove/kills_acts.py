"""What is done while `tests.prove.kills` kills, and what must be there afterwards."""

from __future__ import annotations

import hashlib
import json
import random
import sqlite3
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from app.exchange.bags.read import open_bag
from app.inspection.derive import derive
from app.inspection.photo.photos import add_photos, photos_of
from app.inspection.visit import Visit
from app.models.derived import PackageIn, PackageOut
from app.models.log import rebuild
from app.models.tables import Change
from app.workspace import Workspace
from app.workspace_folder import DATABASE
from tests.faults.small import (
    BUILDINGS,
    ORDINARY,
    begin,
    copied,
    dumped,
    fill,
    make,
    path,
    picture,
    place,
    send,
    take,
)
from tests.prove.notes import Notes

TEXTS = ("A01", "B07")
"""Questions that take any text; the second one sets a third, which is stored along."""
PICTURES, PACKAGES = 12, 9


# --- what is prepared once ------------------------------------------------------------------


def prepare(folder: Path) -> None:
    """Make a laptop, photos, packages of three laptops, and what the hub must hold in the end."""
    with make(folder / "laptop", "甲") as workspace:
        for name in BUILDINGS[:2]:
            begin(workspace, name, **ORDINARY)
    for number in range(PICTURES):
        picture(folder / "pictures" / f"{number:02d}.jpg", number, (480, 360))
    stick = folder / "stick"
    for laptop in range(3):
        with make(folder / f"laptop-{laptop}", f"人{laptop}") as workspace:
            for number in range(PACKAGES // 3):
                visit = begin(workspace, BUILDINGS[number], **ORDINARY, A01=f"{laptop}.{number}")
                add_photos(
                    workspace,
                    visit.inspection,
                    [folder / "pictures" / f"{laptop * 3 + number:02d}.jpg"],
                )
                visit.finish()
                send(workspace, stick)
    with make(folder / "empty-hub", "汇总", campaign=False, filled=False) as hub:
        pass
    with Workspace.open(copied(folder / "empty-hub", folder / "hub")) as hub:
        take(hub, *sorted(stick.glob("*.zip")))
        derive(hub)
        (folder / "expected.json").write_text(json.dumps(dumped(hub, folder / "dump")))


# --- what the child does --------------------------------------------------------------------


def answering(folder: Path, note: Notes, rng: random.Random) -> None:
    with Workspace.open(folder / "workspace", person="甲") as workspace:
        visit = begin(workspace)
        note(ready=True)
        for number in range(1_000_000):
            name = TEXTS[number % 2]
            if rng.random() < 0.1:
                visit.leave_open(path(name), ("undecidable", "not_reached")[number // 2 % 2])
                note(path=path(name), reason=visit.stored[path(name)].reason)
            visit.answer(path(name), f"{number}")
            note(path=path(name), text=f"{number}")


def photos(folder: Path, note: Notes, rng: random.Random) -> None:
    files = sorted((folder.parent / "pictures").glob("*.jpg"))
    rng.shuffle(files)
    with Workspace.open(folder / "workspace", person="甲") as workspace:
        visit = begin(workspace)
        note(ready=True)
        while files:
            some, files = files[: (size := rng.choice((1, 1, 3)))], files[size:]
            for added in add_photos(workspace, visit.inspection, some):
                assert added.photo is not None, added.error
                digest = hashlib.sha256(added.source.read_bytes()).hexdigest()
                note(photo=str(added.photo), sha256=digest)
        time.sleep(60)


def exporting(folder: Path, note: Notes, rng: random.Random) -> None:
    files = sorted((folder.parent / "pictures").glob("*.jpg"))
    rng.shuffle(files)
    with Workspace.open(folder / "workspace", person="甲") as workspace:
        visit = begin(workspace)
        note(ready=True)
        for number in range(1_000_000):
            visit.answer(path("A01"), f"{number}")
            if files and rng.random() < 0.5:
                add_photos(workspace, visit.inspection, [files.pop()])
            package = send(workspace, folder / "stick")
            note(number=package.number, name=package.path.name, digest=package.digest)


def merging(folder: Path, note: Notes, rng: random.Random) -> None:
    packages = sorted((folder.parent / "stick").glob("*.zip"))
    rng.shuffle(packages)
    with Workspace.open(folder / "workspace", person="汇总") as workspace:
        note(ready=True)
        while packages:
            some, packages = packages[: (size := rng.choice((1, 1, 2)))], packages[size:]
            for package in some:
                note(begun=package.name)
                begun = time.monotonic()
                (result,) = take(workspace, package)
                assert result.state == "merged", result.reason
                note(package=package.name, took=time.monotonic() - begun)
            derive(workspace)
        time.sleep(60)


# --- what must be there afterwards ----------------------------------------------------------


def check_whole(folder: Path, workspace: Workspace) -> None:
    """Check the database itself, its projections, and every file that has its final name."""
    with closing(sqlite3.connect(workspace.root / DATABASE)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    before = dumped(workspace, folder / "before")
    with workspace.sessions.begin() as session:
        rebuild(session)
    assert dumped(workspace, folder / "after") == before, "projections differ from the log"
    for file in [*workspace.photos.glob("*/*"), *workspace.forms.glob("*.xlsx")]:
        assert hashlib.sha256(file.read_bytes()).hexdigest() == file.stem, f"half a file: {file}"


def after_answering(folder: Path, workspace: Workspace, notes: list[dict[str, Any]]) -> None:
    visit = Visit.begin(workspace, place(BUILDINGS[0]))
    said = Counter((note["path"], note.get("text", ""), note.get("reason", "")) for note in notes)
    logged: Counter[tuple[str, str, str]] = Counter()
    with workspace.reading() as session:
        rows = session.query(Change.field, Change.value).filter(
            Change.subject == visit.inspection, Change.field.in_([path(name) for name in TEXTS])
        )
        for field, value in rows.order_by(Change.n):
            answer = json.loads(value)
            logged[field, answer.get("answer", ""), answer.get("reason", "")] += 1
    logged[path("A01"), "1号楼", ""] -= 1  # from the roster
    logged = +logged
    assert not said - logged, f"lost: {said - logged}"
    assert (logged - said).total() <= 1, f"doubled: {logged - said}"  # one was under way
    for name in TEXTS:
        mine = [note for note in notes if note["path"] == path(name)]
        if mine and not (logged - said):
            shown = visit.stored[path(name)]
            last = (mine[-1].get("text", ""), mine[-1].get("reason", ""))
            assert (shown.text, shown.reason) == last
    if (follower := visit.stored.get(path("B08"))) and visit.stored[path("B07")].text:
        assert follower.text == f"seen {visit.stored[path('B07')].text}"
    fill(visit, A01="后来")
    assert Visit.begin(workspace, place(BUILDINGS[0])).stored[path("A01")].text == "后来"


def after_photos(folder: Path, workspace: Workspace, notes: list[dict[str, Any]]) -> None:
    visit = Visit.begin(workspace, place(BUILDINGS[0]))
    there = {str(row.id): row for row in photos_of(workspace, visit.inspection)}
    for note in notes:
        row = there[note["photo"]]
        file = workspace.photo_file(row.sha256, row.extension)
        assert row.sha256 == note["sha256"]
        assert hashlib.sha256(file.read_bytes()).hexdigest() == note["sha256"]
    for row in there.values():
        assert row.here, "a row without its bytes"
    files = sorted((folder.parent / "pictures").glob("*.jpg"))
    again = add_photos(workspace, visit.inspection, files)
    assert all(added.error is None for added in again)
    found = sorted(row.sha256 for row in photos_of(workspace, visit.inspection))
    wanted = sorted(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)
    assert found == wanted, "a photo is missing or doubled"


def after_exporting(folder: Path, workspace: Workspace, notes: list[dict[str, Any]]) -> None:
    stick = folder / "stick"
    with workspace.reading() as session:
        rows = {row.number: row for row in session.query(PackageOut)}
    assert [note["number"] for note in notes] == sorted({note["number"] for note in notes})
    for note in notes:
        assert rows[note["number"]].digest == note["digest"]
        with open_bag(stick / note["name"]) as bag:
            assert bag.digest == note["digest"]
    void = sorted(number for number, row in rows.items() if row.digest is None)
    assert len(void) <= 1, "more than the one under way was lost"
    latest = max((number for number, row in rows.items() if row.digest), default=0)
    package = send(workspace, stick)
    assert package.number == max([0, *rows]) + 1
    with open_bag(package.path) as bag:
        assert bag.info["Chengjian-Previous"] == (rows[latest].digest if latest else "")
        assert bag.info["Chengjian-Void"] == " ".join(map(str, void))
    assert not list(stick.glob("*.part"))
    template = folder.parent / "empty-hub"
    with Workspace.open(copied(template, folder / "hub"), person="汇总") as hub:
        results = take(hub, *sorted(stick.glob("*.zip")))
        assert [result.reason for result in results if result.state == "refused"] == []
        derive(hub)
        derive(workspace)
        assert dumped(hub, folder / "dump-hub") == dumped(workspace, folder / "dump-laptop")
        check_whole(folder / "check-hub", hub)


def after_merging(folder: Path, workspace: Workspace, notes: list[dict[str, Any]]) -> None:
    merged = {note["package"] for note in notes}
    with workspace.reading() as session:
        states = {row.name: row.state for row in session.query(PackageIn)}
    assert {states[name] for name in merged} <= {"merged"}
    assert len(states.keys() - merged) <= 2, "more than what was under way came in unnoticed"
    packages = sorted((folder.parent / "stick").glob("*.zip"))
    for result in take(workspace, *packages):
        assert result.state in ("merged", "repeated"), result.reason
        if result.path.name in states:
            assert (result.changes_new, result.photos_new) == (0, 0), "merged twice"
    derive(workspace)
    expected = json.loads((folder.parent / "expected.json").read_text())
    assert dumped(workspace, folder / "dump") == expected, "not what an undisturbed hub holds"
