"""What is said of fetching at set times: how often, from where, and how it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.i18n import _, ngettext
from app.models.clock import wall_ms
from app.ui.words import listed

if TYPE_CHECKING:
    from app.ui.hub.regular import Regular

HOUR = 60


def every_words(minutes: int) -> str:
    """Say how often; 0: not at all."""
    if not minutes:
        return _("Not by itself")
    if minutes == HOUR:
        return _("Every hour")
    return ngettext("Every {count} minute", "Every {count} minutes", minutes).format(count=minutes)


def state_words(regular: Regular) -> str:
    """Say what is fetched at set times and how that goes; nothing is, nothing is said."""
    plan = regular.plan
    if plan is None or not regular.on:
        return ""
    often = every_words(plan.minutes).lower()
    parts = [_("{names}: {often}").format(names=listed(plan.names), often=often)]
    wrong = [name for name in plan.names if name in regular.problems]
    if regular.busy:
        parts.append(_("looking now"))
    elif wrong or "" in regular.problems:
        first = _time(regular.due.at(wrong or plan.names))
        words = _("{names} not reached, next try {time}")
        parts.append(words.format(names=listed(wrong or plan.names), time=first))
    elif regular.looked_at:
        parts.append(_("looked {time}").format(time=_time(regular.looked_at)))
    if regular.came:
        came = ngettext("{count} package came", "{count} packages came", regular.came)
        parts.append(came.format(count=regular.came))
    return " · ".join(parts)


def _time(at_ms: int) -> str:
    from app.ui.field.shown import clock, day_and_time

    when = day_and_time(at_ms, wall_ms())
    return clock(at_ms) if when.startswith(_("today")) else when
