"""Dates and times."""

from __future__ import annotations

import math
from datetime import datetime
from typing import TYPE_CHECKING

from app.forms.xpath.dates import (
    DateValue,
    days_since_epoch,
    format_moment,
    from_days,
    parse_datetime,
    time_fraction,
)
from app.forms.xpath.functions.registry import function
from app.forms.xpath.values import SPACE, plain_number

if TYPE_CHECKING:
    from app.forms.xpath.env import Env

DateLike = bool | float | str | DateValue


def _moment(env: Env, value: DateLike) -> datetime | None:
    if isinstance(value, DateValue):
        return value.moment
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        text = value.strip(SPACE)
        if "-" in text[1:]:
            return parse_datetime(text, env.timezone)
        value = plain_number(text)
    return from_days(value, env.timezone)


@function("today", "", "d", env=True, volatile=True)
def _today(env: Env) -> DateValue:
    local = env.now().astimezone(env.timezone)
    return DateValue(local.replace(hour=0, minute=0, second=0, microsecond=0))


@function("now", "", "d", env=True, volatile=True)
def _now(env: Env) -> DateValue:
    return DateValue(env.now().astimezone(env.timezone), always_time=True)


@function("date", "d", "d", env=True)
@function("date-time", "d", "d", env=True)
def _date(env: Env, value: DateLike) -> DateValue:
    return value if isinstance(value, DateValue) else DateValue(_moment(env, value))


@function("decimal-date-time", "d", "n", env=True)
def _decimal_date_time(env: Env, value: DateLike) -> float:
    moment = _moment(env, value)
    return math.nan if moment is None else days_since_epoch(moment)


@function("decimal-time", "s", "n", env=True)
def _decimal_time(env: Env, text: str) -> float:
    return time_fraction(text.strip(SPACE), env.timezone)


@function("format-date", "d s", "s", env=True)
@function("format-date-time", "d s", "s", env=True)
def _format(env: Env, value: DateLike, pattern: str) -> str:
    moment = _moment(env, value)
    return "" if moment is None else format_moment(moment, pattern, env.language)
