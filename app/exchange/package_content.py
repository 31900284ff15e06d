"""What goes into a package: which photos and which checklists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.exchange.volumes import Item
from app.models.derived import Form, PhotoSent
from app.models.media import EXTENSIONS
from app.models.tables import Change, Inspection, Photo
from app.models.values import decode
from app.progress import give_way

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace

PHOTO = re.compile(rf"photos/[0-9a-f]{{64}}\.(?:{'|'.join(sorted(EXTENSIONS))})")


@dataclass(frozen=True)
class Picture:
    """A photo that changes name."""

    sha256: str
    extension: str

    @property
    def name(self) -> str:
        """Path below ``data/``."""
        return f"photos/{self.sha256}.{self.extension}"

    def item(self, workspace: Workspace) -> Item | None:
        """Return where its bytes are; None when they are not here."""
        give_way()
        # The names come from changes, so from strangers: they must not lead anywhere else.
        if not PHOTO.fullmatch(self.name):
            return None
        file = workspace.photo_file(self.sha256, self.extension)
        try:
            return Item(self.name, file, self.sha256, file.stat().st_size)
        except OSError:
            return None


def pictures(session: Session, destination: str, all_photos: bool) -> list[Picture]:
    """List the photos to carry, once each; a removed one stays at home."""
    query = select(Photo.sha256, func.min(Photo.extension)).where(
        Photo.sha256.is_not(None), Photo.extension.is_not(None), Photo.deleted.is_(False)
    )
    if not all_photos:
        sent = select(PhotoSent.sha256).where(PhotoSent.destination == destination)
        query = query.where(Photo.sha256.not_in(sent))
    rows = session.execute(query.group_by(Photo.sha256).order_by(Photo.sha256))
    return [Picture(str(sha256), str(extension)) for sha256, extension in rows]


def checklists(session: Session, since: int) -> list[str]:
    """List every checklist that an inspection uses or used: old answers are read by their own.

    Those of inspections that are receipted are there already.
    """
    ever = (
        select(Change.value)
        .join(Inspection, Inspection.id == Change.subject)
        .where(Change.field == "form_hash", Change.n > since)
        .distinct()
    )
    found = (decode(value) for value in session.scalars(ever))
    used = {value for value in found if isinstance(value, str)}
    return list(session.scalars(select(Form.hash).where(Form.hash.in_(used)).order_by(Form.hash)))
