from __future__ import annotations

import os
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import text

from app.errors import AppError
from app.models import custody, database, derived, log, project, tables, withdraw
from app.models.database import create, open_database
from app.models.ids import new_id

AUTHOR = log.Author(uuid4(), "王", 1)


def test_the_classes_and_the_migrations_say_the_same(desk) -> None:
    a = desk()
    assert derived.Stale.metadata is custody.Delivery.metadata is tables.Base.metadata
    found = {row[0] for row in a.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    own = {"guard", "base", "alembic_version"}  # not mapped: nobody reads them as objects
    assert found - own == set(tables.Base.metadata.tables)
    for name, table in tables.Base.metadata.tables.items():
        columns = a.rows(f"SELECT name, pk FROM pragma_table_info('{name}') ORDER BY cid")
        assert {column.name for column in table.columns} == {column[0] for column in columns}
        assert {column.name for column in table.primary_key} == {c[0] for c in columns if c[1]}


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO change VALUES (9, x'01', 'place', x'02', 'f', '1', NULL, 1, 1, 1)",
        "INSERT OR REPLACE INTO change SELECT n, id, kind, subject, field, '\"x\"', bases, clock,"
        " time, origin FROM change",
        "UPDATE change SET value = '1'",
        "DELETE FROM change",
        "UPDATE origin SET withdrawn = 1",
        "DELETE FROM origin",
        "INSERT INTO base VALUES (x'01', 1)",
        "UPDATE cell SET value = '1'",
        "DELETE FROM cell",
        "UPDATE place SET name = 'x'",
        "INSERT INTO photo (id, deleted, contested) VALUES (x'01', 0, 0)",
        "DELETE FROM place",
        "DELETE FROM guard",
    ],
)
def test_nothing_but_the_change_log_writes_log_and_projections(desk, statement: str) -> None:
    a = desk()
    place = new_id()
    a.write("place", place, "name", "甲")
    with pytest.raises(Exception, match="guarded"), a.database.sessions.begin() as session:
        session.execute(text(statement))
    outside = sqlite3.connect(a.database.path)  # another program, without our settings
    with pytest.raises(sqlite3.IntegrityError, match="guarded"):
        outside.execute(statement)
    outside.close()
    assert len(a.lines()) == 1


def test_even_with_the_guard_open_the_log_is_append_only(desk) -> None:
    a = desk()
    a.write("place", new_id(), "name", "甲")
    for statement in ("UPDATE change SET value = '1'", "DELETE FROM change"):
        with pytest.raises(Exception, match="guarded"), a.database.sessions.begin() as session:  # noqa: PT012
            session.execute(text("UPDATE guard SET open = 1"))
            session.execute(text(statement))
    assert a.rows("SELECT open FROM guard") == [(0,)]


def test_the_guard_is_shut_after_work_and_after_failure(desk) -> None:
    a = desk()
    with pytest.raises(TypeError):
        a.write("place", new_id(), "floor_area", 1.5)
    assert a.rows("SELECT open FROM guard") == [(0,)]
    a.write("place", new_id(), "floor_area", "1.5")
    assert a.rows("SELECT open FROM guard") == [(0,)]


def _plan(session, query: str, values: tuple[object, ...]) -> str:
    rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)
    return "\n".join(row[3] for row in rows)


