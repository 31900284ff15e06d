"""Columns and stored values of the roster as people read them."""

from __future__ import annotations

from app.i18n import language
from app.inspection.roster.columns import BY_NAME
from app.inspection.roster.words import WORDS


def text_of(column: str, value: object) -> str:
    """Return a stored value as a roster would write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    for word in WORDS.get(column, ()):
        if word.code == value:
            return word.zh
    return str(value)


def column_title(column: str) -> str:
    """Return what a column of the roster is called, in the language in use."""
    found = BY_NAME[column]
    return found.en if language() == "en" else found.zh
