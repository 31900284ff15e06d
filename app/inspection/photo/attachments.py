"""Files as answers: a drawing, a recording, a plan; kept and sent like photos.

The bytes lie in the photo folder under their digest before the row that names them is written; the
answer of the question is that name. A question holds one file: a new one takes the place of the
old, which `take_back` brings back. Kept apart from `photos`, because a photo is one
of many and shown everywhere, and an attachment is the answer itself.

A form that limits the pixels of a picture gets the smaller copy as its answer, as ODK does; the
original stays in this workspace, named by the row's field ``derived_from``, and is not sent. A
picture that was drawn on gets a row of its own before the untouched one, which stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from app.inspection.photo.attachment_bytes import DERIVED, keep
from app.models.acts import recorded
from app.models.clock import wall_ms
from app.models.ids import new_id
from app.models.log import Draft, delete, restore, write
from app.models.media import QUESTIONS
from app.models.tables import Cell, Photo
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.log import Json
    from app.workspace import Workspace

_STEP = 1024


@dataclass(frozen=True)
class Attached:
    """What was done, enough to take it back.

    Attributes:
        photo: Id of the new row; None when only something was removed.
        name: File name that is the answer now; empty when there is none.
        replaced: Rows that gave way.
        warnings: What is damaged about a picture; English source strings.
    """

    photo: UUID | None
    name: str
    replaced: tuple[UUID, ...] = ()
    warnings: tuple[str, ...] = ()


@recorded("photo_attach")
def attach(
    workspace: Workspace,
    inspection: UUID,
    question: str,
    what: Path | tuple[bytes, str],
    *,
    person: str = "",
    kind: str = "file",
    name: str = "",
    max_pixels: int = 0,
    drawn_on: str = "",
    now_ms: int | None = None,
    progress: Progress = silent,
) -> Attached:
    """Store a file and make it the answer of a question, in one transaction.

    Args:
        workspace: Where to keep it.
        inspection: The inspection that it belongs to.
        question: Path of the question.
        what: The file, or its bytes and extension.
        person: Who answers.
        kind: Kind of the question: ``image``, ``audio``, ``video`` or ``file``.
        name: What people call the file; by default its own name.
        max_pixels: Longer edge that a picture may have; 0: any.
        drawn_on: File name of the picture that this one was drawn on; that one stays.
        now_ms: Wall clock, UTC milliseconds.
        progress: Told the bytes copied; cancelling changes nothing.

    Returns:
        The new answer, and what gave way.

    Raises:
        AppError: Not of that kind, too large, unreadable, or no room; nothing is changed.
    """
    if kind not in QUESTIONS:
        raise ValueError(f"no kind of attachment: {kind!r}")
    kept = keep(workspace.photos, what, kind, name, max_pixels, progress)
    now = wall_ms() if now_ms is None else now_ms
    with workspace.sessions.begin() as session:
        rows = _rows(session, inspection, question)
        same = next((row for row in rows if _name(row) == kept.file_name), None)
        stays = {_under(session, rows, drawn_on, kept.facts)} if drawn_on else set()
        old = [row.id for row in rows if row is not same and _name(row) not in stays]
        author = workspace.writer(session, person)
        for row in old:
            delete(session, author, "photo", row, now_ms=now)
        if same is not None:
            return Attached(None, kept.file_name, tuple(old), kept.warnings)
        photo = new_id()
        facts: dict[str, Json] = {
            "inspection": str(inspection),
            "question": question,
            "sha256": kept.sha256,
            "extension": kept.extension,
            "original_name": kept.name,
            "added_at": now,
            "position": _place(session, inspection, rows),
            **kept.facts,
        }
        write(
            session,
            author,
            [Draft("photo", photo, *item) for item in facts.items() if item[1] is not None],
            now_ms=now,
        )
    return Attached(photo, kept.file_name, tuple(old), kept.warnings)


@recorded("photo_detach")
def detach(
    workspace: Workspace,
    inspection: UUID,
    question: str,
    *,
    person: str = "",
    now_ms: int | None = None,
) -> Attached:
    """Remove the file of a question; a picture under a drawing becomes the answer again.

    The bytes stay; `take_back` undoes it.
    """
    with workspace.sessions.begin() as session:
        rows = _rows(session, inspection, question)
        author = workspace.writer(session, person)
        for row in rows[:1]:
            delete(session, author, "photo", row.id, now_ms=now_ms)
        return Attached(
            None, _name(rows[1]) if len(rows) > 1 else "", tuple(row.id for row in rows[:1])
        )


@recorded("photo_restore")
def take_back(
    workspace: Workspace, done: Attached, *, person: str = "", now_ms: int | None = None
) -> None:
    """Undo `attach` or `detach`: what gave way comes back, what came goes."""
    with workspace.sessions.begin() as session:
        author = workspace.writer(session, person)
        if done.photo is not None:
            delete(session, author, "photo", done.photo, now_ms=now_ms)
        for row in done.replaced:
            restore(session, author, "photo", row, now_ms=now_ms)


def origin_of(session: Session, photo: UUID) -> str:
    """Return the file name of what a picture was made from; empty for an original."""
    value = session.scalar(
        select(Cell.value).where(Cell.subject == photo, Cell.field == DERIVED, Cell.kind == "photo")
    )
    return value.strip('"') if value and value != "null" else ""


def _rows(session: Session, inspection: UUID, question: str) -> list[Photo]:
    """Return the files of a question, the answer first."""
    query = (
        select(Photo)
        .where(
            Photo.inspection == inspection,
            Photo.question == question,
            Photo.deleted.is_(False),
            Photo.sha256.is_not(None),
        )
        .order_by(Photo.position, Photo.id)
    )
    return list(session.scalars(query))


def _under(session: Session, rows: list[Photo], drawn_on: str, facts: dict[str, Json]) -> str:
    """Return the untouched picture under a drawing, and note what it tells of the drawing.

    What was drawn on before was drawn on it as well: that drawing gives way.
    """
    by_name = {_name(row): row for row in rows}
    row = by_name.get(drawn_on)
    if row is None:
        return ""
    origin = origin_of(session, row.id)
    under = by_name.get(origin, row)
    facts[DERIVED] = _name(under)
    for name in ("taken_at", "taken_zone", "longitude", "latitude", "camera"):
        facts[name] = getattr(under, name)
    return _name(under)


def _name(row: Photo) -> str:
    return f"{row.sha256}.{row.extension}"


def _place(session: Session, inspection: UUID, rows: list[Photo]) -> int:
    """Return a position before the files of the question, or behind all of the inspection."""
    if rows:
        return (rows[0].position or 0) - 1
    query = select(func.max(Photo.position)).where(Photo.inspection == inspection)
    return (session.scalar(query) or 0) + _STEP
