"""XLSForm workbooks: converted by pyxform, read with their findings, kept compiled in a cache."""

from __future__ import annotations

import hashlib
import io
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.forms import cache
from app.forms.definition import Definition
from app.forms.errors import FormError
from app.forms.messages import explain
from app.forms.resources import Layers, beside
from app.forms.xform import load_xform
from app.i18n import N_

MAX_BYTES = 64 * 1024 * 1024
MAX_UNPACKED = 512 * 1024 * 1024
_KINDS = {".xlsx": ".xlsx", ".xlsm": ".xlsx", ".xls": ".xls", ".csv": ".csv", ".md": ".md"}


@dataclass(frozen=True)
class Converted:
    """What pyxform made of a workbook.

    Attributes:
        xform: The XForm.
        itemsets: Content of ``itemsets.csv`` for external choices, empty for none.
        warnings: pyxform's remarks.
    """

    xform: str
    itemsets: str
    warnings: tuple[str, ...]


def load_workbook(
    path: Path | str | bytes,
    *,
    cache_dir: Path | None = None,
    resources: Mapping[str, bytes | str] | None = None,
    identity: str = "",
) -> Definition:
    """Load a checklist workbook or any other XLSForm.

    Args:
        path: The workbook (.xlsx, .xls, .csv, .md), or its bytes.
        cache_dir: Folder for compiled forms; None: no cache.
        resources: External files by name; None: those beside the workbook, in its own folder or in
            ``<name>-media``, when it is given as a path.
        identity: What the form is known by, of workbook and files (`app.form_files`); empty: the
            SHA-256 of the workbook alone.

    Raises:
        FormError: The form cannot be used; `FormError.problems` name sheet, row and column.
    """
    data, kind = read_file(path)
    files = beside(path) if resources is None else resources
    digest = identity or hashlib.sha256(data).hexdigest()
    kept = cache.read(cache_dir, digest) if cache_dir is not None else None
    if kept is not None:
        definition = load_xform(
            kept.xform,
            resources=Layers(kept.resources, files),
            rules=kept.rules,
            digest=digest,
            known=kept.known,
        )
        definition.own_files = tuple(kept.resources)
        return definition
    from app.forms.sheet import read_rules  # a form from the cache needs no workbook reader

    converted = to_xform(data, kind)
    rules, problems = read_rules(data)
    serious = [problem for problem in problems if problem.serious]
    if serious:
        raise FormError.of(serious)
    own = {"itemsets.csv": converted.itemsets} if converted.itemsets else {}
    definition = load_xform(
        converted.xform, resources=Layers(own, files), rules=rules, digest=digest
    )
    definition.own_files = tuple(own)
    definition.warnings = (*definition.warnings, *converted.warnings)
    if cache_dir is not None:
        cache.write(cache_dir, digest, converted.xform, own, rules, definition)
    return definition


def read_file(path: Path | str | bytes) -> tuple[bytes, str | None]:
    """Return the bytes of a workbook and its kind for pyxform, with sizes checked.

    Raises:
        FormError: It cannot be read or is too large, also once unpacked.
    """
    kind: str | None = None
    if isinstance(path, bytes):
        data = path
    else:
        file = Path(path)
        kind = _KINDS.get(file.suffix.lower())
        if kind is None:
            raise FormError(
                N_("{name} is no workbook: use .xlsx, .xls, .csv or .md"), name=file.name
            )
        try:
            if file.stat().st_size > MAX_BYTES:
                raise FormError(N_("The form is larger than {limit} MB"), limit=MAX_BYTES >> 20)
            data = file.read_bytes()
        except OSError as error:
            raise FormError(
                N_("{name} cannot be read: {reason}"), name=file.name, reason=error.strerror or ""
            ) from error
    if len(data) > MAX_BYTES:
        raise FormError(N_("The form is larger than {limit} MB"), limit=MAX_BYTES >> 20)
    if data[:4] == b"PK\x03\x04":
        _check_archive(data)
    return data, kind


def _check_archive(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            total = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise FormError(N_("The workbook is damaged: Excel could not open it either")) from error
    if total > MAX_UNPACKED:
        raise FormError(N_("The form is larger than {limit} MB"), limit=MAX_UNPACKED >> 20)


def to_xform(data: bytes, kind: str | None = None, name: str | None = None) -> Converted:
    """Convert a workbook.

    Args:
        data: The workbook.
        kind: ``.xlsx``, ``.xls``, ``.csv`` or ``.md``; None: tried in turn.
        name: Name of the root node when the settings do not give one.

    Raises:
        FormError: pyxform refuses it.
    """
    # Half a second, which a form from the cache need not pay.
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    remarks: list[str] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # extensions of Excel that do not concern us
            result = convert(
                io.BytesIO(data), warnings=remarks, validate=False, form_name=name, file_type=kind
            )
    except PyXFormError as error:
        raise FormError.of(explain(str(error))) from error
    except RecursionError as error:
        raise FormError(N_("The groups of the workbook are nested too deeply")) from error
    except Exception as error:  # a library that meets a workbook it was not made for
        raise FormError(
            N_("The workbook cannot be converted: {reason}"),
            reason=f"{type(error).__name__}: {error}",
        ) from error
    return Converted(result.xform, result.itemsets or "", tuple(remarks))
