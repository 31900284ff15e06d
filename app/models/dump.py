"""Dumping projections, derived tables, cells and changes as JSON Lines in key order.

Equal data gives equal bytes on every machine: local numbers and local tables never appear, ids are
text, keys are sorted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean
from sqlalchemy.orm import Session

from app.files import cannot_write
from app.models.derived import Finding, Progress, Verdict
from app.models.faults import mendable
from app.models.merge import lines
from app.models.raw import raw
from app.models.tables import PROJECTIONS, Base
from app.models.types import Id
from app.models.values import canonical

_TABLES: tuple[type[Base], ...] = (*PROJECTIONS.values(), Finding, Verdict, Progress)
_READERS: dict[type, Callable[[Any], Any]] = {
    Id: lambda value: str(UUID(bytes=value)),
    Boolean: bool,
}


def dump(session: Session, folder: Path) -> dict[str, int]:
    """Write one ``<table>.jsonl`` per table into a folder; return the rows of each.

    Raises:
        AppError: The database cannot be read, or the folder cannot be written.
    """
    try:
        return _dump(session, folder)
    except OSError as error:
        raise cannot_write(folder.name, error) from error


def _dump(session: Session, folder: Path) -> dict[str, int]:
    folder.mkdir(parents=True, exist_ok=True)
    sources: dict[str, Iterator[str]] = {
        table.__tablename__: _rows(session, table) for table in _TABLES
    }
    sources["cell"] = _cells(session)
    sources["change"] = (line.to_json() for line in lines(session))
    counts = {}
    for name, source in sources.items():
        count = 0
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8", newline="\n") as file:
            for line in source:
                file.write(line + "\n")
                count += 1
        counts[name] = count
    return counts


def _rows(session: Session, table: type[Base]) -> Iterator[str]:
    columns = list(table.__table__.columns)
    names = [column.name for column in columns]
    readers = [_READERS.get(type(column.type)) for column in columns]
    keys = [column.name for column in columns if column.primary_key]
    query = f"SELECT {', '.join(names)} FROM {table.__tablename__} ORDER BY {', '.join(keys)}"
    with mendable():
        for row in raw(session).execute(query):
            yield canonical(
                {
                    name: read(value) if read and value is not None else value
                    for name, read, value in zip(names, readers, row, strict=True)
                }
            )


def _cells(session: Session) -> Iterator[str]:
    query = (
        "SELECT l.subject, l.field, l.kind, l.value, c.id, l.heads, l.conflict, l.waiting"
        " FROM cell l CROSS JOIN change c ON c.n = l.change ORDER BY l.subject, l.field, l.kind"
    )
    with mendable():
        for subject, field, kind, value, change, heads, conflict, waiting in raw(session).execute(
            query
        ):
            yield (
                f'{{"change":"{UUID(bytes=change)}","conflict":{conflict},'
                f'"field":{canonical(field)},"heads":{heads},"kind":{canonical(kind)},'
                f'"subject":"{UUID(bytes=subject)}","value":{value},"waiting":{waiting}}}'
            )
