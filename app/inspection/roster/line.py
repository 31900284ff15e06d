"""The values of one line of a roster, with every reason why one cannot be taken."""

from __future__ import annotations

from collections.abc import Callable

from app.errors import AppError
from app.i18n import N_
from app.inspection.roster.columns import ATTRIBUTES, BY_NAME, CLEAR, LEVELS
from app.inspection.roster.read import Line
from app.inspection.roster.values import name_key, parse
from app.inspection.roster.words import word
from app.models.values import Json

TOTALS = frozenset(("合计", "总计", "小计", "共计", "汇总"))
Say = Callable[[Line, str, AppError], None]
"""Takes a line, the name of a column and what is to be said of that cell."""


def level_of(line: Line) -> str | None:
    """Return the level of a line: its last filled name."""
    return next((level for level in reversed(LEVELS) if level in line.cells), None)


def line_values(line: Line, level: str, problem: Say, note: Say) -> dict[str, Json]:
    """Return the values of a line's fields; None where it says that a field is to be emptied.

    Args:
        line: The line.
        level: What kind of place it is.
        problem: Told every reason against a cell.
        note: Told what was read otherwise than it stands there.
    """
    values: dict[str, Json] = {}
    for column in ATTRIBUTES:
        text = line.cells.get(column.name)
        if text is None:
            continue
        if column.levels and level not in column.levels:
            reason = AppError(N_("this does not belong to a line of this level"))
            problem(line, column.name, reason)
        elif text == CLEAR:
            values[column.name] = None
        else:
            _read(line, column.name, text, values, problem, note)
    for name in LEVELS:
        limit = BY_NAME[name].high
        if len(line.cells.get(name, "")) > limit:
            problem(line, name, AppError(N_("longer than {limit} characters"), limit=limit))
    _check_position(line, problem)
    return values


def _read(
    line: Line, name: str, text: str, values: dict[str, Json], problem: Say, note: Say
) -> None:
    column = BY_NAME[name]
    try:
        parsed = parse(column, text)
    except AppError as reason:
        problem(line, name, reason)
        return
    if parsed.aside:
        note(line, name, AppError(N_("no year: left empty, write it into the note if it matters")))
        return
    value = values[name] = parsed.value
    shown = word(name, value) if isinstance(value, str) else str(value)
    if column.kind not in ("flag", "text") and name_key(text) != name_key(shown):
        note(line, name, AppError(N_("read as {text}"), text=shown))


def _check_position(line: Line, problem: Say) -> None:
    names = ("longitude", "latitude", "crs")
    longitude, latitude, crs = (line.cells.get(name, CLEAR) != CLEAR for name in names)
    if longitude != latitude:
        alone = "longitude" if longitude else "latitude"
        problem(line, alone, AppError(N_("longitude and latitude go together")))
    elif longitude and not crs:
        problem(line, "longitude", AppError(N_("coordinates need their reference system")))
