"""Painting of marks on a copy of a photo, with Pillow."""

from __future__ import annotations

import math
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from app.inspection.photo.marks import (
    ARROW,
    BOX,
    HIDE,
    RING,
    SCALE,
    WHOLE,
    WORDS,
    Mark,
    Markup,
    turned_point,
    turned_rect,
)
from app.paths import resource

COLORS = {"red": ((227, 35, 44), (255, 255, 255)), "white": ((255, 255, 255), (17, 17, 17))}
"""Colour of the ink and of the edge around it, the same in light and dark."""
STROKE = 0.0045
"""Width of a line as a share of the longer edge; its edge is `EDGE` times as wide."""
EDGE = 1.8
LETTERS = 0.026
"""Height of letters as a share of the longer edge."""
BLOCKS = 10
"""Blocks along the shorter side of what is hidden: too few to guess a face or a number from."""
_SMALL = 2100
_TURNS = (
    None,
    Image.Transpose.ROTATE_270,
    Image.Transpose.ROTATE_180,
    Image.Transpose.ROTATE_90,
)
Spot = tuple[float, float]


def painted(image: Image.Image, markup: Markup) -> Image.Image:
    """Return a copy with the marks drawn, turned and cropped.

    Args:
        image: RGB, upright as the camera meant it, of any size.
        markup: What to draw; the image itself stays as it is.
    """
    out = image.copy()
    for mark in markup.marks:
        if mark.kind == HIDE and not mark.empty:
            _hide(out, mark)
    turn = _TURNS[markup.turn % 4]
    if turn is not None:
        out = out.transpose(turn)
    lines = [mark for mark in markup.marks if mark.kind != HIDE and not mark.empty]
    if lines:
        # Small copies are drawn twice as large and reduced: Pillow's own lines have steps.
        fine = 2 if max(out.size) <= _SMALL else 1
        layer = Image.new("RGBA", (out.width * fine, out.height * fine))
        pen = _Pen(layer, markup.turn)
        for mark in lines:
            pen.draw(mark)
        if fine > 1:
            layer = layer.resize(out.size, Image.Resampling.BOX)
        out.paste(layer, mask=layer.getchannel("A"))
    if markup.crop is not None:
        left, top, right, bottom = turned_rect(markup.crop, markup.turn)
        wide, tall = out.width / WHOLE, out.height / WHOLE
        box = (round(left * wide), round(top * tall), round(right * wide), round(bottom * tall))
        out = out.crop((box[0], box[1], max(box[2], box[0] + 1), max(box[3], box[1] + 1)))
    return out


@lru_cache(maxsize=16)
def letters(size: int, *, strong: bool = True) -> ImageFont.FreeTypeFont:
    """Return the program's own font in a size in pixels."""
    name = "NotoSansSC_600SemiBold.ttf" if strong else "NotoSansSC_400Regular.ttf"
    return ImageFont.truetype(str(resource(f"fonts/{name}")), max(size, 6))


def _hide(image: Image.Image, mark: Mark) -> None:
    (x1, y1), (x2, y2) = mark.points
    wide, tall = image.width / WHOLE, image.height / WHOLE
    left, right = sorted((math.floor(x1 * wide), math.ceil(x2 * wide)))
    top, bottom = sorted((math.floor(y1 * tall), math.ceil(y2 * tall)))
    part = image.crop((left, top, max(right, left + 1), max(bottom, top + 1)))
    block = max(1.0, min(part.size) / BLOCKS, max(image.size) / 200)
    few = (max(1, round(part.width / block)), max(1, round(part.height / block)))
    coarse = part.resize(few, Image.Resampling.BOX)
    image.paste(coarse.resize(part.size, Image.Resampling.NEAREST), (left, top))


