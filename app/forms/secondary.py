"""Secondary instances: internal XML, and XML, CSV and GeoJSON among the given resources."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from app.errors import AppError
from app.forms import markup
from app.forms.errors import FormError
from app.forms.resources import local_file
from app.forms.source import document, to_node
from app.forms.tables import decode, read_csv, read_geojson
from app.forms.tree import Document, element
from app.i18n import N_

Resources = Mapping[str, bytes | str]
LAST_SAVED = "jr://instance/last-saved"


class Instances(Mapping[str, Document]):
    """Secondary instances by id, each read when it is first used.

    Attributes:
        last_saved: Ids of those that mean the record that was saved last.
    """

    def __init__(
        self,
        makers: dict[str, Callable[[], Document]],
        resources: Resources | None = None,
        last_saved: frozenset[str] = frozenset(),
    ) -> None:
        self._makers = makers
        self._made: dict[str, Document] = {}
        self._resources: Resources = resources if resources is not None else {}
        self.last_saved = last_saved

    def __getitem__(self, name: str) -> Document:
        made = self._made.get(name)
        if made is None:
            made = self._made[name] = self._makers[name]()
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def add_table(self, name: str) -> bool:
        """Make a CSV file known that only an appearance names, not the model.

        Returns:
            Whether there is such a file or instance; without one it reads as empty.

        Raises:
            FormError: It cannot be read.
        """
        if name not in self._makers:
            source = f"jr://file-csv/{name}.csv"
            given = find_resource(source, self._resources)
            if given is None:
                return False
            self._makers[name] = partial(_same, read_resource(source, given))
        return True

    def with_last_saved(self, xml: str | bytes) -> Mapping[str, Document]:
        """Return the instances with a saved record where the form asks for the last one.

        Raises:
            FormError: The record is no XML.
        """
        if not xml or not self.last_saved:
            return self
        try:
            saved = markup.parse(xml, keep_space=False)
        except AppError as error:
            raise FormError(N_("The submission cannot be read: {reason}"), reason=error) from error
        return _Chained(dict.fromkeys(self.last_saved, saved), self)


class _Chained(Mapping[str, Document]):
    """Instances of one record in front of those that all records share."""

    def __init__(self, own: dict[str, Document], shared: Instances) -> None:
        self._own = own
        self._shared = shared

    def __getitem__(self, name: str) -> Document:
        return self._own.get(name) or self._shared[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._shared)

    def __len__(self) -> int:
        return len(self._shared)


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
    last_saved: set[str] = set()
    for item in elements:
        name = item.get("id") or ""
        if not name:
            raise FormError(N_("A secondary instance has no id"))
        if name in makers:
            raise FormError(N_("The secondary instance {name} is declared twice"), name=name)
        source = (item.get("src") or "").strip()
        content = next((child for child in item if isinstance(child.tag, str)), None)
        given = find_resource(source, resources) if source else None
        if given is not None:
            makers[name] = partial(_same, read_resource(source, given))
        elif content is not None:
            makers[name] = partial(_internal, content, prefixes)
        else:
            if source == LAST_SAVED:
                last_saved.add(name)
            elif source:
                missing.append(source)
            makers[name] = _empty
    return Instances(makers, resources, frozenset(last_saved)), tuple(missing)


def _internal(content: ET.Element, prefixes: dict[str, str]) -> Document:
    return document(to_node(content, prefixes))


def _same(made: Document) -> Document:
    return made


def _empty() -> Document:
    return document(element("root"))


def find_resource(source: str, resources: Resources) -> bytes | str | None:
    """Find a file among the resources by its address or bare name; None for what lies outside."""
    name = local_file(source)
    if not name:
        return None
    found = resources.get(source)
    return found if found is not None else resources.get(name)


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


__all__ = [
    "LAST_SAVED",
    "Instances",
    "Resources",
    "decode",
    "find_resource",
    "read_csv",
    "read_geojson",
    "read_instances",
    "read_resource",
]
