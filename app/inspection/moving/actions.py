"""Moving inspections to another version of their checklist, and back.

The move is one change of the field ``form_hash``; answers stay where they are. A question that has
another name in the other version gets its answer written there as well (`app.inspection.
moving_carry`), the old field stays as it is: nothing is dropped, and moving back writes what was
said meanwhile back to the old name.

A laptop that has not moved goes on under the old names; after a merge the inspection has the new
version, since nobody contradicted it, and later answers under old names are offered by the next
`plan` to the same version. Laptops that moved to different versions contradict each other: the
order of the log decides which version shows meanwhile, the inspection is not counted, and the next
move decides the conflict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.forms.versions import Comparison
from app.i18n import N_, _
from app.inspection.answers import answers_of, facts_of
from app.inspection.moving.carry import carry
from app.inspection.moving.plan import (
    Plan,
    Preview,
    blocked,
    inspections_with,
    newest_version,
    plan,
)
from app.models.log import Draft, write
from app.models.tables import Inspection, Photo
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace


@dataclass(frozen=True)
class Moved:
    """What a move did; hand it to `undo` to move back.

    Attributes:
        steps: (inspection, hash before) of those that moved.
        target: Hash of the version that they have now.
        confirmed: Renames that a person had confirmed.
        left: Those that were not moved, with the reason.
    """

    steps: tuple[tuple[UUID, str], ...]
    target: str
    confirmed: Mapping[str, str]
    left: tuple[tuple[UUID, AppError], ...] = ()


def apply(
    workspace: Workspace,
    planned: Plan,
    *,
    person: str = "",
    progress: Progress = silent,
    now_ms: int | None = None,
) -> Moved:
    """Move what can be moved, in one transaction; evaluate with `derive` afterwards.

    Args:
        workspace: Where they are.
        planned: From `plan`. What changed since then is left and told.
        person: Who moves them; empty: whoever works in the workspace.
        progress: Told per inspection; cancelling leaves everything as it was.
        now_ms: Wall clock, UTC milliseconds.

    Raises:
        AppError: The workspace cannot be written.
    """
    steps: list[tuple[UUID, str]] = []
    left: list[tuple[UUID, AppError]] = []
    with workspace.sessions.begin() as session:
        author = workspace.writer(session, person)
        for number, one in enumerate(planned.previews):
            progress(number, len(planned.previews), _("Moving inspections"))
            reason = one.blocked
            row = session.get(Inspection, one.inspection)
            comparison = planned.comparisons[one.before]
            stored = answers_of(session, one.inspection)
            if row is None or row.deleted or row.form_hash != one.before:
                reason = AppError(N_("It has changed meanwhile. Look at it again."))
            reason = reason or blocked(comparison, stored)
            if reason is not None:
                left.append((one.inspection, reason))
                continue
            subject = one.inspection
            renamed = [(path, comparison.translate(path)) for path in stored]
            pairs = [(path, to) for path, to in renamed if path != to]
            pairs += [(item.path, item.to) for item in one.late]
            carry(session, author, subject, pairs, now_ms=now_ms)
            photos = list(_photos(session, comparison, subject))
            write(session, author, photos, now_ms=now_ms)
            hash_draft = Draft("inspection", subject, "form_hash", planned.target.hash)
            conflict = facts_of(session, subject)["form_hash"].conflict
            write(session, author, [hash_draft], now_ms=now_ms, resolve=conflict)
            steps.append((subject, one.before))
        progress(len(planned.previews), len(planned.previews), _("Moving inspections"))
    return Moved(tuple(steps), planned.target.hash, planned.confirmed, tuple(left))


def _photos(session: Session, comparison: Comparison, inspection: UUID) -> Iterator[Draft]:
    """Yield what makes photos go along with the questions that they illustrate."""
    query = select(Photo.id, Photo.question).where(
        Photo.inspection == inspection, Photo.question.is_not(None)
    )
    for photo, question in session.execute(query):
        to = comparison.translate(question or "")
        if to != question:
            yield Draft("photo", photo, "question", to)


def undo(
    workspace: Workspace,
    moved: Moved,
    *,
    person: str = "",
    progress: Progress = silent,
    now_ms: int | None = None,
) -> list[Moved]:
    """Move inspections back to the versions that they had; answers given meanwhile go along."""
    confirmed = {after: before for before, after in moved.confirmed.items()}
    by_version: dict[str, list[UUID]] = {}
    for inspection, before in moved.steps:
        by_version.setdefault(before, []).append(inspection)
    done = []
    for form_hash, inspections in sorted(by_version.items()):
        back = plan(workspace, inspections, form_hash, confirmed=confirmed, progress=progress)
        done.append(apply(workspace, back, person=person, progress=progress, now_ms=now_ms))
    return done


__all__ = [
    "Moved",
    "Plan",
    "Preview",
    "apply",
    "inspections_with",
    "newest_version",
    "plan",
    "undo",
]
