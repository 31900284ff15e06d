"""Decode a picture file once, safely: how large, is it whole, its pixels reduced."""

from __future__ import annotations

import io
import threading
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import pi_heif
from PIL import Image, JpegImagePlugin, PngImagePlugin

from app.errors import AppError
from app.i18n import N_
from app.inspection.photo.sniff import HEAD_BYTES, sniff

if TYPE_CHECKING:
    from pathlib import Path

# 200-megapixel phones exist; this is 1 GB in memory, and one such picture at a time.
MAX_PIXELS = 250_000_000
MAX_EDGE = 65_000
MAX_BYTES = 1 << 30
# More scans than a camera would ever write cost hours of decoding (libjpeg-turbo's own limit).
MAX_SCANS = 500
NEAR_ENOUGH_FROM = 1024

CUT_OFF = N_("The picture is not whole: it was cut off, and part of it is missing.")

_LARGE_BYTES = 256 << 20
_one_large: AbstractContextManager[bool] = threading.Lock()


@dataclass(frozen=True)
class Decoded:
    """A decoded picture, not yet turned upright.

    Attributes:
        format: ``JPEG``, ``PNG`` or ``HEIC``.
        width: Pixels of the whole picture as stored, before the orientation is applied.
        height: As ``width``.
        image: The pixels, possibly reduced by 2, 4 or 8.
        exif: The raw EXIF block, empty when there is none.
        warnings: English source strings.
    """

    format: str
    width: int
    height: int
    image: Image.Image
    exif: bytes
    warnings: tuple[str, ...]


class _Jpeg(JpegImagePlugin.JpegImageFile):
    """Pillow's reader without its look into EXIF for the resolution, which warns on damage."""

    def getexif(self) -> Image.Exif:
        return Image.Exif()


def decode(file: Path, name: str, edge: int = 0) -> Decoded:
    """Decode a whole picture file; reads to its end, so that a cut-off tail is noticed.

    Args:
        file: The file to read.
        name: What to call it in messages.
        edge: Longer edge that will be shown; JPEGs are decoded at the smallest scale that is
            not visibly below it. 0: the pixels are not needed, only the check.

    Raises:
        AppError: There is no picture in it, or it is too large to be one.
    """
    try:
        with file.open("rb") as handle:
            kind = sniff(handle.read(HEAD_BYTES), name)
            handle.seek(0)
            return {"JPEG": _jpeg, "PNG": _png, "HEIC": _heic}[kind](handle, name, edge)
    except (AppError, MemoryError):
        raise
    # Decoders meet hostile bytes here and raise nearly anything; all of it means "unreadable".
    except Exception as error:
        raise _unreadable(name) from error


def _unreadable(name: str) -> AppError:
    return AppError(
        N_(
            "{name} cannot be opened, perhaps it was not copied completely. "
            "The file was not touched; copy it from the camera again."
        ),
        name=name,
    )


def _check_size(name: str, size: tuple[int, int]) -> None:
    width, height = size
    if width < 1 or height < 1:
        raise _unreadable(name)
    if width * height > MAX_PIXELS or max(size) > MAX_EDGE:
        raise AppError(
            N_("{name} claims to be {width} × {height} pixels; that is no photo of a camera."),
            name=name,
            width=width,
            height=height,
        )


def one_large_under(lock: AbstractContextManager[bool]) -> None:
    """Let this process share the gate for very large pictures with others."""
    global _one_large
    _one_large = lock


def _gate(size: tuple[int, int]) -> AbstractContextManager[bool | None]:
    """Let only one very large picture be in memory at a time."""
    return _one_large if size[0] * size[1] * 4 > _LARGE_BYTES else nullcontext()


