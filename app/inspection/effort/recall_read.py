"""What an earlier round found, read from its workspace or a dump of one; neither is changed."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.errors import AppError
from app.i18n import N_
from app.inspection.effort.earlier_answers import OldAnswers, read_old
from app.models import derived, tables
from app.models.database import open_database
from app.workspace_folder import DATABASE

Row = Mapping[str, Any]
_TABLES: dict[str, type[tables.Base]] = {
    "campaign": tables.Campaign,
    "place": tables.Place,
    "finding": derived.Finding,
    "judgement": tables.Judgement,
    "photo": tables.Photo,
    "progress": derived.Progress,
}
_IDS = ("id", "place", "parent", "inspection", "finding")


@dataclass(frozen=True)
class OldPhoto:
    """A photo of an earlier finding; ``file`` is where its bytes should be, None in a dump."""

    facts: Mapping[str, Any]
    file: Path | None


@dataclass(frozen=True)
class OldFinding:
    """A finding of an earlier round that nobody dismissed."""

    id: UUID
    place: UUID
    facts: Mapping[str, Any]
    photos: tuple[OldPhoto, ...]


@dataclass(frozen=True)
class EarlierRound:
    """An earlier round.

    Attributes:
        campaign: Its id; None: not said.
        places: Code, census code and names (from the district down) of each place.
        stale: Inspections whose findings were not up to date there.
        answers: What could become defaults; none in a dump, which has no answers.
    """

    campaign: UUID | None
    name: str
    round: str
    findings: tuple[OldFinding, ...]
    places: Mapping[UUID, tuple[str, str, tuple[str, ...]]] = field(default_factory=dict)
    stale: int = 0
    answers: OldAnswers = field(default_factory=dict)


def read_earlier(source: Path) -> EarlierRound:
    """Read an earlier round from its workspace folder or a folder that ``dump`` wrote.

    A workspace is read from a copy of its database, so that it may be of an older version, open
    elsewhere or on a disk that cannot be written.

    Raises:
        AppError: It is neither, is damaged or of a newer program.
    """
    if (source / DATABASE).is_file():
        with _copy(source / DATABASE) as session:
            rows = {name: _rows(session, table) for name, table in _TABLES.items()}
            stale = len(session.scalars(select(derived.Stale.inspection)).all())
            answers = read_old(session)
        return _round(rows, source / "photos", stale, answers)
    if (source / "finding.jsonl").is_file():
        return _round({name: _lines(source / f"{name}.jsonl") for name in _TABLES}, None, 0)
    raise AppError(N_("{file} is neither a workspace nor a dump of one"), file=source)


@contextmanager
def _copy(file: Path) -> Iterator[Session]:
    with tempfile.TemporaryDirectory(prefix="chengjian-earlier-") as folder:
        target = Path(folder) / DATABASE
        for mode in ("mode=ro", "mode=ro&immutable=1"):  # the second for media without writing
            try:
                _back_up(f"{file.absolute().as_uri()}?{mode}", target)
                break
            except sqlite3.Error as error:
                reason = error
        else:
            raise AppError(
                N_("{file} is neither a workspace nor a dump of one"), file=file.parent
            ) from reason
        database = open_database(target)
        try:
            with database.reading() as session:
                yield session
        finally:
            database.close()


def _back_up(address: str, target: Path) -> None:
    target.unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(address, uri=True)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)


def _rows(session: Session, table: type[tables.Base]) -> list[Row]:
    names = [column.key for column in inspect(table).columns]
    return [{name: getattr(one, name) for name in names} for one in session.scalars(select(table))]


def _lines(file: Path) -> list[Row]:
    if not file.is_file():
        return []
    found = []
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
                for name in _IDS:
                    row[name] = UUID(row[name]) if row.get(name) else None
            except (ValueError, TypeError, AttributeError) as error:
                raise AppError(
                    N_("{file}, line {line} cannot be read"), file=file.name, line=number
                ) from error
            found.append(row)
    return found


def _round(
    rows: Mapping[str, list[Row]],
    folder: Path | None,
    stale: int,
    answers: OldAnswers | None = None,
) -> EarlierRound:
    campaigns = sorted((one for one in rows["campaign"] if not one["deleted"]), key=_id)
    campaign = campaigns[0] if campaigns else None
    places = {one["id"]: one for one in rows["place"]}
    dismissed = {
        one["id"]
        for one in rows["judgement"]
        if not one["deleted"] and one["verdict"] == "dismissed"
    }
    severity = {
        one["id"]: one["severity"]
        for one in rows["judgement"]
        if not one["deleted"] and one["severity"]
    }
    ended = {one["inspection"]: one["finished_at"] or one["started_at"] for one in rows["progress"]}
    photos: dict[UUID, list[Row]] = {}
    for one in rows["photo"]:
        if not one["deleted"] and one["sha256"] and one["inspection"]:
            photos.setdefault(one["inspection"], []).append(one)
    found = [
        OldFinding(
            one["id"],
            one["place"],
            {
                "rule": one["rule"],
                "item": one["item"],
                "title": one["title"],
                "severity": severity.get(one["id"]) or one["severity"],
                "location": one["location"],
                "found_at": ended.get(one["inspection"]),
            },
            tuple(_photos(photos.get(one["inspection"], []), one, folder)),
        )
        for one in sorted(rows["finding"], key=_id)
        if one["id"] not in dismissed and one["place"] in places and not one["disputed"]
    ]
    return EarlierRound(
        campaign["id"] if campaign else None,
        (campaign["name"] if campaign else "") or "",
        (campaign["round"] if campaign else "") or "",
        tuple(found),
        {
            place: _names(places, place)
            for place in dict.fromkeys([*(one.place for one in found), *(answers or {})])
            if place in places and not places[place]["deleted"]
        },
        stale,
        answers or {},
    )


def _photos(rows: list[Row], finding: Row, folder: Path | None) -> Iterator[OldPhoto]:
    """Yield the photos of a finding: its own, and those of the question that it rests on."""
    question = finding["question"] or ""
    for row in sorted(rows, key=lambda one: (one["position"] or 0, one["sha256"])):
        path = row["question"] or ""
        own = row["finding"] == finding["id"]
        if own or (question and (path == question or path.startswith(f"{question}_photo"))):
            name = f"{row['sha256']}.{row['extension']}"
            yield OldPhoto(row, folder / row["sha256"][:2] / name if folder else None)


def _names(places: Mapping[UUID, Row], place: UUID) -> tuple[str, str, tuple[str, ...]]:
    names: list[str] = []
    current: UUID | None = place
    while (
        current is not None and current in places and len(names) < 16
    ):  # a loop of parents must not hang the program
        row = places[current]
        names.append(row["name"] or "")
        current = row["parent"]
    return places[place]["code"] or "", places[place]["census_code"] or "", tuple(names[::-1])


def _id(row: Row) -> UUID:
    found: UUID = row["id"]
    return found
