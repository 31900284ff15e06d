"""Column types: ids are UUIDs in Python and 16 bytes in the database."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from app.i18n import N_
from app.models.faults import StorageError


class Id(TypeDecorator[UUID]):
    """A UUID kept as 16 bytes; sorts as the UUID does."""

    impl = LargeBinary(16)
    cache_ok = True

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> bytes | None:
        return None if value is None else value.bytes

    def process_result_value(self, value: Any | None, dialect: Dialect) -> UUID | None:
        if value is None:
            return None
        if not isinstance(value, bytes) or len(value) != 16:
            raise StorageError(N_("The database is damaged; restore the latest backup"))
        return UUID(bytes=value)
