"""Whose word counts: what only a hub may say counts from a hub alone.

Every desk keeps which devices speak as its hubs (`hubs`); a desk without a hub keeps none, and then
every word counts. Where there are hubs, some words of other devices are in the log and are not
heard: they are neither shown nor a side of a conflict, as if they were withdrawn. Nothing is taken
out of the log, so desks that know the same hubs say the same, whatever came in which order.

| word | counts from |
| --- | --- |
| campaign, decisions, `same_as` of a place | hubs |
| review | hubs; a laptop says ``resubmitted``, and ``returned`` again where a hub said it (undo) |
| where a place belongs: campaign, level, code, parent | hubs; anybody where no hub has said it |
| a finding of an earlier round, but of today | hubs; anybody in fields that no hub has spoken of |
| removal of a place or such a finding | hubs; anybody, as long as no hub has spoken of it at all |
| withdrawal of a batch | hubs, and the device that wrote the batch |
| a clock after the year 3000 | hubs, so that they can replace whatever others wrote |
| all else | everybody |
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from typing import NamedTuple
from uuid import UUID

from app.errors import AppError
from app.i18n import N_
from app.models.clock import LATEST, LATEST_OF_HUBS
from app.models.heads import Version
from app.models.ids import batch_id

NAME = "hubs"
"""Of the note in the table ``local`` that lists the devices that speak as hubs here."""
_SPEAKING = (
    "(SELECT n FROM origin WHERE lower(hex(device)) IN"
    " (SELECT j.value FROM local l, json_each(l.value) j WHERE l.name = 'hubs'))"
)
# Withdrawing cannot be withdrawn by withdrawing its batch, only undone by a change of its own:
# otherwise two batches could withdraw each other and nobody could say which of them lives.
LIVE = (
    "(c.kind = 'batch' OR c.origin NOT IN (SELECT n FROM origin WHERE withdrawn = 1))"
    f" AND (c.clock <= {LATEST} OR c.clock <= {LATEST_OF_HUBS} AND c.origin IN {_SPEAKING})"
)
"""SQL: a change ``c`` is neither withdrawn nor quarantined."""
WORDS = {
    "campaign": N_("settings of the campaign"),
    "decision": N_("decisions between people"),
    "review": N_("accepting and sending back of records"),
    "same_as": N_("places that are one building"),
    "roster": N_("what the roster has where"),
    "earlier": N_("findings of an earlier round"),
    "*": N_("removal of what the hub entered"),
    "batch": N_("withdrawal of others' work"),
}
"""What only a hub may say, by `topic`."""
REMOVABLE = ("earlier", "place")
"""Kinds whose records a hub enters and nobody else removes."""
_TODAY = ("now", "note")
_BELONGS = ("campaign", "code", "level", "parent")
_FIRST = ("earlier", "roster")
"""Topics of which others may speak as long as no hub has said anything of that field."""
_REMOVED, _SAME_AS, _RETURNED, _AGAIN = "*", "same_as", '"returned"', '"resubmitted"'
_SPOKE_OF = (
    "SELECT DISTINCT o.device FROM change c INDEXED BY change_field"
    " CROSS JOIN origin o ON o.n = c.origin"
    f" WHERE c.subject = ?1 AND c.kind = ?2 AND (?3 = '*' OR c.field = ?3) AND {LIVE}"
)
_BATCH_OF = "SELECT o.batch FROM change c JOIN origin o ON o.n = c.origin WHERE c.n = ?"
_MOST_BATCHES = 100_000


class Key(NamedTuple):
    """A field of a record."""

    kind: str
    subject: bytes
    field: str


def ruled(change: str) -> str:
    """Return SQL: whether a change counts may depend on who wrote it.

    Args:
        change: Alias of its row.
    """
    return (  # nearly all are of inspections: one comparison instead of several, 300,000 times
        f"({change}.kind <> 'inspection' AND ({change}.kind IN ('batch', 'campaign', 'decision',"
        f" 'review') OR {change}.kind IN ('earlier', 'place')"
        f" AND {change}.field IN ('*', 'same_as')))"
    )


def first_said(change: str) -> str:
    """Return SQL: whether a change counts may depend on who else spoke of its field.

    Args:
        change: Alias of its row.
    """
    return (
        f"({change}.kind <> 'inspection' AND ({change}.kind = 'earlier' OR {change}.kind = 'place'"
        f" AND {change}.field IN ('campaign', 'code', 'level', 'parent')))"
    )


def hubs(db: sqlite3.Connection) -> frozenset[bytes]:
    """Return the devices that speak as hubs here; none: everybody's every word counts."""
    row = db.execute("SELECT value FROM local WHERE name = ?", (NAME,)).fetchone()
    return frozenset(bytes.fromhex(one) for one in json.loads(row[0])) if row else frozenset()


