"""The tables of repeats in an export, and columns that no question has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.errors import AppError
from app.i18n import N_
from app.inspection.submission.columns import Columns, of_servers
from app.inspection.submission.record import Record, Trouble
from app.inspection.submission.rows import Reader

if TYPE_CHECKING:
    from app.forms import Definition
    from app.forms.schema import Spec
    from app.inspection.submission.sheets import Table

PARENTS = ("PARENT_KEY", "_parent_index")
Rows = dict[str, tuple[Record, str]]
"""Record and path with keys of each row that others may name as their parent."""
_BRACKETS = re.compile(r"\[\d+\]")


def left_out(table: Table, form: Definition, level: Spec) -> list[Trouble]:
    """Name columns with answers that the form does not ask, and headers that stand twice."""
    columns = Columns(form, level)
    found = []
    for place, name in enumerate(table.header):
        if not name:
            continue
        if name in table.header[:place]:
            reason = AppError(N_("this column stands twice; only the first one is read"))
            found.append(Trouble(table.file, 0, name, reason, serious=False))
        elif not of_servers(name) and columns.find(name) is None:
            count = sum(bool(cells[place].strip()) for _row, cells in table.rows)
            if count:
                reason = AppError(
                    N_("the form has no such question; {count} cells are not imported"), count=count
                )
                found.append(Trouble(table.file, 0, name, reason, serious=False))
    return found


def take_repeats(root: Table, tables: list[Table], form: Definition, by_key: Rows) -> list[Trouble]:
    """Take the rows of the repeats, outer ones first."""
    troubles: list[Trouble] = []
    named: list[tuple[Spec, Table]] = []
    for table in tables:
        level = _level(root, table, form)
        if level is None:
            if table.rows:
                reason = AppError(N_("the form has no repeat for this table"))
                troubles.append(Trouble(table.file, 0, "", reason))
            continue
        named.append((level, table))
        troubles += left_out(table, form, level)
    for level, table in sorted(named, key=lambda item: len(item[0].repeats)):
        troubles += _rows(form.schema.specs[0], level, table, by_key)
    there = {level.key for level, _table in named}
    for spec in form.schema.specs:
        if spec.is_repeat and spec.key not in there and tables:
            reason = AppError(N_("there is no table for the repeat {name}"), name=spec.name)
            troubles.append(Trouble(root.file, 0, "", reason, serious=False))
        elif spec.is_repeat and spec.key not in there:
            reason = AppError(
                N_("the rows of the repeat {name} are not in this file; export all tables"),
                name=spec.name,
            )
            troubles.append(Trouble(root.file, 0, "", reason, serious=False))
    return troubles


def _rows(top: Spec, level: Spec, table: Table, by_key: Rows) -> list[Trouble]:
    troubles = []
    readers: dict[int, Reader] = {}
    counts: dict[tuple[int, str], int] = {}
    key_at, parent_at = table.column("KEY"), table.column(*PARENTS)
    index_at = table.column("_index")
    outer_key = (level.repeats[-2] if len(level.repeats) > 1 else top).key
    for row, cells in table.rows:
        parent = cells[parent_at].strip()
        if key_at < 0:
            parent = f"{outer_key}\0{parent}"
        found = by_key.get(parent)
        if found is None:
            reason = AppError(
                N_("its submission “{parent}” is not among the rows"),
                parent=parent.rpartition("\0")[2],
            )
            troubles.append(Trouble(table.file, row, table.header[parent_at], reason))
            continue
        record, above = found
        own = record.form.schema.by_key.get(level.key)
        if own is None or not own.is_repeat:
            record.trouble(N_("its form version has no repeat {name}"), name=level.name)
            continue
        outer = own.repeats[-2] if len(own.repeats) > 1 else record.form.schema.specs[0]
        middle = own.path[len(outer.path) :]
        place = counts[id(record), above] = counts.get((id(record), above), 0) + 1
        path = f"{above}{middle}[_{place}]"
        record.repeats[path] = str(place)
        reader = readers.get(id(record.form))
        if reader is None:
            reader = readers[id(record.form)] = Reader(record.form, own, table)
        reader.read(record, path, row, cells)
        if key_at >= 0:
            by_key[cells[key_at].strip()] = (record, path)
        elif index_at >= 0:
            by_key[f"{level.key}\0{cells[index_at].strip()}"] = (record, path)
    return troubles


def _level(root: Table, table: Table, form: Definition) -> Spec | None:
    """Return the repeat whose rows a table holds."""
    specs = [spec for spec in form.schema.specs if spec.is_repeat]
    key_at = table.column("KEY")
    if key_at >= 0 and table.rows:
        steps = _BRACKETS.sub("", table.rows[0][1][key_at]).split("/")[1:]
        exact = (
            form.schema.by_key.get("/".join(["", specs[0].key.split("/")[1], *steps]))
            if (specs)
            else None
        )
        if exact is not None and exact.is_repeat:
            return exact
    stem = table.name.removeprefix(f"{root.name}-").rpartition("~")[0] or table.name.removeprefix(
        f"{root.name}-"
    )
    fitting = [spec for spec in specs if stem in _names(form, spec)]
    if len(fitting) == 1:
        return fitting[0]
    scores = []
    for spec in fitting or specs:
        columns = Columns(form, spec)
        scores.append((sum(columns.find(name) is not None for name in table.header), spec))
    best = max((score for score, _spec in scores), default=0)
    first = [spec for score, spec in scores if score == best]
    return first[0] if best and len(first) == 1 else None


def _names(form: Definition, spec: Spec) -> set[str]:
    """Return what the sheet of a repeat may be called; Excel allows 31 characters."""
    element = form.by_path.get(spec.path)
    labels = [
        form.text(element.label, language) if element is not None else ""
        for language in form.languages or ("",)
    ]
    names = [spec.name, *labels, "/".join(spec.key.split("/")[2:])]
    return {short for name in names if name for short in (name, name[:31])}
