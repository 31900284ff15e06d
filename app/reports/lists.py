"""Writes all lists (清单, 台账) of a campaign as workbooks, all or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from app.files import cannot_write
from app.progress import Progress, silent
from app.reports import area_list, housing_list, ledgers
from app.reports.appraisal_list import TITLE as APPRAISAL
from app.reports.appraisal_list import appraisal_candidates, write_appraisal_list
from app.reports.checks import check_city, count_findings
from app.reports.city.read import read_city
from app.reports.facts import City
from app.reports.lookups import indicators
from app.reports.open_list import TITLE as OPEN
from app.reports.open_list import open_items, write_open_list
from app.reports.together import Together
from app.reports.workbook import Book

Writer = Callable[[Book, City], int]


def write_lists(
    session: Session,
    folder: Path,
    *,
    campaign: UUID | None = None,
    labels: Mapping[str, str] | None = None,
    progress: Progress = silent,
) -> list[Path]:
    """Write the six lists into a folder, replacing older ones.

    Everything is written under temporary names first; cancelled or failed, the folder keeps what
    it had. What each list holds is counted again in the database before it gets its name.

    Args:
        session: A session on the workspace's database; only reads.
        folder: Where the workbooks go; made when missing.
        campaign: Which campaign; `None` when there is only one.
        labels: Questions in words by item code, for 未查清单 and the appraisal candidates.
        progress: Called once per list, and within the big ledgers.

    Returns:
        Paths of the workbooks, in a fixed order.

    Raises:
        AppError: Findings are not up to date, a list is open in another program, disk full.
        AssertionError: A list does not hold what the database holds; a bug.
    """
    with Together() as files:
        add_lists(session, folder, files, campaign=campaign, labels=labels, progress=progress)
        return files.publish()


def add_lists(
    session: Session,
    folder: Path,
    files: Together,
    *,
    campaign: UUID | None = None,
    labels: Mapping[str, str] | None = None,
    progress: Progress = silent,
) -> None:
    """Write the six lists as drafts of a run that may have more files; see `write_lists`."""
    city = replace(read_city(session, campaign), labels=labels or {})
    check_city(session, city)
    plan = _plan(session, city, progress)
    files.folder(folder)
    for number, (title, write, expected) in enumerate(plan):
        progress(number, len(plan), title)
        book = Book(folder / f"{title}.xlsx")
        files.add(book.draft, book.target)
        try:
            with book:
                rows = write(book, city)
        except OSError as error:
            raise cannot_write(book.target.name, error) from error
        if rows != expected:
            raise AssertionError(f"{title}: {rows} rows written, {expected} in the database")
    progress(len(plan), len(plan))


def _plan(session: Session, city: City, progress: Progress) -> list[tuple[str, Writer, int]]:
    """Return title, writer and expected rows of every list."""
    blocks = 1 + len(city.communities)
    housing = blocks + sum(bool(a.buildings) for c in city.communities for a in c.areas)
    return [
        (
            housing_list.TITLE,
            housing_list.write_housing_list,
            housing * len(indicators("housing")),
        ),
        (
            area_list.TITLE,
            area_list.write_area_list,
            (blocks + len(city.areas)) * len(indicators("area")),
        ),
        (
            ledgers.BUILDINGS,
            lambda book, facts: ledgers.write_building_ledger(book, facts, progress),
            count_findings(session, city, "housing"),
        ),
        (
            ledgers.COMMUNITIES,
            lambda book, facts: ledgers.write_community_ledgers(book, facts, progress),
            count_findings(session, city),
        ),
        (APPRAISAL, write_appraisal_list, len(appraisal_candidates(city))),
        (OPEN, write_open_list, sum(1 for _item in open_items(city))),
    ]
