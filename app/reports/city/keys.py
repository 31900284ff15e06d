"""Ids read as bytes: making a UUID of each of a million rows would take longer than the rest."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, type_coerce

from app.models.types import Id
from app.reports.facts import Key


def key_of(column: Any) -> ColumnElement[Key]:
    """Return an id column as bytes."""
    return type_coerce(column, LargeBinary)


def own_columns(model: Any) -> list[ColumnElement[Any]]:
    """Return a derived table's columns with ids as bytes; its place is read from the inspection."""
    return [
        key_of(column).label(column.key) if isinstance(column.type, Id) else column
        for column in model.__table__.c
        if column.key != "place"
    ]
