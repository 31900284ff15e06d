"""The form versions of a workspace, each with how many inspections have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.inspection.checklists import Checklist, checklists, version_key
from app.models.tables import Inspection

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class VersionLine:
    """One version.

    Attributes:
        form: The version.
        inspections: How many have it.
        newest: New inspections of this form begin with it.
    """

    form: Checklist
    inspections: int
    newest: bool


def version_lines(session: Session, form_id: str = "") -> list[VersionLine]:
    """List the versions, those of one form together, the newest first.

    Args:
        session: Any.
        form_id: Only this form; empty: all.
    """
    query = (
        select(Inspection.form_hash, func.count())
        .where(Inspection.deleted.is_(False), Inspection.place.is_not(None))
        .group_by(Inspection.form_hash)
    )
    counts = {row[0]: int(row[1]) for row in session.execute(query)}
    found: dict[str, list[Checklist]] = {}
    for one in checklists(session):
        if form_id in ("", one.form_id):
            found.setdefault(one.form_id, []).append(one)
    lines = []
    for group in found.values():
        group.sort(key=lambda one: (version_key(one.version), one.hash), reverse=True)
        lines += [VersionLine(f, counts.get(f.hash, 0), f is group[0]) for f in group]
    return lines
