"""Bar codes and QR codes in a picture, read by zxing-cpp."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.errors import AppError

if TYPE_CHECKING:
    from pathlib import Path

    from PIL import Image

_EDGE = 4096


class Code(NamedTuple):
    """A code that was found.

    Attributes:
        text: What it says, without control characters, which no form can hold.
        kind: Such as ``QR Code`` or ``EAN-13``.
    """

    text: str
    kind: str


def codes_in_file(file: Path) -> list[Code] | AppError:
    """Return the codes in a picture file, or why it cannot be read."""
    from app.inspection.photo.previews import upright

    try:
        return codes_in(upright(file, file.name, _EDGE))
    except AppError as error:
        return error


def codes_in(image: Image.Image) -> list[Code]:
    """Return the codes in a picture, each text once, from the top down."""
    import zxingcpp

    found = zxingcpp.read_barcodes(image.convert("L"), text_mode=zxingcpp.TextMode.Plain)
    found.sort(key=lambda one: (one.position.top_left.y, one.position.top_left.x))
    codes: dict[str, Code] = {}
    for one in found:
        text = "".join(c for c in one.text if c.isprintable() or c in "\t\n").strip()
        if one.valid and text:
            codes.setdefault(text, Code(text, str(one.format)))
    return list(codes.values())
