"""The rules one by one; `test_histories` holds them together."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from app.errors import AppError
from app.models import log
from app.models.clock import LATEST, LATEST_OF_HUBS, tick
from app.models.line import ChangeLine
from app.models.project import set_hubs
from app.models.raw import writing
from app.models.values import canonical

HOUSE, P = uuid4(), uuid4()
NONE = {"answer": "none", "basis": "seen"}
PRESENT = {"answer": "present", "basis": "measured"}


def line(field="/q", value=NONE, bases=(), clock=1, **more):
    values = {
        "id": uuid4(), "kind": "inspection", "subject": HOUSE, "field": field,
        "value": canonical(value), "bases": tuple(sorted(bases)), "clock": clock,
        "device": uuid4(), "person": "", "batch": 1, "time": 0,
    }  # fmt: skip
    return ChangeLine(**(values | more))


def cell(desk, field="/q"):
    query = "SELECT value, heads, conflict, waiting FROM cell WHERE subject = ? AND field = ?"
    rows = desk.rows(query, HOUSE.bytes, field)
    return rows[0] if rows else None


def test_the_clock_is_later_than_what_it_replaces_whatever_the_wall_says() -> None:
    assert tick(1000) == 1000 << 16
    assert tick(0, [5, 70]) == 71
    assert tick(-5) == 0
    with pytest.raises(AppError):
        tick(0, [LATEST_OF_HUBS])


def test_a_value_that_is_shown_already_is_not_written_again(desk) -> None:
    a = desk()
    assert len(a.write("inspection", HOUSE, "/q", NONE)) == 1
    assert a.write("inspection", HOUSE, "/q", NONE) == []
    assert len(a.write("inspection", HOUSE, "/q", NONE | {"basis": "asked"})) == 1
    assert a.write("inspection", HOUSE, "/new", None) == []


def test_an_edit_replaces_what_its_writer_saw(desk) -> None:
    a, b = desk("王"), desk("李")
    a.write("inspection", HOUSE, "/q", NONE)
    b.take(a)
    b.now -= 10**9  # this laptop's clock is late
    b.write("inspection", HOUSE, "/q", PRESENT)
    a.take(b)
    assert cell(a) == cell(b) == (canonical(PRESENT), 1, 0, 0)


def test_two_who_did_not_meet_are_in_conflict_until_a_person_decides(desk) -> None:
    a, b = desk("王"), desk("李")
    a.write("inspection", HOUSE, "/q", NONE)
    b.write("inspection", HOUSE, "/q", PRESENT)
    a.take(b)
    assert cell(a)[1:] == (2, 1, 0)
    (found,) = a.ask(log.conflicts)
    assert {head.person for head in found.heads} == {"王", "李"}
    assert [head.shown for head in found.heads] == [True, False]
    a.write("inspection", HOUSE, "/q", {"answer": "third"})  # an edit names only what was shown
    assert cell(a)[1:] == (2, 1, 0)
    shown = found.heads[0].value
    a.write("inspection", HOUSE, "/q", shown, resolve=True)
    b.take(a)
    assert cell(a) == cell(b) == (canonical(shown), 1, 0, 0)
    assert a.ask(log.conflicts) == []


def test_the_same_answer_twice_is_no_conflict_and_both_bases_are_kept(desk) -> None:
    a, b = desk("王"), desk("李")
    a.write("inspection", HOUSE, "/q", NONE)
    b.write("inspection", HOUSE, "/q", NONE | {"basis": "asked"})
    a.take(b)
    assert cell(a)[1:] == (2, 0, 0)
    values = [row.value for row in a.ask(log.history, HOUSE, "/q") if row.head]
    assert {value["basis"] for value in values} == {"seen", "asked"}
    a.write(
        "inspection", HOUSE, "/q", PRESENT
    )  # an edit names the shown head and those equal to it
    assert cell(a)[1:] == (1, 0, 0)


def test_a_base_counts_only_in_its_own_field_and_with_an_earlier_clock(desk) -> None:
    a = desk()
    other, later = line("/other", clock=5), line(clock=50, value=PRESENT)
    claims = line(bases=(other.id, later.id), clock=10)
    a.merge([other, later, claims])
    assert cell(a)[1:] == (2, 1, 0)
    assert cell(a, "/other")[1:] == (1, 0, 0)


def test_bases_in_a_circle_end_and_hide_nothing(desk) -> None:
    a = desk()
    one, two = uuid4(), uuid4()
    a.merge(
        [
            line(id=one, bases=(two,), clock=7),
            line(id=two, bases=(one,), clock=7, value=PRESENT),
            line("/self", id=(me := uuid4()), bases=(me,), clock=7),
        ]
    )
    assert cell(a)[1:] == (2, 1, 0)
    assert cell(a, "/self")[1:] == (1, 0, 0)


def test_a_field_waits_while_a_base_is_missing_and_is_no_conflict(desk) -> None:
    a = desk()
    first = line(clock=1)
    second = line(bases=(first.id,), clock=2, value={"answer": "2"})
    third = line(bases=(second.id,), clock=3, value={"answer": "3"})
    a.merge([first, third])
    assert cell(a)[1:] == (2, 0, 1)
    assert [one.field for one in a.ask(log.waiting)] == ["/q"]
    a.merge([second])
    assert cell(a) == ('{"answer":"3"}', 1, 0, 0)


def test_a_decision_ends_the_wait_for_what_will_never_come(desk) -> None:
    a = desk()
    lost = line(clock=1)
    a.merge([line(bases=(lost.id,), clock=3), line(clock=2, value=PRESENT)])
    assert cell(a)[3] == 1
    a.write("inspection", HOUSE, "/q", PRESENT, resolve=True)
    assert cell(a)[1:] == (1, 0, 0)
    a.merge([lost])
    assert cell(a)[1:] == (1, 0, 0)


def test_the_same_id_with_other_content_is_refused_and_nothing_is_taken(desk) -> None:
    a = desk()
    known = line(clock=9)
    a.merge([known])
    for forged in (
        known._replace(value='"x"'),
        known._replace(bases=(uuid4(),)),
        known._replace(clock=8),
        known._replace(device=uuid4()),
        known._replace(time=1),
        known._replace(person="x"),
    ):
        with pytest.raises(AppError, match=str(known.id)):
            a.merge([line("/other"), forged])
    fresh = line("/twice")
    with pytest.raises(AppError, match=str(fresh.id)):
        a.merge([fresh, fresh._replace(clock=99)])
    assert a.lines() == [known]
    assert a.merge([known, known]).known == 2


def test_a_clock_far_ahead_is_kept_and_reported_and_an_impossible_one_never_shows(desk) -> None:
    a = desk()
    ahead = line(clock=(a.now + 2 * 86_400_000) << 16)
    broken = line(clock=LATEST + 1, value=PRESENT, device=ahead.device)
    (report,) = a.merge([ahead, broken, line("/x", clock=a.now << 16)]).ahead
    assert (report.device, report.changes, report.quarantined) == (ahead.device, 2, 1)
    assert cell(a) == (canonical(NONE), 1, 0, 0)
    assert len(a.lines()) == 3


def test_at_the_end_of_time_a_hub_still_answers_and_others_are_told(desk) -> None:
    a, b = desk(), desk()
    last = line(clock=LATEST)
    for one in (a, b):
        one.merge([last])
    with pytest.raises(AppError):
        a.write("inspection", HOUSE, "/q", PRESENT)  # it would never be shown
    with b.database.sessions.begin() as session, writing(session) as db:
        set_hubs(db, {b.author.device.bytes})
    b.write("inspection", HOUSE, "/q", PRESENT)
    assert cell(b) == (canonical(PRESENT), 1, 0, 0)


def test_a_delete_that_saw_all_deletes_and_can_be_undone(desk) -> None:
    a = desk()
    a.write("place", P, "name", "甲")
    a.write("place", P, "code", "1")
    a.do(log.delete, "place", P)
    state = "SELECT deleted, contested FROM place"
    assert a.rows(state) == [(1, 0)]
    a.do(log.delete, "place", P)
    assert len(a.lines()) == 3
    a.do(log.restore, "place", P)
    assert a.rows(state) == [(0, 0)]


def test_a_delete_that_missed_a_live_head_is_contested_and_the_row_stays(desk) -> None:
    a, b = desk("王"), desk("李")
    a.write("place", P, "name", "甲")
    b.take(a)
    a.do(log.delete, "place", P)
    b.write("place", P, "name", "乙")
    a.take(b)
    b.take(a)
    state = "SELECT deleted, contested FROM place"
    assert a.rows(state) == b.rows(state) == [(0, 1)]
    (found,) = a.ask(log.contested)
    assert [(field, head.value, head.person) for field, head in found.unseen] == [
        ("name", "乙", "李")
    ]
    a.do(log.delete, "place", P)
    assert a.rows(state) == [(1, 0)]
    b.do(log.restore, "place", P)
    b.take(a)
    assert b.rows(state) == [(0, 1)]  # one deletes, one keeps: decide again
    b.do(log.restore, "place", P)
    assert b.rows(state) == [(0, 0)]


def test_after_a_withdrawal_it_is_as_if_the_batch_had_never_come(desk, tmp_path: Path) -> None:
    a, b, hub = desk("王"), desk("李"), desk("汇总")
    a.write("inspection", HOUSE, "/q", NONE)
    b.write("inspection", HOUSE, "/q", PRESENT)
    b.write("place", P, "name", "乙")
    hub.take(a)
    before = hub.dump(tmp_path / "before")
    hub.take(b)
    done = hub.do(log.withdraw, b.author.device, 1)
    assert (done.changes, done.review) == (2, [])
    hub.take(b)  # the same package does not bring it back
    after = hub.dump(tmp_path / "after")
    assert {name for name in before if before[name] != after[name]} == {
        "cell.jsonl",
        "change.jsonl",
    }
    cells = [one for one in after["cell.jsonl"].splitlines() if b'"kind":"batch"' not in one]
    assert cells == before["cell.jsonl"].splitlines()
    assert hub.do(log.withdraw, b.author.device, 1).change is None
    hub.do(log.undo_withdrawal, b.author.device, 1)
    assert cell(hub)[1:] == (2, 1, 0)


def test_a_withdrawal_reaches_what_comes_later_and_lists_what_was_built_on_it(desk) -> None:
    a, b, hub, late = desk("王"), desk("李"), desk("汇总"), desk("迟")
    a.write("inspection", HOUSE, "/q", NONE)
    b.take(a)
    b.write("inspection", HOUSE, "/q", PRESENT)
    hub.take(b)
    done = hub.do(log.withdraw, a.author.device, 1)
    assert [(one.field, one.person) for one in done.review] == [("/q", "李")]
    assert cell(hub)[1:] == (1, 0, 1)
    late.merge([one for one in hub.lines() if one.kind == "batch"])
    late.take(b)
    assert cell(late) == cell(hub)
    hub.write("inspection", HOUSE, "/q", PRESENT, resolve=True)
    assert cell(hub)[1:] == (1, 0, 0)


def test_batches_that_withdraw_each_other_are_both_withdrawn_in_any_order(desk, tmp_path) -> None:
    a, b = desk("王"), desk("李")
    a.write("inspection", HOUSE, "/q", NONE)
    b.write("inspection", HOUSE, "/p", NONE)
    a.do(log.withdraw, b.author.device, 1)
    b.do(log.withdraw, a.author.device, 1)
    a.take(b)
    b.take(a)
    assert a.dump(tmp_path / "a") == b.dump(tmp_path / "b")
    assert cell(a) is None
    assert a.rows("SELECT * FROM inspection") == []


def test_foreign_types_become_null_in_rows_and_stay_in_cells(desk) -> None:
    a = desk()
    for field, value in {
        "floors_above": "many", "built_year": 2**80, "parent": "nobody", "temporary": 5,
        "name": ["x"], "note": 7, "households": True,
    }.items():  # fmt: skip
        a.merge([line(field, value, kind="place", subject=P)])
    columns = "floors_above, built_year, parent, temporary, name, note, households"
    assert a.rows(f"SELECT {columns} FROM place") == [(None, None, None, None, None, "7", 1)]
    assert len(a.rows("SELECT * FROM cell")) == 7


def test_one_id_under_two_kinds_does_not_mix(desk) -> None:
    a = desk()
    a.merge([line("name", "甲", kind="place"), line("name", "乙", kind="campaign")])
    assert a.rows("SELECT name FROM place UNION ALL SELECT name FROM campaign") == [
        ("甲",),
        ("乙",),
    ]
    assert a.ask(log.conflicts) == []


def test_a_record_that_takes_the_id_of_a_withdrawn_batch_is_shown_all_the_same(desk) -> None:
    a, b = desk("王"), desk("李")
    a.write("inspection", HOUSE, "/q", NONE)
    a.do(log.withdraw, a.author.device, 1)
    (said,) = [one for one in a.lines() if one.kind == "batch"]
    b.merge([said, line("withdrawn", kind="place", subject=said.subject)])
    kinds = b.rows("SELECT kind FROM cell WHERE subject = ? ORDER BY kind", said.subject.bytes)
    assert kinds == [("batch",), ("place",)]


def test_a_pair_of_which_the_later_clock_is_impossible_shows_the_earlier(desk) -> None:
    a = desk()
    first = line(value=NONE)
    a.merge([first, line(value=PRESENT, bases=(first.id,), clock=2**62)])
    assert cell(a) == (canonical(NONE), 1, 0, 0)


def test_touched_inspections_become_stale_also_those_that_a_photo_leaves(desk) -> None:
    a = desk()
    first, second, photo, finding = (uuid4() for _ in range(4))
    stale = "SELECT inspection FROM stale ORDER BY inspection"

    def clear() -> None:
        with a.database.sessions.begin() as session:
            session.connection().exec_driver_sql("DELETE FROM stale")

    a.write("inspection", first, "/q", NONE)
    assert a.rows(stale) == [(first.bytes,)]
    a.write("photo", photo, "inspection", str(first))
    clear()
    a.write("photo", photo, "inspection", str(second))
    assert a.rows(stale) == sorted([(first.bytes,), (second.bytes,)])
    clear()
    with a.database.sessions.begin() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO finding (id, inspection, rule, repeat) VALUES (?, ?, 'r', '')",
            (finding.bytes, first.bytes),
        )
    a.write("judgement", finding, "verdict", "dismissed")
    assert a.rows(stale) == [(first.bytes,)]
    clear()
    a.write("place", P, "name", "甲")
    assert a.rows(stale) == []


def test_a_failure_while_reading_a_package_leaves_everything_as_it_was(desk, tmp_path) -> None:
    a = desk()
    a.write("inspection", HOUSE, "/q", NONE)
    before = a.dump(tmp_path / "before")

    def broken():
        for _ in range(9000):
            yield line(f"/{uuid4()}")
        raise AppError("torn")

    with pytest.raises(AppError):
        a.merge(broken())
    assert a.dump(tmp_path / "after") == before


def test_lines_are_streamed_in_id_order_and_tell_what_is_new(desk) -> None:
    a = desk()
    a.write("inspection", HOUSE, "/q", NONE)
    seen = a.ask(log.last)
    a.merge([line("/r", clock=3), line("/s", clock=4)])
    assert len(list(a.lines())) == 3
    assert [one.id for one in a.lines()] == sorted(one.id for one in a.lines())
    with a.database.reading() as session:
        assert {one.field for one in log.lines(session, since=seen)} == {"/r", "/s"}
        mine = list(log.lines(session, device=a.author.device, batch=1))
    assert [one.field for one in mine] == ["/q"]
