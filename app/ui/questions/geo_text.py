"""Places on earth as people write them: decimal degrees, degrees and minutes, N or 北纬.

Everything is WGS84, as ODK has it; numbers stay decimal text, so that nothing is rounded on its way
through binary fractions. Degrees from minutes and seconds keep eight places: a millimetre.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from app.errors import AppError
from app.i18n import N_

PLACES = Decimal("0.00000001")
_AXES = {
    "n": ("lat", 1), "s": ("lat", -1), "e": ("lon", 1), "w": ("lon", -1),
    "北纬": ("lat", 1), "南纬": ("lat", -1), "东经": ("lon", 1), "西经": ("lon", -1),
    "北": ("lat", 1), "南": ("lat", -1), "东": ("lon", 1), "西": ("lon", -1),
    "纬度": ("lat", 0), "经度": ("lon", 0), "latitude": ("lat", 0), "longitude": ("lon", 0),
    "lat": ("lat", 0), "lon": ("lon", 0), "lng": ("lon", 0), "long": ("lon", 0),
}  # fmt: skip
_UNITS = {"°": 0, "º": 0, "度": 0, "′": 1, "'": 1, "’": 1, "分": 1, "″": 2, '"': 2, "”": 2, "秒": 2}
_TOKEN = re.compile(
    r"(?P<number>[+-]?(?:\d+(?:\.\d*)?|\.\d+))"
    r"|(?P<axis>北纬|南纬|东经|西经|纬度|经度|latitude|longitude|lat|long|lng|lon|[nsew北南东西])"
    r"|(?P<unit>[°º度′'’分″\"”秒])"
    r"|(?P<skip>[\s,:=，、：；()]+|±|米|m\b)",
    re.IGNORECASE,
)
_MOST = 200

NOT_UNDERSTOOD = N_(
    "“{text}” is not a place. Write latitude and longitude, such as 37.51 105.19 or 37°30′36″N"
    " 105°11′24″E."
)
LATITUDE = N_("The latitude {value} is beyond 90 degrees.")
LONGITUDE = N_("The longitude {value} is beyond 180 degrees.")
SIXTY = N_("Minutes and seconds end at 60: {value}")
ACCURACY = N_("The accuracy {value} cannot be below zero.")


class Point(NamedTuple):
    """A place.

    Attributes:
        lat: Degrees north.
        lon: Degrees east.
        alt: Metres above the ellipsoid; None: not known.
        acc: Metres that it may be off; None: not known.
    """

    lat: Decimal
    lon: Decimal
    alt: Decimal | None = None
    acc: Decimal | None = None

    def odk(self) -> str:
        """Return ``latitude longitude altitude accuracy`` as ODK writes it; unknown ones are 0."""
        return " ".join(plain(part or Decimal(0)) for part in self)


class _Number(NamedTuple):
    value: Decimal
    unit: int | None
    text: str


def plain(value: Decimal) -> str:
    """Return a number without exponent, with at least one place."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0")
        return text + "0" if text.endswith(".") else text
    return f"{text}.0" if text != "-0" else "0.0"


def point_of(text: str) -> Point:
    """Read a place as a person or a program writes it.

    Two plain numbers are latitude and longitude; where the first can only be a longitude (maps
    give longitude first), they are taken the other way round.

    Raises:
        AppError: It is no place; says why.
    """
    axes, numbers = _tokens(text)
    if len(axes) == 2 and {axis for axis, _sign, _at in axes} == {"lat", "lon"}:
        degrees, rest = _named(text, axes, numbers)
    elif not axes:
        degrees, rest = _unnamed(text, numbers)
    else:
        raise _wrong(text)
    if len(rest) > 2 or any(number.unit is not None for number in rest):
        raise _wrong(text)
    more: list[Decimal | None] = [number.value for number in rest]
    return checked(Point(degrees["lat"], degrees["lon"], *[*more, None, None][:2]))


def stored(text: str) -> Point | None:
    """Read a stored value; zero altitude and accuracy together mean that they are not known."""
    parts = text.split()
    try:
        numbers = [Decimal(part) for part in parts]
    except ArithmeticError:
        return None
    if not 2 <= len(numbers) <= 4 or not all(number.is_finite() for number in numbers):
        return None
    lat, lon, alt, acc = (*numbers, None, None)[:4]
    if not alt and not acc:
        alt = acc = None
    assert lat is not None
    assert lon is not None
    return Point(lat, lon, alt, acc)


