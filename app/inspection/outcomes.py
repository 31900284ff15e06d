"""How a visit went (正常入户、无人、拒访、只查公共部位), and where to go again (复访).

The outcome is the answer of the form's own question, where it has one. Besides, every call leaves a
field of its own on the inspection, ``visit[<day>-<device>]``: calls never contradict each other,
and the third time nobody opened is not lost because it says the same as the second.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from app.errors import AppError
from app.i18n import N_
from app.inspection.how_far import VISIT_OUTCOME
from app.inspection.people import companion_question
from app.inspection.whereabouts import place_path
from app.models.acts import Act
from app.models.clock import wall_ms
from app.models.derived import Progress
from app.models.log import Draft
from app.models.tables import Cell, Change, Inspection, Origin, Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms import Definition
    from app.inspection.visit import Visit
    from app.workspace import Workspace

WORDS = {
    "normal": N_("let in"),
    "nobody": N_("nobody there"),
    "refused": N_("refused"),
    "public_only": N_("common parts"),
    "papers": N_("from papers"),
}
OUTCOMES = tuple(WORDS)
AGAIN = ("nobody", "refused")
"""Outcomes after which somebody goes again."""
RETRY_DAYS = 3
DUE = "revisit_on"
_CALL = "visit["
_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Call:
    """One call at a place: when, by whom, how it went."""

    day: str
    outcome: str
    person: str
    at: int


@dataclass(frozen=True)
class Revisit:
    """A place to go to again.

    Attributes:
        where: Names above it.
        outcome: How the latest call went; empty when only questions are 未查到.
        not_reached: Questions with 未查到.
        calls: Calls in vain so far, one a day and laptop.
        last_at: When the latest call in vain was, UTC milliseconds; last_by: by whom.
        due: Day to go again, as agreed or some days after the last; ``overdue``: it has passed.
    """

    place: UUID
    inspection: UUID
    name: str
    where: str
    outcome: str
    not_reached: int
    calls: int
    last_at: int
    last_by: str
    due: str
    overdue: bool


def outcome_question(form: Definition) -> str:
    """Return the path of the question how the visit went; empty when the form has none."""
    return next((one.path for one in form.questions() if one.name == VISIT_OUTCOME), "")


def retry_day(now_ms: int | None = None) -> str:
    """Return the day to go again when nobody agreed on one, ``2026-11-26``."""
    return _plus(_day(wall_ms() if now_ms is None else now_ms), RETRY_DAYS)


def record_outcome(
    visit: Visit,
    outcome: str,
    *,
    revisit_on: str = "",
    along: str | None = None,
    now_ms: int | None = None,
) -> None:
    """Say how this visit went, as one act; a second time on one day corrects the first.

    Args:
        visit: The inspection.
        outcome: One of `OUTCOMES`.
        revisit_on: Day agreed for the next visit, ``2026-11-25``; empty: none agreed.
        along: Who came along; None: not said here.
        now_ms: Wall clock, UTC milliseconds.

    Raises:
        AppError: The day is none, or the workspace cannot be written.
    """
    if outcome not in OUTCOMES:
        raise ValueError(f"unknown outcome {outcome!r}")
    if revisit_on:
        _date(revisit_on)
    now = wall_ms() if now_ms is None else now_ms
    path, escort = outcome_question(visit.definition), companion_question(visit.definition)
    key = f"{_CALL}{_day(now)}-{visit.workspace.device.hex[:8]}]"
    with visit.together(Act("visit", path), now_ms=now) as drafts:
        if path and visit.instance.node(path).value != outcome:
            visit.answer(path, outcome, now_ms=now)
        if escort and along is not None and visit.instance.node(escort).value != along:
            visit.answer(escort, along, now_ms=now)
        drafts.append(Draft("inspection", visit.inspection, key, {"outcome": outcome}))
        drafts.append(Draft("inspection", visit.inspection, DUE, revisit_on or None))


def calls(session: Session, inspection: UUID) -> list[Call]:
    """List the calls at a place, the latest first, one a day and laptop.

    Where nobody recorded a call, the answer to the form's question stands for one.
    """
    query = (
        select(Cell.field, Cell.value, Change.time, Origin.person)
        .join(Change, Change.n == Cell.change)
        .join(Origin, Origin.n == Change.origin)
        .where(
            Cell.subject == inspection,
            Cell.kind == "inspection",
            or_(
                Cell.field.startswith(_CALL, autoescape=True),
                Cell.field.endswith(f"/{VISIT_OUTCOME}", autoescape=True),
            ),
        )
    )
    made: list[Call] = []
    answered: list[Call] = []
    for field, value, at, person in session.execute(query):
        said = json.loads(value)
        call = field.startswith(_CALL)
        outcome = said.get("outcome" if call else "answer") if isinstance(said, dict) else None
        if outcome in OUTCOMES:
            day = field.removeprefix(_CALL).rpartition("-")[0] if call else _day(at)
            (made if call else answered).append(Call(day, outcome, person, at))
    return sorted(made or answered, key=lambda one: (one.day, one.at), reverse=True)


def revisits(session: Session, *, now_ms: int | None = None) -> list[Revisit]:
    """List where to go again, the most urgent first; derive before.

    A place is on the list while its outcome is 无人 or 拒访, or a question is 未查到.
    """
    today = _day(wall_ms() if now_ms is None else now_ms)
    query = (
        select(Progress, Place)
        .join(Place, Place.id == Progress.place)
        .join(Inspection, Inspection.id == Progress.inspection)
        .where(
            Place.deleted.is_(False),
            Inspection.deleted.is_(False),
            or_(Progress.outcome.in_(AGAIN), Progress.not_reached > 0),
        )
    )
    rows = session.execute(query).all()
    agreed = _agreed(session, [progress.inspection for progress, _place in rows])
    found = []
    for progress, place in rows:
        made = calls(session, progress.inspection)
        vain = [one for one in made if one.outcome in AGAIN]
        last = vain[0] if vain else made[0] if made else None
        at = last.at if last else progress.finished_at or progress.started_at or 0
        due = agreed.get(progress.inspection) or _plus(_day(at), RETRY_DAYS)
        found.append(
            Revisit(
                place.id,
                progress.inspection,
                place.name or place.code or "",
                place_path(session, place.parent),
                progress.outcome if progress.outcome in AGAIN else "",
                progress.not_reached,
                len(vain),
                at,
                last.person if last else progress.inspector or "",
                due,
                due < today,
            )
        )
    return sorted(found, key=lambda one: (one.due, one.where, one.name))


def agreed_day(workspace: Workspace, inspection: UUID) -> str:
    """Return the day agreed for the next visit, ``2026-11-25``; empty: none."""
    with workspace.reading() as session:
        return _agreed(session, [inspection]).get(inspection, "")


def _agreed(session: Session, inspections: Iterable[UUID]) -> dict[UUID, str]:
    found = {}
    for inspection in inspections:
        value = session.scalar(
            select(Cell.value).where(
                Cell.subject == inspection, Cell.field == DUE, Cell.kind == "inspection"
            )
        )
        day = json.loads(value) if value else None
        try:
            if isinstance(day, str):
                found[inspection] = _date(day).isoformat()
        except AppError:
            continue  # a package may carry anything
    return found


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise AppError(N_("{text} is no day; write it like 2026-11-25"), text=text) from None


def _plus(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def _day(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, _ZONE).date().isoformat()
