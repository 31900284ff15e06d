"""Many places at once: lines of text, ODK's own text, GeoJSON, WKT and GPX."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from app.errors import AppError
from app.forms.source import local, read
from app.i18n import N_
from app.ui.questions.geo_text import Point, checked, plain, point_of, stored

MOST = 10_000
_MOST_CHARACTERS = 4_000_000
_WKT = re.compile(
    r"(?:SRID=(?P<srid>\d+);)?\s*(?P<kind>[A-Z]+)\s*(?P<dims>Z|M|ZM)?\s*(?P<body>\(.*\))",
    re.IGNORECASE | re.DOTALL,
)
_LINES = ("Point", "MultiPoint", "LineString")
TOO_MANY = N_("These are {count} points; at most {most} fit into one answer.")
LINE = N_("Line {line}: {reason}")
NO_LINE = N_("The {kind} holds no single line or area. Paste one at a time.")
OTHER_SYSTEM = N_("The coordinates are in the system {system}; only WGS84 (EPSG 4326) is taken in.")


def points_of(text: str) -> list[Point]:
    """Read points in whatever form they were copied; a closed ring keeps its last point.

    Raises:
        AppError: A part is no place, or there are too many; says which line.
    """
    text = text.strip().lstrip("\ufeff")
    if len(text) > _MOST_CHARACTERS:
        raise AppError(TOO_MANY, count=len(text) // 20, most=MOST)
    if text.startswith("{"):
        points = _geojson(text)
    elif text.startswith("<"):
        points = _gpx(text)
    elif _WKT.fullmatch(text):
        points = _wkt(text)
    else:
        points = list(_lines(text))
    if len(points) > MOST:
        raise AppError(TOO_MANY, count=len(points), most=MOST)
    return [checked(point) for point in points]


def odk_points(value: str) -> list[Point] | None:
    """Read a stored trace or shape; None when a part of it is no point."""
    points = [stored(part) for part in value.split(";") if part.strip()]
    return None if None in points else [point for point in points if point is not None]


def odk_text(points: list[Point], *, close: bool = False) -> str:
    """Write points as ODK does, ``lat lon alt acc; …``; a shape ends where it begins."""
    if close and len(points) > 1 and points[0][:2] != points[-1][:2]:
        points = [*points, points[0]]
    return "; ".join(point.odk() for point in points)


def opened(points: list[Point]) -> list[Point]:
    """Return the corners of a ring without the last one, where it repeats the first."""
    return points[:-1] if len(points) > 1 and points[0][:2] == points[-1][:2] else points


def _lines(text: str) -> Iterator[Point]:
    parts = re.split(r"[;；\n]", text) if ";" in text or "；" in text else text.splitlines()
    for number, part in enumerate(parts, 1):
        if not part.strip():
            continue
        try:
            yield point_of(part)
        except AppError as error:
            raise AppError(LINE, line=number, reason=error) from error


# GeoJSON


def _geojson(text: str) -> list[Point]:
    try:
        data = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    except (ValueError, RecursionError) as error:
        raise AppError(N_("The GeoJSON is not whole: copy it again.")) from error
    name = _name_of_system(data)
    if name and not re.search(r"4326|CRS84|WGS\s*84", name, re.IGNORECASE):
        raise AppError(OTHER_SYSTEM, system=name[:60])
    found = _geometry(data)
    if found is None:
        raise AppError(NO_LINE, kind="GeoJSON")
    return [_position(one) for one in found]


def _name_of_system(data: Any) -> str:
    crs = data.get("crs") if isinstance(data, dict) else None
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name", "") if isinstance(properties, dict) else ""
    return name if isinstance(name, str) else ""


def _geometry(data: Any) -> list[Any] | None:
    """Return the positions of the one geometry that the data holds."""
    if not isinstance(data, dict):
        return None
    kind, positions = data.get("type"), data.get("coordinates")
    if kind == "Feature":
        return _geometry(data.get("geometry"))
    if kind in ("FeatureCollection", "GeometryCollection"):
        inside = data.get("features") or data.get("geometries") or []
        if isinstance(inside, list) and inside and all(_is_point(one) for one in inside):
            return [one for each in inside for one in _geometry(each) or []]
        return _geometry(inside[0]) if isinstance(inside, list) and len(inside) == 1 else None
    if not isinstance(positions, list):
        return None
    if kind == "Point":
        return [positions]
    if kind in _LINES:
        return positions
    one = len(positions) == 1 and isinstance(positions[0], list)
    if kind in ("Polygon", "MultiLineString") and one:
        return list(positions[0])
    return (
        _geometry({"type": "Polygon", "coordinates": positions[0]})
        if (kind == "MultiPolygon" and one)
        else None
    )


def _is_point(data: Any) -> bool:
    inner = data.get("geometry", data) if isinstance(data, dict) else None
    return isinstance(inner, dict) and inner.get("type") == "Point"


def _position(one: Any) -> Point:
    good = isinstance(one, list) and 2 <= len(one) <= 4
    if not good or not all(isinstance(part, Decimal) and part.is_finite() for part in one):
        raise AppError(N_("A point of the GeoJSON is not two numbers: {text}"), text=str(one)[:60])
    return Point(one[1], one[0], one[2] if len(one) > 2 else None)


# WKT


def _wkt(text: str) -> list[Point]:
    found = _WKT.fullmatch(text)
    assert found is not None
    if (found["srid"] or "4326") != "4326":
        raise AppError(OTHER_SYSTEM, system=f"EPSG {found['srid']}")
    kind, body = found["kind"].upper(), found["body"].strip()
    if kind not in ("POINT", "MULTIPOINT", "LINESTRING", "POLYGON", "LINEARRING"):
        raise AppError(NO_LINE, kind=f"WKT {kind}")
    inner = body[1:-1].strip()
    if kind == "POLYGON":
        if inner.count("(") != 1:
            raise AppError(NO_LINE, kind="WKT POLYGON")
        inner = inner.strip("() \n")
    points = []
    for part in inner.split(","):
        numbers = part.strip(" ()\n\t").split()
        try:
            values = [Decimal(number) for number in numbers]
        except InvalidOperation as error:
            raise AppError(N_("“{text}” is not a place."), text=part.strip()[:60]) from error
        if not 2 <= len(values) <= 4 or not all(value.is_finite() for value in values):
            raise AppError(N_("“{text}” is not a place."), text=part.strip()[:60])
        has_height = len(values) > 2 and (found["dims"] or "Z").upper() != "M"
        points.append(Point(values[1], values[0], values[2] if has_height else None))
    return points


# GPX


def _gpx(text: str) -> list[Point]:
    root, _prefixes = read(text)
    if local(root.tag) != "gpx":
        raise AppError(N_("This XML is no GPX."))
    for kind in ("trkseg", "rte"):
        lines = [element for element in root.iter() if local(element.tag) == kind]
        if len(lines) > 1:
            raise AppError(NO_LINE, kind="GPX")
        if lines:
            return [_gpx_point(one) for one in lines[0] if local(one.tag) in ("trkpt", "rtept")]
    return [_gpx_point(one) for one in root if local(one.tag) == "wpt"]


def _gpx_point(element: Any) -> Point:
    height = next((child.text for child in element if local(child.tag) == "ele"), None)
    words = f"{element.get('lat', '')} {element.get('lon', '')} {height or ''}"
    point = stored(words)
    if point is None:
        raise AppError(N_("“{text}” is not a place."), text=words.strip()[:60])
    return point


def words_of(point: Point) -> str:
    """Return a point as people read it: latitude and longitude."""
    return f"{plain(point.lat)}, {plain(point.lon)}"
