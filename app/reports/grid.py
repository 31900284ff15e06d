"""Boxes below one another as one flowable that breaks over pages."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.platypus import Flowable

from app.reports.boxes import WIDTH, Box
from app.reports.marks import COLOURS

FRESH = 600.0  # a page with more room than this is as good as empty


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
