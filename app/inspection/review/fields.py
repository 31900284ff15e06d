"""审核 as changes: kind ``review``, subject the inspection's id; so a return travels like any word.

Fields: ``state`` (``confirmed``, ``returned``, ``resubmitted``), ``until`` (a day such as
``2026-12-01``), ``note``, and ``at[<path>]`` for each question that is to be looked at again:
``{"remark": …, "photo": id, "mark": …, "marks": …}``. A kind of its own keeps reviewers out of who
inspected, and a review never meets an answer in a conflict.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.models.log import Draft
from app.models.tables import Cell

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.log import Json

KIND = "review"
CONFIRMED, RETURNED, RESUBMITTED = "confirmed", "returned", "resubmitted"
STATES = (CONFIRMED, RETURNED, RESUBMITTED)
_BEGIN, _END = "at[", "]"


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
        change: Local number of the change that gave the state, 0 for none.
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
    return {subject: _review(found) for subject, found in fields.items()}


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
