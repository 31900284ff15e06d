"""Secondary instances: internal XML, and XML, CSV and GeoJSON among the given resources."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from app.errors import AppError
from app.forms import markup
from app.forms.errors import FormError
from app.forms.source import document, to_node
from app.forms.tree import Document, Node, element
from app.i18n import N_

Resources = Mapping[str, bytes | str]
_NAME = re.compile(r"[^\W\d][\w.\-]*", re.UNICODE)
_SEPARATORS = (",", ";", "\t")
_LAST_SAVED = "jr://instance/last-saved"


class Instances(Mapping[str, Document]):
    """Secondary instances by id, each read when it is first used."""

    def __init__(self, makers: dict[str, Callable[[], Document]]) -> None:
        self._makers = makers
        self._made: dict[str, Document] = {}

    def __getitem__(self, name: str) -> Document:
        made = self._made.get(name)
        if made is None:
            made = self._made[name] = self._makers[name]()
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def read_instances(
    elements: list[ET.Element], prefixes: dict[str, str], resources: Resources
) -> tuple[Instances, tuple[str, ...]]:
    """Prepare the secondary instances of a model.

    Returns:
        The instances, and the addresses of external files that were not given and read as empty.

    Raises:
        FormError: An instance without or with a double id, or a resource that cannot be read.
    """
    makers: dict[str, Callable[[], Document]] = {}
    missing: list[str] = []
    for item in elements:
        name = item.get("id") or ""
        if not name:
            raise FormError(N_("A secondary instance has no id"))
        if name in makers:
            raise FormError(N_("The secondary instance {name} is declared twice"), name=name)
        source = (item.get("src") or "").strip()
        content = next((child for child in item if isinstance(child.tag, str)), None)
        given = _resource(source, resources) if source else None
        if given is not None:
            makers[name] = partial(_same, read_resource(source, given))
        elif content is not None:
            makers[name] = partial(_internal, content, prefixes)
        else:
            if source and source != _LAST_SAVED:
                missing.append(source)
            makers[name] = _empty
    return Instances(makers), tuple(missing)


def _internal(content: ET.Element, prefixes: dict[str, str]) -> Document:
    return document(to_node(content, prefixes))


def _same(made: Document) -> Document:
    return made


def _empty() -> Document:
    return document(element("root"))


def _resource(source: str, resources: Resources) -> bytes | str | None:
    """Find a file among the resources by its address, or by its bare name."""
    if source in resources:
        return resources[source]
    return resources.get(source.rpartition("/")[2]) if source.startswith("jr://") else None


def read_resource(source: str, data: bytes | str) -> Document:
    """Read an external file by the kind its address names.

    Raises:
        FormError: It is not what it claims to be; the message names the file.
    """
    try:
        if source.startswith("jr://file-csv/") or source.lower().endswith(".csv"):
            return read_csv(decode(data))
        if source.lower().endswith(".geojson"):
            return read_geojson(decode(data))
        return markup.parse(data, keep_space=False)
    except AppError as error:
        raise FormError(
            N_("The file {name} cannot be read: {reason}"),
            name=source.rpartition("/")[2],
            reason=error,
        ) from error


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

    Raises:
        FormError: A column name is missing, stands twice or is not a name for XML, or a row is
            broken.
    """
    header_line = text.split("\n", 1)[0]
    separator = next((mark for mark in _SEPARATORS if mark in header_line), ",")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    root = element("root")
    try:
        header = [name.strip() for name in next(rows, [])]
        for name in header:
            if not _NAME.fullmatch(name):
                raise FormError(N_("{name} cannot be the name of a column"), name=name or "''")
        if len(set(header)) != len(header):
            raise FormError(N_("A column name stands twice"))
        items: list[Node] = []
        for row in rows:
            if not any(row):
                continue
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
