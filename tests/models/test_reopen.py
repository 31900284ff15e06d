"""Decisions and taking them back: the same everywhere in whatever order, and nothing lost."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.models import log
from app.models.reopen import original, reopen
from tests.models.conftest import Desk

PLACE = UUID("00000000-0000-7000-8000-0000000000aa")


def heads(desk: Desk, field: str = "name") -> list[tuple[object, str]]:
    rows = desk.ask(log.history, PLACE, field)
    return sorted((str(row.value), str(row.person)) for row in rows if row.head)


def test_undo_gives_the_conflict_back(desk: Callable[[str], Desk]) -> None:
    one, two, hub = desk("甲"), desk("乙"), desk("审")
    one.write("place", PLACE, "name", "1号楼")
    two.take(one)
    one.write("place", PLACE, "name", "1栋")
    two.write("place", PLACE, "name", "一号")
    hub.take(one, two)
    before = hub.ask(log.conflicts)
    shown = [head.value for head in before[0].heads if head.shown]
    (decision,) = hub.write("place", PLACE, "name", "1栋", resolve=True)
    assert hub.ask(log.conflicts) == []
    again = hub.do(reopen, "place", PLACE, "name", decision)
    assert isinstance(again, list)
    assert len(again) == 2
    (after,) = hub.ask(log.conflicts)
    assert {head.value for head in after.heads} == {head.value for head in before[0].heads}
    assert [head.value for head in after.heads if head.shown] == shown
    told = {head.change for head in before[0].heads}
    assert {hub.ask(original, head.change) for head in after.heads} == told
    # A second time, from the opened state, and decided otherwise.
    (second,) = hub.write("place", PLACE, "name", "一号", resolve=True)
    assert hub.do(reopen, "place", PLACE, "name", decision) == []  # not what stands now
    assert hub.do(reopen, "place", PLACE, "name", second)
    assert {hub.ask(original, h.change) for h in hub.ask(log.conflicts)[0].heads} == told


def test_a_contested_deletion_is_contested_again(desk: Callable[[str], Desk]) -> None:
    one, two, hub = desk("甲"), desk("乙"), desk("审")
    one.write("place", PLACE, "name", "1号楼")
    two.take(one)
    two.do(log.delete, "place", PLACE)
    one.write("place", PLACE, "name", "1栋")
    hub.take(one, two)
    assert len(hub.ask(log.contested)) == 1
    for work in (log.restore, log.delete):
        hub.do(work, "place", PLACE)
        assert hub.ask(log.contested) == []
        shown = next(row for row in hub.ask(log.history, PLACE, "*") if row.shown)
        assert hub.do(reopen, "place", PLACE, "*", shown.change)
        (record,) = hub.ask(log.contested)
        assert [(field, head.value) for field, head in record.unseen] == [("name", "1栋")]


def test_a_withdrawn_side_does_not_come_back(desk: Callable[[str], Desk]) -> None:
    one, two, hub = desk("甲"), desk("乙"), desk("审")
    one.write("place", PLACE, "name", "甲")
    two.write("place", PLACE, "name", "乙")
    hub.take(one, two)
    (decision,) = hub.write("place", PLACE, "name", "乙", resolve=True)
    hub.do(log.withdraw, one.author.device, 1)
    hub.do(reopen, "place", PLACE, "name", decision)
    assert heads(hub) == [("乙", "审")]
    assert hub.ask(log.conflicts) == []


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_decisions_converge_in_any_order(template: Path, seed: int) -> None:
    import shutil

    from app.models.database import open_database

    rng = random.Random(seed)
    with TemporaryDirectory() as folder:
        opened = []
        for number in range(4):
            path = Path(folder) / f"{number}.sqlite"
            shutil.copyfile(template, path)
            opened.append(open_database(path))
        desks = [Desk(database, f"人{number}") for number, database in enumerate(opened[:3])]
        for _step in range(14):
            _random_step(rng, desks)
        lines = [line for desk in desks for line in desk.lines()]
        dumps = []
        for number, desk in enumerate((*desks, Desk(opened[3], "后来"))):
            rng.shuffle(lines)
            cut = rng.randrange(len(lines) + 1)
            desk.merge(lines[:cut])
            desk.merge(lines[cut:] + lines[:cut])
            dumps.append(desk.dump(Path(folder) / f"dump{number}"))
        # What is local to a desk is not compared: all of these have made no batches or forms.
        assert all(dump == dumps[0] for dump in dumps[1:])
        for database in opened:
            database.close()


def _random_step(rng: random.Random, desks: list[Desk]) -> None:
    desk, other = rng.sample(desks, 2)
    what = rng.randrange(6)
    if what <= 1:
        desk.write("place", PLACE, "name", rng.choice("甲乙丙"))
    elif what == 2:
        desk.take(other)
    elif what == 3:
        found = desk.ask(log.conflicts)
        if found:
            value = rng.choice(found[0].heads).value
            desk.write("place", PLACE, "name", value, resolve=True)
    elif what == 4:
        rows = [row for row in desk.ask(log.history, PLACE, "name") if row.head]
        if len(rows) == 1 and len(rows[0].bases) > 1:
            desk.do(reopen, "place", PLACE, "name", rows[0].change)
    else:
        desk.do(rng.choice((log.delete, log.restore)), "place", PLACE)


def test_nothing_is_written_for_what_was_no_decision(desk: Callable[[str], Desk]) -> None:
    one = desk("甲")
    (first,) = one.write("place", PLACE, "name", "甲")
    assert one.do(reopen, "place", PLACE, "name", first) == []
    assert one.do(reopen, "place", PLACE, "name", uuid4()) == []
    assert one.ask(original, first) == first