def checked(point: Point) -> Point:
    """Return a point whose numbers are possible.

    Raises:
        AppError: One is not; says which.
    """
    if abs(point.lat) > 90:
        raise AppError(LATITUDE, value=plain(point.lat))
    if abs(point.lon) > 180:
        raise AppError(LONGITUDE, value=plain(point.lon))
    if point.acc is not None and point.acc < 0:
        raise AppError(ACCURACY, value=plain(point.acc))
    return point


def _wrong(text: str) -> AppError:
    return AppError(NOT_UNDERSTOOD, text=text.strip()[:60])


def _tokens(text: str) -> tuple[list[tuple[str, int, int]], list[_Number]]:
    """Return the axes, each with its sign and how many numbers stand before it, and the numbers."""
    plain_text = unicodedata.normalize("NFKC", text).replace("''", '"').strip()
    plain_text = plain_text.replace("−", "-").replace("′′", "″")
    axes: list[tuple[str, int, int]] = []
    numbers: list[_Number] = []
    at = 0
    while at < len(plain_text):
        found = _TOKEN.match(plain_text, at)
        if found is None or len(plain_text) > _MOST:
            raise _wrong(text)
        at = found.end()
        if found["number"]:
            numbers.append(_Number(Decimal(found["number"]), None, found["number"]))
        elif found["axis"]:
            axis, sign = _AXES[found["axis"].casefold()]
            axes.append((axis, sign, len(numbers)))
        elif found["unit"]:
            if not numbers or numbers[-1].unit is not None:
                raise _wrong(text)
            numbers[-1] = numbers[-1]._replace(unit=_UNITS[found["unit"]])
    return axes, numbers


def _named(
    text: str, axes: list[tuple[str, int, int]], numbers: list[_Number]
) -> tuple[dict[str, Decimal], list[_Number]]:
    """Read two angles that say which they are, before or behind their numbers."""
    (one, one_sign, first), (two, two_sign, second) = axes
    if first == 0:  # N37.5 E105.2
        a = numbers[:second]
        b = numbers[second : second + _length(numbers[second:], len(a))]
        rest = numbers[second + len(b) :]
    else:  # 37.5N 105.2E
        a, b, rest = numbers[:first], numbers[first:second], numbers[second:]
    if not a or not b:
        raise _wrong(text)
    return {one: _angle(a, one_sign, text), two: _angle(b, two_sign, text)}, rest


def _unnamed(text: str, numbers: list[_Number]) -> tuple[dict[str, Decimal], list[_Number]]:
    first = _length(numbers, 1)
    a, others = numbers[:first], numbers[first:]
    second = _length(others, 1)
    b, rest = others[:second], others[second:]
    if not a or not b:
        raise _wrong(text)
    lat, lon = _angle(a, 0, text), _angle(b, 0, text)
    if abs(lat) > 90 and abs(lon) <= 90:
        lat, lon = lon, lat
    return {"lat": lat, "lon": lon}, rest


def _length(numbers: list[_Number], otherwise: int) -> int:
    """Return how many numbers the first angle has: as its units say, else ``otherwise``."""
    if not numbers or numbers[0].unit is None:
        return otherwise
    count = 1
    while count < len(numbers) and (numbers[count].unit or 0) > (numbers[count - 1].unit or 0):
        count += 1
    return count


def _angle(numbers: list[_Number], sign: int, text: str) -> Decimal:
    """Return degrees, minutes and seconds as degrees."""
    units = [number.unit for number in numbers]
    known = [unit for unit in units if unit is not None]
    if len(numbers) > 3 or known != list(range(len(known))) or units[: len(known)] != known:
        raise _wrong(text)
    minus = numbers[0].text.startswith("-")
    if (minus and sign) or any(number.text[0] in "+-" for number in numbers[1:]):
        raise _wrong(text)
    total = Decimal(0)
    for power, number in enumerate(numbers):
        if power and number.value >= 60:
            raise AppError(SIXTY, value=number.text)
        total += abs(number.value) / (Decimal(60) ** power)
    if len(numbers) > 1:
        total = total.quantize(PLACES)
    return -total if minus or sign < 0 else total
