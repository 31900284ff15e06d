"""Exports in tables, of KoboToolbox and ODK Central or Briefcase, into records.

The table without a parent column is the submissions'; each of the others is a repeat's. Kobo links
them by ``_index`` and ``_parent_index``, Central by ``KEY`` and ``PARENT_KEY``.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.i18n import N_
from app.inspection.submission.columns import Columns, of_servers
from app.inspection.submission.record import Record, Trouble
from app.inspection.submission.repeats import PARENTS, Rows, left_out, take_repeats
from app.inspection.submission.rows import Reader
from app.inspection.submission.sheets import Table

if TYPE_CHECKING:
    from app.forms import Definition
    from app.inspection.submission.forms import Forms

_KEYS = ("KEY", "_uuid", "_index", "_id")
_VERSIONS = ("FormVersion", "__version__", "_version_")
_KOBO_VERSION = re.compile(r"v[A-Za-z0-9]{20,24}")


def is_root(table: Table) -> bool:
    """Tell the table of the submissions from one of a repeat."""
    return table.column(*PARENTS) < 0


def is_export(table: Table) -> bool:
    """Tell whether a table looks like one of an export at all."""
    return table.column(*_KEYS, *PARENTS) >= 0 or any(
        re.split(r"[-/.:|]", name)[-1] == "instanceID" for name in table.header
    )


def records_of(
    root: Table, repeats: list[Table], forms: Forms, media: dict[str, dict[str, Path]]
) -> tuple[list[Record], list[Trouble]]:
    """Read the records of one export.

    Args:
        root: The table of the submissions.
        repeats: Those of its repeats.
        forms: The form versions known here.
        media: Files by name, by folder of a submission; under the empty text those of all.

    Returns:
        The records, and what is wrong with the tables as a whole or with rows without a record.

    Raises:
        AppError: No form, or no one form, has these columns.
    """
    known = {id(form): form for form in _candidates(root, forms)}
    newest = next(iter(known.values()))
    readers: dict[int, Reader] = {}
    records: list[Record] = []
    troubles = left_out(root, newest, newest.schema.specs[0])
    by_key: Rows = {}
    key_at, uuid_at, index_at = (root.column(name) for name in ("KEY", "_uuid", "_index"))
    version_at = root.column(*_VERSIONS)
    for row, cells in root.rows:
        version = cells[version_at].strip() if version_at >= 0 else ""
        try:
            form = _form(list(known.values()), version, forms)
        except AppError as error:
            troubles.append(Trouble(root.file, row, root.header[version_at], error))
            continue
        reader = readers.get(id(form))
        if reader is None:
            reader = readers[id(form)] = Reader(form, form.schema.specs[0], root)
        record = Record(root.file, row, form, "")
        record.columns = {
            name: text for name, text in zip(root.header, cells, strict=True) if text.strip()
        }
        reader.read(record, form.schema.specs[0].path, row, cells)
        key = cells[key_at].strip() if key_at >= 0 else ""
        uuid = cells[uuid_at].strip() if uuid_at >= 0 else ""
        record.instance_id = (
            key or _last(record, "instanceID") or (f"uuid:{uuid}" if uuid else "") or _digest(cells)
        )
        record.deprecated_id = _last(record, "deprecatedID")
        record.media = media.get("", {}) | media.get(record.instance_id, {})
        records.append(record)
        top = form.schema.specs[0]
        by_key[key or f"{top.key}\0{cells[index_at].strip() if index_at >= 0 else row}"] = (
            record,
            top.path,
        )
    troubles += take_repeats(root, repeats, newest, by_key)
    return records, troubles


def _candidates(root: Table, forms: Forms) -> list[Definition]:
    """Return the versions of the one form that has the columns of a table, the best one first."""
    scores: list[tuple[int, int, Definition]] = []
    for form in forms.all():
        columns = Columns(form, form.schema.specs[0])
        foreign = [name for name in root.header if name and not of_servers(name)]
        hits = sum(columns.find(name) is not None for name in foreign)
        scores.append((hits, hits - len(foreign), form))
    best = max((score[:2] for score in scores), default=(0, 0))
    if not best[0]:
        raise AppError(
            N_("{file}: no form of this workspace has these columns; name one with --form."),
            file=root.file,
        )
    first = [form for *score, form in scores if tuple(score) == best]
    if len({form.form_id for form in first}) > 1:
        raise AppError(
            N_("{file}: several forms have these columns ({forms}); name one with --form."),
            file=root.file,
            forms="、".join(sorted({form.form_id for form in first})),
        )
    others = [form for *_score, form in scores if form.form_id == first[0].form_id]
    return [*first, *(form for form in others if form not in first)]


def _form(known: list[Definition], version: str, forms: Forms) -> Definition:
    """Return the version that a row was made with."""
    if len(known) == 1 and (forms.chosen or not version or _KOBO_VERSION.fullmatch(version)):
        return known[0]  # Kobo numbers deployments in its own way
    fitting = [form for form in known if form.version == version]
    if len(fitting) == 1:
        return fitting[0]
    raise AppError(
        N_(
            "Version “{version}” of the form {form} is not in this workspace (known: {known}); "
            "add its workbook, or name a version with --form {form}@…"
        ),
        version=version,
        form=known[0].form_id,
        known="、".join(form.version or "–" for form in known),
    )


def _last(record: Record, name: str) -> str:
    """Return a piece of metadata, in whichever groups its column stands."""
    return next(
        (
            text.strip()
            for header, text in record.columns.items()
            if re.split(r"[-/.:|]", header)[-1] == name
        ),
        "",
    )


def _digest(cells: list[str]) -> str:
    """Identify a row that has no id: the same row again is the same submission."""
    text = json.dumps(cells, ensure_ascii=False)
    return f"content:{hashlib.sha256(text.encode()).hexdigest()[:32]}"
