"""A workbook written as the XForm that ODK Collect and others read."""

from __future__ import annotations

from pathlib import Path

from app.forms.errors import FormError
from app.forms.workbook import read_file, to_xform
from app.i18n import N_


def convert_workbook(source: Path | str, target: Path | str) -> tuple[Path, ...]:
    """Write the XForm of a workbook, and ``itemsets.csv`` beside it where the form needs one.

    Args:
        source: The workbook.
        target: File to write; its folder exists.

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
    except OSError as error:
        raise FormError(
            N_("{name} cannot be written: {reason}"), name=file.name, reason=error.strerror or ""
        ) from error
    return tuple(written)
