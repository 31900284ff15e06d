"""When a task package was made, in words, and whether that should make somebody ask."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.i18n import _
from app.ui.field.shown import ZONE

if TYPE_CHECKING:
    from app.exchange.task.read import TaskPreview

OLD_DAYS = 30
# Two clocks that are set by hand differ by minutes; that alone is no reason to ask.
_SLACK = timedelta(minutes=10)


def made_words(shown: TaskPreview) -> str:
    """Return the signed number and when it was made: No. 3, made 2026-11-22 14:32."""
    if shown.made_at is None:
        return _("No. {number}, no time in it").format(number=shown.number)
    return _("No. {number}, made {time}").format(number=shown.number, time=_time(shown.made_at))


def age_warning(made_at: int | None, now_ms: int) -> str:
    """Return why to ask the hub before it is taken; empty where there is no reason.

    Args:
        made_at: When the hub's clock says that it was made, UTC milliseconds.
        now_ms: This laptop's clock, UTC milliseconds.
    """
    if made_at is None:
        return ""
    age = timedelta(milliseconds=now_ms - made_at)
    if age < -_SLACK:
        return _(
            "This computer's clock says {now}, before the task was made: one of the two clocks is"
            " wrong. Set this one right first, or ask the hub."
        ).format(now=_time(now_ms))
    if age > timedelta(days=OLD_DAYS):
        return _(
            "This task is {days} days old. Ask the hub whether there is a newer one before you"
            " take it."
        ).format(days=age.days)
    return ""


def _time(at_ms: int) -> str:
    try:
        return f"{datetime.fromtimestamp(at_ms / 1000, ZONE):%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError, OSError):
        return "?"
