"""Files of an import sorted into submissions: XML with media, encrypted ones, tables."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.i18n import N_
from app.inspection.submission import extra as submission_extra
from app.inspection.submission.files import Entry
from app.inspection.submission.record import Record, Trouble
from app.inspection.submission.sheets import Table, read_tables
from app.inspection.submission.tables import is_export, is_root, records_of
from app.inspection.submission.xml import is_encrypted, read_root, record_of
from app.progress import Progress, silent

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    from app.forms.tree import Node
    from app.inspection.submission.forms import Forms

_TABLES = (".csv", ".xlsx", ".xlsm", ".xls", ".tsv")
_PART = "attachments"


@dataclass
class Read:
    """What was found.

    Attributes:
        records: The submissions.
        troubles: What is wrong with files, tables and rows that became none.
    """

    records: list[Record] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


def read_all(
    entries: list[Entry],
    forms: Forms,
    *,
    key: RSAPrivateKey | None,
    temporary: Path,
    progress: Progress = silent,
) -> Read:
    """Read every submission among files.

    Args:
        entries: The files.
        forms: The form versions known here.
        key: Private key for encrypted submissions.
        temporary: Folder for what is decrypted; removed by the caller.
        progress: Told per file.
    """
    found = Read()
    folders: dict[str, list[Entry]] = {}
    for entry in entries:
        folders.setdefault(entry.folder, []).append(entry)
    done = 0
    for folder, files in folders.items():
        roots = list(_roots(files, found))
        for entry, root in roots:
            done += 1
            progress(done, len(entries), entry.name)
            media = (
                {one.base: one.file for one in files if one is not entry}
                if (len(roots) == 1)
                else {one.base: one.file for one in files if one.extension != ".xml"}
            )
            _take_xml(found, entry, root, forms, media, key, temporary)
        if not roots:
            _take_tables(found, folder, files, entries, forms)
    if not found.records and not found.troubles:
        name = entries[0].name if entries else ""
        reason = AppError(N_("there is no submission in it that can be read"))
        found.troubles.append(Trouble(name, 0, "", reason))
    return found


def _roots(files: list[Entry], found: Read) -> Iterator[tuple[Entry, Node]]:
    for entry in files:
        if entry.extension == ".xml":
            try:
                root = read_root(entry)
            except AppError as error:
                found.troubles.append(Trouble(entry.name, 0, "", error))
                continue
            if root is not None:
                yield entry, root


def _take_xml(
    found: Read,
    entry: Entry,
    root: Node,
    forms: Forms,
    media: dict[str, Path],
    key: RSAPrivateKey | None,
    temporary: Path,
) -> None:
    if is_encrypted(root):
        try:
            root, media = _decrypted(root, media, key, temporary)
        except AppError as error:
            found.troubles.append(Trouble(entry.name, 0, "", error))
            return
    record = record_of(root, entry, forms, media)
    if isinstance(record, Trouble):
        found.troubles.append(record)
    else:
        found.records.append(record)


def _decrypted(
    root: Node, files: dict[str, Path], key: RSAPrivateKey | None, temporary: Path
) -> tuple[Node, dict[str, Path]]:
    from app.forms.encrypted import decrypt
    from app.forms.encrypted_manifest import read_manifest

    if key is None:
        raise AppError(N_("It is encrypted: give the private key with --key."))
    manifest = read_manifest(root)
    folder = Path(tempfile.mkdtemp(dir=temporary))
    plain = decrypt(manifest, files, key, folder)
    name, file = plain[-1]
    inner = read_root(Entry(name, file))
    if inner is None or is_encrypted(inner):
        raise AppError(N_("What was encrypted is no submission."))
    return inner, dict(plain[:-1])


def _take_tables(
    found: Read, folder: str, files: list[Entry], entries: list[Entry], forms: Forms
) -> None:
    """Read the tables of one folder; each workbook is an export of its own."""
    loose: list[Table] = []
    for entry in files:
        if entry.extension not in _TABLES or entry.base == submission_extra.NAME:
            continue
        try:
            tables = read_tables(entry)
        except AppError as error:
            found.troubles.append(Trouble(entry.name, 0, "", error))
            continue
        if entry.extension in (".csv", ".tsv"):
            loose += [one for one in tables if len(entries) == 1 or is_export(one)]
        elif tables:
            _take_export(found, tables, folder, entries, forms)
    if loose:
        _take_export(found, loose, folder, entries, forms)


def _take_export(
    found: Read, tables: list[Table], folder: str, entries: list[Entry], forms: Forms
) -> None:
    roots = [table for table in tables if is_root(table)]
    repeats = [table for table in tables if not is_root(table)]
    if not roots:
        reason = AppError(N_("the table of the submissions themselves is missing"))
        found.troubles.append(Trouble(tables[0].file, 0, "", reason))
    media = _media(folder, entries)
    for root in roots:
        own = repeats
        if len(roots) > 1:
            own = [table for table in repeats if table.name.startswith(f"{root.name}-")]
        try:
            records, troubles = records_of(root, own, forms, media)
        except AppError as error:
            found.troubles.append(Trouble(root.file, 0, "", error))
            continue
        found.records += records
        found.troubles += troubles


def _media(folder: str, entries: list[Entry]) -> dict[str, dict[str, Path]]:
    """Return files below a folder: all by name, and those of one submission by its id.

    Central puts them into ``media/`` or ``files/<instanceID>/``, Kobo into
    ``attachments/…/<uuid>/``. A name that two submissions have belongs to neither of all.
    """
    found: dict[str, dict[str, Path]] = {"": {}}
    double: set[str] = set()
    for entry in entries:
        if folder and not entry.name.startswith(f"{folder}/"):
            continue
        if entry.base in found[""]:
            double.add(entry.base)
        found[""][entry.base] = entry.file
        above = entry.folder.rpartition("/")[2]
        for name in (above, f"uuid:{above.removeprefix('uuid:').removeprefix('uuid')}"):
            found.setdefault(name, {})[entry.base] = entry.file
    for name in double:
        del found[""][name]
    return found
