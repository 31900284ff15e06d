"""Watermarks (水印) on copies of photos: lines from a template, readable on any ground."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence

from PIL import Image, ImageDraw

from app.errors import AppError
from app.i18n import N_, _
from app.inspection.photo.mark_paint import letters

FIELDS = {
    "place": N_("Community, area and building"),
    "code": N_("Building code"),
    "item": N_("Question"),
    "time": N_("Time taken"),
    "person": N_("Inspector"),
    "coordinates": N_("Coordinates"),
    "campaign": N_("Campaign"),
}
"""Names that a template may hold. Households, residents and captions are not among them."""
_NAMES = {**FIELDS, "place": N_("Place"), "code": N_("Code")}
"""What people see in the braces instead."""
DEFAULT = "{place} {code}\n{item}\n{time}  {person}\n{coordinates}\n{campaign}"
_LETTERS = 0.02
_LEAST = 9
_SPACING = 1.55
_GROUND = (14, 28, 31, 176)
_BAR = (242, 178, 92)
_TEXT = (255, 255, 255)
_WIDEST = 0.94


def shown_template(template: str) -> str:
    """Return a template with the names in people's language: ``{place}`` reads ``{地点}``."""
    for name, words in _NAMES.items():
        template = template.replace(f"{{{name}}}", f"{{{_(words)}}}")
    return template


def stored_template(text: str) -> str:
    """Return a template as it is kept, whichever language its names are in."""
    for name, words in _NAMES.items():
        text = text.replace(f"{{{_(words)}}}", f"{{{name}}}")
    return text


def check_template(template: str) -> None:
    """Refuse a template with unknown names in it.

    Raises:
        AppError: It cannot be read, or names something that there is not.
    """
    parts = string.Formatter().parse(stored_template(template))
    try:
        names = {name for _text, name, _spec, _turn in parts if name}
    except ValueError as error:
        raise AppError(N_("The watermark has a brace that does not close.")) from error
    unknown = sorted(names - set(FIELDS))
    if unknown:
        known = shown_template(" ".join(f"{{{name}}}" for name in FIELDS))
        raise AppError(
            N_("The watermark knows no {name}. There are: {known}"),
            name=f"{{{unknown[0]}}}",
            known=known,
        )


def watermark_lines(template: str, values: Mapping[str, str]) -> list[str]:
    """Fill a template in; lines whose names are all empty are left out.

    Raises:
        AppError: See `check_template`.
    """
    check_template(template)
    lines = []
    for line in stored_template(template).splitlines():
        names = [name for _text, name, _spec, _turn in string.Formatter().parse(line) if name]
        if names and not any(values.get(name) for name in names):
            continue
        filled = line.format_map({name: values.get(name, "") for name in FIELDS}).strip()
        if filled:
            lines.append(" ".join(filled.split()))
    return lines


def stamped(image: Image.Image, lines: Sequence[str]) -> Image.Image:
    """Return a copy with the lines in its lower left corner, on a dark ground with a bright bar.

    Args:
        image: RGB; it stays as it is.
        lines: The first one is set in stronger letters.
    """
    out = image.copy()
    if not lines:
        return out
    size = max(_LEAST, round(_LETTERS * max(out.size)))
    while True:
        widths = [letters(size, strong=not at).getlength(line) for at, line in enumerate(lines)]
        pad = round(size * 0.9)
        wide = round(max(widths)) + 3 * pad
        if wide <= _WIDEST * out.width or size <= _LEAST:
            break
        size -= 1
    step = round(size * _SPACING)
    tall = step * len(lines) + pad
    left, top = round(size * 0.8), max(0, out.height - tall - round(size * 0.8))
    ground = Image.new("RGBA", (wide, tall))
    draw = ImageDraw.Draw(ground)
    draw.rounded_rectangle((0, 0, wide - 1, tall - 1), pad * 0.4, fill=_GROUND)
    bar = max(2, round(size * 0.16))
    draw.rectangle((0, pad // 2, bar, tall - pad // 2), fill=_BAR)
    for at, line in enumerate(lines):
        font = letters(size, strong=not at)
        middle = pad / 2 + step * (at + 0.5)
        draw.text((pad + bar, middle), line, fill=_TEXT, font=font, anchor="lm")
    out.paste(ground, (left, top), ground.getchannel("A"))
    return out


def rehearsal_line() -> str:
    """Return what every copy of a rehearsal says, with or without a watermark."""
    return _("Rehearsal, not real data")
