"""What one column of a roster is."""

from __future__ import annotations

from typing import NamedTuple

BUILT = ("building", "unit", "household")
"""Levels of what is built."""


class Column(NamedTuple):
    """One column.

    Attributes:
        name: Level or field of the place.
        zh: Header of the template.
        en: English header.
        kind: ``path``, ``text``, ``word``, ``flag``, ``integer``, ``decimal`` or ``year``.
        help: What to write there, in Chinese: part of the template.
        low: Least number, or least length of a text.
        high: Greatest number, or greatest length of a text.
        others: Other headers that rosters use.
        levels: Levels that the field may be given for; empty: all.
    """

    name: str
    zh: str
    en: str
    kind: str
    help: str
    low: int = 0
    high: int = 0
    others: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
