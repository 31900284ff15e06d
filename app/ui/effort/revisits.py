"""复访: the rows of places to go to again, with the last call, by whom, how often in vain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.i18n import _, ngettext
from app.inspection.outcomes import WORDS
from app.inspection.revisit_lines import RevisitLine, revisit_lines
from app.models.clock import wall_ms
from app.ui.field.shown import day_and_time
from app.ui.widgets.place_model import Place

if TYPE_CHECKING:
    from app.workspace import Workspace


def revisit_rows(workspace: Workspace) -> list[Place]:
    """Return where to go again, the most urgent first; runs in the writer's lane."""
    now = wall_ms()
    return [_row(line, now) for line in revisit_lines(workspace)]


def _row(line: RevisitLine, now: int) -> Place:
    one = line.revisit
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
        str(one.place), "building", one.name, line.state,
        "·".join(part for part in parts if part), due.format(day=one.due[5:]),
        line.answered, line.relevant,
    )  # fmt: skip
