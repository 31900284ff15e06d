"""A smaller copy of a picture for forms that limit its pixels."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image

from app.inspection.photo.decode import decode
from app.inspection.photo.previews import orientation_of, reduced, turned

if TYPE_CHECKING:
    from pathlib import Path

_QUALITY = 90
_ORIENTATION = 0x0112


def shrunk(file: Path, name: str, edge: int) -> tuple[bytes, tuple[int, int]]:
    """Return a copy of a picture whose longer edge is ``edge`` pixels, upright.

    A PNG stays one, everything else becomes a JPEG that keeps the EXIF facts (time and place are
    evidence) with its orientation applied.

    Raises:
        AppError: There is no picture in the file.
    """
    decoded = decode(file, name, edge)
    image = reduced(decoded.image, edge)
    image = turned(image, orientation_of(decoded))
    out = io.BytesIO()
    if decoded.format == "PNG":
        image.save(out, "PNG")
    else:
        exif = Image.Exif()
        if decoded.exif:
            exif.load(decoded.exif)
            exif[_ORIENTATION] = 1
        image.convert("RGB").save(
            out,
            "JPEG",
            quality=_QUALITY,
            exif=exif.tobytes() if decoded.exif else b"",
            icc_profile=decoded.image.info.get("icc_profile"),
        )
    return out.getvalue(), image.size
