"""Tables as secondary instances: CSV and GeoJSON in the form that expressions query."""

from __future__ import annotations

import csv
import io
import json
import re

from app.forms.errors import FormError
from app.forms.source import document
from app.forms.tree import Document, Node, element
from app.i18n import N_

_NAME = re.compile(r"[^\W\d][\w.\-]*", re.UNICODE)
_SEPARATORS = (",", ";", "\t", "|")


def decode(data: bytes | str) -> str:
    """Decode a text file: UTF-8 with or without mark, UTF-16 by its mark, else GB 18030."""
    if isinstance(data, str):
        return data.removeprefix("\ufeff")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError as error:
            raise FormError(N_("The text is neither UTF-8 nor GB 18030")) from error


def read_csv(text: str) -> Document:
    """Read a CSV file with a header row: ``root/item/column``.

    Lines without anything in them are no rows.

    Raises:
        FormError: There is no header; a column name is missing, stands twice or is not a name for
            XML; or a row is broken or holds more values than there are columns.

    Source:
        ODK XForms, section Secondary instances from CSV.
    """
    header_line = re.split(r"[\r\n]", text, maxsplit=1)[0]
    separator = next((mark for mark in _SEPARATORS if mark in header_line), ",")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    root = element("root")
    try:
        header = [name.strip() for name in next(rows, [])]
        if not header:
            raise FormError(N_("The table is empty: its first line must name the columns"))
        for name in header:
            if not _NAME.fullmatch(name):
                raise FormError(N_("{name} cannot be the name of a column"), name=name or "''")
        if len(set(header)) != len(header):
            raise FormError(N_("A column name stands twice"))
        items: list[Node] = []
        for row in rows:
            if not row:
                continue
            if any(row[len(header) :]):
                raise FormError(
                    N_("Line {line} has more values than there are columns"), line=rows.line_num
                )
            item = element("item")
            item.parent = root
            cells: list[Node] = []
            for place, name in enumerate(header):
                cell = element(name, row[place] if place < len(row) else "")
                cell.parent = item
                cells.append(cell)
            item.children = cells
            items.append(item)
    except csv.Error as error:
        raise FormError(N_("Line {line}: {reason}"), line=rows.line_num, reason=error) from error
    if items:
        root.children = items
    return document(root)


def read_geojson(text: str) -> Document:
    """Read a GeoJSON feature collection: ``root/item`` with properties, ``id`` and ``geometry``.

    Raises:
        FormError: It is not a feature collection of points, lines and polygons.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FormError(N_("This is not JSON: {reason}"), reason=error) from error
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list) or data.get("type") != "FeatureCollection":
        raise FormError(N_("The GeoJSON is not a collection of features"))
    root = element("root")
    for feature in features:
        if not isinstance(feature, dict):
            raise FormError(N_("The GeoJSON is not a collection of features"))
        item = root.append(element("item"))
        item.append(element("geometry", _geometry(feature.get("geometry"))))
        properties = feature.get("properties")
        values = dict(properties) if isinstance(properties, dict) else {}
        if "id" in feature:
            values.setdefault("id", feature["id"])
        for name, value in values.items():
            if value is None:
                continue
            if not _NAME.fullmatch(name) or isinstance(value, dict | list):
                raise FormError(N_("The property {name} cannot be used"), name=name)
            text_value = str(value).lower() if isinstance(value, bool) else str(value)
            item.append(element(name, text_value))
    return document(root)


def _geometry(geometry: object) -> str:
    """Write a GeoJSON geometry as ODK does: latitude longitude altitude accuracy."""
    if geometry is None:
        return ""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    places = geometry.get("coordinates") if isinstance(geometry, dict) else None
    try:
        if kind == "Point":
            points = [places]
        elif kind == "LineString":
            points = list(places or ())
        elif kind == "Polygon" and places:
            points = list(places[0])
        else:
            raise FormError(N_("Only points, lines and polygons can be used in GeoJSON"))
        return "; ".join(f"{point[1]} {point[0]} 0 0" for point in points if point is not None)
    except (TypeError, IndexError, KeyError) as error:
        raise FormError(N_("The GeoJSON has a broken geometry")) from error
