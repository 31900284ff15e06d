"""An outsider's road: docs/package-format.md step by step, with the tools that it names."""

from __future__ import annotations

import ast
import base64
import json
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import bagit
import pyrage
import pytest

from app.inspection.photo.photos import add_photos
from app.models.tables import Inspection
from app.workspace import Workspace
from tests.exchange.trusted import begin_task, make_hub, make_laptop, resigned, send, use_keyring
from tests.faults.small import BUILDINGS, ORDINARY, begin, fill, picture


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sealed package, its recovery key on paper, and what the laptop shows."""
    use_keyring()
    base = tmp_path_factory.mktemp("road")
    hub, recovery = make_hub(base / "hub")
    (base / "recovery.txt").write_text(recovery)
    with hub:
        task, told = begin_task(hub, base / "task")
    with make_laptop(base / "laptop", task, told, "甲") as laptop:
        visit = begin(laptop, **ORDINARY)
        add_photos(laptop, visit.inspection, [picture(base / "p.jpg", 3)])
        send(laptop, base / "first")
        fill(begin(laptop, BUILDINGS[1], **ORDINARY), B07="第二批")
        fill(visit, B02="present")
        sealed = send(laptop, base / "stick").path
    data = pyrage.decrypt(
        sealed.read_bytes(), [pyrage.x25519.Identity.from_str(recovery)]
    )  # step 2
    (base / "P.zip").write_bytes(data)
    with zipfile.ZipFile(base / "P.zip") as archive:  # step 3
        archive.extractall(base / "unzipped")
    return base


def run(root: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    script = root / "tools" / "verify_package.py"
    command = [sys.executable, str(script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_bagit_accepts_it(opened: Path) -> None:
    (top,) = (opened / "unzipped").iterdir()
    assert bagit.Bag(str(top)).validate()
    assert (top / "signature-ed25519.txt").is_file()


def test_the_script_is_short_and_needs_nothing_of_ours(root: Path, opened: Path) -> None:
    text = (root / "tools" / "verify_package.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 100
    names = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(str(node.module).partition(".")[0])
    assert names - set(sys.stdlib_module_names) == {"cryptography"}
    for path in (opened / "P.zip", opened / "unzipped"):
        done = run(root, path)
        assert done.returncode == 0, done.stderr
        assert "2 batches" in done.stdout


def test_the_script_takes_the_task_and_knows_another_key(root: Path, opened: Path) -> None:
    (task,) = (opened / "task").iterdir()
    done = run(root, task)
    assert "1 batches or sets" in done.stdout, done.stderr
    other = base64.b64encode(bytes(range(32))).decode()
    assert run(root, opened / "P.zip", other).returncode == 1


def answer(found: dict[str, bytes], _info: dict[str, str]) -> None:
    found["changes.jsonl"] = found["changes.jsonl"].replace(b'"none"', b'"present"', 1)


def line_less(found: dict[str, bytes], _info: dict[str, str]) -> None:
    found["changes.jsonl"] = b"".join(found["changes.jsonl"].splitlines(keepends=True)[:-1])


def batch_less(found: dict[str, bytes], _info: dict[str, str]) -> None:
    found["batches.jsonl"] = found["batches.jsonl"].splitlines(keepends=True)[0]


@pytest.mark.parametrize("change", [answer, line_less, batch_less])
def test_the_script_sees_what_was_done_to_the_batches(
    root: Path, opened: Path, tmp_path: Path, change: Callable[..., object]
) -> None:
    """Made anew by whoever has the laptop's own key: the chain of batches still tells."""
    from app.keys import find

    with Workspace.open(opened / "laptop", read_only=True) as laptop:
        keys = find(laptop.device)
    with Workspace.open(opened / "hub") as hub:
        bad = resigned(hub, opened / "P.zip", tmp_path / "bad.zip", change, keys)
    done = run(root, bad)
    assert done.returncode == 1
    assert done.stderr.startswith("WRONG")


def test_the_script_sees_altered_files_and_signatures(
    root: Path, opened: Path, tmp_path: Path
) -> None:
    for name, edit in {
        "data/forms": lambda data: data[:-1] + b"x",
        "signature-ed25519.txt": lambda data: base64.b64encode(bytes(64)),
        "bag-info.txt": lambda data: data.replace(b"Number: 2", b"Number: 3"),
    }.items():
        target, edited = tmp_path / f"{name[:4]}.zip", 0
        with zipfile.ZipFile(opened / "P.zip") as old, zipfile.ZipFile(target, "w") as new:
            for one in old.namelist():
                data = old.read(one)
                edited += f"/{name}" in one
                new.writestr(one, edit(data) if f"/{name}" in one else data)  # type: ignore[no-untyped-call]
        assert edited
        assert run(root, target).returncode == 1


def test_json_and_sqlite_give_what_the_program_shows(opened: Path) -> None:
    (top,) = (opened / "unzipped").iterdir()
    text = (top / "data" / "changes.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE TABLE change (subject, field, value, clock INTEGER, device, id)")
        db.executemany(
            "INSERT INTO change VALUES (?,?,?,?,?,?)",
            [
                (one["subject"], one["field"], json.dumps(one["value"], ensure_ascii=False),
                 one["clock"], one["device"], one["id"])
                for one in rows
            ],
        )  # fmt: skip
        shown = db.execute(
            "SELECT subject, field, value FROM change c WHERE field LIKE '/housing/%'"
            " AND (clock, device, id) = (SELECT clock, device, id FROM change"
            " WHERE subject = c.subject AND field = c.field"
            " ORDER BY clock DESC, device DESC, id DESC LIMIT 1)"
        ).fetchall()
    with Workspace.open(opened / "laptop", read_only=True) as laptop, laptop.reading() as session:
        from sqlalchemy import select

        from app.models.tables import Cell

        expected = {
            (str(cell.subject), cell.field): json.loads(cell.value)
            for cell in session.scalars(
                select(Cell).where(
                    Cell.kind == "inspection", Cell.subject.in_(select(Inspection.id))
                )
            )
            if cell.field.startswith("/housing/")
        }
    assert {(subject, field): json.loads(value) for subject, field, value in shown} == expected
    assert len(expected) > 10
