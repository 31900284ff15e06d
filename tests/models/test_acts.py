"""The journal of acts: older databases get it, only what is meant is in it."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from app.models import database, log
from app.models.acts import Act, acting, recorded
from app.models.database import APPLICATION_ID, open_database
from app.models.ids import new_id
from app.models.reversal import reverse

AUTHOR = log.Author(uuid4(), "王", 1)


def acts(desk) -> list[tuple[object, ...]]:
    return desk.rows(
        "SELECT act.what, act.path, count(*) FROM act JOIN step ON step.act = act.n"
        " GROUP BY act.n ORDER BY act.n"
    )


def turn(desk, n: int, *, forward: bool = False):
    with desk.database.sessions.begin() as session:
        return reverse(session, desk.author, n, forward=forward)


def test_a_database_of_the_first_revision_is_brought_up_to_date(tmp_path: Path) -> None:
    file = tmp_path / "old.sqlite"
    config = Config()
    config.set_main_option(
        "script_location", str(Path(database.__file__).parent / "migrations").replace("%", "%%")
    )
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(
            "INSERT INTO progress (inspection, state, answered) VALUES (x'01', 'done', 7)"
        )
    engine.dispose()
    opened = open_database(file)
    subject = new_id()
    with opened.sessions.begin() as session, acting(Act("place_change")):
        log.write(session, AUTHOR, [log.Draft("place", subject, "name", "甲")])
    with opened.reading() as session:
        raw = session.connection()
        rows = raw.exec_driver_sql("SELECT answered, copied, stated FROM progress").all()
        assert rows == [(7, 0, 0)]
        assert raw.exec_driver_sql("SELECT count(*) FROM step").scalar() == 1
    opened.close()
    open_database(file, read_only=True).close()


def test_only_what_is_done_in_an_act_is_recorded(desk) -> None:
    a = desk()
    place = new_id()
    a.write("place", place, "name", "甲")
    assert acts(a) == []
    with acting(Act("answer", "/x")):
        a.write("place", place, "name", "乙")
        a.write("place", place, "note", "丙")  # another transaction, the same act
        with acting(Act("photo_add")):
            a.write("place", place, "manager", "丁")  # part of the outer one
        with acting(None):
            a.write("place", place, "address", "戊")  # what the program does of itself
    assert acts(a) == [("answer", "/x", 3)]
    recorded("judgement")(a.write)("place", place, "note", "己")
    assert acts(a)[1:] == [("judgement", None, 1)]


def test_what_changes_nothing_and_what_decides_is_no_act(desk) -> None:
    a, b = desk(), desk()
    place = new_id()
    a.write("place", place, "name", "甲")
    b.write("place", place, "name", "乙")
    a.take(b)
    with acting(Act("place_change")):
        a.write("place", place, "name", "乙", resolve=True)
    with acting(Act("place_change")):
        a.write("place", place, "name", "乙")
        a.do(log.restore, "place", place)
    assert acts(a) == []


def test_one_field_written_twice_goes_back_to_the_beginning(desk) -> None:
    a = desk()
    place = new_id()
    a.write("place", place, "name", "甲")
    with acting(Act("place_change")):
        a.write("place", place, "name", "乙")
        a.write("place", place, "name", "丙")
    assert len(turn(a, 1).done) == 1
    assert a.rows("SELECT name FROM place") == [("甲",)]
    turn(a, 1, forward=True)
    assert a.rows("SELECT name FROM place") == [("丙",)]


def test_a_withdrawn_act_cannot_be_undone(desk) -> None:
    a = desk()
    place = new_id()
    with acting(Act("place_change")):
        a.write("place", place, "name", "甲")
        a.write("place", place, "note", "乙")
    a.do(log.withdraw, a.author.device, 1)
    found = turn(a, 1)
    assert (found.done, len(found.left)) == ([], 1)
    assert a.rows("SELECT state FROM act") == [(2,)]


def test_undo_and_redo_often_is_the_same_as_once(desk) -> None:
    a = desk()
    place = new_id()
    a.write("place", place, "name", "甲")
    for name in ("乙", "丙"):
        with acting(Act("place_change")):
            a.write("place", place, "name", name)
    for _time in range(5):
        assert turn(a, 2).done
        assert turn(a, 1).done
        assert a.rows("SELECT name FROM place") == [("甲",)]
        assert turn(a, 1, forward=True).done
        assert turn(a, 2, forward=True).done
        assert a.rows("SELECT name, deleted FROM place") == [("丙", 0)]
    turn(a, 2)
    a.write("place", place, "name", "丁")  # not by undo: what was done before stays
    assert not turn(a, 1).done
