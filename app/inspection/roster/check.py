"""The dry run of a roster import: what would be new or changed, and every reason against it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from app.errors import AppError
from app.i18n import N_
from app.inspection.roster.columns import BY_NAME, LEVELS, OF_THE_AREA, PARENTS
from app.inspection.roster.known import KnownPlaces, Node
from app.inspection.roster.line import TOTALS, level_of, line_values
from app.inspection.roster.plan import PlaceRow, PlannedPlace, RosterPlan
from app.inspection.roster.read import Line, Note, Problem, RosterDraft
from app.inspection.roster.values import name_key
from app.models.ids import place_id
from app.models.values import Json


def check(draft: RosterDraft, existing: Iterable[PlaceRow], campaign: UUID) -> RosterPlan:
    """Compare a roster with what is there and say what importing it would do.

    A place is the same place when its code is, else when its name below the same parent is, else
    when its first code was the path that it has in the file. Places above a line need a line of
    their own, or must be there already; only when the file has no line of that level, and the
    workspace no such place, do they follow from the lines below them.

    Args:
        draft: From `read_roster`.
        existing: All places of the campaign, removed ones too.
        campaign: Id of the campaign; place ids follow from it.
    """
    return _Check(draft, existing, campaign).run()


class _Check:
    def __init__(self, draft: RosterDraft, existing: Iterable[PlaceRow], campaign: UUID) -> None:
        self.draft = draft
        self.campaign = campaign
        self.problems = list(draft.problems)
        self.notes = list(draft.notes)
        self.removed: list[int] = []
        self.places = KnownPlaces(existing, campaign)
        self.strict = set(self.places.levels)
        self.strict |= {level for line in draft.lines if (level := level_of(line))}

    def _problem(self, line: Line, column: str, reason: AppError) -> None:
        title = BY_NAME[column].zh if column else ""
        value = line.cells.get(column, "")
        self.problems.append(Problem(self.draft.sheet, line.row, title, value, reason))

    def _note(self, line: Line, column: str, text: AppError) -> None:
        value = line.cells.get(column, "")
        self.notes.append(Note(self.draft.sheet, line.row, BY_NAME[column].zh, value, text))

    def run(self) -> RosterPlan:
        by_level: dict[str, list[Line]] = {level: [] for level in LEVELS}
        for line in self.draft.lines:
            level = level_of(line)
            if level is None:
                self._problem(line, "", AppError(N_("the line names no place")))
            elif any(line.cells.get(name) in TOTALS for name in LEVELS):
                self._problem(line, "", AppError(N_("a line of totals: take it out")))
            else:
                by_level[level].append(line)
        for level, lines in by_level.items():
            for line in lines:
                self._line(line, level)
        return self._result()

    def _line(self, line: Line, level: str) -> None:
        values = line_values(line, level, self._problem, self._note)
        found, parent = self._parent(line, level)
        if not found:
            return
        name = line.cells[level]
        node = self._find(line, level, parent, name, line.cells.get("code", ""))
        if node is None:
            return
        if node.line is not None:
            reason = AppError(N_("the same place stands in row {row} already"), row=node.line.row)
            self._problem(line, level, reason)
            return
        node.line = line
        area = next((one for one in _chain(node) if one.level == "area"), None)
        for column, value in values.items():
            if column in OF_THE_AREA and area is not None:
                self._claim(area, line, column, value)
            else:
                node.fields[column] = value

    def _claim(self, area: Node, line: Line, column: str, value: Json) -> None:
        known, row = area.claims.setdefault(column, (value, line.row))
        if known != value:
            reason = AppError(N_("row {row} says otherwise of the same residential area"), row=row)
            self._problem(line, column, reason)
        area.fields[column] = known

    def _parent(self, line: Line, level: str) -> tuple[bool, Node | None]:
        """Walk down to the place above a line; tell whether all of it is there."""
        node: Node | None = None
        for above in LEVELS[: LEVELS.index(level)]:
            name = line.cells.get(above)
            if name is None:
                if above == "unit" and "building" in PARENTS[level]:
                    continue
                reason = AppError(N_("the place above is missing: this cell is empty"))
                self._problem(line, above, reason)
                return False, None
            found = self.places.seek(node, above, name)
            if found is None:
                if self.places.is_gone(node, name):
                    self.removed.append(line.row)
                    return False, None
                if above in self.strict:
                    reason = AppError(
                        N_("this place is not in the roster: correct the name or add a line for it")
                    )
                    self._problem(line, above, reason)
                    return False, None
                found = self.places.new(node, above, name, "")
            found.seen = True
            node = found
        return True, node

    def _find(
        self, line: Line, level: str, parent: Node | None, name: str, code: str
    ) -> Node | None:
        """Return the known or new place of a line, or None after naming what is wrong."""
        coded = self.places.by_code.get(code) if code else None
        if coded is None and code:
            coded = self.places.nodes.get(place_id(self.campaign, code))
        if coded is not None and coded.level != level:
            self._problem(line, "code", AppError(N_("a place of another level has this code")))
            return None
        # With a code of its own, a line is never the place that once had this path as its code.
        above = parent.id if parent else None
        key = (above, level, name_key(name))
        named = self.places.by_name.get(key) if code else self.places.seek(parent, level, name)
        if coded is not None and named is not None and coded is not named:
            reason = AppError(
                N_("another place here has this name; its code is {code}"), code=named.code
            )
            self._problem(line, level, reason)
            return None
        node = coded or named
        if node is None:
            if self.places.is_gone(parent, name, code):
                self.removed.append(line.row)
                return None
            return self.places.new(parent, level, name, code)
        if coded is not None:
            self.places.rename(node, parent, name)
        elif name_key(name) != name_key(node.name):
            said = AppError(N_("is called {name} here now; the name is kept"), name=node.name)
            self._note(line, level, said)
        elif code and node.line is None:
            node.code = code
            self.places.by_code[code] = node
        return node

    def _result(self) -> RosterPlan:
        new, changed, unchanged, absent = [], [], [], []
        for node in sorted(self.places.nodes.values(), key=lambda one: LEVELS.index(one.level)):
            wanted = self._wanted(node)
            now = _present(node.row) if node.row else {}
            differing = {name: value for name, value in wanted.items() if now.get(name) != value}
            planned = PlannedPlace(
                node.id,
                node.level,
                node.name,
                node.path,
                node.line.row if node.line else 0,
                differing,
                {name: now.get(name) for name in differing} if node.row else {},
            )
            if node.row is None:
                new.append(planned)
            elif differing:
                changed.append(planned)
            elif node.line is not None or node.seen:
                unchanged.append(node.id)
            else:
                absent.append(node.id)
        return RosterPlan(
            self.draft,
            self.campaign,
            tuple(new),
            tuple(changed),
            tuple(unchanged),
            tuple(sorted(self.removed)),
            tuple(absent),
            tuple(sorted(self.problems, key=lambda problem: problem.row)),
            tuple(self.notes),
        )

    def _wanted(self, node: Node) -> dict[str, Json]:
        """Return every field as the file wants it; what the file leaves open is left out."""
        wanted: dict[str, Json] = dict(node.fields)
        if node.line is not None or node.named:
            wanted["campaign"] = str(self.campaign)
            wanted["level"] = node.level
            wanted["code"] = node.code
            wanted["name"] = node.name
            wanted["parent"] = str(node.parent.id) if node.parent else None
        if node.row is None:
            wanted = {name: value for name, value in wanted.items() if value is not None}
        else:
            wanted.pop("campaign", None)
        return wanted


def _present(row: PlaceRow) -> dict[str, Json]:
    parent = str(row.parent) if row.parent else None
    return {**row.fields, "level": row.level, "code": row.code, "name": row.name, "parent": parent}


def _chain(node: Node) -> Iterable[Node]:
    one: Node | None = node
    while one is not None:
        yield one
        one = one.parent
