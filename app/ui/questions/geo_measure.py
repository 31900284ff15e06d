"""Length and area of a line, by the engine's own functions, so that forms and window agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.forms.xpath.functions import geo
from app.i18n import _, ngettext

if TYPE_CHECKING:
    from app.ui.questions.geo_text import Point


def length_m(value: str) -> float:
    """Return the length of a trace in metres, as ``distance()`` gives it."""
    return float(geo.distance(value))


def area_m2(value: str) -> float:
    """Return the area of a shape in square metres, as ``area()`` gives it."""
    return float(geo.area(value))


def crosses(value: str) -> bool:
    """Tell whether a line crosses itself, as ``intersects()`` does."""
    return bool(geo.intersects(value))


def measure_words(points: list[Point], value: str, *, shape: bool) -> str:
    """Say how many points there are, how long the line is and what it encloses."""
    count = len(points)
    parts = [ngettext("{count} point", "{count} points", count).format(count=count)]
    if len(points) > 1:
        length = _metres(length_m(value))
        word = _("perimeter {length}") if shape else _("length {length}")
        parts.append(word.format(length=length))
    if shape and len(points) > 2:
        parts.append(_("area {area}").format(area=_square(area_m2(value))))
    return " · ".join(parts)


def _metres(length: float) -> str:
    return f"{length / 1000:.3f} km" if length >= 1000 else f"{length:.1f} m"


def _square(area: float) -> str:
    return f"{area / 1e6:.3f} km²" if area >= 1e6 else f"{area:.1f} m²"
