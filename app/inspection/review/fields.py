"""审核 as changes: kind ``review``, subject the inspection's id; so a return travels like any word.

Fields: ``state`` (``confirmed``, ``returned``, ``resubmitted``), ``until`` (a day such as
``2026-12-01``), ``note``, ``confirmed[<number>]`` for each time that somebody signed for what was
there, and ``at[<path>]`` for each question that is to be looked at again:
``{"remark": …, "photo": id, "mark": …, "marks": …}``. A kind of its own keeps reviewers out of who
inspected, and a review never meets an answer in a conflict.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from app.models.ids import new_id
from app.models.log import Draft
from app.models.tables import Cell, Change

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.log import Json

KIND = "review"
CONFIRMED, RETURNED, RESUBMITTED = "confirmed", "returned", "resubmitted"
STATES = (CONFIRMED, RETURNED, RESUBMITTED)
_BEGIN, _END = "at[", "]"
_SIGNED = "confirmed["


@dataclass(frozen=True)
class Remark:
    """What is to be looked at again in one question.

    Attributes:
        path: The question; empty for the record as a whole.
        text: What is wrong with it.
        photo: A photo that the remark is about.
        mark: What to see on that photo, in words.
        marks: What the reviewer drew on it (`app.inspection.photo.marks`); the photo's own are
            not touched.
    """

    path: str
    text: str
    photo: UUID | None = None
    mark: str = ""
    marks: str = ""


@dataclass(frozen=True)
class Review:
    """What reviewers said of an inspection.

    Attributes:
        state: One of `STATES`, or empty: nobody has reviewed it.
        until: Day until which it is wanted back, or empty.
        change: Local number of the change that gave the state, 0 for none. Of a confirmed record:
            of its last signature, which undoing what came after does not make any later.
    """

    state: str = ""
    until: str = ""
    note: str = ""
    remarks: tuple[Remark, ...] = ()
    change: int = 0
    conflict: bool = False

    @property
    def paths(self) -> tuple[str, ...]:
        """Return the questions to be looked at again."""
        return tuple(one.path for one in self.remarks if one.path)


def field_of(path: str) -> str:
    """Return the field of the remark on a question."""
    return f"{_BEGIN}{path}{_END}"


def path_of(field: str) -> str:
    """Return the question of such a field; empty when it is none."""
    if field.startswith(_BEGIN) and field.endswith(_END):
        return field[len(_BEGIN) : -len(_END)]
    return ""


def review_of(session: Session, inspection: UUID) -> Review:
    """Read what reviewers said of one inspection."""
    return reviews_of(session, [inspection]).get(inspection, Review())


def reviews_of(session: Session, inspections: Sequence[UUID] | None = None) -> dict[UUID, Review]:
    """Read what reviewers said; of all inspections, or of these."""
    query = select(Cell.subject, Cell.field, Cell.value, Cell.change, Cell.conflict).where(
        Cell.kind == KIND
    )
    if inspections is not None:
        query = query.where(Cell.subject.in_(list(inspections)))
    fields: dict[UUID, dict[str, tuple[Json, int, bool]]] = {}
    for row in session.execute(query.order_by(Cell.subject, Cell.field)):
        said = json.loads(row.value), row.change, bool(row.conflict)
        fields.setdefault(row.subject, {})[row.field] = said
    found = {subject: _review(said) for subject, said in fields.items()}
    signed = _signed(
        session,
        {
            subject: [name for name, said in fields[subject].items() if _is_signature(name, said)]
            for subject, one in found.items()
            if one.state == CONFIRMED
        },
    )
    return {
        subject: replace(one, change=signed[subject]) if subject in signed else one
        for subject, one in found.items()
    }


def _is_signature(name: str, said: tuple[Json, int, bool]) -> bool:
    return name.startswith(_SIGNED) and said[0] is True


def _signed(session: Session, wanted: Mapping[UUID, Sequence[str]]) -> dict[UUID, int]:
    """Return the local number of the change that first wrote the last signature of each record.

    Records that an older program confirmed have none.
    """
    names = {(subject, name) for subject, many in wanted.items() for name in many}
    query = (
        select(Change.subject, Change.field, func.min(Change.n))
        .where(
            Change.kind == KIND,
            Change.subject.in_({subject for subject, _name in names}),
            Change.field.startswith(_SIGNED, autoescape=True),
        )
        .group_by(Change.subject, Change.field)
    )
    found: dict[UUID, int] = {}
    for subject, name, first in session.execute(query):
        if (subject, name) in names:
            found[subject] = max(first, found.get(subject, 0))
    return found


def confirming(inspection: UUID, review: Review) -> list[Draft]:
    """Return the facts that accept an inspection as it is now."""
    signature = f"{_SIGNED}{new_id().hex}{_END}"
    return [*clearing(inspection, review, CONFIRMED), Draft(KIND, inspection, signature, True)]


def returning(
    inspection: UUID, remarks: Sequence[Remark], until: str = "", note: str = ""
) -> list[Draft]:
    """Return the facts that give an inspection back."""
    drafts = [Draft(KIND, inspection, "state", RETURNED)]
    drafts += [
        Draft(KIND, inspection, name, value)
        for name, value in (("until", until), ("note", note))
        if value
    ]
    for one in remarks:
        said: dict[str, Json] = {"remark": one.text}
        if one.photo is not None:
            said["photo"] = str(one.photo)
        if one.mark:
            said["mark"] = one.mark
        if one.photo is not None and one.marks:
            said["marks"] = one.marks
        drafts.append(Draft(KIND, inspection, field_of(one.path), said))
    return drafts


def clearing(inspection: UUID, review: Review, state: str | None) -> list[Draft]:
    """Return the facts that end a return: another state, and no remark any more."""
    drafts = [Draft(KIND, inspection, "state", state)]
    drafts += [Draft(KIND, inspection, name, None) for name in ("until", "note")]
    return drafts + [Draft(KIND, inspection, field_of(one.path), None) for one in review.remarks]


def _review(fields: Mapping[str, tuple[Json, int, bool]]) -> Review:
    def text(name: str) -> str:
        value = fields[name][0] if name in fields else ""
        return value if isinstance(value, str) else ""

    remarks = []
    for name, (value, _change, _conflict) in fields.items():
        if name.startswith(_BEGIN) and isinstance(value, dict):
            said = {key: one for key, one in value.items() if isinstance(one, str)}
            photo = _id(said.get("photo", ""))
            told = (said.get(key, "") for key in ("mark", "marks"))
            remarks.append(Remark(path_of(name), said.get("remark", ""), photo, *told))
    state = text("state")
    shown = fields.get("state")
    return Review(
        state if state in STATES else "",
        text("until"),
        text("note"),
        tuple(remarks),
        shown[1] if shown else 0,
        bool(shown and shown[2]),
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
