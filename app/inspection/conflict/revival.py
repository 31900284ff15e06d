"""An entry of a repeat that one removed while another answered in it: what brings it back.

Removing clears the entry and all that it said, in one writing. A question in it that somebody else
answered unseen is in conflict; the rest is not. So an answer that is to hold needs its entry again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.inspection.answers import Stored
from app.inspection.conflict.case import Key
from app.models.log import history

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.log import HistoryRow, Json

Fields = dict[str, list["HistoryRow"]]


def revival(session: Session, key: Key) -> tuple[tuple[Key, Json], ...]:
    """Return what makes the entries that a question lies in as they were before they were removed.

    Args:
        session: Of the workspace.
        key: A question or an entry; anything else lies in no entry.

    Returns:
        Fields and their values, the entry before what it said; empty when its entries are there,
        or when nobody had seen them before.
    """
    if key.kind != "inspection":
        return ()
    removed = [at for at in entries_above(key.field) if _removal(session, key, at) is not None]
    if not removed:
        return ()
    fields: Fields = {}
    for step in history(session, key.subject):
        if step.kind == key.kind:
            fields.setdefault(step.field, []).append(step)
    found: dict[str, Json] = {}
    for at in removed:
        removal = next(one for one in fields[at] if one.head and one.shown)
        for field in sorted(one for one in fields if one == at or one.startswith(f"{at}/")):
            said = _before(fields[field], removal)
            if field != key.field and said is not None:
                found[field] = said
    return tuple((Key(key.kind, key.subject, field), value) for field, value in found.items())


def entries_above(field: str) -> Iterator[str]:
    """Yield the entries that a path lies in, the outermost first; an entry lies in itself."""
    end = field.find("]")
    while field.startswith("/") and end >= 0:
        yield field[: end + 1]
        end = field.find("]", end + 1)


def is_entry(key: Key) -> bool:
    """Tell whether a field is an entry itself: there is nothing to answer, it is there or not."""
    return key.kind == "inspection" and key.field.startswith("/") and key.field.endswith("]")


def number_of(session: Session, key: Key) -> str:
    """Return the running number of the innermost entry that a path lies in; empty: in none."""
    above = list(entries_above(key.field)) if key.kind == "inspection" else []
    if not above:
        return ""
    steps = [one for one in history(session, key.subject, above[-1]) if one.kind == key.kind]
    said = [Stored(one.value).text for one in steps if one.value is not None]
    return (said[-1] if said else "") or "1"  # the entry that a form begins with says nothing


def _removal(session: Session, key: Key, at: str) -> HistoryRow | None:
    """Return the change that removed an entry, as it is shown."""
    steps = [one for one in history(session, key.subject, at) if one.kind == key.kind]
    return next((one for one in steps if one.shown and one.value is None), None)


def _before(steps: list[HistoryRow], removal: HistoryRow) -> Json:
    """Return what a field said before the removal cleared it; None when that did not."""
    heads = [one for one in steps if one.head]
    if len(heads) != 1 or heads[0].value is not None:
        return None
    cleared = heads[0]
    if (cleared.device, cleared.time) != (removal.device, removal.time):
        return None
    older = [one for one in steps if one.change in cleared.bases and one.value is not None]
    return max(older, key=lambda one: one.clock).value if older else None
