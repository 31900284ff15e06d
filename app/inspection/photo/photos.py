"""Photos (照片) of an inspection: taken in, put where they belong, captioned, removed, restored.

Bytes are stored under their digest before the row that names them is written; a row without bytes
can only come from another machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from app.errors import AppError
from app.files import shown_name
from app.i18n import N_
from app.inspection.photo.pictures import Outcome, intake
from app.inspection.photo.rows import PhotoRow as PhotoRow
from app.inspection.photo.rows import photos_of as photos_of
from app.models.acts import recorded
from app.models.clock import wall_ms
from app.models.ids import new_id
from app.models.log import Draft, delete, restore, write
from app.models.tables import Photo
from app.progress import Progress, silent

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from sqlalchemy.orm import Session

    from app.models.log import Json
    from app.workspace import Workspace

STEP = 1024
"""Distance between the positions of neighbours, so that one can be put between two."""


@dataclass(frozen=True)
class Added:
    """What became of one file.

    Attributes:
        source: The file.
        photo: Id of the new photo; None when it was refused or is attached there already.
        already_there: The same picture was in this inspection or workspace before.
        same_as: The photo of this inspection that has the same bytes, if there is one.
        warnings: What is damaged about it, in the user's language.
        error: Why it was refused.
    """

    source: Path
    photo: UUID | None
    already_there: bool
    same_as: UUID | None
    warnings: tuple[str, ...]
    error: AppError | None


@recorded("photo_add")
def add_photos(
    workspace: Workspace,
    inspection: UUID,
    sources: Path | Iterable[Path],
    *,
    person: str = "",
    question: str | None = None,
    finding: UUID | None = None,
    now_ms: int | None = None,
    progress: Progress = silent,
    helpers: Executor | None = None,
) -> list[Added]:
    """Take photo files into an inspection, in one transaction.

    A picture that is attached to the same question already is not attached twice.

    Args:
        workspace: Where to keep them.
        inspection: The inspection they belong to.
        sources: Files and folders.
        person: Who adds them.
        question: Path of the question; None: of the building as a whole.
        finding: The finding they show, if one.
        now_ms: Wall clock, UTC milliseconds.
        progress: Told per file; cancelling adds none of them.
        helpers: Processes that read them, see `app.inspection.photo.hands`.

    Returns:
        One entry per file, in order; refused files name their reason.
    """
    previews = workspace.cache / "previews"
    outcomes = intake(sources, workspace.photos, previews, progress, helpers=helpers)
    now = wall_ms() if now_ms is None else now_ms
    with workspace.sessions.begin() as session:
        author = workspace.writer(session, person)
        known = _known(session, inspection)
        position = _last_position(session, inspection)
        added: list[Added] = []
        drafts: list[Draft] = []
        for outcome in outcomes:
            if outcome.stored is None:
                added.append(Added(outcome.source, None, False, None, (), outcome.error))
                continue
            sha256 = outcome.stored.picture.sha256
            same = known.get((sha256, question)) or next(
                (photo for (digest, _path), photo in known.items() if digest == sha256), None
            )
            there = outcome.stored.already_there or same is not None
            warnings = outcome.stored.picture.warnings
            if (sha256, question) in known:
                added.append(Added(outcome.source, None, True, same, warnings, None))
                continue
            position += STEP
            photo = new_id()
            drafts += _drafts(photo, outcome, inspection, question, finding, position, now)
            known[sha256, question] = photo
            added.append(Added(outcome.source, photo, there, same, warnings, None))
        write(session, author, drafts, now_ms=now)
    return added


def _drafts(
    photo: UUID,
    outcome: Outcome,
    inspection: UUID,
    question: str | None,
    finding: UUID | None,
    position: int,
    now: int,
) -> list[Draft]:
    assert outcome.stored is not None
    picture = outcome.stored.picture
    fields: dict[str, Json] = {
        "inspection": str(inspection),
        "question": question,
        "finding": str(finding) if finding else None,
        "sha256": picture.sha256,
        "extension": picture.extension,
        "size": picture.size,
        "width": picture.width,
        "height": picture.height,
        "taken_at": picture.taken_at_ms,
        "taken_zone": picture.taken_zone,
        "longitude": picture.longitude,
        "latitude": picture.latitude,
        "position": position,
        "original_name": shown_name(outcome.source),
        "camera": picture.camera,
        "added_at": now,
    }
    return [
        Draft("photo", photo, name, value) for name, value in fields.items() if value is not None
    ]


@recorded("photo_change")
def change_photo(
    workspace: Workspace,
    photo: UUID,
    *,
    person: str = "",
    now_ms: int | None = None,
    **fields: str | int | UUID | None,
) -> None:
    """Change caption, position, question, finding, marks or checked doubts of a photo.

    Raises:
        AppError: The photo is not there any more.
    """
    allowed = {"caption", "position", "question", "finding", "marks", "checked"}
    if not fields.keys() <= allowed:
        raise ValueError(f"cannot change {sorted(fields.keys() - allowed)}")
    with workspace.sessions.begin() as session:
        row = session.get(Photo, photo)
        if row is None or row.deleted:
            raise AppError(N_("This photo has been removed."))
        author = workspace.writer(session, person)
        values = {
            name: str(value) if isinstance(value, UUID) else value for name, value in fields.items()
        }
        write(
            session,
            author,
            [Draft("photo", photo, *item) for item in values.items()],
            now_ms=now_ms,
        )


@recorded("photo_order")
def order_photos(
    workspace: Workspace, photos: Sequence[UUID], *, person: str = "", now_ms: int | None = None
) -> None:
    """Put photos into the order given; only those that move are written."""
    with workspace.sessions.begin() as session:
        author = workspace.writer(session, person)
        drafts = [
            Draft("photo", photo, "position", place * STEP) for place, photo in enumerate(photos, 1)
        ]
        write(session, author, drafts, now_ms=now_ms)


@recorded("photo_remove")
def remove_photo(
    workspace: Workspace, photo: UUID, *, person: str = "", now_ms: int | None = None
) -> None:
    """Remove a photo: a tombstone; the original stays, `restore_photo` undoes it."""
    with workspace.sessions.begin() as session:
        delete(session, workspace.writer(session, person), "photo", photo, now_ms=now_ms)


@recorded("photo_restore")
def restore_photo(
    workspace: Workspace, photo: UUID, *, person: str = "", now_ms: int | None = None
) -> None:
    """Undo the removal of a photo."""
    with workspace.sessions.begin() as session:
        restore(session, workspace.writer(session, person), "photo", photo, now_ms=now_ms)


def _known(session: Session, inspection: UUID) -> dict[tuple[str, str | None], UUID]:
    query = select(Photo.sha256, Photo.question, Photo.id).where(
        Photo.inspection == inspection, Photo.deleted.is_(False)
    )
    return {(row.sha256 or "", row.question): row.id for row in session.execute(query)}


def _last_position(session: Session, inspection: UUID) -> int:
    return (
        session.scalar(select(func.max(Photo.position)).where(Photo.inspection == inspection)) or 0
    )
