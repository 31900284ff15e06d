"""What a roster import would do: plain values that the window and the command line show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.inspection.roster.read import Note, Problem, RosterDraft
from app.models.values import Json


@dataclass(frozen=True)
class PlaceRow:
    """A place as the workspace knows it now.

    Attributes:
        fields: Values of `ATTRIBUTES` by field name; fields without a value are left out.
    """

    id: UUID
    level: str
    code: str
    name: str
    parent: UUID | None
    deleted: bool
    sort_key: str
    fields: Mapping[str, Json]


@dataclass(frozen=True)
class PlannedPlace:
    """One place that the import would write.

    Attributes:
        path: Names from the district down, for people.
        row: Row of the file; 0: no line of its own, named by the lines below it.
        fields: What would be written.
        before: For a known place, the present value of each field in ``fields``.
    """

    id: UUID
    level: str
    name: str
    path: str
    row: int
    fields: Mapping[str, Json]
    before: Mapping[str, Json]


@dataclass(frozen=True)
class RosterPlan:
    """What an import would do; nothing is written while there is any problem.

    Attributes:
        new: Places that are not there yet, parents first.
        changed: Places that are there with other values.
        unchanged: Places that are there just so.
        removed: Rows of places that a person removed here; they stay removed.
        absent: Places that are here and not in the file; they stay.
        problems: Every reason against it, in file order.
        notes: What was put right or left out.
    """

    draft: RosterDraft
    campaign: UUID
    new: tuple[PlannedPlace, ...]
    changed: tuple[PlannedPlace, ...]
    unchanged: tuple[UUID, ...]
    removed: tuple[int, ...]
    absent: tuple[UUID, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Note, ...]


def full_code(parent_code: str, name: str) -> str:
    """Return the roster code of a place without one: the path of codes and names down to it."""
    # A slash inside a name must not look like a step of the path.
    step = name.replace("/", "／")
    return f"{parent_code}/{step}" if parent_code else step
