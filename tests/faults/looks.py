"""Everything that a workspace holds, to see that nothing changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from app.workspace import Workspace
from app.workspace_folder import DATABASE


def tables(workspace: Workspace) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables but the list of packages: what a refusal must not touch."""
    with closing(sqlite3.connect(workspace.root / DATABASE)) as raw:
        names = [row[0] for row in raw.execute("SELECT name FROM sqlite_schema WHERE type='table'")]
        return {
            name: raw.execute(f'SELECT * FROM "{name}"').fetchall()
            for name in names
            if name != "package_in" and not name.startswith("sqlite_")
        }


def files(workspace: Workspace) -> set[str]:
    return {
        file.relative_to(workspace.root).as_posix()
        for folder in (workspace.photos, workspace.forms, workspace.cache)
        for file in folder.rglob("*")
        if file.is_file() and "cache/forms" not in file.as_posix()  # compiled; made again
    }
