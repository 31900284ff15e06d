from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.models import log
from app.models.database import Database, create, open_database
from app.models.line import ChangeLine

NOW = 1_790_000_000_000


class Desk:
    """A database and whoever writes in it; each action is a transaction of its own."""

    def __init__(self, database: Database, person: str) -> None:
        self.database = database
        self.author = log.Author(uuid4(), person, 1)
        self.now = NOW

    def write(self, kind, subject, field, value, *, resolve=False) -> list[UUID]:
        self.now += 1000
        with self.database.sessions.begin() as session:
            drafts = [log.Draft(kind, subject, field, value)]
            return log.write(session, self.author, drafts, now_ms=self.now, resolve=resolve)

    def do(self, action: Callable[..., object], *values: object) -> object:
        self.now += 1000
        with self.database.sessions.begin() as session:
            return action(session, self.author, *values, now_ms=self.now)

    def take(self, *others: Desk) -> log.Merged:
        lines = [line for other in others for line in other.lines()]
        return self.merge(lines)

    def merge(self, lines: list[ChangeLine]) -> log.Merged:
        with self.database.sessions.begin() as session:
            return log.merge(session, lines, now_ms=self.now)

    def lines(self) -> list[ChangeLine]:
        with self.database.reading() as session:
            return list(log.lines(session))

    def ask(self, action: Callable[..., object], *values: object):
        with self.database.reading() as session:
            return action(session, *values)

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        with self.database.reading() as session:
            return [
                tuple(row) for row in session.connection().exec_driver_sql(query, tuple(values))
            ]

    def dump(self, folder: Path) -> dict[str, bytes]:
        self.ask(log.dump, folder)
        return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.sqlite"
    create(path).close()
    return path


@pytest.fixture
def desk(tmp_path: Path, template: Path) -> Iterator[Callable[[str], Desk]]:
    opened: list[Database] = []

    def make(person: str = "王") -> Desk:
        path = tmp_path / f"{len(opened)}.sqlite"
        shutil.copyfile(template, path)
        opened.append(open_database(path))
        return Desk(opened[-1], person)

    yield make
    for database in opened:
        database.close()