def test_touched_and_heads_queries_use_their_indexes(desk) -> None:
    a = desk()
    with a.database.sessions.begin() as session:
        session.connection().exec_driver_sql("ANALYZE")
        touched = _plan(session, project.FIELDS, ())
        field = _plan(session, project.FIELD, (b"", "", ""))
        session.connection().connection.driver_connection.create_function("left_over", 2, max)
        few = {"scan": "NOT INDEXED", "live": project.LIVE, "dead": f"sum(NOT ({project.LIVE}))"}
        many = few | {"scan": "INDEXED BY change_field"}
        alone = _plan(session, project.ALONE.format(**few), (0,))
        walk = _plan(session, project.ALONE.format(**many), (0,))
        edited = _plan(session, project.ALONE_OR_EDITED.format(**few), (0,))
        rest = _plan(session, project.TOUCH_REST.format(**few), (0,))
        rest_walk = _plan(session, project.TOUCH_REST.format(**many), (0,))
        left = _plan(session, project.TOUCH_LEFT, (b"", "", 0))
        waiting = _plan(session, project.TOUCH_WAITING, ())
        built = _plan(session, project.TOUCH_BUILT_ON, (1,))
        review = _plan(session, withdraw.BUILT_ON, (b"", 1))
    by_field = "SEARCH c USING INDEX change_field (subject=? AND field=?)"
    assert by_field in touched
    assert "USE TEMP B-TREE" not in touched  # streamed in key order, never sorted
    assert by_field in field
    assert "SEARCH c USING INTEGER PRIMARY KEY (rowid>?)" in alone
    assert "SEARCH c USING INTEGER PRIMARY KEY (rowid>?)" in edited
    assert "SEARCH x USING INTEGER PRIMARY KEY (rowid=?)" in edited
    assert "SCAN c USING INDEX change_field" in walk
    assert "TEMP B-TREE" not in walk
    assert "SEARCH c USING INTEGER PRIMARY KEY (rowid>?)" in rest
    assert "SCAN c USING INDEX change_field" in rest_walk
    for plan in (rest, rest_walk):
        assert "SEARCH l USING PRIMARY KEY (subject=? AND field=?)" in plan
    assert "USING INDEX change_field (subject=? AND field=?" in left
    assert "cell_waiting" in waiting
    for plan in (built, review):
        assert "SEARCH b USING PRIMARY KEY (base=?)" in plan
        assert "SEARCH c USING INTEGER PRIMARY KEY (rowid=?)" in plan


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("SELECT id FROM place WHERE parent = ? ORDER BY sort_key", "place_parent"),
        ("SELECT id FROM place WHERE level = ? ORDER BY sort_key", "place_level"),
        ("SELECT id FROM place WHERE code = ?", "place_code"),
        ("SELECT id FROM inspection WHERE place = ?", "inspection_place"),
        ("SELECT id FROM photo WHERE inspection = ?", "photo_inspection"),
        ("SELECT id FROM finding WHERE inspection = ?", "finding_inspection"),
        ("SELECT id FROM finding WHERE place = ?", "finding_place"),
        ("SELECT id FROM finding WHERE indicator = ?", "finding_indicator"),
        ("SELECT id FROM finding WHERE severity = ?", "finding_severity"),
        ("SELECT inspection FROM progress WHERE state = ?", "progress_state"),
        ("SELECT inspection FROM progress WHERE place = ?", "progress_place"),
        ("SELECT inspection FROM verdict WHERE indicator = ?", "verdict_indicator"),
        ("SELECT * FROM cell WHERE subject = ?", "PRIMARY KEY (subject=?)"),
        ("SELECT subject FROM cell WHERE conflict = 1", "cell_conflict"),
    ],
)
def test_lists_and_windows_find_their_rows_by_index(desk, query: str, index: str) -> None:
    a = desk()
    with a.database.reading() as session:
        plan = _plan(session, query, (b"",) * query.count("?"))
    assert index in plan
    assert "TEMP B-TREE" not in plan


def test_a_file_that_is_no_database_of_ours_is_refused_by_name(tmp_path: Path) -> None:
    noise = tmp_path / "noise.sqlite"
    noise.write_bytes(os.urandom(9000))
    foreign = tmp_path / "foreign.sqlite"
    with sqlite3.connect(foreign) as db:
        db.execute("CREATE TABLE x (y)")
    db.close()
    for path in (noise, foreign, tmp_path / "missing.sqlite"):
        for read_only in (False, True):
            with pytest.raises(AppError):
                open_database(path, read_only=read_only)
    with pytest.raises(AppError, match=re.escape("foreign.sqlite")):
        open_database(foreign)
    with pytest.raises(AppError):
        create(foreign)


def test_a_database_of_a_newer_program_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite"
    create(path).close()
    with sqlite3.connect(path) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    db.close()
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(AppError):
            open_database(path, read_only=read_only)
    assert path.read_bytes() == before


def test_a_database_of_an_older_program_gets_what_searching_needs_and_says_the_same(
    desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a = desk()
    a.write("place", new_id(), "name", "甲")
    before, path = a.dump(tmp_path / "before"), a.database.path
    made = a.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'index' ORDER BY name")
    a.database.close()
    with closing(sqlite3.connect(path)) as db, db:
        for index in ("place_found", "place_begins"):
            db.execute(f"DROP INDEX {index}")
        db.execute("UPDATE alembic_version SET version_num = '0006'")
    with pytest.raises(AppError):  # it cannot be brought up to date without writing
        open_database(path, read_only=True)
    monkeypatch.setattr(command, "upgrade", command.upgrade.__wrapped__)  # type: ignore[attr-defined]
    open_database(path).close()
    assert a.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'index' ORDER BY name") == made
    assert a.dump(tmp_path / "after") == before


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.95])
def test_a_truncated_database_is_reported_and_never_read_as_empty(desk, share: float) -> None:
    a = desk()
    with a.database.sessions.begin() as session:
        log.write(
            session, AUTHOR, [log.Draft("place", new_id(), "name", "甲" * 50) for _ in range(2000)]
        )
    a.database.close()
    size = a.database.path.stat().st_size
    os.truncate(a.database.path, int(size * share) // 4096 * 4096)
    with pytest.raises(AppError):  # noqa: PT012
        found = open_database(a.database.path)
        try:
            with found.reading() as session:
                assert len(list(log.lines(session))) == 2000
        finally:
            found.close()


def test_a_full_disk_is_said_and_leaves_everything_as_it_was(desk, tmp_path: Path) -> None:
    a = desk()
    place = new_id()
    a.write("place", place, "name", "甲")
    before = a.dump(tmp_path / "before")
    with pytest.raises(AppError) as said, a.database.sessions.begin() as session:  # noqa: PT012
        pages = session.connection().exec_driver_sql("PRAGMA page_count").scalar()
        session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages + 3}")
        drafts = [log.Draft("place", new_id(), "note", "很长" * 500) for _ in range(200)]
        log.write(session, a.author, drafts)
    assert "disk is full" in said.value.template
    assert a.dump(tmp_path / "after") == before
    with a.database.sessions.begin() as session:
        session.connection().exec_driver_sql("PRAGMA max_page_count = 1000000")
    a.write("place", place, "name", "乙")
    assert a.rows("SELECT name FROM place") == [("乙",)]


