"""Bytes of an attachment on their way into the photo folder, and what is known of them."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.files import cannot_write, discard, shown_name
from app.i18n import N_
from app.inspection.photo import pictures
from app.inspection.photo.originals import copy_in, photo_file, settle
from app.inspection.photo.shrink import shrunk
from app.models.media import extension_of, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.models.log import Json
    from app.progress import Progress

TOO_LARGE = N_("{name} is larger than 1 GB. Cut it shorter, or hand it over on a stick.")
DERIVED = "derived_from"
"""Field of a photo: file name of what it was made from."""
_WRONG = {
    "image": N_("{name} is not a picture. JPEG, PNG and HEIC are taken in."),
    "audio": N_("{name} is not a recording. MP3, M4A, WAV, AMR and OGG are taken in."),
    "video": N_("{name} is not a film. MP4, MOV, 3GP, MKV and AVI are taken in."),
}


@dataclass(frozen=True)
class Kept:
    """Bytes in the photo folder and what the row says of them."""

    sha256: str
    extension: str
    facts: dict[str, Json]
    warnings: tuple[str, ...] = ()
    name: str = field(default="", kw_only=True)

    @property
    def file_name(self) -> str:
        return f"{self.sha256}.{self.extension}"


def keep(
    folder: Path,
    what: Path | tuple[bytes, str],
    kind: str,
    name: str,
    max_pixels: int,
    progress: Progress,
) -> Kept:
    """Bring the bytes to their place, durably, and say what they are.

    Raises:
        AppError: Not of that kind, too large, unreadable, or no room; nothing is left.
    """
    if isinstance(what, Path):
        return _keep_file(folder, what, kind, name or shown_name(what), max_pixels, progress)
    data, extension = what
    part = folder / f".{uuid.uuid4().hex}.{extension_of(f'.{extension}')}"
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
    except OSError as error:
        discard(part)
        raise cannot_write(name or part.name, error) from error
    try:
        shown = name or f"{kind}.{extension}"
        return _keep_file(folder, part, kind, shown, max_pixels, progress)
    finally:
        discard(part)


def _keep_file(
    folder: Path, file: Path, kind: str, name: str, max_pixels: int, progress: Progress
) -> Kept:
    if kind == "image":
        stored = pictures.store(file, folder, name=name)
        picture = stored.picture
        facts: dict[str, Json] = {
            "size": picture.size,
            "width": picture.width,
            "height": picture.height,
            "taken_at": picture.taken_at_ms,
            "taken_zone": picture.taken_zone,
            "longitude": picture.longitude,
            "latitude": picture.latitude,
            "camera": picture.camera,
        }
        if max_pixels and max(picture.width, picture.height) > max_pixels:
            small, size = shrunk(stored.file, name, max_pixels)
            facts |= {"size": len(small), "width": size[0], "height": size[1]}
            facts[DERIVED] = stored.file.name
            extension = "png" if picture.extension == "png" else "jpg"
            digest = _keep_bytes(folder, small, extension)
            return Kept(digest, extension, facts, picture.warnings, name=name)
        return Kept(picture.sha256, picture.extension, facts, picture.warnings, name=name)
    extension = extension_of(name)
    if kind != "file" and kind_of(extension) != kind and extension not in ("3gp", "webm"):
        raise AppError(_WRONG[kind], name=name)
    part = folder / f".{uuid.uuid4().hex}.part"
    try:
        digest, size_ = copy_in(file, part, _not_empty(name), too_large=TOO_LARGE, step=progress)
        settle(part, photo_file(folder, digest, extension), digest)
    finally:
        discard(part)
    return Kept(digest, extension, {"size": size_}, name=name)


def _keep_bytes(folder: Path, data: bytes, extension: str) -> str:
    digest = hashlib.sha256(data).hexdigest()
    part = folder / f".{uuid.uuid4().hex}.part"
    try:
        part.write_bytes(data)
    except OSError as error:
        discard(part)
        raise cannot_write(part.name, error) from error
    try:
        settle(part, photo_file(folder, digest, extension), digest)
    finally:
        discard(part)
    return digest


def _not_empty(name: str) -> Callable[[bytes, str], None]:
    def check(head: bytes, _file: str) -> None:
        if not head:
            raise AppError(N_("{name} is empty. Copy it again."), name=name)

    return check
