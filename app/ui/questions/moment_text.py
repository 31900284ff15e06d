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
}
_OFFSET = "+08:00"
"""A time alone has no zone of its own; the campaign's, which knows no summer time."""
_DATE = re.compile(r"^(\d{4})[-./年]?(\d{1,2})[-./月]?(\d{1,2})日?$")
_TIME = re.compile(r"^(\d{1,2})[:：点](\d{1,2})分?(?:[:：](\d{1,2}))?$")


def placeholder(kind: str) -> str:
    """Return an example of what to type."""
    return _(_PLACEHOLDERS[kind])


class MomentEditorText:
    """Turns typed text into stored text and back for one kind: date, time or dateTime."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def now(self) -> str:
        """Return this moment as stored."""
        moment = datetime.now(ZONE)
        if self._kind == "date":
            return moment.date().isoformat()
        if self._kind == "time":
            return moment.time().isoformat(timespec="milliseconds") + _OFFSET
        return moment.isoformat(timespec="milliseconds")

    def stored(self, typed: str) -> str:
        """Return what to store; text that is no date or time comes back as it is."""
        text = " ".join(typed.replace("　", " ").replace("T", " ").split())
        if not text:
            return ""
        day, moment = self._parts(text)
        if self._kind == "date" and day is not None and moment is None:
            return day.isoformat()
        if self._kind == "time" and moment is not None and day is None:
            return moment.isoformat(timespec="milliseconds") + _OFFSET
        if self._kind == "dateTime" and day is not None and moment is not None:
            return datetime.combine(day, moment, ZONE).isoformat(timespec="milliseconds")
        return typed

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
        if self._kind == "dateTime":
            try:
                moment = datetime.fromisoformat(stored)
            except ValueError:
                return stored
            return f"{moment.astimezone(ZONE) if moment.tzinfo else moment:%Y-%m-%d %H:%M}"
        if self._kind == "time":
            return stored[:5] if re.match(r"^\d\d:\d\d", stored) else stored
        return stored
