"""The photos and other files of an inspection as plain rows, in their order."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from app.models.media import kind_of
from app.models.tables import Photo

if TYPE_CHECKING:
    from app.workspace import Workspace


@dataclass(frozen=True)
class PhotoRow:
    """A photo as the windows and reports show it.

    Attributes:
        question: Path of the image question or question it illustrates; None: of the building.
        here: Its bytes are in this workspace.
        taken_at: Wall time of the camera, milliseconds; see ``taken_zone``.
        marks: Text of `app.inspection.photo.marks.Markup`; empty: nothing is drawn on it.
        checked: Text of what a person looked into, see `app.inspection.photo.suspicions`.
    """

    id: UUID
    inspection: UUID | None
    question: str | None
    finding: UUID | None
    sha256: str
    extension: str
    width: int | None
    height: int | None
    caption: str
    position: int
    taken_at: int | None
    taken_zone: str | None
    added_at: int | None
    original_name: str
    here: bool
    contested: bool
    marks: str = ""
    checked: str = ""

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown; a recording or a paper is kept as well, see `attachments`."""
        return kind_of(self.extension or "jpg") == "image"


_COLUMNS = tuple(one.name for one in fields(PhotoRow) if one.name != "here")
_TEXTS = ("sha256", "extension", "caption", "original_name", "marks", "checked")


def photos_of(workspace: Workspace, inspection: UUID) -> list[PhotoRow]:
    """List the photos of an inspection in their order."""
    query = (
        select(*(getattr(Photo, name) for name in _COLUMNS))  # no mapped objects: asked for often
        .where(Photo.inspection == inspection, Photo.deleted.is_(False), Photo.sha256.is_not(None))
        .order_by(Photo.position, Photo.id)
    )
    with workspace.reading() as session:
        return [_row(workspace, dict(row)) for row in session.execute(query).mappings()]


def _row(workspace: Workspace, found: dict[str, Any]) -> PhotoRow:
    texts = {name: found[name] or "" for name in _TEXTS}
    here = workspace.photo_file(texts["sha256"], texts["extension"]).is_file()
    return PhotoRow(**(found | texts | {"position": found["position"] or 0}), here=here)
