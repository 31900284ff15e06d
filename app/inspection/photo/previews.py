"""Small upright copies of a photo for lists and the viewer: derived, rebuildable, never packed."""

from __future__ import annotations

import io
import uuid
from typing import TYPE_CHECKING

from PIL import Image, ImageCms

from app.errors import AppError
from app.files import cannot_write, written
from app.i18n import N_
from app.inspection.photo.decode import Decoded, decode
from app.inspection.photo.edges import THUMBNAIL_EDGE as THUMBNAIL_EDGE
from app.inspection.photo.edges import VIEW_EDGE as VIEW_EDGE
from app.inspection.photo.exif import read_exif

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

EDGES = (THUMBNAIL_EDGE, VIEW_EDGE)
_QUALITY = 80
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def preview_file(cache: Path, sha256: str, edge: int) -> Path:
    """Return where the preview of a photo is or will be."""
    return cache / str(edge) / sha256[:2] / f"{sha256}.jpg"


def make_preview(original: Path, cache: Path, sha256: str, edge: int) -> Path:
    """Make the preview of a stored photo unless it is already there.

    Args:
        original: The stored original.
        cache: Folder of derived files.
        sha256: Digest of the original, the preview's name.
        edge: Longer edge in pixels. Smaller pictures are not enlarged, and of 1,024 or more a
            tenth less is near enough where a JPEG halves to it.

    Returns:
        A JPEG, upright, sRGB, without EXIF.

    Raises:
        AppError: The original is gone or has no picture, or the cache cannot be written.
    """
    target = preview_file(cache, sha256, edge)
    if not _is_whole(target):
        if not original.is_file():
            raise AppError(N_("The photo {name} is missing."), name=original.name)
        decoded = decode(original, original.name, edge)
        write_previews(decoded, orientation_of(decoded), cache, sha256, (edge,))
    return target


def orientation_of(decoded: Decoded) -> int:
    """Return the EXIF orientation that still has to be applied to the decoded pixels."""
    return 1 if decoded.format == "HEIC" else read_exif(decoded.exif).orientation


def write_previews(
    decoded: Decoded, orientation: int, cache: Path, sha256: str, edges: Iterable[int]
) -> None:
    """Write the previews that are not there yet, all from one decoded picture.

    Raises:
        AppError: The cache cannot be written.
    """
    image = decoded.image
    todo = sorted(
        (edge for edge in edges if not _is_whole(preview_file(cache, sha256, edge))), reverse=True
    )
    for number, edge in enumerate(todo):
        image = reduced(image, edge)
        if number == 0:  # smaller ones come from the largest: upright and sRGB by then
            image = _srgb(turned(image, orientation), decoded.image.info.get("icc_profile"))
        _save(image, preview_file(cache, sha256, edge))


def upright(file: Path, name: str, edge: int) -> Image.Image:
    """Return a picture as it is meant to be seen: turned, sRGB, longer edge at most ``edge``.

    Raises:
        AppError: There is no picture in the file.
    """
    decoded = decode(file, name, edge)
    image = turned(reduced(decoded.image, edge), orientation_of(decoded))
    return _srgb(image, decoded.image.info.get("icc_profile"))


def reduced(image: Image.Image, edge: int) -> Image.Image:
    """Return the picture with a longer edge of at most ``edge`` pixels."""
    if max(image.size) <= edge:
        return image
    scale = edge / max(image.size)
    size = (max(round(image.width * scale), 1), max(round(image.height * scale), 1))
    if image.mode in ("1", "P", "PA"):
        image = image.convert("RGBA")
    if image.mode.startswith(("I", "F")):
        image = _eight_bit(image)
    return image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def turned(image: Image.Image, orientation: int) -> Image.Image:
    """Return the picture upright, given its EXIF orientation."""
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert to RGB of the sRGB space, transparent parts white."""
    if image.mode.startswith(("I", "F")):
        image = _eight_bit(image)
    if image.mode in ("P", "PA", "LA", "La", "RGBa"):
        image = image.convert("RGBA")
    if image.mode == "RGBA":
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        image = ground
    if profile and image.mode in ("RGB", "L", "CMYK"):
        image = _from_profile(image, profile)
    return image.convert("RGB")


def _from_profile(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "sRGB" in ImageCms.getProfileDescription(source):
            return image
        turned = ImageCms.profileToProfile(
            image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image  # a damaged profile: its colours as they are
    return turned or image


def _eight_bit(image: Image.Image) -> Image.Image:
    """Bring 16-bit grey to 8 bits; ``convert`` alone would cut at 255."""
    return image.point(lambda value: value * (1 / 256)).convert("L")


def _save(image: Image.Image, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(str(target.parent), error) from error
    part = target.with_name(f".{uuid.uuid4().hex}.part")
    # Not durable on purpose: a preview lost in a power cut is made again.
    with written(target, part, durable=False) as file:
        image.save(file, "JPEG", quality=_QUALITY, icc_profile=None, exif=b"")


def _is_whole(preview: Path) -> bool:
    """Tell whether a preview is there to its last byte (a power cut may leave an empty one)."""
    try:
        with preview.open("rb") as file:
            file.seek(-2, 2)
            return file.read() == b"\xff\xd9"
    except OSError:
        return False
