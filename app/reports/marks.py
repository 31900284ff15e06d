"""Small filled shapes that carry a meaning together with a word; they read in grey print too."""

from __future__ import annotations

from collections.abc import Callable

from reportlab.lib.colors import Color, HexColor, white
from reportlab.pdfgen.canvas import Canvas

from app.reports.typeset import STRONG

INK, SOFT, FAINT, RULE, PALE = (
    HexColor("#15201E"),
    HexColor("#43504D"),
    HexColor("#5B6764"),
    HexColor("#D8DDD9"),
    HexColor("#F3F4F1"),
)
BRAND = HexColor("#0B5D66")
# Meaning: colour and the pale tint behind it, as on the screens.
COLOURS: dict[str, tuple[Color, Color]] = {
    "critical": (HexColor("#A3171B"), HexColor("#FBE4E1")),
    "serious": (HexColor("#914400"), HexColor("#FCEAD5")),
    "minor": (HexColor("#34537C"), HexColor("#E3EAF4")),
    "ok": (HexColor("#23662F"), HexColor("#E0EFE1")),
    "undecidable": (HexColor("#634394"), HexColor("#ECE6F5")),
    "not_reached": (HexColor("#634394"), HexColor("#ECE6F5")),
    "conflict": (HexColor("#634394"), HexColor("#ECE6F5")),
    "not_applicable": (HexColor("#4F5A57"), HexColor("#E9ECE8")),
    "missing": (HexColor("#914400"), HexColor("#FCEAD5")),
}


def draw_mark(canvas: Canvas, meaning: str, x: float, y: float, size: float) -> None:
    """Draw the shape of a meaning with its lower left corner at x, y; unknown ones draw nothing."""
    shape = _SHAPES.get(meaning)
    if shape is None:
        return
    canvas.saveState()
    colour = COLOURS[meaning][0]
    canvas.setFillColor(colour)
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(size / 9)
    canvas.translate(x, y)
    canvas.scale(size / 10, size / 10)
    shape(canvas)
    canvas.restoreState()


def _polygon(canvas: Canvas, *points: tuple[float, float], fill: bool = True) -> None:
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    if fill:
        path.close()
    canvas.drawPath(path, stroke=0 if fill else 1, fill=1 if fill else 0)


def _bang(canvas: Canvas, low: float) -> None:
    canvas.setFillColor(white)
    canvas.rect(4.45, low + 1.7, 1.1, 3.1, stroke=0, fill=1)
    canvas.circle(5, low + 0.7, 0.65, stroke=0, fill=1)


def _critical(canvas: Canvas) -> None:
    _polygon(canvas, (5, 0), (10, 5), (5, 10), (0, 5))
    _bang(canvas, 2.6)


def _serious(canvas: Canvas) -> None:
    _polygon(canvas, (0, 0.6), (10, 0.6), (5, 9.6))
    _bang(canvas, 1.5)


def _minor(canvas: Canvas) -> None:
    canvas.circle(5, 5, 4.6, stroke=0, fill=1)
    _bang(canvas, 2.6)


def _ok(canvas: Canvas) -> None:
    canvas.setLineWidth(1.6)
    _polygon(canvas, (1.2, 5), (4, 2.2), (8.8, 8), fill=False)


def _undecidable(canvas: Canvas) -> None:
    canvas.circle(5, 5, 4.4, stroke=1, fill=0)
    canvas.setFont(STRONG, 7)
    canvas.drawCentredString(5, 2.5, "?")


def _not_applicable(canvas: Canvas) -> None:
    canvas.setLineWidth(1.6)
    canvas.line(1.5, 5, 8.5, 5)


def _not_reached(canvas: Canvas) -> None:
    canvas.rect(2, 0.8, 6, 8.6, stroke=1, fill=0)
    canvas.circle(6.4, 5, 0.7, stroke=0, fill=1)


def _conflict(canvas: Canvas) -> None:
    canvas.setLineWidth(1.3)
    for way in (1, -1):
        tip = 5 - way * 0.6
        back = tip - way * 4.2
        canvas.line(back, 5, tip, 5)
        _polygon(canvas, (tip - way * 2, 7.2), (tip, 5), (tip - way * 2, 2.8), fill=False)


def _missing(canvas: Canvas) -> None:
    canvas.setDash(1.6, 1.2)
    canvas.circle(5, 5, 4.3, stroke=1, fill=0)
    canvas.setDash()
    canvas.circle(5, 5, 1.2, stroke=0, fill=1)


_SHAPES: dict[str, Callable[[Canvas], None]] = {
    "critical": _critical,
    "serious": _serious,
    "minor": _minor,
    "ok": _ok,
    "undecidable": _undecidable,
    "not_applicable": _not_applicable,
    "not_reached": _not_reached,
    "conflict": _conflict,
    "missing": _missing,
}
