"""Who inspects (检查人): chosen once a day by name or work number, the author of every change.

Who has worked at this desk is remembered here and never leaves; the name itself travels with each
change. Who came along and who signed belong to the inspection.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.sqlite import insert

from app.errors import AppError
from app.i18n import N_
from app.models.acts import Act, acting
from app.models.clock import wall_ms
from app.models.derived import Device, PersonRow
from app.models.log import Draft, write
from app.models.tables import Cell, Change, Inspection, Origin, Place
from app.models.values import canonical

if TYPE_CHECKING:
    from app.forms import Definition
    from app.inspection.photo.attachments import Attached
    from app.inspection.visit import Visit
    from app.workspace import Workspace

LONGEST = 40
SIGNATURE = "signature"
"""Last step of the path that a signature is kept under; no form asks for it."""
SIGNED = "signed_by"
_COMPANION = "_escort"
_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Person:
    """Somebody who works at this desk.

    Attributes:
        number: Work number; empty: none.
        used_at: When the name was last chosen, UTC milliseconds; 0: never here.
    """

    name: str
    number: str
    used_at: int


def people(workspace: Workspace) -> list[Person]:
    """List who has worked at this desk, the latest first."""
    known = {one.name: one for one in _wrote(workspace)}
    with workspace.reading() as session:
        chosen = {
            row.name: Person(row.name, row.number, row.used_at)
            for row in session.scalars(select(PersonRow))
        }
    return sorted({**known, **chosen}.values(), key=lambda one: (-one.used_at, one.name))


def _wrote(workspace: Workspace) -> list[Person]:
    """List who wrote something at this desk, with the time of the latest."""
    wrote = (
        select(Origin.person, func.max(Change.time))
        .join(Change, Change.origin == Origin.n)
        .where(Origin.device.in_(select(Device.id)), Origin.person != "")
        .group_by(Origin.person)
    )
    with workspace.reading() as session:
        return [Person(name, "", int(at)) for name, at in session.execute(wrote)]


def chosen_today(workspace: Workspace, *, now_ms: int | None = None) -> Person | None:
    """Return who was chosen today; None: it is time to ask."""
    today = _day(wall_ms() if now_ms is None else now_ms)
    with workspace.reading() as session:
        row = session.scalars(
            select(PersonRow).order_by(PersonRow.used_at.desc(), PersonRow.name).limit(1)
        ).first()
    if row is None or _day(row.used_at) != today:
        return None
    return Person(row.name, row.number, row.used_at)


def at_work_today(workspace: Workspace, *, now_ms: int | None = None) -> str:
    """Return who works here today; empty: it is time to ask.

    Somebody was chosen today; or it is the first day of this workspace, whose set-up has just
    asked for a name; or the one whose name it was opened with has already written here today.
    """
    now = wall_ms() if now_ms is None else now_ms
    chosen = chosen_today(workspace, now_ms=now)
    if chosen is not None:
        return chosen.name if chosen.name == workspace.person else ""
    wrote = _wrote(workspace)
    with workspace.reading() as session:
        ever = session.scalars(select(PersonRow.name).limit(1)).first() is not None
    if not ever and all(_day(one.used_at) == _day(now) for one in wrote):
        return workspace.person
    latest = next((one for one in wrote if one.name == workspace.person), None)
    return latest.name if latest is not None and _day(latest.used_at) == _day(now) else ""


def choose(
    workspace: Workspace, who: str, *, number: str = "", now_ms: int | None = None
) -> Person:
    """Choose who inspects from now on, by name or by a work number that is known here.

    Raises:
        AppError: The name is empty or too long, or belongs to somebody with another number.
    """
    text, number = _tidy(who), _tidy(number)
    if not text:
        raise AppError(N_("Say who inspects: a name or a work number"))
    if len(text) > LONGEST or len(number) > LONGEST:
        raise AppError(N_("This name is too long"))
    known = people(workspace)
    found = next((one for one in known if one.name == text), None)
    if found is None and not number:
        found = next((one for one in known if one.number == text), None)
    name = found.name if found else text
    if found and found.number and number and found.number != number:
        raise AppError(
            N_("{name} is known here with the number {number}; write the name so that both differ"),
            name=name,
            number=found.number,
        )
    taken = next((one for one in known if number and one.number == number), None)
    if taken is not None and taken.name != name:
        raise AppError(N_("The number {number} is that of {name}"), number=number, name=taken.name)
    person = Person(
        name,
        number or (found.number if found else ""),
        wall_ms() if now_ms is None else now_ms,
    )
    values = {"name": person.name, "number": person.number, "used_at": person.used_at}
    with workspace.sessions.begin() as session:
        session.execute(
            insert(PersonRow)
            .values(values)
            .on_conflict_do_update(index_elements=["name"], set_=values)
        )
    workspace.person = person.name
    return person


def forget(workspace: Workspace, name: str) -> None:
    """Take a name off the remembered ones; what the person wrote stays theirs."""
    with workspace.sessions.begin() as session:
        session.execute(delete(PersonRow).where(PersonRow.name == name))


def companion_question(form: Definition) -> str:
    """Return the path of the question who came along (陪同人); empty when the form has none."""
    return next(
        (one.path for one in form.questions() if one.name.endswith(_COMPANION)),
        "",
    )


def companions(workspace: Workspace, place: UUID, most: int = 8) -> list[str]:
    """List who came along beside this place, to choose from; the latest first."""
    with workspace.reading() as session:
        parent = session.scalar(select(Place.parent).where(Place.id == place))
        if parent is None:
            return []
        query = (
            select(Cell.value)
            .join(Inspection, Inspection.id == Cell.subject)
            .join(Place, Place.id == Inspection.place)
            .where(
                Place.parent == parent,
                Cell.kind == "inspection",
                Cell.field.endswith(_COMPANION, autoescape=True),
            )
            .order_by(Cell.change.desc())
        )
        values = [json.loads(text) for text in session.scalars(query)]
    said = [value.get("answer", "") for value in values if isinstance(value, dict)]
    return [one for one in dict.fromkeys(said) if isinstance(one, str) and one][:most]


def signature_path(form: Definition) -> str:
    """Return the path that the signature of the person in charge is kept under."""
    return f"/{form.form_id}/{SIGNATURE}"


def sign(visit: Visit, picture: bytes, name: str, *, now_ms: int | None = None) -> Attached:
    """Keep the signature of the person in charge: a picture and a name, as one act.

    A new signature takes the place of the old; undo brings that back.

    Raises:
        AppError: It is no picture, there is no name, or there is no room.
    """
    from app.inspection.photo.attachments import attach  # pictures: no hub needs them to start

    signer = _tidy(name)
    if not signer:
        raise AppError(N_("Say who signs"))
    workspace = visit.workspace
    with acting(Act("signature")):
        done = attach(
            workspace,
            visit.inspection,
            signature_path(visit.definition),
            (picture, "png"),
            person=visit.person,
            kind="image",
            name=f"{SIGNATURE}.png",
            now_ms=now_ms,
        )
        with workspace.sessions.begin() as session:
            author = workspace.writer(session, visit.person)
            draft = Draft("inspection", visit.inspection, SIGNED, signer)
            write(session, author, [draft], now_ms=now_ms)
    return done


def signed_by(workspace: Workspace, inspection: UUID) -> str:
    """Return who signed; empty: nobody."""
    with workspace.reading() as session:
        value = session.scalar(
            select(Cell.value).where(
                Cell.subject == inspection, Cell.field == SIGNED, Cell.kind == "inspection"
            )
        )
    found = json.loads(value) if value else ""
    return found if isinstance(found, str) else ""


def _tidy(text: str) -> str:
    canonical(text)  # half a surrogate pair, from a broken clipboard, could not travel
    return " ".join("".join(one for one in text if one.isprintable() or one.isspace()).split())


def _day(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, _ZONE).date().isoformat()
