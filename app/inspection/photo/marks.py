"""Marks (标记) on a photo: rings, arrows, scales, words, hidden parts, a crop, a turn.

They are facts like all others: one field of the photo, which travels, merges and can be taken
back. The picture itself is never touched; `marked` beside this draws them on derived copies.
Points are ten-thousandths of the width and height of the picture as its camera meant it upright,
whatever the size of the copy.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from app.i18n import N_, _
from app.models.values import Json, canonical, parsed

WHOLE = 10_000
"""Width and height of a picture in the units of points."""
RING, BOX, ARROW, SCALE, WORDS, HIDE = "ring", "box", "arrow", "scale", "words", "hide"
KINDS = {
    RING: N_("Ring"),
    BOX: N_("Box"),
    ARROW: N_("Arrow"),
    SCALE: N_("Scale"),
    WORDS: N_("Text"),
    HIDE: N_("Blur"),
}
_POINTS = {RING: 2, BOX: 2, ARROW: 2, SCALE: 2, WORDS: 1, HIDE: 2}
INKS = ("red", "white")
_LONGEST = 200
Point = tuple[int, int]
Rect = tuple[int, int, int, int]


@dataclass(frozen=True)
class Mark:
    """One thing drawn.

    Attributes:
        kind: One of `KINDS`.
        points: Two corners; start and tip; where words begin.
        ink: ``red`` with a white edge, or ``white`` with a dark one.
        words: What a text says; of a scale its millimetres as decimal text, or empty.
    """

    kind: str
    points: tuple[Point, ...]
    ink: str = "red"
    words: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to see."""
        if self.kind == WORDS:
            return not self.words.strip()
        return len(set(self.points)) < 2

    @property
    def label(self) -> str:
        """What is written beside it."""
        return f"{self.words} mm" if self.kind == SCALE and self.words else self.words


@dataclass(frozen=True)
class Markup:
    """All that is done to copies of one photo.

    Attributes:
        marks: The oldest first.
        turn: Quarters to the right.
        crop: Left, top, right, bottom of what copies show; None: all of it.
        unknown: Canonical JSON of marks that a newer version drew; kept, not shown.
    """

    marks: tuple[Mark, ...] = ()
    turn: int = 0
    crop: Rect | None = None
    unknown: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether copies look like the original."""
        return not (self.marks or self.turn or self.crop or self.unknown)

    def add(self, mark: Mark) -> Markup:
        """Return these with one more."""
        return self if mark.empty else replace(self, marks=(*self.marks, mark))

    def to_text(self) -> str:
        """Return canonical JSON; empty when there is nothing."""
        if self.empty:
            return ""
        marks: list[Json] = [_written(mark) for mark in self.marks]
        marks += [parsed(text) for text in self.unknown]
        value: dict[str, Json] = {"marks": marks}
        if self.turn:
            value["turn"] = self.turn
        if self.crop:
            value["crop"] = list(self.crop)
        return canonical(value)


def read_markup(text: str | None) -> Markup:
    """Read marks; what is damaged is left out, what is unknown is kept."""
    if not text:
        return Markup()
    try:
        value: Any = parsed(text)
    except ValueError:
        return Markup()
    if not isinstance(value, dict):
        return Markup()
    given = value.get("marks")
    read, unknown = [], []
    for one in given if isinstance(given, list) else []:
        mark = _mark(one)
        if mark is not None:
            read.append(mark)
        else:
            unknown.append(canonical(one))
    turn = value.get("turn")
    quarters = turn % 4 if type(turn) is int else 0
    return Markup(tuple(read), quarters, _rect(value.get("crop")), tuple(unknown))


def marks_words(text: str | None) -> str:
    """Say what is drawn on a photo, for people who settle a conflict."""
    markup = read_markup(text)
    parts = [f"{_(KINDS[mark.kind])} {mark.label}".strip() for mark in markup.marks]
    if markup.crop:
        parts.append(_("cropped"))
    if markup.turn:
        parts.append(_("turned by {angle}°").format(angle=90 * markup.turn))
    return ", ".join(parts) or _("no marks")


def turned_point(point: Point, turn: int) -> Point:
    """Return where a point is after ``turn`` quarters to the right."""
    x, y = point
    for _quarter in range(turn % 4):
        x, y = WHOLE - y, x
    return x, y


def turned_rect(rect: Rect, turn: int) -> Rect:
    """Return a rectangle after ``turn`` quarters to the right."""
    one, other = turned_point(rect[:2], turn), turned_point(rect[2:], turn)
    xs, ys = sorted((one[0], other[0])), sorted((one[1], other[1]))
    return xs[0], ys[0], xs[1], ys[1]


def _written(mark: Mark) -> Json:
    value: dict[str, Json] = {"kind": mark.kind, "at": [list(point) for point in mark.points]}
    if mark.ink != INKS[0]:
        value["ink"] = mark.ink
    if mark.words:
        value["words"] = mark.words
    return value


def _mark(value: Any) -> Mark | None:
    if not isinstance(value, dict) or set(value) - {"kind", "at", "ink", "words"}:
        return None
    kind, at = value.get("kind"), value.get("at")
    ink, words = value.get("ink", INKS[0]), value.get("words", "")
    if kind not in KINDS or not isinstance(at, list) or len(at) != _POINTS[kind]:
        return None
    if ink not in INKS or not isinstance(words, str) or len(words) > _LONGEST:
        return None
    if not all(_is_point(point) for point in at):
        return None
    return Mark(kind, tuple((point[0], point[1]) for point in at), ink, words)


def _is_point(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(type(one) is int and 0 <= one <= WHOLE for one in value)
    )


def _rect(value: Any) -> Rect | None:
    if not (isinstance(value, list) and len(value) == 4):
        return None
    if not (_is_point(value[:2]) and _is_point(value[2:])):
        return None
    left, top, right, bottom = value
    return (left, top, right, bottom) if left < right and top < bottom else None