class _Pen:
    """Draws marks on a transparent layer."""

    def __init__(self, layer: Image.Image, turn: int) -> None:
        self._draw, self._size, self._turn = ImageDraw.Draw(layer), layer.size, turn
        self._width = max(2.0, STROKE * max(layer.size))

    def _spot(self, point: tuple[int, int]) -> Spot:
        x, y = turned_point(point, self._turn)
        return x / WHOLE * self._size[0], y / WHOLE * self._size[1]

    def draw(self, mark: Mark) -> None:
        """Draw one mark: first the edges of its lines, then the ink over them."""
        spots = [self._spot(point) for point in mark.points]
        ink, edge = COLORS[mark.ink]
        if mark.kind == WORDS:
            self._label(spots[0], mark.label, mark.ink)
            return
        for color, extra in ((edge, self._width * (EDGE - 1) / 2), (ink, 0.0)):
            if mark.kind in (RING, BOX):
                self._outline(mark.kind, spots, color, extra)
            elif mark.kind == ARROW:
                self._arrow(spots[0], spots[1], color, extra)
            elif mark.kind == SCALE:
                self._scale(spots[0], spots[1], color, extra)
        if mark.kind == SCALE and mark.label:
            (x1, y1), (x2, y2) = spots
            self._label(((x1 + x2) / 2, (y1 + y2) / 2), mark.label, mark.ink, beside=True)

    def _outline(
        self, kind: str, spots: list[Spot], color: tuple[int, int, int], extra: float
    ) -> None:
        half = self._width / 2 + extra
        (x1, x2), (y1, y2) = (sorted(axis) for axis in zip(*spots, strict=True))
        box = (x1 - half, y1 - half, x2 + half, y2 + half)
        width = max(1, round(2 * half))
        if kind == RING:
            self._draw.ellipse(box, outline=color, width=width)
        else:
            self._draw.rectangle(box, outline=color, width=width)

    def _line(self, one: Spot, other: Spot, color: tuple[int, int, int], extra: float) -> None:
        width = self._width + 2 * extra
        self._draw.line((*one, *other), fill=color, width=round(width))
        for x, y in (one, other):
            half = width / 2
            self._draw.ellipse((x - half, y - half, x + half, y + half), fill=color)

    def _arrow(self, start: Spot, tip: Spot, color: tuple[int, int, int], extra: float) -> None:
        length = math.hypot(tip[0] - start[0], tip[1] - start[1]) or 1.0
        along = ((tip[0] - start[0]) / length, (tip[1] - start[1]) / length)
        head = min(5 * self._width, length)
        self._line(start, tip, color, extra)
        for side in (-1, 1):
            wing = (
                tip[0] - along[0] * head - side * along[1] * head * 0.55,
                tip[1] - along[1] * head + side * along[0] * head * 0.55,
            )
            self._line(tip, wing, color, extra)

    def _scale(self, one: Spot, other: Spot, color: tuple[int, int, int], extra: float) -> None:
        length = math.hypot(other[0] - one[0], other[1] - one[1]) or 1.0
        across = ((other[1] - one[1]) / length, (one[0] - other[0]) / length)
        reach = 3 * self._width
        self._line(one, other, color, extra)
        for x, y in (one, other):
            ends = [
                (x + side * across[0] * reach, y + side * across[1] * reach) for side in (1, -1)
            ]
            self._line(ends[0], ends[1], color, extra)

    def _label(self, at: Spot, words: str, ink: str, *, beside: bool = False) -> None:
        size = round(LETTERS * max(self._size))
        font, pad = letters(size), size * 0.45
        left, _top, right, _bottom = font.getbbox(words)
        width, height = right - left + 2 * pad, size * 1.25 + pad
        x = at[0] - width / 2 if beside else at[0]
        y = at[1] + 5 * self._width if beside else at[1]
        x = min(max(0.0, x), max(0.0, self._size[0] - width))
        y = min(max(0.0, y), max(0.0, self._size[1] - height))
        fill, letter = COLORS[ink]
        box = (x, y, x + width, y + height)
        self._draw.rounded_rectangle(box, pad * 0.6, fill=fill)
        self._draw.text((x + width / 2, y + height / 2), words, fill=letter, font=font, anchor="mm")