def _jpeg(handle: BinaryIO, name: str, edge: int) -> Decoded:
    image = _Jpeg(handle)
    width, height = image.size
    _check_size(name, image.size)
    progressive = bool(image.info.get("progressive"))
    if progressive and _scans(handle) > MAX_SCANS:
        raise _unreadable(name)
    scale = _scale(max(image.size), edge)
    draft = (max(width // scale, 1), max(height // scale, 1))
    image.draft(None, draft)
    # A progressive picture is collected in full size before it is reduced.
    with _gate((width, height) if progressive else image.size):
        whole = _load(image)
        if progressive and not whole:
            # Its first rows come with the last scan: end it here to see what has arrived.
            handle.seek(0)
            image = _Jpeg(io.BytesIO(handle.read() + b"\xff\xd9"))
            image.draft(None, draft)
            _load(image)
    if not whole:
        _refuse_blank(image, name)
    exif = image.info.get("exif", b"")
    return Decoded("JPEG", width, height, image, exif, () if whole else (CUT_OFF,))


def _scale(longer: int, edge: int) -> int:
    """Choose how far libjpeg reduces while decoding (1, 2, 4 or 8).

    Half of a 4,000 pixel picture is 2,000: to the eye the same as 2,048, and decoded in a
    quarter of the time. Hence a tenth below a large edge is near enough.
    """
    enough = edge if edge < NEAR_ENOUGH_FROM else 0.9 * edge
    return next((scale for scale in (8, 4, 2) if longer / scale >= enough), 1)


def _scans(handle: BinaryIO) -> int:
    place = handle.tell()
    handle.seek(0)
    count = 0
    while chunk := handle.read(1 << 20):
        count += chunk.count(b"\xff\xda")
    handle.seek(place)
    return count


def _png(handle: BinaryIO, name: str, edge: int) -> Decoded:
    image = PngImagePlugin.PngImageFile(handle)
    width, height = image.size
    _check_size(name, image.size)
    with _gate(image.size):
        whole = _load(image)
    if not whole:
        _refuse_blank(image, name)
    exif = image.info.get("exif", b"")
    return Decoded("PNG", width, height, image, exif, () if whole else (CUT_OFF,))


def _load(image: JpegImagePlugin.JpegImageFile | PngImagePlugin.PngImageFile) -> bool:
    """Decode what is there; return whether the picture was whole."""
    try:
        image.load()
    except MemoryError:
        raise
    # Whatever a decoder says about hostile bytes: look at what it has made of them.
    except Exception:
        image.tile = []  # nothing more to decode: what has been decoded becomes the picture
        image.load()
        return False
    return True


def _refuse_blank(image: Image.Image, name: str) -> None:
    extremes = image.getextrema()
    bands = extremes if isinstance(extremes[0], tuple) else (extremes,)
    if all(low == high for low, high in bands):
        raise _unreadable(name)


def _heic(handle: BinaryIO, name: str, edge: int) -> Decoded:
    whole = _boxes_whole(handle)
    handle.seek(0)
    heif = pi_heif.open_heif(handle, convert_hdr_to_8bit=True)
    _check_size(name, heif.size)
    with _gate(heif.size):
        image = heif.to_pillow()
    if not whole:
        _refuse_blank(image, name)
    # The decoder has applied the container's rotation; HEIF forbids applying EXIF's again.
    exif = heif.info.get("exif") or b""
    width, height = image.size
    return Decoded("HEIC", width, height, image, exif, () if whole else (CUT_OFF,))


def _boxes_whole(handle: BinaryIO) -> bool:
    """Tell whether each outermost box (ISO 14496-12) ends inside the file.

    libheif fills a missing tail with a plain colour and reports nothing.
    """
    end = handle.seek(0, 2)
    at = 0
    while at + 8 <= end:
        handle.seek(at)
        size, long_size = int.from_bytes(handle.read(4), "big"), handle.read(12)[4:]
        if size == 0:
            return True  # by definition: up to the end of the file
        if size == 1:
            size = int.from_bytes(long_size, "big")
        if size < 8:
            return False
        at += size
    return at <= end
