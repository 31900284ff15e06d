"""Somebody opens the hub's database with another program while ours is shut: verify tells."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app import cli
from app.exchange.audit import audit_workspace
from app.exchange.receive import receive
from app.inspection.checklists import keeper
from app.models.ids import new_id
from app.workspace import Workspace
from app.workspace_folder import DATABASE
from tests.exchange.trusted import begin_task, know, make_hub, make_laptop, send, use_keyring
from tests.faults.small import BUILDINGS, ORDINARY, begin

Edit = Callable[[sqlite3.Connection], object]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub that merged two packages of a laptop that signs."""
    use_keyring()
    folder = tmp_path_factory.mktemp("books")
    hub, _recovery = make_hub(folder / "hub")
    with hub:
        task, told = begin_task(hub, folder / "tasks")
        with make_laptop(folder / "laptop", task, told, "甲") as laptop:
            begin(laptop, **ORDINARY)
            first = send(laptop, folder / "out").path
            begin(laptop, BUILDINGS[1], **ORDINARY)
            second = send(laptop, folder / "out").path
            know(hub, laptop)
        done = receive(hub, [first, second], keep_form=keeper(hub))
        assert [one.state for one in done] == ["merged", "merged"]
    return folder / "hub"


def another_answer(db: sqlite3.Connection) -> None:
    value = '{"answer":"yes"}'
    db.execute("UPDATE cell SET value = ? WHERE field = '/housing/B/B04'", (value,))


def another_name(db: sqlite3.Connection) -> None:
    db.execute("UPDATE place SET name = '没有这栋' WHERE name = '1号楼'")


def withdrawn_unsaid(db: sqlite3.Connection) -> None:
    db.execute("UPDATE origin SET withdrawn = 1 WHERE person = '甲'")


def another_past(db: sqlite3.Connection) -> None:
    db.execute("UPDATE change SET value = '{\"answer\":\"9\"}' WHERE field = '/housing/B/B04'")


def no_signatures(db: sqlite3.Connection) -> None:
    db.execute("UPDATE batch SET signature = NULL")


def no_last_batch(db: sqlite3.Connection) -> None:
    ((device, number),) = db.execute(
        "SELECT device, max(number) FROM batch WHERE signature IS NOT NULL"
        " AND device IN (SELECT device FROM package_in)"
    )
    gone = "(SELECT n FROM origin WHERE device = ? AND batch = ?)"
    for statement in (
        f"DELETE FROM base WHERE change IN (SELECT n FROM change WHERE origin IN {gone})",
        f"DELETE FROM cell WHERE change IN (SELECT n FROM change WHERE origin IN {gone})",
        f"DELETE FROM change WHERE origin IN {gone}",
        "DELETE FROM batch WHERE device = ? AND number = ?",
    ):
        db.execute(statement, (device, number))


def slipped_in(db: sqlite3.Connection) -> None:
    (device,) = db.execute("SELECT DISTINCT device FROM package_in").fetchone()
    (origin,) = db.execute(
        "INSERT INTO origin (device, batch, person, withdrawn) VALUES (?, 77, '甲', 0) RETURNING n",
        (device,),
    ).fetchone()
    (n,) = db.execute("SELECT max(n) + 1 FROM change").fetchone()
    subject, kind = db.execute("SELECT subject, kind FROM cell WHERE field LIKE '/%'").fetchone()
    db.execute(
        "INSERT INTO change (n, id, kind, subject, field, value, bases, clock, time, origin)"
        " VALUES (?, ?, ?, ?, '/housing/B/new', '{\"answer\":\"x\"}', NULL, 5, 5, ?)",
        (n, new_id().bytes, kind, subject, origin),
    )
    db.execute(
        "INSERT INTO cell (subject, field, kind, value, change, heads, conflict, waiting)"
        " VALUES (?, '/housing/B/new', ?, '{\"answer\":\"x\"}', ?, 1, 0, 0)",
        (subject, kind, n),
    )


def edited(hub: Path, target: Path, edit: Edit) -> Path:
    shutil.copytree(hub, target)
    with closing(sqlite3.connect(target / DATABASE)) as db, db:
        names = db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for (name,) in names:
            db.execute(f"DROP TRIGGER {name}")
        edit(db)
        assert db.total_changes
    return target


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (another_answer, "cell"),
        (another_name, "place"),
        (withdrawn_unsaid, "origin"),
        (another_past, "1"),
        (no_signatures, "1"),
        (no_last_batch, "2"),
        (slipped_in, "1"),
    ],
)
def test_an_edit_behind_the_programs_back_is_told(
    hub: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], edit: Edit, said: str
) -> None:
    bad = edited(hub, tmp_path / "bad", edit)
    assert cli.main(["verify", str(bad)]) == 1
    assert said in capsys.readouterr().out


def test_an_honest_hub_is_intact(hub: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify", str(hub)]) == 0
    with Workspace.open(hub, read_only=True) as opened:
        assert audit_workspace(opened).problems == []
