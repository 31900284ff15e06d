"""Dumping projections, derived tables, cells and changes as JSON Lines in key order.

Equal data gives equal bytes on every machine: local numbers and local tables never appear, ids are
text, keys are sorted.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, select
from sqlalchemy.orm import Session

from app.models.derived import Finding, Progress, Verdict
from app.models.faults import mendable
from app.models.merge import lines
from app.models.raw import raw
from app.models.tables import PROJECTIONS, Base
from app.models.values import canonical

_TABLES: tuple[type[Base], ...] = (*PROJECTIONS.values(), Finding, Verdict, Progress)


def dump(session: Session, folder: Path) -> dict[str, int]:
    """Write one ``<table>.jsonl`` per table into a folder; return the rows of each.

    Raises:
        AppError: The database cannot be read.
        OSError: The folder cannot be written.
    """
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
    keys = [column for column in columns if column.primary_key]
    flags = [isinstance(column.type, Boolean) for column in columns]
    query = select(*columns).order_by(*keys).execution_options(yield_per=1000)
    with mendable():
        for row in session.execute(query):
            yield canonical(
                {
                    column.name: _plain(bool(value) if flag and value is not None else value)
                    for column, flag, value in zip(columns, flags, row, strict=True)
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


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value
