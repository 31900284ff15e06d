"""Many photos changed at once: assigned, removed, put back; one act that can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from app.forms.definition import Repeat
from app.inspection.checklists import definition
from app.models.acts import recorded
from app.models.log import Draft, delete, restore, write
from app.models.tables import Inspection, Photo

if TYPE_CHECKING:
    from app.forms.definition import Definition
    from app.workspace import Workspace

Target = tuple[str | None, UUID | None]
"""Path of a question, or none; a finding, or none."""


@recorded("photo_change")
def assign_photos(
    workspace: Workspace, targets: Mapping[UUID, Target], *, person: str = ""
) -> None:
    """Let photos belong to something else; those that are gone meanwhile are passed over."""
    with workspace.sessions.begin() as session:
        drafts = []
        for photo, (question, finding) in targets.items():
            row = session.get(Photo, photo)
            if row is not None and not row.deleted:
                drafts.append(Draft("photo", photo, "question", question))
                drafts.append(Draft("photo", photo, "finding", str(finding) if finding else None))
        write(session, workspace.writer(session, person), drafts)


@recorded("photo_remove")
def remove_photos(workspace: Workspace, photos: Sequence[UUID], *, person: str = "") -> None:
    """Remove photos; originals stay, `restore_photos` undoes it."""
    with workspace.sessions.begin() as session:
        author = workspace.writer(session, person)
        for photo in photos:
            delete(session, author, "photo", photo)


@recorded("photo_restore")
def restore_photos(workspace: Workspace, photos: Sequence[UUID], *, person: str = "") -> None:
    """Undo a removal."""
    with workspace.sessions.begin() as session:
        author = workspace.writer(session, person)
        for photo in photos:
            restore(session, author, "photo", photo)


def questions_of(workspace: Workspace, inspection: UUID) -> list[tuple[str, str]]:
    """Return path and words of the questions that photos of an inspection can illustrate.

    Raises:
        AppError: The checklist is not here.
    """
    with workspace.reading() as session:
        row = session.get(Inspection, inspection)
        form_hash = row.form_hash if row is not None else None
    if not form_hash:
        return []
    form = definition(workspace, form_hash)
    found = []
    for question in form.questions():
        if not question.code or question.belongs_to or _in_repeat(form, question.path):
            continue
        label = form.text(question.label)
        found.append((question.path, f"{question.code.partition('-')[2]} {label}".strip()))
    return found


def _in_repeat(form: Definition, path: str) -> bool:
    """Tell whether a question is asked several times; which of them, only its building knows."""
    while path := path.rpartition("/")[0]:
        if isinstance(form.element(path), Repeat):
            return True
    return False
