"""A submission into the change log: what is new is added, what contradicts stays beside it.

An import never replaces what somebody answered: an answer that differs is written without having
seen the one that stands, so that both are heads of the field, which is then in conflict until a
person decides. Only what nobody answered is replaced: what the roster filled in, and what an
earlier edition of the same submission said (``deprecatedID``).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.forms.definition import bare
from app.inspection.provenance import EARLIER, ROSTER
from app.models.clock import tick
from app.models.ids import new_id
from app.models.line import ChangeLine
from app.models.log import Json, canonical, same_answer
from app.models.project import field_heads
from app.models.raw import raw, writing
from app.models.tables import Cell, Change
from app.models.write import append

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.log import Author

TAKEN = "submission "
"""Field of an inspection, followed by an instanceID: this submission was taken in."""
GIVEN = "exported "
"""Likewise: the inspection was written as this submission."""


class _Shown(NamedTuple):
    value: Json
    change: UUID
    clock: int
    time: int
    origin: int
    heads: int


@dataclass
class Counts:
    """What storing one submission did."""

    new: int = 0
    same: int = 0
    replaced: int = 0
    conflicts: int = 0


def known(session: Session) -> dict[str, UUID]:
    """Return the inspection of every submission that was taken in, or written from here."""
    query = select(Cell.field, Cell.subject).where(
        Cell.kind == "inspection",
        Cell.field.startswith(TAKEN, autoescape=True)
        | Cell.field.startswith(GIVEN, autoescape=True),
    )
    return {row.field.partition(" ")[2]: row.subject for row in session.execute(query)}


def store(
    session: Session,
    author: Author,
    inspection: UUID,
    facts: dict[str, Json],
    values: dict[str, Json],
    *,
    instance_id: str,
    deprecated_id: str,
    digest: str,
    more: dict[str, Json],
    emptied: set[str],
    now_ms: int,
) -> Counts:
    """Write a submission as changes, in the session's transaction.

    Args:
        session: A writing session.
        author: Who imports.
        inspection: The inspection.
        facts: What it is about; written when it is new.
        values: Answers by field; None: left empty.
        instance_id: Id of the submission.
        deprecated_id: Id of the edition that it replaces, or empty.
        digest: Of what it says.
        more: What else is to be known of it: ``meta``, ``repeats``.
        emptied: Fields that it leaves empty on purpose; cleared where its earlier edition or the
            export that it answers to had an answer.
        now_ms: Wall clock, UTC milliseconds.
    """
    counts = Counts()
    shown = _shown(session, inspection)
    lines: list[ChangeLine] = []

    def add(field: str, value: Json, over: _Shown | None = None) -> None:
        bases = (over.change,) if over is not None else ()
        clock = tick(now_ms, [over.clock] if over is not None else [])
        lines.append(
            ChangeLine(
                new_id(), "inspection", inspection, field, canonical(value), bases, clock,
                author.device, author.person, author.batch, now_ms,
            )
        )  # fmt: skip

    for field, value in facts.items():
        if field not in shown:
            add(field, value)
    for field, value in values.items():
        before = shown.get(field)
        if before is None:
            add(field, value)
            counts.new += value is not None
        elif same_answer(before.value, value) or (field.endswith("]") and before.value and value):
            # A repeat instance that is there is there; its place in the order is no contradiction.
            counts.same += 1
        elif before.heads > 1 and _among_heads(session, inspection, field, value):
            counts.same += 1  # one side of a conflict that is there already
        elif _gives_way(before, shown, deprecated_id):
            add(field, value, before)
            counts.replaced += 1
        elif value is not None:
            add(field, value)
            counts.conflicts += before.value is not None
            counts.new += before.value is None
    withheld = _withheld(shown, deprecated_id)
    left = {field for field in emptied | _removed(shown, values) if field not in values}
    for field in sorted(left) if deprecated_id else ():
        stands = shown.get(field)
        if stands is None or stands.value is None or bare(field) in withheld:
            continue
        if not _of_roster(stands) and _gives_way(stands, shown, deprecated_id):
            add(field, None, stands)
            counts.replaced += 1
    finished = shown.get("finished")
    if finished is not None and finished.value is True and lines and "finished" not in facts:
        add("finished", None, finished)  # as any answer that comes later does
    said: dict[str, Json] = {"digest": digest}
    if deprecated_id:
        said["prior"] = deprecated_id
    said |= {name: value for name, value in more.items() if value}
    add(TAKEN + instance_id, said)
    with writing(session) as db:
        append(db, lines)
    return counts


def _shown(session: Session, inspection: UUID) -> dict[str, _Shown]:
    query = (
        select(
            Cell.field, Cell.value, Change.id, Change.clock, Change.time, Change.origin, Cell.heads
        )
        .join(Change, Change.n == Cell.change)
        .where(Cell.subject == inspection, Cell.kind == "inspection")
    )
    return {
        row.field: _Shown(json.loads(row.value), row.id, row.clock, row.time, row.origin, row.heads)
        for row in session.execute(query)
    }


def _among_heads(session: Session, inspection: UUID, field: str, value: Json) -> bool:
    settled = field_heads(raw(session), "inspection", inspection.bytes, field)
    heads = settled.heads if settled is not None else []
    return any(same_answer(json.loads(head.value), value) for head in heads)


def _removed(shown: dict[str, _Shown], values: dict[str, Json]) -> set[str]:
    """Return repeat instances that are there but not in a submission, with all below them."""
    tops = [field for field in shown if field.startswith("/") and field.endswith("]")]
    gone = tuple(field for field in tops if field not in values)
    below = tuple(f"{field}/" for field in gone)
    return {*gone, *(field for field in shown if below and field.startswith(below))}


def _of_roster(before: _Shown) -> bool:
    value = before.value
    return (
        isinstance(value, dict)
        and (value.get("from") == ROSTER or str(value.get("from")).startswith(EARLIER))
        and (value.get("basis") == "imported")
    )


def _gives_way(before: _Shown, shown: dict[str, _Shown], deprecated_id: str) -> bool:
    """Whether nobody said what stands, or the same person says it anew."""
    if _of_roster(before):
        return True
    taken = shown.get(TAKEN + deprecated_id) if deprecated_id else None
    if taken is not None and (before.time, before.origin) == (taken.time, taken.origin):
        return True
    given = shown.get(GIVEN + deprecated_id) if deprecated_id else None
    return given is not None and before.clock <= given.clock


def _withheld(shown: dict[str, _Shown], deprecated_id: str) -> set[str]:
    """Return questions whose answers were not in what was handed out."""
    given = shown.get(GIVEN + deprecated_id)
    value = given.value if given is not None else None
    found = value.get("withheld") if isinstance(value, dict) else None
    return {path for path in found if isinstance(path, str)} if isinstance(found, list) else set()


def keys_of(session: Session, inspection: UUID, instance_id: str) -> dict[str, str]:
    """Return the keys of the repeat instances of a submission, by path with positions."""
    query = select(Cell.value).where(
        Cell.subject == inspection,
        Cell.field.in_((TAKEN + instance_id, GIVEN + instance_id)),
        Cell.kind == "inspection",
    )
    for text in session.scalars(query):
        value = json.loads(text)
        found = value.get("repeats") if isinstance(value, dict) else None
        if isinstance(found, dict):
            return {str(path): str(key) for path, key in found.items()}
    return {}


def current(session: Session, inspection: UUID) -> tuple[str, dict[str, Json]]:
    """Return the latest submission of an inspection, id and what is known of it; empty for none."""
    rows = {
        field.partition(" ")[2]: (seen.clock, seen.value)
        for field, seen in _shown(session, inspection).items()
        if field.startswith((TAKEN, GIVEN)) and isinstance(seen.value, dict)
    }
    prior = {value.get("prior") for _clock, value in rows.values() if isinstance(value, dict)}
    for instance_id, (_clock, value) in sorted(rows.items(), key=lambda item: -item[1][0]):
        if instance_id not in prior and isinstance(value, dict):
            return instance_id, value
    return "", {}


def note_given(
    session: Session,
    author: Author,
    inspection: UUID,
    instance_id: str,
    said: dict[str, Json],
    now_ms: int,
) -> None:
    """Note that an inspection was written as a submission."""
    line = ChangeLine(
        new_id(), "inspection", inspection, GIVEN + instance_id, canonical(said), (),
        tick(now_ms), author.device, author.person, author.batch, now_ms,
    )  # fmt: skip
    with writing(session) as db:
        append(db, [line])
