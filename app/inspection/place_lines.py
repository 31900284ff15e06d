"""Lines of places with their state: what lists in the windows are made of, and how it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, func, or_, select

from app.inspection.checklists import LEVEL_OF_FORM
from app.models.derived import Finding, Progress
from app.models.tables import Cell, Place

FORM_OF_LEVEL = {level: form for form, level in LEVEL_OF_FORM.items()}
_RANKS = {"critical": 3, "serious": 2, "minor": 1}
_SEVERITIES = {rank: severity for severity, rank in _RANKS.items()}


@dataclass(frozen=True)
class GroupLine:
    """A community or residential area.

    Attributes:
        done: Buildings in it that are 查完.
        total: Buildings in it.
        found: Buildings in it that the filter lets through.
    """

    id: UUID
    name: str
    done: int
    total: int
    found: int


@dataclass(frozen=True)
class PlaceLine:
    """A place that has a checklist: a building, or an area or community for its own form.

    Attributes:
        where: Names above it, for lists that show no tree.
        state: ``not_started``, ``in_progress``, ``incomplete``, ``done`` or ``returned``: a
            reviewer wants it looked at again.
        missing: Answers and photos that are still missing.
        worst: Severity of its worst finding, empty for none.
        conflicts: Fields in conflict.
        undecided: Questions with 判不了 or 未查到, or in conflict: no findings is then not 无.
    """

    id: UUID
    level: str
    name: str
    floors: int | None
    structure: str
    households: int | None
    where: str
    inspection: UUID | None
    state: str
    answered: int
    relevant: int
    missing: int
    findings: int
    worst: str
    conflicts: int
    undecided: int = 0


def state_of() -> Any:
    """Return the column of a place's state."""
    return func.coalesce(Progress.state, "not_started")


def progress_of(place: Any, level: str) -> Any:
    """Return what joins places of a level with how far their own checklist is."""
    return and_(Progress.place == place.id, Progress.form_id == FORM_OF_LEVEL[level])


def in_state(state: str) -> list[Any]:
    """Return what keeps the places of a state; empty: all."""
    if not state:
        return []
    if state == "not_started":
        return [or_(Progress.state.is_(None), Progress.state == state)]
    return [Progress.state == state]


_RETURNED = '"returned"'


def lines_of(level: str, *, planned: bool = True) -> Select[Any]:
    """Select places of a level with their progress; not ``planned``: no index by level."""
    ranks = case(*((Finding.severity == name, rank) for name, rank in _RANKS.items()), else_=0)
    worst = (
        select(func.max(ranks))
        .where(Finding.inspection == Progress.inspection)
        .correlate(Progress)
        .scalar_subquery()
    )
    returned = (
        select(Cell.value)
        .where(Cell.subject == Progress.inspection, Cell.field == "state", Cell.kind == "review")
        .correlate(Progress)
        .scalar_subquery()
    )
    return (
        select(Place, Progress, worst, returned)
        .outerjoin(Progress, progress_of(Place, level))
        .where((Place.level if planned else Place.level.concat("")) == level)
        .where(Place.deleted.is_(False))
    )


def line_of(row: Any, where: str = "") -> PlaceLine:
    """Return the line of a row of `lines_of`."""
    place, progress, worst, review = row
    state = progress.state if progress else "not_started"
    return PlaceLine(
        id=place.id,
        level=place.level or "",
        name=place.name or place.code or "",
        floors=place.floors_above,
        structure=place.structure or "",
        households=place.households,
        where=where,
        inspection=progress.inspection if progress else None,
        state="returned" if review == _RETURNED else state,
        answered=progress.answered if progress else 0,
        relevant=progress.relevant if progress else 0,
        missing=progress.missing_answers + progress.missing_photos if progress else 0,
        findings=progress.findings if progress else 0,
        worst=_SEVERITIES.get(worst or 0, ""),
        conflicts=progress.conflicts if progress else 0,
        undecided=(
            progress.undecidable + progress.not_reached + progress.conflicts if progress else 0
        ),
    )
