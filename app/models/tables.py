"""Typed tables for reading: the projections of the change log.

Nothing writes to these but the projector (`app.models.project`); triggers see to it. Every column
may be null: rows arrive in any order and from other versions, parents later than children.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import LargeBinary
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.models.types import Id


class Base(DeclarativeBase):
    """Base of all tables."""

    type_annotation_map = {UUID: Id, bytes: LargeBinary}  # noqa: RUF012 - SQLAlchemy's own form


class Record(Base):
    """What every projection carries.

    Attributes:
        id: Subject of the changes.
        deleted: A person removed it, and nobody disagrees.
        contested: It was removed by someone who had not seen all of it; shown until decided.
    """

    __abstract__ = True
    id: Mapped[UUID] = mapped_column(primary_key=True)
    deleted: Mapped[bool]
    contested: Mapped[bool]


class Campaign(Record):
    """A round of examination in a city."""

    __tablename__ = "campaign"
    name: Mapped[str | None]
    round: Mapped[str | None]
    city: Mapped[str | None]
    data_date: Mapped[str | None]
    zone: Mapped[str | None]
    rehearsal: Mapped[bool | None]


class Place(Record):
    """A district, street, community, residential area, building, unit or household.

    Attributes:
        sort_key: Derived; natural order of names, Chinese by pinyin.
        search: Derived; see `app.models.names`.
    """

    __tablename__ = "place"
    campaign: Mapped[UUID | None]
    level: Mapped[str | None]
    code: Mapped[str | None]
    name: Mapped[str | None]
    parent: Mapped[UUID | None]
    address: Mapped[str | None]
    area_type: Mapped[str | None]
    temporary: Mapped[bool | None]
    house_type: Mapped[str | None]
    built_year: Mapped[int | None]
    floors_above: Mapped[int | None]
    floors_below: Mapped[int | None]
    units: Mapped[int | None]
    households: Mapped[int | None]
    residents: Mapped[int | None]
    floor_area: Mapped[str | None]
    structure: Mapped[str | None]
    lift: Mapped[str | None]
    manager: Mapped[str | None]
    census_code: Mapped[str | None]
    longitude: Mapped[str | None]
    latitude: Mapped[str | None]
    crs: Mapped[str | None]
    position_source: Mapped[str | None]
    note: Mapped[str | None]
    sample: Mapped[bool | None]
    stairs: Mapped[int | None]
    foundation: Mapped[str | None]
    tenure: Mapped[str | None]
    management: Mapped[str | None]
    drawings: Mapped[str | None]
    gas: Mapped[str | None]
    gas_year: Mapped[int | None]
    sort_key: Mapped[str | None]
    search: Mapped[str | None]


class Inspection(Record):
    """One place examined by one form in one round; its answers are cells.

    Who inspected and when comes from the log, never from fields of its own: two people who inspect
    one building would be in conflict over them without having disagreed about the building.

    Attributes:
        finished: A person said 查完; any later answer takes it back.
    """

    __tablename__ = "inspection"
    place: Mapped[UUID | None]
    form_id: Mapped[str | None]
    form_hash: Mapped[str | None]
    round: Mapped[str | None]
    finished: Mapped[bool | None]


class Photo(Record):
    """A photo; the bytes lie in the workspace's folder under their sha256.

    Attributes:
        marks: What is drawn on copies, see `app.inspection.photo.marks`; never on the original.
        checked: Doubts about it that a person looked into, see `app.inspection.photo.suspicions`.
    """

    __tablename__ = "photo"
    inspection: Mapped[UUID | None]
    question: Mapped[str | None]
    finding: Mapped[UUID | None]
    sha256: Mapped[str | None]
    extension: Mapped[str | None]
    size: Mapped[int | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    taken_at: Mapped[int | None]
    taken_zone: Mapped[str | None]
    longitude: Mapped[str | None]
    latitude: Mapped[str | None]
    caption: Mapped[str | None]
    position: Mapped[int | None]
    original_name: Mapped[str | None]
    camera: Mapped[str | None]
    added_at: Mapped[int | None]
    marks: Mapped[str | None]
    checked: Mapped[str | None]


class Judgement(Record):
    """What a person says of a finding; has the finding's id."""

    __tablename__ = "judgement"
    verdict: Mapped[str | None]
    note: Mapped[str | None]
    severity: Mapped[str | None]


class Earlier(Record):
    """A finding of an earlier round on a place, to be looked at again (回头看).

    Attributes:
        campaign: What the earlier campaign was called; ``round``: its round, such as ``2025``.
        found_at: When it was found, UTC milliseconds.
        now: What a person says of it today: ``still``, ``mended`` or ``unseen``; null: nothing yet.
    """

    __tablename__ = "earlier"
    place: Mapped[UUID | None]
    round: Mapped[str | None]
    campaign: Mapped[str | None]
    rule: Mapped[str | None]
    item: Mapped[str | None]
    title: Mapped[str | None]
    severity: Mapped[str | None]
    location: Mapped[str | None]
    found_at: Mapped[int | None]
    now: Mapped[str | None]
    note: Mapped[str | None]


class Cell(Base):
    """The shown value of one field, whatever its kind; answers are read from here.

    Attributes:
        value: Canonical JSON of the winner.
        change: Local number of the winning change.
        heads: How many live changes nobody has replaced.
        conflict: Heads say different things; a person decides.
        waiting: A change that these rest on has not arrived.
    """

    __tablename__ = "cell"
    subject: Mapped[UUID] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    change: Mapped[int]
    heads: Mapped[int]
    conflict: Mapped[bool]
    waiting: Mapped[bool]


class Origin(Base):
    """Who wrote a change, and in which batch of which device."""

    __tablename__ = "origin"
    n: Mapped[int] = mapped_column(primary_key=True)
    device: Mapped[UUID]
    person: Mapped[str]
    batch: Mapped[int]
    withdrawn: Mapped[bool]


class Change(Base):
    """The append-only log.

    Attributes:
        n: Local number, never leaves this database; answers 'new since'.
        bases: Ids of the bases in order, joined; null when there are none.
    """

    __tablename__ = "change"
    n: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[UUID]
    kind: Mapped[str]
    subject: Mapped[UUID]
    field: Mapped[str]
    value: Mapped[str]
    bases: Mapped[bytes | None]
    clock: Mapped[int]
    time: Mapped[int]
    origin: Mapped[int]


PROJECTIONS: dict[str, type[Record]] = {
    "campaign": Campaign,
    "place": Place,
    "inspection": Inspection,
    "photo": Photo,
    "judgement": Judgement,
    "earlier": Earlier,
}
