"""Photos side by side, each with its caption; one that is not here says so in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from app.reports.boxes import PAD, WIDTH, Box
from app.reports.marks import COLOURS, FAINT, PALE, RULE
from app.reports.sheet import Picture
from app.reports.typeset import REGULAR, advance, wrap

GAP = 8.0
ACROSS = 4
CAPTION = 8.0

Preview = Callable[[str, str], Path | None]


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
        self.pictures = [(one, *_opened(preview(one.sha256, one.marks))) for one in pictures]
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
