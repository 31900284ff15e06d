"""Areas, distances and fences on a sphere of the Earth's equatorial radius.

Points are ``latitude longitude [altitude [accuracy]]`` in degrees; lists of them are separated by
semicolons or are node-sets.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from app.forms.xpath.errors import XPathError
from app.forms.xpath.functions.registry import function
from app.forms.xpath.functions.text import texts_of, words
from app.forms.xpath.values import NAN, plain_number
from app.i18n import N_

if TYPE_CHECKING:
    from app.forms.xpath.values import Value

RADIUS_M = 6_378_100.0
Point = tuple[float, float]


def points_of(*values: Value) -> list[Point] | None:
    """Return (latitude, longitude) pairs in degrees, None when one of them is no point."""
    found: list[Point] = []
    for value in values:
        for text in texts_of(value):
            for part in text.split(";"):
                numbers = [plain_number(word) for word in words(part)]
                if not numbers:
                    continue
                if not 2 <= len(numbers) <= 4 or not (
                    abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180
                ):
                    return None
                found.append((numbers[0], numbers[1]))
    return found


def _hundredths(number: float) -> float:
    return math.floor(abs(number) * 100 + 0.5) / 100


@function("area", "v", "n")
@function("enclosed-area", "v", "n")
def area(value: Value) -> float:
    """Return the area of a shape in square metres."""
    if len([part for text in texts_of(value) for part in text.split(";") if part.strip()]) < 3:
        return 0.0
    points = points_of(value)
    if points is None:
        return NAN
    total = 0.0
    for (lat1, lon1), (lat2, lon2) in zip(points, points[1:] + points[:1], strict=True):
        sines = math.sin(math.radians(lat1)) + math.sin(math.radians(lat2))
        total += math.radians(lon2 - lon1) * (2 + sines)
    return _hundredths(total * RADIUS_M * RADIUS_M / 2)


@function("distance", "v v*", "n")
def distance(*values: Value) -> float:
    """Return the length of a trace, or of the way through several points, in metres."""
    points = points_of(*values)
    several = len(values) > 1 and any(";" in text for value in values for text in texts_of(value))
    if points is None or several:
        # Several arguments are single points; JavaRosa and web-forms fail here as well.
        raise XPathError(N_("distance() was given a value that is not a place"))
    total = 0.0
    for (lat1, lon1), (lat2, lon2) in pairwise(points):
        one, two = math.radians(lat1), math.radians(lat2)
        half = math.radians(lon1 - lon2) / 2
        # The haversine keeps its precision for points that lie close together.
        square = math.sin((one - two) / 2) ** 2
        square += math.cos(one) * math.cos(two) * math.sin(half) ** 2
        total += 2 * RADIUS_M * math.asin(min(1.0, math.sqrt(square)))
    return _hundredths(total)


@function("geofence", "v v", "b")
def _geofence(point: Value, shape: Value) -> bool:
    """Whether a point lies in a closed shape; its edge belongs to it."""
    where, ring = points_of(point), points_of(shape)
    if not where or not ring or len(ring) < 4 or ring[0] != ring[-1]:
        return False
    y, x = where[0]
    inside = False
    for (y1, x1), (y2, x2) in pairwise(ring):
        cross = (x - x1) * (y2 - y1) - (y - y1) * (x2 - x1)
        if cross == 0 and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2):
            return True
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


@function("intersects", "v", "b")
def intersects(value: Value) -> bool:
    """Whether a trace or shape crosses or touches itself, save where neighbours meet."""
    points = points_of(value)
    if not points:
        return False
    edges = [(a, b) for a, b in pairwise(points) if a != b]
    closed = points[0] == points[-1]
    for first in range(len(edges)):
        for second in range(first + 2, len(edges)):
            if closed and first == 0 and second == len(edges) - 1:
                continue
            if _cross(*edges[first], *edges[second]):
                return True
    return False


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    def side(p: Point, q: Point, r: Point) -> float:
        turn = (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])
        return (turn > 0) - (turn < 0)

    def between(p: Point, q: Point, r: Point) -> bool:
        return min(p[0], q[0]) <= r[0] <= max(p[0], q[0]) and (
            min(p[1], q[1]) <= r[1] <= max(p[1], q[1])
        )

    one, two, three, four = side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)
    if one != two and three != four:
        return True
    return (
        (one == 0 and between(a, b, c))
        or (two == 0 and between(a, b, d))
        or (three == 0 and between(c, d, a))
        or (four == 0 and between(c, d, b))
    )