def test_a_full_disk_while_merging_leaves_everything_as_it_was(desk, tmp_path: Path) -> None:
    a, b = desk("王"), desk("李")
    with b.database.sessions.begin() as session:
        drafts = [log.Draft("place", new_id(), "note", "长" * 300) for _ in range(500)]
        log.write(session, b.author, drafts)
    a.write("place", new_id(), "name", "甲")
    before = a.dump(tmp_path / "before")
    with pytest.raises(AppError), a.database.sessions.begin() as session:  # noqa: PT012
        session.connection().exec_driver_sql("PRAGMA max_page_count = 80")
        log.merge(session, b.lines())
    assert a.dump(tmp_path / "after") == before


def test_a_reader_neither_waits_for_a_writer_nor_holds_one_up(desk) -> None:
    a = desk()
    place = new_id()
    a.write("place", place, "name", "甲")
    with a.database.sessions.begin() as session, a.database.reading() as reader:
        log.write(session, AUTHOR, [log.Draft("place", place, "name", "乙")])
        assert reader.get_one(tables.Place, place).name == "甲"
    with a.database.reading() as reader:
        assert reader.get_one(tables.Place, place).name == "乙"


def test_a_database_that_another_program_holds_is_said(desk, monkeypatch) -> None:
    a = desk()
    path = a.database.path
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(database, "_BUSY_S", 0.1)
    with pytest.raises(AppError) as said:
        open_database(path)
    assert "Another program" in said.value.template
    other.execute("ROLLBACK")
    other.close()
    open_database(path).close()


def test_loaded_objects_are_read_again_after_a_write(desk) -> None:
    a = desk()
    place = new_id()
    a.write("place", place, "name", "甲")
    with a.database.sessions.begin() as session:
        row = session.get_one(tables.Place, place)
        assert row.name == "甲"
        log.write(session, AUTHOR, [log.Draft("place", place, "name", "乙")])
        assert row.name == "乙"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="folders have no write bit there")
def test_a_folder_that_may_not_be_written_can_still_be_read(desk) -> None:
    a = desk()
    a.write("place", new_id(), "name", "甲")
    a.database.close()
    folder = Path("/var/tmp") / f"chengjian-{uuid4()}"  # all its parents can be entered by others
    folder.mkdir()
    try:
        path = folder / "a.sqlite"
        shutil.copyfile(a.database.path, path)
        path.chmod(0o444)
        folder.chmod(0o555)
        child = os.fork()
        if child == 0:  # a process of its own, for the administrator may write anywhere
            os._exit(_read_as_nobody(path))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def _read_as_nobody(path: Path) -> int:
    try:
        if os.geteuid() == 0:
            os.setuid(65534)
        found = open_database(path, read_only=True)
        with found.reading() as session:
            if len(list(log.lines(session))) != 1:
                return 1
        found.close()
        try:
            open_database(path)
        except AppError:
            return 0
        return 2
    except BaseException:
        return 3


def test_statements_kept_by_the_tests_make_what_alembic_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(command, "upgrade", command.upgrade.__wrapped__)  # type: ignore[attr-defined]
        create(tmp_path / "alembic").close()
    create(tmp_path / "first").close()  # perhaps the first in this process, so kept
    create(tmp_path / "next").close()
    found = []
    for name in ("alembic", "first", "next"):
        with closing(sqlite3.connect(tmp_path / name)) as db:
            what = ("SELECT * FROM sqlite_master", "SELECT * FROM alembic_version")
            what += ("PRAGMA application_id", "PRAGMA journal_mode")
            found.append([db.execute(query).fetchall() for query in what])
    assert found[0] == found[1] == found[2]
    assert len(found[0][0]) > 100
