"""Places added and corrected by hand, under the same rules as the roster."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import AppError
from app.i18n import N_
from app.inspection.roster.columns import ATTRIBUTES, BY_NAME, PARENTS
from app.inspection.roster.plan import full_code
from app.inspection.roster.values import name_key, parse, tidy
from app.models.ids import place_id
from app.models.log import Author, Draft, delete, restore, write
from app.models.tables import Place
from app.models.values import Json

_FIELDS = {column.name for column in ATTRIBUTES}
_POSITION = ("longitude", "latitude", "crs")


def add_place(
    session: Session,
    author: Author,
    campaign: UUID,
    level: str,
    name: str,
    parent: UUID | None,
    values: Mapping[str, str] | None = None,
    *,
    code: str = "",
) -> UUID:
    """Add one place.

    Args:
        session: A writing session; the caller commits.
        author: Who adds it.
        campaign: To which it belongs.
        level: One of `LEVELS`.
        name: Its name; unique among its neighbours.
        parent: The place above; None for a district.
        values: Other fields as a roster would write them.
        code: Roster code; without one it follows from the path.

    Raises:
        AppError: A value is wrong, or the place is there already.
    """
    above = _parent(session, level, parent)
    shown = _name(level, name)
    _unique_name(session, campaign, parent, level, shown, None)
    fields = _parsed(level, values or {})
    _check_position(fields)
    full = _free_code(session, campaign, above, shown, tidy(code))
    facts: dict[str, Json] = {
        "campaign": str(campaign),
        "level": level,
        "code": full,
        "name": shown,
        "parent": str(parent) if parent else None,
        **fields,
    }
    subject = place_id(campaign, full)
    drafts = [Draft("place", subject, field, value) for field, value in facts.items()]
    write(session, author, [draft for draft in drafts if draft.value is not None])
    return subject


def change_place(
    session: Session, author: Author, place: UUID, values: Mapping[str, str]
) -> list[str]:
    """Correct fields of a place; an empty text clears a field.

    Args:
        session: A writing session; the caller commits.
        author: Who corrects.
        place: Which place; its id stays whatever changes.
        values: Texts by field, as a roster would write them; ``name`` and ``code`` too.

    Returns:
        Names of the fields that really changed.

    Raises:
        AppError: A value is wrong, or the name or code belongs to another place.
    """
    row = _get(session, place)
    level = row.level or ""
    rest = {field: text for field, text in values.items() if field not in ("name", "code")}
    facts = _parsed(level, rest)
    if "name" in values:
        facts["name"] = _name(level, values["name"])
        if row.campaign:
            _unique_name(session, row.campaign, row.parent, level, str(facts["name"]), place)
    if "code" in values:
        facts["code"] = _own_code(session, row, tidy(values["code"]))
    _check_position({name: facts.get(name, getattr(row, name)) for name in _POSITION})
    changed = [field for field, value in facts.items() if getattr(row, field) != value]
    write(session, author, [Draft("place", place, field, facts[field]) for field in changed])
    return changed


def move_place(session: Session, author: Author, place: UUID, parent: UUID) -> None:
    """Put a place below another one, such as a building into the right residential area.

    Raises:
        AppError: The levels do not fit, or the name is taken there.
    """
    row = _get(session, place)
    _parent(session, row.level or "", parent)
    if row.campaign:
        _unique_name(session, row.campaign, parent, row.level or "", row.name or "", place)
    write(session, author, [Draft("place", place, "parent", str(parent))])


def remove_place(session: Session, author: Author, place: UUID) -> list[UUID]:
    """Remove a place and all places in it; their inspections stay.

    Returns:
        What was removed: hand it to `restore_places` to undo.

    Raises:
        AppError: The place is not there.
    """
    _get(session, place)
    removed = []
    waiting = [place]
    while waiting:
        one = waiting.pop()
        delete(session, author, "place", one)
        removed.append(one)
        waiting += session.scalars(
            select(Place.id).where(Place.parent == one, Place.deleted.is_(False))
        )
    return removed


def restore_places(session: Session, author: Author, places: Iterable[UUID]) -> None:
    """Undo a removal."""
    for place in places:
        restore(session, author, "place", place)


def _get(session: Session, place: UUID) -> Place:
    row = session.get(Place, place, populate_existing=True)
    if row is None or row.deleted:
        raise AppError(N_("This place is not in the roster (any more)"))
    return row


def _parent(session: Session, level: str, parent: UUID | None) -> Place | None:
    allowed = PARENTS[level]
    if parent is None:
        if allowed:
            raise AppError(
                N_("{level} needs a place above it: {above}"),
                level=BY_NAME[level].zh,
                above=BY_NAME[allowed[0]].zh,
            )
        return None
    row = _get(session, parent)
    if row.level not in allowed:
        raise AppError(
            N_("{level} cannot lie in {name}"), level=BY_NAME[level].zh, name=row.name or ""
        )
    return row


def _name(level: str, text: str) -> str:
    name = tidy(text)
    if not name:
        raise AppError(N_("A place needs a name"))
    parse(BY_NAME[level], name)
    return name


def _parsed(level: str, values: Mapping[str, str]) -> dict[str, Json]:
    facts: dict[str, Json] = {}
    for field, text in values.items():
        column = BY_NAME[field]
        if field not in _FIELDS or (column.levels and level not in column.levels):
            raise AppError(
                N_("{column}: {reason}"),
                column=column.zh,
                reason=AppError(N_("this does not belong to a line of this level")),
            )
        plain = tidy(text)
        try:
            facts[field] = parse(column, plain).value if plain else None
        except AppError as reason:
            raise AppError(N_("{column}: {reason}"), column=column.zh, reason=reason) from reason
    return facts


def _check_position(facts: Mapping[str, Json]) -> None:
    longitude, latitude, crs = (facts.get(name) for name in _POSITION)
    if (longitude is None) != (latitude is None):
        raise AppError(N_("longitude and latitude go together"))
    if longitude is not None and crs is None:
        raise AppError(N_("coordinates need their reference system"))


def _unique_name(
    session: Session,
    campaign: UUID,
    parent: UUID | None,
    level: str,
    name: str,
    itself: UUID | None,
) -> None:
    siblings = session.execute(
        select(Place.id, Place.name).where(
            Place.campaign == campaign,
            Place.parent == parent,
            Place.level == level,
            Place.deleted.is_(False),
        )
    )
    for other, known in siblings:
        if other != itself and name_key(known or "") == name_key(name):
            raise AppError(N_("{name} is there already"), name=name)


def _free_code(session: Session, campaign: UUID, above: Place | None, name: str, code: str) -> str:
    """Return the code of a new place: its own, or the path, made free if it once was another's."""
    full = code or full_code((above.code or "") if above else "", name)
    number = 1
    free = full
    while True:
        taken = session.get(Place, place_id(campaign, free), populate_existing=True)
        taken = taken or session.scalar(
            select(Place).where(Place.campaign == campaign, Place.code == free)
        )
        if taken is None:
            return free
        if taken.deleted:
            raise AppError(
                N_("{name} was removed earlier; restore it instead of adding it again"), name=name
            )
        if code:
            raise AppError(
                N_("{name} has the code {code} already"), name=taken.name or "", code=code
            )
        number += 1
        free = f"{full}~{number}"


def _own_code(session: Session, row: Place, code: str) -> str:
    if not code:
        raise AppError(N_("A place cannot lose its code"))
    other = session.scalar(
        select(Place).where(Place.campaign == row.campaign, Place.code == code, Place.id != row.id)
    )
    if other is not None:
        raise AppError(N_("{name} has the code {code} already"), name=other.name or "", code=code)
    return code
