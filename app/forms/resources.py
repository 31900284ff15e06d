"""Files beside a form: found by ``jr://`` address, never outside the form's own folder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from app.forms.errors import FormError
from app.i18n import N_

MAX_BYTES = 256 * 1024 * 1024
_ADDRESS = re.compile(r"jr://[\w\-]+/(.+)")
_FORBIDDEN = re.compile(r"[\\:\x00-\x1f]")


def local_file(source: str) -> str:
    """Return the name that an address has inside the form's folder; empty when it points outside.

    ``jr://file-csv/a.csv``, ``jr://images/sub/b.png`` and bare names stay inside; other schemes,
    absolute paths and ``..`` do not.
    """
    match = _ADDRESS.fullmatch(source)
    name = match[1] if match else source
    parts = name.split("/")
    if _FORBIDDEN.search(name) or any(part in ("", ".", "..") for part in parts):
        return ""
    return name


class Layers(Mapping[str, bytes | str]):
    """Several sets of files, the first that has one is asked; nothing is read before that."""

    def __init__(self, *layers: Mapping[str, bytes | str] | Mapping[str, bytes]) -> None:
        self._layers = layers

    def __getitem__(self, source: str) -> bytes | str:
        for layer in self._layers:
            if source in layer:
                return layer[source]
        raise KeyError(source)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(name for layer in self._layers for name in layer))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def beside(path: object) -> Mapping[str, bytes]:
    """Return the files beside a workbook; none for one that is given as bytes."""
    if isinstance(path, bytes):
        return {}
    file = Path(str(path))
    return Folder(file.parent, file.stem)


class Folder(Mapping[str, bytes]):
    """The files of a form's folder, read when they are asked for.

    Beside the workbook ``form.xlsx`` they may stand in the folder itself, or in ``form-media`` as
    ODK names it.
    """

    def __init__(self, folder: Path, stem: str = "") -> None:
        media = [folder / f"{stem}-media"] if stem else []
        self._places = [place.resolve() for place in (*media, folder)]

    def _find(self, source: str) -> Path | None:
        name = local_file(source)
        for place in self._places if name else ():
            try:
                file = (place / name).resolve()
                if file.is_relative_to(place) and file.is_file():
                    return file
            except OSError:
                continue
        return None

    def __getitem__(self, source: str) -> bytes:
        file = self._find(source)
        if file is None:
            raise KeyError(source)
        try:
            if file.stat().st_size > MAX_BYTES:
                raise FormError(
                    N_("The file {name} is larger than {limit} MB"),
                    name=file.name,
                    limit=MAX_BYTES >> 20,
                )
            return file.read_bytes()
        except OSError as error:
            raise FormError(
                N_("{name} cannot be read: {reason}"), name=file.name, reason=error.strerror or ""
            ) from error

    def __contains__(self, source: object) -> bool:
        return isinstance(source, str) and self._find(source) is not None

    def __iter__(self) -> Iterator[str]:
        for place in self._places:
            if place.is_dir():
                yield from sorted(file.name for file in place.iterdir() if file.is_file())

    def __len__(self) -> int:
        return sum(1 for _ in self)
