"""Derived copies of photos with their marks: made when wanted, kept in the cache, never packed."""

from __future__ import annotations

import hashlib
import uuid
from typing import TYPE_CHECKING

from PIL import Image

from app.errors import AppError
from app.files import cannot_write, written
from app.i18n import N_
from app.inspection.photo.edges import THUMBNAIL_EDGE, VIEW_EDGE
from app.inspection.photo.marks import read_markup
from app.inspection.photo.previews import make_preview, preview_file, reduced, upright

if TYPE_CHECKING:
    from pathlib import Path

    from app.workspace import Workspace

_QUALITY = 85
_FULL = 100_000  # longer than any picture: every pixel
_DIGITS = 16


def shown_copy(
    workspace: Workspace, sha256: str, extension: str, marks: str, edge: int = THUMBNAIL_EDGE
) -> Path:
    """Return a small copy of a photo as people mean it to be seen: marked, turned, cropped.

    Args:
        workspace: Where the original and the cache are.
        sha256: The original.
        extension: The original's.
        marks: Text of its marks; empty: the plain preview.
        edge: ``THUMBNAIL_EDGE`` or ``VIEW_EDGE``.

    Raises:
        AppError: The original is gone or has no picture, or the cache cannot be written.
    """
    original, cache = workspace.photo_file(sha256, extension), workspace.cache / "previews"
    markup = read_markup(marks)
    if markup.empty:
        return make_preview(original, cache, sha256, edge)
    from app.inspection.photo.mark_paint import painted  # fonts and drawing: few photos are marked

    digest = hashlib.sha256(marks.encode()).hexdigest()[:_DIGITS]
    target = preview_file(workspace.cache / "marked", f"{sha256}-{digest}", edge)
    if target.is_file() and target.stat().st_size:
        return target
    # Small ones come from the large one, so that lines keep their weight.
    with Image.open(make_preview(original, cache, sha256, VIEW_EDGE)) as view:
        image = reduced(painted(view.convert("RGB"), markup), edge)
    save_copy(image, target, durable=False)
    return target


def full_copy(workspace: Workspace, sha256: str, extension: str, marks: str) -> Image.Image:
    """Return a photo in its full size, upright, with its marks.

    Raises:
        AppError: The original is gone or has no picture.
    """
    original = workspace.photo_file(sha256, extension)
    if not original.is_file():
        raise AppError(N_("The photo {name} is missing."), name=original.name)
    image = upright(original, original.name, _FULL)
    markup = read_markup(marks)
    if markup.empty:
        return image
    from app.inspection.photo.mark_paint import painted

    return painted(image, markup)


def save_copy(image: Image.Image, target: Path, *, durable: bool = True) -> None:
    """Write a JPEG without EXIF, profile or thumbnail: nothing but what can be seen.

    Raises:
        AppError: It cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(str(target.parent), error) from error
    part = target.with_name(f".{uuid.uuid4().hex}.part")
    with written(target, part, durable=durable) as file:
        image.save(file, "JPEG", quality=_QUALITY, icc_profile=None, exif=b"")
