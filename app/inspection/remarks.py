"""Remarks (备注) on single questions: fields of the inspection beside its answers.

``note[<path>]`` is a field of its own, so that a remark never meets an answer in a conflict, needs
no question in the form, and stays when the answer changes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.i18n import N_
from app.models.acts import Act
from app.models.log import Draft
from app.models.tables import Cell

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.inspection.visit import Visit

LONGEST = 2000
_BEGIN, _END = "note[", "]"


def field_of(path: str) -> str:
    """Return the field that keeps the remark on a question."""
    return f"{_BEGIN}{path}{_END}"


def path_of(field: str) -> str:
    """Return the question that a field is a remark on; empty when it is none."""
    if field.startswith(_BEGIN) and field.endswith(_END):
        return field[len(_BEGIN) : -len(_END)]
    return ""


def remarks_of(session: Session, inspection: UUID) -> dict[str, str]:
    """Read the remarks of an inspection, by question."""
    query = select(Cell.field, Cell.value).where(
        Cell.subject == inspection,
        Cell.kind == "inspection",
        Cell.field.startswith(_BEGIN, autoescape=True),
    )
    found = {path_of(row.field): json.loads(row.value) for row in session.execute(query)}
    return {path: text for path, text in found.items() if path and isinstance(text, str) and text}


def set_remark(visit: Visit, path: str, text: str, *, now_ms: int | None = None) -> None:
    """Keep a remark on a question, as one act; empty text takes it away.

    Raises:
        AppError: It is too long, or the workspace cannot be written.
    """
    said = text.strip()
    if len(said) > LONGEST:
        raise AppError(N_("A remark has {count} characters at most"), count=LONGEST)
    with visit.together(Act("remark", path), now_ms=now_ms) as drafts:
        drafts.append(Draft("inspection", visit.inspection, field_of(path), said or None))
