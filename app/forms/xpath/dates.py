"""Dates and times as the ODK XForms specification has them.

Text is ISO everywhere. A date without an offset is midnight in the zone of the instance; numbers
are days since 1970-01-01 UTC with their fraction, so both need that zone.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

DAY_S = 86_400
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_TIME = r"(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-]\d{2}(?::?\d{2})?)?"
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T" + _TIME + r")?\Z", re.ASCII)
_CLOCK = re.compile(_TIME + r"\Z", re.ASCII)


class DateValue:
    """A moment that still knows how it is written.

    Attributes:
        moment: Aware time in the zone of the instance, None for text that was no date.
        days: Days since 1970-01-01 UTC; NaN when there is no moment.
        text: ``YYYY-MM-DD`` at midnight, else the dateTime with milliseconds and offset.
    """

    __slots__ = ("always_time", "days", "moment")

    def __init__(self, moment: datetime | None, *, always_time: bool = False) -> None:
        self.moment = moment
        self.always_time = always_time
        self.days = math.nan if moment is None else days_since_epoch(moment)

    @property
    def text(self) -> str:
        if self.moment is None:
            return ""
        if not self.always_time and is_midnight(self.moment):
            return f"{self.moment:%Y-%m-%d}".rjust(10, "0")
        return datetime_text(self.moment)

    def __repr__(self) -> str:
        return f"DateValue({self.text!r})"


def is_midnight(moment: datetime) -> bool:
    """Whether the local time has no time of day."""
    return not (moment.hour or moment.minute or moment.second or moment.microsecond)


def datetime_text(moment: datetime) -> str:
    """Write a dateTime with milliseconds and the offset of its own zone."""
    return moment.isoformat(timespec="milliseconds")


def days_since_epoch(moment: datetime) -> float:
    """Return days since 1970-01-01 UTC with their fraction."""
    return ((moment - EPOCH) / _MICROSECOND) / (DAY_S * 1e6)


def from_days(days: float, zone: tzinfo) -> datetime | None:
    """Return the moment, to the millisecond, or None when it lies outside the calendar."""
    if not math.isfinite(days):
        return None
    try:
        return (EPOCH + timedelta(milliseconds=round(days * DAY_S * 1000))).astimezone(zone)
    except (OverflowError, ValueError):
        return None


def parse_datetime(text: str, zone: tzinfo) -> datetime | None:
    """Read an ISO date or dateTime; months and days of one digit are accepted."""
    match = _DATE.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    try:
        where = zone if offset is None else _offset(offset)
        return datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            int((fraction or "0")[:6].ljust(6, "0")),
            tzinfo=where,
        ).astimezone(zone)
    except (ValueError, OverflowError):
        return None


def _offset(text: str) -> tzinfo:
    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 23 or minutes > 59:
        raise ValueError(text)
    delta = timedelta(hours=hours, minutes=minutes)
    return timezone(-delta if text[0] == "-" else delta)


def days_of(text: str, zone: tzinfo) -> float | None:
    """Return the days of a padded ISO date or dateTime, None for other text."""
    if len(text) < 10 or text[4] != "-" or text[7] != "-":
        return None
    moment = parse_datetime(text, zone)
    return None if moment is None else days_since_epoch(moment)


def time_fraction(text: str, zone: tzinfo) -> float:
    """Return the part of the day that a time of day stands for in the zone, NaN if it is none.

    A time with an offset is moved into the zone as of 1970-01-01.
    """
    match = _CLOCK.match(text)
    if match is None:
        return math.nan
    moment = parse_datetime(f"1970-01-01T{text}", zone)
    if moment is None:
        return math.nan
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return (seconds + moment.microsecond / 1e6) / DAY_S


_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
_ZH_DAYS = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]
_ZH = re.compile(r"(?:^|\()(?:zh|zho|cmn)\b|中文|汉语|chinese", re.IGNORECASE)
_CODES = re.compile(r"%([YymnbdeaHhMS3])")


def format_moment(moment: datetime, pattern: str, language: str) -> str:
    """Fill the specification's codes (%Y %y %m %n %b %d %e %a %H %h %M %S %3) into a pattern.

    Month and day names are Chinese in a Chinese form, else English.
    """
    chinese = bool(_ZH.search(language))

    def code(match: re.Match[str]) -> str:
        key = match[1]
        if key == "b":
            return f"{moment.month}月" if chinese else _MONTHS[moment.month - 1]
        if key == "a":
            return (_ZH_DAYS if chinese else _DAYS)[moment.weekday()]
        return {
            "Y": f"{moment.year:04}",
            "y": f"{moment.year % 100:02}",
            "m": f"{moment.month:02}",
            "n": str(moment.month),
            "d": f"{moment.day:02}",
            "e": str(moment.day),
            "H": f"{moment.hour:02}",
            "h": str(moment.hour),
            "M": f"{moment.minute:02}",
            "S": f"{moment.second:02}",
            "3": f"{moment.microsecond // 1000:03}",
        }[key]

    return _CODES.sub(code, pattern)
