"""Alembic makes an empty database once in each process; every further one gets the same statements.

It needs twenty times what SQLite does, for each of some five hundred workspaces. Older databases
are brought up to date by Alembic each time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection

Upgrade = Callable[..., None]


def replaying(upgrade: Upgrade) -> Upgrade:
    """Return what `app.models.database` may call in place of ``alembic.command.upgrade``."""
    known: dict[str, list[tuple[str, Any]]] = {}

    @wraps(upgrade)
    def make(config: Any, revision: str) -> None:
        connection: Connection = config.attributes["connection"]
        tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
        place = f"{config.get_main_option('script_location')} {revision}"
        if tables:
            upgrade(config, revision)
        elif place in known:
            for statement, parameters in known[place]:
                connection.exec_driver_sql(statement, parameters)
        else:
            known[place] = recorded(connection, lambda: upgrade(config, revision))

    return make


def recorded(connection: Connection, work: Callable[[], None]) -> list[tuple[str, Any]]:
    """Return what was written while something worked."""
    found: list[tuple[str, Any]] = []

    def keep(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if not statement.lstrip().upper().startswith(("SELECT", "PRAGMA TABLE", "PRAGMA MAIN")):
            found.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", keep)
    try:
        work()
    finally:
        event.remove(connection, "before_cursor_execute", keep)
    return found
