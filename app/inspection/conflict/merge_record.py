"""合并记录: every decision between people, in words, for a workbook and for paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.inspection.answers import Stored
from app.inspection.conflict.case import Key
from app.inspection.conflict.decided import decisions, key_of, stands
from app.inspection.field_words import FieldWords, when_words
from app.inspection.provenance import source_words
from app.inspection.remarks import path_of
from app.inspection.whereabouts import describe_subject
from app.models.raw import raw
from app.models.reopen import original
from app.models.tables import Cell
from app.models.values import parsed
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.log import Json
    from app.workspace import Workspace

_CHANGE = (
    "SELECT c.value, o.person, c.time, o.batch, o.withdrawn FROM change c"
    " JOIN origin o ON o.n = c.origin WHERE c.id = ?"
)
STANDS, TAKEN_BACK, REPLACED = "stands", "taken_back", "replaced"


@dataclass(frozen=True)
class SideSaid:
    """One side of what was decided, as it was said."""

    person: str
    at: int
    batch: int
    words: str


@dataclass(frozen=True)
class Decision:
    """One decision.

    Attributes:
        where: Place, from the community down; ``what``: question or field.
        value: What holds since, in words.
        how: ``A``, ``both``, ``own``, ``return``, ``keep`` or ``remove``.
        rule: Id of the rule, empty when a person decided.
        by: Who decided, or applied the rule.
        at: When, UTC milliseconds.
        state: ``stands``, ``taken_back`` or ``replaced`` (decided or changed again later).
        beside: It only went with the decision of a question: its place, for instance.
    """

    change: UUID
    where: str
    what: str
    value: str
    how: str
    rule: str
    reason: str
    by: str
    at: int
    state: str
    sides: tuple[SideSaid, ...]
    beside: bool = False


def merge_record(
    workspace: Workspace, session: Session, progress: Progress = silent
) -> list[Decision]:
    """List all decisions, those taken back included, in the order in which they were made."""
    words = FieldWords(workspace, session)
    taken_back = set(
        session.scalars(
            select(Cell.subject).where(
                Cell.kind == "decision", Cell.field == "taken_back", Cell.value == "true"
            )
        )
    )
    every = decisions(session)
    found = []
    for number, (change, said) in enumerate(every):
        progress(number, len(every))
        if path_of(str(said["field"])) or ("joined" in said and "with" in said):
            continue  # a remark goes with its question, the other records with the first
        key = key_of(said)
        row = raw(session).execute(_CHANGE, (change.bytes,)).fetchone()
        if row is None:
            continue
        state = STANDS if stands(session, change, said) else REPLACED
        found.append(
            Decision(
                change=change,
                where=describe_subject(session, key.kind, key.subject),
                what=words.field(key.kind, key.subject, key.field),
                value=_words(words, key, parsed(row[0])),
                how=str(said["how"]),
                rule=str(said.get("rule", "")),
                reason=str(said["reason"]),
                by=str(said.get("by", "") or row[1]),
                at=int(row[2]),
                state=TAKEN_BACK if change in taken_back else state,
                sides=_sides(session, words, key, said.get("sides")),
                beside="with" in said,
            )
        )
    return found


def side_words(side: SideSaid) -> str:
    """Return a side in one line: who, when, what."""
    return f"{side.person} {when_words(side.at)}：{side.words}"


def _sides(session: Session, words: FieldWords, key: Key, sides: Json) -> tuple[SideSaid, ...]:
    found: dict[UUID, SideSaid] = {}
    for one in sides if isinstance(sides, list) else []:
        change = original(session, UUID(hex=str(one)))
        row = raw(session).execute(_CHANGE, (change.bytes,)).fetchone()
        if row is not None:
            said = _words(words, key, parsed(row[0]))
            found[change] = SideSaid(row[1], int(row[2]), int(row[3]), said)
    return tuple(sorted(found.values(), key=lambda one: (one.at, one.person)))


def _words(words: FieldWords, key: Key, value: Json) -> str:
    if key.field == "*":
        return {True: "删除", False: "保留"}.get(value is True, "")
    if isinstance(value, dict):
        stored = Stored(value)
        plain: dict[str, Json] = {
            name: value[name] for name in ("answer", "reason", "basis") if name in value
        }
        said = words.value(key.kind, key.subject, key.field, plain)
        return f"{said} · {source_words(stored.source)}" if stored.source else said
    return words.value(key.kind, key.subject, key.field, value)
