"""Dates and times as people type them and as the form stores them."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from app.i18n import N_, _
from app.ui.field.shown import ZONE

_PLACEHOLDERS = {
    "date": N_("such as 2026-11-22"),
    "time": N_("such as 14:30"),
    "dateTime": N_("such as 2026-11-22 14:30"),
    "month": N_("such as 2026-11"),
    "year": N_("such as 2026"),
}
_OFFSET = "+08:00"
"""A time alone has no zone of its own; the campaign's, which knows no summer time."""
_DATE = re.compile(r"^(\d{4})[-./年]?(\d{1,2})[-./月]?(\d{1,2})日?$")
_MONTH = re.compile(r"^(\d{4})[-./年]?(\d{1,2})月?$|^(\d{1,2})[-./](\d{4})$")
_YEAR = re.compile(r"^(\d{4})年?$")
_TIME = re.compile(r"^(\d{1,2})[:：点](\d{1,2})分?(?:[:：](\d{1,2}))?$")


def placeholder(kind: str, part: str = "") -> str:
    """Return an example of what to type."""
    return _(_PLACEHOLDERS[part or kind])


class MomentEditorText:
    """Turns typed text into stored text and back for one kind: date, time or dateTime.

    Args:
        kind: As above.
        part: Of a date only the ``month`` or the ``year`` is asked; stored is its first day.
    """

    def __init__(self, kind: str, part: str = "") -> None:
        self._kind, self._part = kind, part

    def now(self) -> str:
        """Return this moment as stored."""
        moment = datetime.now(ZONE)
        if self._kind == "date":
            return self._first(moment.date()).isoformat()
        if self._kind == "time":
            return moment.time().isoformat(timespec="milliseconds") + _OFFSET
        return moment.isoformat(timespec="milliseconds")

    def stored(self, typed: str) -> str:
        """Return what to store; text that is no date or time comes back as it is."""
        text = " ".join(typed.replace("　", " ").replace("T", " ").split())
        if not text:
            return ""
        if self._part:
            return self._partial(text) or typed
        day, moment = self._parts(text)
        if self._kind == "date" and day is not None and moment is None:
            return day.isoformat()
        if self._kind == "time" and moment is not None and day is None:
            return moment.isoformat(timespec="milliseconds") + _OFFSET
        if self._kind == "dateTime" and day is not None and moment is not None:
            return datetime.combine(day, moment, ZONE).isoformat(timespec="milliseconds")
        return typed

    def _first(self, day: date) -> date:
        if self._part == "year":
            return day.replace(month=1, day=1)
        return day.replace(day=1) if self._part == "month" else day

    def _partial(self, text: str) -> str:
        """Read a month or a year; a whole date is taken for the one it lies in."""
        whole, month, year = _DATE.match(text), _MONTH.match(text), _YEAR.match(text)
        try:
            if self._part == "year" and year:
                return date(int(year[1]), 1, 1).isoformat()
            if self._part == "month" and month:
                return date(int(month[1] or month[4]), int(month[2] or month[3]), 1).isoformat()
            if whole and "-" in text:
                return self._first(date(*(int(one) for one in whole.groups()))).isoformat()
        except ValueError:
            pass
        return ""

    def day(self, text: str) -> str:
        """Return the date in a stored or typed text as ISO text, empty for none."""
        words = text.replace("T", " ").split()
        day, _moment = self._parts(words[0]) if words else (None, None)
        return day.isoformat() if day is not None else ""

    def with_day(self, typed: str, day: str) -> str:
        """Return what to store when a day is picked while ``typed`` stands in the field."""
        if self._kind == "date":
            return self.stored(day)
        _day, moment = self._parts(" ".join(typed.replace("T", " ").split()))
        clock = moment or datetime.now(ZONE).time().replace(second=0, microsecond=0)
        return self.stored(f"{day} {clock:%H:%M}")

    def _parts(self, text: str) -> tuple[date | None, time | None]:
        day: date | None = None
        moment: time | None = None
        for word in text.split(" "):
            found, clock = _DATE.match(word), _TIME.match(word)
            try:
                if found and day is None:
                    day = date(int(found[1]), int(found[2]), int(found[3]))
                elif clock and moment is None:
                    moment = time(int(clock[1]), int(clock[2]), int(clock[3] or 0))
                else:
                    return None, None
            except ValueError:
                return None, None
        return day, moment

    def shown(self, stored: str) -> str:
        """Return stored text as people read it."""
        if self._part:
            whole = re.match(r"^\d{4}-\d\d-\d\d", stored)
            return (stored[:4] if self._part == "year" else stored[:7]) if whole else stored
        if self._kind == "dateTime":
            try:
                moment = datetime.fromisoformat(stored)
            except ValueError:
                return stored
            return f"{moment.astimezone(ZONE) if moment.tzinfo else moment:%Y-%m-%d %H:%M}"
        if self._kind == "time":
            return stored[:5] if re.match(r"^\d\d:\d\d", stored) else stored
        return stored
