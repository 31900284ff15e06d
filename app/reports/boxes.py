"""Boxes that a page is made of: lines of cells, strips of photos; a grid of them breaks over pages.

A box knows its height before it is drawn. All widths and heights are points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from app.reports.marks import COLOURS, FAINT, PALE, RULE, draw_mark
from app.reports.sheet import Picture
from app.reports.typeset import REGULAR, Text, advance, wrap

WIDTH = 510.0
PAD = 4.0
GAP = 8.0
MARK = 9.0
BAR = 5.0  # room for the coloured bar down the left edge
DESCENT = 0.27  # share of a line that is below its baseline
ACROSS = 4
CAPTION = 8.0
FRESH = 600.0  # a page with more room than this is as good as empty

Preview = Callable[[str], Path | None]


class Cell(NamedTuple):
    """Text of a cell, perhaps after a mark; several styles stand below one another."""

    texts: tuple[Text, ...]
    mark: str = ""


class Box:
    """Something of a known height.

    Attributes:
        height: Space it takes.
        bar: Meaning whose colour runs down its left edge, or empty.
        tied: It must not be parted from the box before it.
    """

    height = 0.0
    bar = ""
    tied = False

    def draw(self, canvas: Canvas, x: float, top: float) -> None:
        """Draw with the upper left corner at x, top."""

    def split(self, room: float) -> tuple[Box, Box] | None:
        """Return two boxes of which the first fits into ``room``; `None` when it cannot be."""
        return None


class Gap(Box):
    """Empty space between boxes."""

    def __init__(self, height: float) -> None:
        self.height = height


class Line(Box):
    """A row of cells side by side.

    Attributes:
        fill: Colour behind it, or `None`.
        rule: Whether a thin line is drawn below.
    """

    def __init__(
        self,
        cells: Sequence[Cell],
        widths: Sequence[float],
        *,
        fill: Color | None = None,
        rule: bool = True,
        bar: str = "",
        tied: bool = False,
        pad: float = PAD,
    ) -> None:
        self.widths = widths
        self.fill, self.rule, self.bar, self.tied, self.pad = fill, rule, bar, tied, pad
        self.marks = [cell.mark for cell in cells]
        self.lines: list[list[tuple[str, Text]]] = []
        for cell, wide in zip(cells, widths, strict=True):
            room = wide - 2 * PAD - (MARK + 3 if cell.mark else 0)
            self.lines.append(
                [
                    (line, text)
                    for text in cell.texts
                    if text.text
                    for line in wrap(text.text, text.font, text.size, room)
                ]
            )
        self._measure()

    def _measure(self) -> None:
        # First lines stand on one baseline, whatever their sizes.
        self.first = max((lines[0][1].leading for lines in self.lines if lines), default=0.0)
        tallest = max(
            (self.first + sum(t.leading for _, t in lines[1:]) for lines in self.lines), default=0.0
        )
        self.height = max(tallest, MARK + 2) + 2 * self.pad

    def draw(self, canvas: Canvas, x: float, top: float) -> None:
        bottom = top - self.height
        if self.fill is not None:
            canvas.setFillColor(self.fill)
            canvas.rect(x, bottom, sum(self.widths), self.height, stroke=0, fill=1)
        if self.rule:
            canvas.setStrokeColor(RULE)
            canvas.setLineWidth(0.5)
            canvas.line(x, bottom, x + sum(self.widths), bottom)
        left = x + (BAR if self.bar else 0)
        for lines, mark, wide in zip(self.lines, self.marks, self.widths, strict=True):
            start = left + PAD
            y = top - self.pad - self.first * (1 - DESCENT)
            if mark:
                draw_mark(canvas, mark, start, y - 1, MARK)
                start += MARK + 3
            last = ""
            for number, (line, text) in enumerate(lines):
                if number:
                    y -= text.leading
                style = f"{text.font}{text.size}{text.colour}"
                if style != last:
                    canvas.setFont(text.font, text.size)
                    canvas.setFillColor(_colour(text.colour))
                    last = style
                if line:
                    canvas.drawString(start, y, line)
            left += wide

    def split(self, room: float) -> tuple[Box, Box] | None:
        """Part a row that is taller than a page between its lines."""
        first, rest = object.__new__(Line), object.__new__(Line)
        for part in (first, rest):
            part.__dict__.update(self.__dict__)
        first.lines, rest.lines = [], []
        for lines in self.lines:
            used, count = 2 * self.pad, 0
            while count < len(lines) and used + lines[count][1].leading <= room:
                used += lines[count][1].leading
                count += 1
            first.lines.append(lines[:count])
            rest.lines.append(lines[count:])
        if not any(first.lines) or not any(rest.lines):
            return None
        rest.marks = [""] * len(self.marks)
        first._measure()
        rest._measure()
        return first, rest


class Strip(Box):
    """Up to four photos side by side with their captions."""

    def __init__(
        self,
        pictures: Sequence[Picture],
        preview: Preview,
        *,
        inset: float = 0.0,
        tall: float = 84.0,
        bar: str = "",
        tied: bool = True,
        rule: bool = False,
    ) -> None:
        self.inset, self.tall, self.bar, self.tied, self.rule = inset, tall, bar, tied, rule
        self.wide = (WIDTH - inset - GAP * ACROSS) / ACROSS
        self.pictures = [(picture, *_opened(preview(picture.sha256))) for picture in pictures]
        self.captions = [
            wrap("　".join(filter(None, (one.label, one.taken))), REGULAR, CAPTION, self.wide)[:2]
            for one in pictures
        ]
        lines = max((len(caption) for caption in self.captions), default=0)
        self.height = tall + lines * CAPTION * 1.35 + 2 * PAD + 2

    def draw(self, canvas: Canvas, x: float, top: float) -> None:
        left = x + self.inset + PAD
        for (picture, path, size), caption in zip(self.pictures, self.captions, strict=True):
            low = top - PAD - self.tall
            if path is None or size is None or not self._picture(canvas, path, size, left, low):
                self._absent(canvas, picture, left, low, found=path is not None)
            canvas.setFillColor(FAINT)
            canvas.setFont(REGULAR, CAPTION)
            for number, line in enumerate(caption):
                canvas.drawString(left, low - (number + 1) * CAPTION * 1.35, line)
            left += self.wide + GAP
        if self.rule:
            canvas.setStrokeColor(RULE)
            canvas.setLineWidth(0.5)
            canvas.line(x, top - self.height, x + WIDTH, top - self.height)

    def _picture(
        self, canvas: Canvas, path: Path, size: tuple[int, int], left: float, low: float
    ) -> bool:
        scale = min(self.wide / size[0], self.tall / size[1])
        wide, tall = size[0] * scale, size[1] * scale
        canvas.setFillColor(PALE)
        canvas.rect(left, low, self.wide, self.tall, stroke=0, fill=1)
        try:
            canvas.drawImage(
                str(path),
                left + (self.wide - wide) / 2,
                low + (self.tall - tall) / 2,
                wide,
                tall,
            )
        except (OSError, ValueError, SyntaxError):  # what Pillow raises for broken pictures
            return False
        return True

    def _absent(
        self, canvas: Canvas, picture: Picture, left: float, low: float, *, found: bool
    ) -> None:
        """Draw a dashed frame that says that a photo belongs here."""
        colour = COLOURS["missing"][0]
        canvas.saveState()
        canvas.setStrokeColor(colour)
        canvas.setDash(3, 2)
        canvas.rect(left + 0.5, low + 0.5, self.wide - 1, self.tall - 1, stroke=1, fill=0)
        canvas.restoreState()
        canvas.setFillColor(colour)
        for number, line in enumerate(
            ("照片打不开" if found else "照片不在本机", f"编号 {picture.sha256[:8]}")
        ):
            size = 9 if number == 0 else CAPTION
            canvas.setFont(REGULAR, size)
            middle = left + (self.wide - advance(line, REGULAR, size)) / 2
            canvas.drawString(middle, low + self.tall / 2 + 2 - number * 13, line)


def _opened(path: Path | None) -> tuple[Path | None, tuple[int, int] | None]:
    if path is None or not path.is_file():
        return None, None
    try:
        with Image.open(path) as image:
            return path, image.size
    except (OSError, ValueError, SyntaxError):
        return path, None


def strips(
    pictures: Sequence[Picture],
    preview: Preview,
    *,
    inset: float = 0.0,
    bar: str = "",
    rule: bool = False,
) -> list[Box]:
    """Return photos in rows of four, the first row tied to what stands before it.

    Args:
        pictures: The photos.
        preview: Finds their previews.
        inset: Space on the left.
        bar: Meaning whose colour runs down the left edge.
        rule: Draw a thin line below the last row.
    """
    return [
        Strip(
            pictures[start : start + ACROSS],
            preview,
            inset=inset,
            bar=bar,
            tied=start == 0,
            rule=rule and start + ACROSS >= len(pictures),
        )
        for start in range(0, len(pictures), ACROSS)
    ]


class Grid(Flowable):
    """Boxes below one another, broken over pages between them; a head is repeated.

    Attributes:
        head: Box drawn first on every page, or `None`.
        boxes: The others.
    """

    def __init__(self, boxes: Sequence[Box], head: Box | None = None) -> None:
        super().__init__()
        self.boxes, self.head = list(boxes), head
        self.width = WIDTH
        self.height = sum(box.height for box in self.boxes) + (head.height if head else 0)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        return WIDTH, self.height

    def draw(self) -> None:
        top = self.height
        for box in [*([self.head] if self.head else []), *self.boxes]:
            box.draw(self.canv, 0, top)
            if box.bar:
                self.canv.setFillColor(COLOURS[box.bar][0])
                self.canv.rect(0, top - box.height, 3, box.height, stroke=0, fill=1)
            top -= box.height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        room = available_height - (self.head.height if self.head else 0)
        fits = 0
        for box in self.boxes:
            if box.height > room:
                break
            room -= box.height
            fits += 1
        kept = fits
        while 0 < kept < len(self.boxes) and self.boxes[kept].tied:
            kept -= 1
        if kept == 0 and available_height > FRESH:
            kept = fits  # not even a fresh page holds what belongs together
            parts = self.boxes[kept].split(room) if kept < len(self.boxes) else None
            if parts is not None:
                first, rest = parts
                return [
                    Grid([*self.boxes[:kept], first], self.head),
                    Grid([rest, *self.boxes[kept + 1 :]], self.head),
                ]
        if kept == 0:
            return []
        return [Grid(self.boxes[:kept], self.head), Grid(self.boxes[kept:], self.head)]


_COLOURS: dict[str, Color] = {}


def _colour(text: str) -> Color:
    found = _COLOURS.get(text)
    if found is None:
        found = _COLOURS[text] = HexColor(text)
    return found