def keep_hubs(db: sqlite3.Connection, devices: Iterable[bytes]) -> None:
    """Keep which devices speak as hubs; the caller projects anew what that concerns."""
    text = json.dumps(sorted(one.hex() for one in devices))
    db.execute(
        "INSERT INTO local (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (NAME, text),
    )


def inherit(db: sqlite3.Connection, before: bytes, after: bytes) -> None:
    """Let the identity that replaces a hub's speak as one; nothing of it is in the log yet."""
    known = hubs(db)
    if before in known:
        keep_hubs(db, known | {after})


def topic(key: Key, value: str) -> str:
    """Return which of `WORDS` a word is, if only a hub may say it anywhere; empty: it is not.

    Whether such a word of another device counts all the same may depend on what else is there.
    """
    if key.kind in ("campaign", "decision", "batch"):
        return key.kind
    if key.field == _REMOVED and key.kind in REMOVABLE:
        return _REMOVED
    if key.kind == "place":
        if key.field in _BELONGS:
            return "roster"
        return _SAME_AS if key.field == _SAME_AS else ""
    if key.kind == "review":
        return "" if key.field == "state" and value == _AGAIN else "review"
    if key.kind == "earlier":
        return "" if key.field in _TODAY else "earlier"
    return ""


def heard(
    db: sqlite3.Connection, known: Collection[bytes], key: Key, versions: list[Version]
) -> list[Version]:
    """Mark those versions of a field that do not count as not live.

    Args:
        db: Where they are.
        known: The hubs, see `hubs`.
        key: The field.
        versions: All its changes, or a part of them with all that hubs said of the field.
    """
    if not known:
        return versions
    return [
        one
        if not one.live or one.device in known or counts(db, known, key, one, versions)
        else one._replace(live=False)
        for one in versions
    ]


def counts(
    db: sqlite3.Connection,
    known: Collection[bytes],
    key: Key,
    word: Version,
    versions: Collection[Version],
) -> bool:
    """Tell whether the word of a device that is no hub counts."""
    about = topic(key, word.value)
    if not about:
        return True
    of_hubs = [one for one in versions if one.live and one.device in known]
    if about == "review":
        said = key.field == "state" and word.value == _RETURNED
        return said and any(one.value == _RETURNED for one in of_hubs)
    if about in _FIRST:
        return not of_hubs
    if about == _REMOVED:
        return not _spoken(db, known, key)
    if about == "batch":
        (batch,) = db.execute(_BATCH_OF, (word.n,)).fetchone()
        return is_own_batch(UUID(bytes=word.device), batch, UUID(bytes=key.subject))
    return False


def _spoken(db: sqlite3.Connection, known: Collection[bytes], key: Key) -> bool:
    """Tell whether a hub has said anything of a field; of ``*``: of the record."""
    rows = db.execute(_SPOKE_OF, (key.subject, key.kind, key.field))
    return any(device in known for (device,) in rows)


def is_own_batch(device: UUID, last: int, subject: UUID) -> bool:
    """Tell whether a subject is a batch of a device, up to the number of the one it wrote in."""
    numbers = range(1, min(last, _MOST_BATCHES) + 1)
    return any(batch_id(device, number) == subject for number in numbers)


def refuse(
    db: sqlite3.Connection, device: UUID, words: Iterable[tuple[Key, str]], batch: int
) -> None:
    """Refuse to write here what would not count, so that nobody believes to have said it.

    Raises:
        AppError: Only the hub may say one of these.
    """
    known = hubs(db)
    if not known or device.bytes in known:
        return
    for key, value in words:
        about = topic(key, value)
        if about == "review" and value == _RETURNED:
            about = ""  # undoing 查完 says again what the hub had said
        if about == "batch" and is_own_batch(device, batch, UUID(bytes=key.subject)):
            about = ""
        if about in (_REMOVED, *_FIRST) and not _spoken(db, known, key):
            about = ""
        if about:
            raise AppError(
                N_("Only the hub may say this ({what}). Ask the hub; nothing was changed here."),
                what=AppError(WORDS[about]),
            )
