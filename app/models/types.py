"""Column types: ids are UUIDs in Python and 16 bytes in the database."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator


class Id(TypeDecorator[UUID]):
    """A UUID kept as 16 bytes; sorts as the UUID does."""

    impl = LargeBinary(16)
    cache_ok = True

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> bytes | None:
        return None if value is None else value.bytes

    def process_result_value(self, value: Any | None, dialect: Dialect) -> UUID | None:
        return None if value is None else UUID(bytes=bytes(value))
