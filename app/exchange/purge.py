"""Letting go of photos that the hub has: nothing goes before a signed receipt for it is here."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.exchange.receipts.states import MERGED, record_states, signed_hubs
from app.files import cannot_write
from app.models.clock import wall_ms
from app.models.custody import PhotoFate, Purged, ReceiptIn
from app.models.tables import Photo
from app.progress import Progress, silent

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from app.workspace import Workspace

NO_RECEIPT, NOT_MERGED, UNSIGNED = "no receipt", "record not merged", "receipt not signed"


@dataclass(frozen=True)
class Purge:
    """What may be let go, and what may not.

    Attributes:
        photos: SHA-256 and extension of those that may.
        bytes: What that frees.
        kept: How many may not, by reason: ``no receipt`` (the hub has not said that it has the
            bytes), ``record not merged`` (their building changed since, or is not merged),
            ``receipt not signed``.
    """

    photos: tuple[tuple[str, str], ...] = ()
    bytes: int = 0
    kept: dict[str, int] = field(default_factory=dict)


def look(session: Session, workspace: Workspace) -> Purge:
    """Say which photos' bytes may be let go here."""
    signed = signed_hubs(session)
    fates: dict[str, bool] = {}
    for fate in session.scalars(select(PhotoFate).where(PhotoFate.state == MERGED)):
        fates[fate.sha256] = fates.get(fate.sha256, False) or fate.hub in signed
    rows: dict[tuple[str, str], set[UUID]] = {}
    query = select(Photo.sha256, Photo.extension, Photo.inspection).where(
        Photo.sha256.is_not(None), Photo.extension.is_not(None)
    )
    for sha256, extension, record in session.execute(query):
        rows.setdefault((str(sha256), str(extension)), set()).update({record} if record else ())
    records = sorted({record for several in rows.values() for record in several})
    merged: set[UUID] = set()
    for start in range(0, len(records), 400):
        part = records[start : start + 400]
        states = record_states(session, part)
        merged.update(one for one in part if one in states and states[one].state == MERGED)
    may, size = [], 0
    kept: dict[str, int] = {}
    for (sha256, extension), several in sorted(rows.items()):
        file = workspace.photo_file(sha256, extension)
        if not file.is_file():
            continue
        reason = ""
        if sha256 not in fates:
            reason = NO_RECEIPT
        elif not fates[sha256]:
            reason = UNSIGNED
        elif not several or not several <= merged:
            reason = NOT_MERGED
        if reason:
            kept[reason] = kept.get(reason, 0) + 1
        else:
            may.append((sha256, extension))
            size += file.stat().st_size
    return Purge(tuple(may), size, kept)


def purge(workspace: Workspace, progress: Progress = silent) -> Purge:
    """Remove the originals that may go; records, findings and previews stay.

    What is to go is written down first: after a crash the next purge ends what this one began.

    Args:
        workspace: The laptop.
        progress: Told per photo.

    Returns:
        What went, and what was kept and why.

    Raises:
        AppError: A file cannot be removed; those before it are gone.
        Cancelled: Those before it are gone.
    """
    with workspace.sessions.begin() as session:
        found = look(session, workspace)
        receipt = session.scalars(
            select(ReceiptIn.name)
            .where(ReceiptIn.signed_by.is_not(None))
            .order_by(ReceiptIn.created_at.desc())
        ).first()
        now = wall_ms()
        for sha256, extension in found.photos:
            session.merge(
                Purged(sha256=sha256, extension=extension, purged_at=now, receipt=receipt or "")
            )
    for done, (sha256, extension) in enumerate(found.photos):
        file: Path = workspace.photo_file(sha256, extension)
        progress(done, len(found.photos), file.name)
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise cannot_write(file.name, error) from error
    return found
