"""复访: the rows of places to go to again, with the last call, by whom, how often in vain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.i18n import _, ngettext
from app.inspection.derive import derive
from app.inspection.outcomes import WORDS, Revisit, revisits
from app.models.clock import wall_ms
from app.models.derived import Progress, Stale
from app.ui.field.shown import day_and_time
from app.ui.widgets.place_model import Place

if TYPE_CHECKING:
    from app.workspace import Workspace


def revisit_rows(workspace: Workspace) -> list[Place]:
    """Return where to go again, the most urgent first; runs in the writer's lane."""
    with workspace.reading() as session:
        stale = list(session.scalars(select(Stale.inspection)))
    if stale:
        derive(workspace, stale)
    now = wall_ms()
    with workspace.reading() as session:
        found = revisits(session)
        states = {
            row.inspection: row
            for row in session.scalars(
                select(Progress).where(Progress.inspection.in_([one.inspection for one in found]))
            )
        }
        return [_row(one, states[one.inspection], now) for one in found]


def _row(one: Revisit, progress: Progress, now: int) -> Place:
    why = _(WORDS[one.outcome]) if one.outcome else ""
    if one.not_reached:
        words = ngettext("{count} not reached", "{count} not reached", one.not_reached)
        why = "·".join(part for part in (why, words.format(count=one.not_reached)) if part)
    times = ngettext("{count} call in vain", "{count} calls in vain", one.calls)
    parts = [why, times.format(count=one.calls) if one.calls else ""]
    if one.last_at:
        parts.append(
            _("last {when}, {name}").format(when=day_and_time(one.last_at, now), name=one.last_by)
        )
    parts.append(one.where)
    due = _("overdue since {day}") if one.overdue else _("due {day}")
    return Place(
        str(one.place), "building", one.name, progress.state or "",
        "·".join(part for part in parts if part), due.format(day=one.due[5:]),
        progress.answered or 0, progress.relevant or 0,
    )  # fmt: skip
