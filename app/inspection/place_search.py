"""Finding places while somebody types: by name, code, address, pinyin and initials.

A hundred thousand places are looked through at each sign. Three things keep that short: what is
looked through is an index of its own (`place_found`), names that begin with what was typed are
found by another (`place_begins`), and a common term is left off as soon as the list is full, since
both lie in the order in which hits are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.inspection.place_lines import FORM_OF_LEVEL
from app.models.names import find_terms

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LEVELS = ("building", "area", "community")
_BEGINS = 12
"""So many signs of a search text are in `place_begins`."""
_MANY_NAMES = 4_000
"""From so many names with one beginning on, reading in order is shorter than sorting them."""
_MANY_AREAS = 100
_FEW = 4_000
_MOST_TERMS, _MOST_AREAS = 7, 4_000
"""SQLite takes 32,766 values in one question."""
_LAST = "\U0010ffff"
_INSIDE = re.compile("(?<=.)[0-9一二三四五六七八九十]+(?:单元|层|室|户|门).*")
_NUMBER = re.compile(r"(?<=[^\W\d_])(?=[0-9])")


@dataclass
class _Question:
    """One search: its terms and the state that places must have."""

    session: Session
    terms: list[str]
    state: str
    left: int
    found: list[bytes] = field(default_factory=list)

    @property
    def full(self) -> bool:
        return self.left <= 0

    def ask(self, query: str, values: Iterable[object]) -> list[Any]:
        connection = self.session.connection()
        return list(connection.exec_driver_sql(query, tuple(values)).all())

    def collect(
        self, source: str, level: str, wanted: str, values: list[object], order: str = ""
    ) -> None:
        """Add the first places of a level in roster order; ``order``: what comes before it.

        The values of ``order`` follow those of ``wanted``.
        """
        if self.full:
            return
        kept, named = _in_state(self.state, level)
        if named and self.few(named):
            source = "sqlite_autoindex_place_1"
        rows = self.ask(
            f"SELECT id FROM place INDEXED BY {source} WHERE level = ? AND deleted = 0"
            f"{kept} AND {wanted} ORDER BY {order} sort_key, id LIMIT ?",
            [level, *named, *values, self.left],
        )
        self.found += [row[0] for row in rows]
        self.left -= len(rows)

    def few(self, named: list[object]) -> bool:
        """Tell whether so few places have the state that it is shorter to look at each of them."""
        if self.state == "not_started":
            return False
        query = "SELECT 1 FROM progress WHERE form_id = ? AND state = ? LIMIT ?"
        counted = self.ask(f"SELECT count(*) FROM ({query})", [*named, _FEW])
        return int(counted[0][0]) < _FEW


def found_places(session: Session, text: str, state: str, most: int) -> list[bytes]:
    """Return the ids of what was typed, best first.

    Buildings come first, then areas and communities; in each, names that begin with a term before
    the others. A building is also found by the names above it, by pinyin and initials too: 3号楼
    of 样例小区甲 by ``ylxqj 3``. When nothing is found, the blank may be missing (``ylxqj3``,
    样例小区甲3号楼) and what lies inside a building is left off (3号楼2单元).

    Args:
        session: To read with.
        text: What was typed; all its terms must occur.
        state: Only places of this state; empty: all.
        most: At most so many.
    """
    terms = find_terms(text)[:_MOST_TERMS]
    found = _found(_Question(session, terms, state, most)) if terms else []
    if terms and not found:
        outside = [_INSIDE.sub("", term) for term in terms]
        split = [part for term in outside for part in _NUMBER.split(term)]
        if split != terms:
            return _found(_Question(session, split[:_MOST_TERMS], state, most))
    return found


def _found(one: _Question) -> list[bytes]:
    if len(one.terms) > 1:
        _together(one)
        return one.found
    for level in LEVELS:
        _beginning(one, level)
        one.collect("place_found", level, "instr(search, ?) > 1", list(one.terms))
    if not one.full:
        _below(one)
    return one.found


def _beginning(one: _Question, level: str) -> None:
    """Collect the names that begin with the only term."""
    term = one.terms[0]
    begins = "substr(search, 1, 12) >= ? AND substr(search, 1, 12) < ?"
    between = [term[:_BEGINS], term[:_BEGINS] + _LAST]
    count = one.ask(
        "SELECT count(*) FROM (SELECT 1 FROM place INDEXED BY place_begins WHERE level = ?"
        f" AND deleted = 0 AND {begins} LIMIT ?)",
        [level, *between, _MANY_NAMES],
    )[0][0]
    if count == _MANY_NAMES:
        one.collect("place_found", level, "instr(search, ?) = 1", [term])
    elif count and len(term) <= _BEGINS:
        one.collect("place_begins", level, begins, list(between))
    elif count:
        one.collect("place_begins", level, f"{begins} AND instr(search, ?) = 1", [*between, term])


def _below(one: _Question) -> None:
    """Collect the buildings for which the only term stands in a name above them alone."""
    areas = _areas(one)[0]
    if areas:
        source = "place_parent" if len(areas) <= _MANY_AREAS else "place_found"
        wanted = f"parent IN ({_marks(areas)}) AND instr(search, ?) = 0"
        one.collect(source, "building", wanted, [*areas, *one.terms])


def _together(one: _Question) -> None:
    """Collect what holds several terms, each itself or, of a building, in a name above it."""
    order = f"({' OR '.join(['instr(search, ?) = 1'] * len(one.terms))}) DESC,"
    wanted, values = [], list[object]()
    for term, areas in zip(one.terms, _areas(one), strict=True):
        wanted.append(f"(instr(search, ?) > 0 OR parent IN ({_marks(areas)}))")
        values += [term, *areas]
    one.collect("place_found", "building", " AND ".join(wanted), [*values, *one.terms], order)
    own = " AND ".join(["instr(search, ?) > 0"] * len(one.terms))
    for level in LEVELS[1:]:
        one.collect("place_found", level, own, [*one.terms, *one.terms], order)


def _areas(one: _Question) -> list[list[bytes]]:
    """Return, term by term, the areas whose own name or whose community's name holds it.

    What begins with a digit is a building's number: codes of areas hold digits too, and would let
    all their buildings through.
    """
    named = [not term[0].isdigit() for term in one.terms]
    if not any(named):
        return [[] for _term in one.terms]
    communities = _holding(one, "community")
    found: list[list[bytes]] = [[] for _term in one.terms]
    tops = [{row[0] for row in communities if row[2 + at]} for at in range(len(one.terms))]
    for row in _holding(one, "area"):
        for at, top in enumerate(tops):
            if named[at] and (row[2 + at] or row[1] in top):
                found[at].append(row[0])
    return [of_term[:_MOST_AREAS] for of_term in found]


def _holding(one: _Question, level: str) -> list[Any]:
    """Return all places of a level: id, parent, and for each term whether the place holds it."""
    holds = ", ".join(["instr(search, ?) > 0"] * len(one.terms))
    return one.ask(
        f"SELECT id, parent, {holds} FROM place INDEXED BY place_found"
        " WHERE level = ? AND deleted = 0 ORDER BY sort_key, id",
        [*one.terms, level],
    )


def _marks(values: Iterable[object]) -> str:
    return ",".join("?" for _value in values)


def _in_state(state: str, level: str) -> tuple[str, list[object]]:
    """Return what keeps places of a state; the places of a state are read once, not row by row."""
    if not state:
        return "", []
    form = FORM_OF_LEVEL[level]
    query = "SELECT place FROM progress WHERE form_id = ? AND place IS NOT NULL AND state"
    if state == "not_started":
        return f" AND id NOT IN ({query} <> ?)", [form, state]
    return f" AND id IN ({query} = ?)", [form, state]
