"""A workbook written as the XForm that ODK Collect and others read, with its files."""

from __future__ import annotations

from pathlib import Path

from app.forms.errors import FormError
from app.forms.media import gather
from app.forms.workbook import read_file, to_xform
from app.i18n import N_


def convert_workbook(
    source: Path | str, target: Path | str, missing: list[str] | None = None
) -> tuple[Path, ...]:
    """Write the XForm of a workbook, and what it names into ``<target>-media`` as ODK wants it.

    Those are pictures and sounds of labels, external lists of choices (CSV, XML, GeoJSON), and
    ``itemsets.csv``, which also stands beside the XForm as pyxform writes it.

    Args:
        source: The workbook; the files stand beside it or in its own ``-media`` folder.
        target: File to write; its folder exists.
        missing: Gets the names of files that the form names and that are not there.

    Returns:
        The files written.

    Raises:
        FormError: The workbook cannot be converted, or the file cannot be written.
    """
    data, kind = read_file(source)
    converted = to_xform(data, kind)
    file = Path(target)
    written = [file]
    try:
        file.write_text(converted.xform, encoding="utf-8")
        if converted.itemsets:
            written.append(file.with_name("itemsets.csv"))
            written[-1].write_text(converted.itemsets, encoding="utf-8")
        media = file.with_name(f"{file.stem}-media")
        for name, content in _media(source, converted.xform, converted.itemsets, missing):
            place = media / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
            written.append(place)
    except OSError as error:
        raise FormError(
            N_("{name} cannot be written: {reason}"), name=file.name, reason=error.strerror or ""
        ) from error
    return tuple(written)


def _media(
    source: Path | str, xform: str, itemsets: str, missing: list[str] | None
) -> list[tuple[str, bytes]]:
    """Return name and content of the files that a form names and that are there."""
    own = [("itemsets.csv", itemsets.encode())] if itemsets else []
    found, absent = gather(source, xform, tuple(name for name, _data in own))
    if missing is not None:
        missing += absent
    return [*own, *found.items()]
