"""Boxes that a page is made of, above all lines of cells.

A box knows its height before it is drawn. All widths and heights are points.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from app.reports.marks import RULE, draw_mark
from app.reports.typeset import Text, wrap

WIDTH = 510.0
PAD = 4.0
MARK = 9.0
BAR = 5.0  # room for the coloured bar down the left edge
DESCENT = 0.27  # share of a line that is below its baseline


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


_COLOURS: dict[str, Color] = {}


def _colour(text: str) -> Color:
    found = _COLOURS.get(text)
    if found is None:
        found = _COLOURS[text] = HexColor(text)
    return found
