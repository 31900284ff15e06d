"""Decisions that were taken back, as what would decide the same once more (重做)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.inspection.conflict.case import Key
from app.inspection.conflict.decided import key_of
from app.inspection.conflict.deciding import Choice, standing
from app.models.tables import Change

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.log import Json

Made = tuple[UUID, "dict[str, Json]"]


def thread(said: dict[str, Json]) -> tuple[object, ...]:
    """Return what is alike in a decision and in all that was written with it."""
    records = said.get("joined")
    of = tuple(sorted(map(str, records))) if isinstance(records, list) else said["subject"]
    return said["act"], said["kind"], said.get("with") or said.get("for") or said["field"], of


def choices_again(
    session: Session, made: Iterable[Made], open_again: Collection[Key]
) -> list[Choice]:
    """Return what decides the same anew, as long as nothing else is said meanwhile.

    Args:
        session: In which they were taken back.
        made: The decisions, in the order in which they were made.
        open_again: What is open since; the rest was changed by others and is left alone.
    """
    threads: dict[tuple[object, ...], list[Made]] = {}
    for change, said in made:
        if key_of(said) in open_again:
            threads.setdefault(thread(said), []).append((change, said))
    values = _values(session, [change for many in threads.values() for change, _said in many])
    found = []
    for many in threads.values():
        (first, said), *others = many
        if "with" in said:  # the question itself was changed since: what went with it stays too
            continue
        key = key_of(said)
        records = said.get("joined")
        twins = [UUID(hex=str(one)) for one in records] if isinstance(records, list) else []
        choice = Choice(
            key,
            values[first],
            str(said["how"]),
            str(said["reason"]),
            str(said.get("rule") or ""),
            more=tuple((key_of(other), values[change]) for change, other in others),
            twins=tuple(one for one in twins if one != key.subject),
        )
        seen = frozenset(head for one in choice.keys for head in standing(session, one))
        found.append(replace(choice, seen=seen))
    return found


def _values(session: Session, changes: list[UUID]) -> dict[UUID, Json]:
    query = select(Change.id, Change.value).where(Change.id.in_(changes))
    return {row.id: json.loads(row.value) for row in session.execute(query)}
