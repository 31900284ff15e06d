"""Everything that is handed over at once: all lists, and a sheet per inspected place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.i18n import N_, _
from app.models.derived import Progress as ProgressRow
from app.models.tables import Inspection, Photo, Place
from app.progress import Progress, silent
from app.workspace import Workspace

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms import Definition, Question
    from app.reports.together import Together


def write_all(workspace: Workspace, folder: Path, progress: Progress = silent) -> list[Path]:
    """Evaluate what is stale, then write every list and a sheet per inspected place.

    Raises:
        AppError: An inspection cannot be evaluated, its checklist is missing for instance, or a
            file is open in another program.
        Cancelled: The folder is as it was, as after any error.
    """
    from app.inspection.checklists import definition
    from app.inspection.derive import derive
    from app.reports.lists import add_lists
    from app.reports.together import Together

    problems = derive(workspace, progress=progress).problems
    if problems:
        raise AppError(
            N_("{count} inspections cannot be evaluated, so no list was written: {reason}"),
            count=len(problems),
            reason=problems[0],
        )
    with Together() as files, workspace.reading() as session:
        begun = _begun(session)
        labels: dict[str, str] = {}
        for form_hash in sorted({form_hash for _id, form_hash in begun}):
            form = definition(workspace, form_hash)
            for question in form.questions():
                labels.setdefault(question.code, _label(form, question))
        add_lists(session, folder, files, labels=labels, progress=progress)
        _add_sheets(workspace, session, begun, folder, files, progress)
        return files.publish()


def _add_sheets(
    workspace: Workspace,
    session: Session,
    inspections: list[tuple[UUID, str]],
    folder: Path,
    files: Together,
    progress: Progress,
) -> None:
    """Write the PDF sheet of each inspection into ``folder/sheets``."""
    from app.inspection.checklists import definition
    from app.reports.building_pdf import Sheet, add_buildings_pdf
    from app.reports.sheet_source import building_sheet

    previews = _previews(workspace, session)
    batch = (
        Sheet(building_sheet(session, inspection, definition(workspace, form_hash)), previews)
        for inspection, form_hash in inspections
    )
    add_buildings_pdf(batch, folder / _("sheets"), files, progress=progress, total=len(inspections))


def write_sheet(
    workspace: Workspace, inspection: UUID, folder: Path, progress: Progress = silent
) -> Path:
    """Write the PDF sheet of one inspection, evaluated first; returns the file.

    Raises:
        AppError: The inspection or its checklist is not here, or the folder cannot be written.
    """
    from app.inspection.derive import derive
    from app.reports.together import Together

    if not workspace.read_only:
        derive(workspace, [inspection], progress)
    with Together() as files, workspace.reading() as session:
        row = session.get(Inspection, inspection)
        if row is None or not row.form_hash:
            raise AppError(N_("This inspection is not here, or its place is not."))
        _add_sheets(workspace, session, [(inspection, row.form_hash)], folder, files, progress)
        (file,) = files.publish()
        return file


def _begun(session: Session) -> list[tuple[UUID, str]]:
    """List the inspections that somebody has begun, in the order of the roster."""
    query = (
        select(Inspection.id, Inspection.form_hash)
        .join(ProgressRow, ProgressRow.inspection == Inspection.id)
        .join(Place, Place.id == Inspection.place)
        .where(Inspection.deleted.is_(False), ProgressRow.state != "not_started")
        .order_by(Inspection.form_id, Place.sort_key, Inspection.id)
    )
    return [(row.id, row.form_hash) for row in session.execute(query) if row.form_hash]


def _label(form: Definition, question: Question) -> str:
    """Return a question in the form's own language, without what answers would fill in."""
    if question.label is None:
        return question.name
    parts = question.label.parts
    if question.label.itext:
        parts = form.texts.parts(question.label.itext, form.default_language)
    return "".join(part for part in parts if isinstance(part, str)) or question.name


def _previews(workspace: Workspace, session: Session) -> Callable[[str, str], Path | None]:
    """Return what finds the marked copy of a photo, made anew where the cache has lost it."""
    from app.inspection.photo.edges import VIEW_EDGE
    from app.inspection.photo.marked import shown_copy

    query = select(Photo.sha256, Photo.extension).where(Photo.sha256.is_not(None)).distinct()
    extensions = {row[0]: row[1] for row in session.execute(query)}

    def preview(sha256: str, marks: str) -> Path | None:
        try:
            return shown_copy(workspace, sha256, extensions.get(sha256) or "jpg", marks, VIEW_EDGE)
        except AppError:
            return None  # the sheet says that the photo is not here

    return preview
