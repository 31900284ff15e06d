"""Derived and local tables: written by the rooms that own them, without changes.

`Finding`, `Verdict` and `Progress` follow from answers, form and rules; they are dumped. The rest
belongs to this workspace alone and never leaves it.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import Base


class Finding(Base):
    """What a rule found in an inspection."""

    __tablename__ = "finding"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    inspection: Mapped[UUID]
    place: Mapped[UUID | None]
    rule: Mapped[str]
    repeat: Mapped[str]
    question: Mapped[str | None]
    item: Mapped[str | None]
    title: Mapped[str | None]
    severity: Mapped[str | None]
    deadline: Mapped[str | None]
    difficulty: Mapped[str | None]
    indicator: Mapped[str | None]
    responsible: Mapped[str | None]
    measure: Mapped[str | None]
    appraisal: Mapped[bool] = mapped_column(default=False)
    suspected: Mapped[bool] = mapped_column(default=False)
    disputed: Mapped[bool] = mapped_column(default=False)
    quantity: Mapped[str | None]
    unit: Mapped[str | None]
    location: Mapped[str | None]
    remark: Mapped[str | None]
    source: Mapped[str | None]
    confidence: Mapped[str | None]
    form_id: Mapped[str | None]


class Verdict(Base):
    """How one inspection counts towards one indicator."""

    __tablename__ = "verdict"
    inspection: Mapped[UUID] = mapped_column(primary_key=True)
    indicator: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[UUID | None]
    form_id: Mapped[str | None]
    outcome: Mapped[str]
    quantity: Mapped[str | None]
    why: Mapped[str | None]


class Progress(Base):
    """How far an inspection is.

    Attributes:
        copied: Answers copied from a neighbour that nobody has looked at (照抄未看).
        stated: Answers given by the statement of a whole part (本段都看过，其余无).
    """

    __tablename__ = "progress"
    inspection: Mapped[UUID] = mapped_column(primary_key=True)
    place: Mapped[UUID | None]
    form_id: Mapped[str | None]
    state: Mapped[str]
    relevant: Mapped[int] = mapped_column(default=0)
    answered: Mapped[int] = mapped_column(default=0)
    missing_answers: Mapped[int] = mapped_column(default=0)
    missing_photos: Mapped[int] = mapped_column(default=0)
    undecidable: Mapped[int] = mapped_column(default=0)
    not_applicable: Mapped[int] = mapped_column(default=0)
    not_reached: Mapped[int] = mapped_column(default=0)
    copied: Mapped[int] = mapped_column(default=0)
    stated: Mapped[int] = mapped_column(default=0)
    conflicts: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)
    contested: Mapped[bool] = mapped_column(default=False)
    photos: Mapped[int] = mapped_column(default=0)
    findings: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[str | None]
    inspector: Mapped[str | None]
    started_at: Mapped[int | None]
    finished_at: Mapped[int | None]


class Device(Base):
    """Identities that this workspace has had; the newest is in use.

    Attributes:
        marker: Where it was made (machine and folder), to recognise a copied workspace.
        replaces: Identity that it had before, if any.
    """

    __tablename__ = "device"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    marker: Mapped[str]
    replaces: Mapped[UUID | None]
    created_at: Mapped[int]


class BatchRow(Base):
    """Header of a batch; closed once it has a digest. See `app.models.batches`.

    Attributes:
        since: Local number of the last change before it; its changes are later.
        signature: Of its device over the header, base64; null: closed before there were keys.
    """

    __tablename__ = "batch"
    device: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    opened_at: Mapped[int | None]
    closed_at: Mapped[int | None]
    since: Mapped[int]
    changes: Mapped[int | None]
    digest: Mapped[str | None]
    previous: Mapped[str | None]
    signature: Mapped[str | None]


class Peer(Base):
    """A device that this workspace knows, itself and its earlier identities included.

    Attributes:
        name: What it calls itself.
        sign: Ed25519 key, base64; seal: age key. See `app.keys.PublicKeys`.
        role: ``device`` or ``hub``.
        state: ``own``, ``unknown`` (nobody has compared its fingerprint), ``confirmed`` or
            ``revoked``.
        replaces: Identities that it says it had before, joined by blanks.
        seen_at: When it was first seen here, UTC milliseconds.
        decided_at, decided_by: When and by whom it was confirmed or revoked.
    """

    __tablename__ = "peer"
    device: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    sign: Mapped[str]
    seal: Mapped[str]
    role: Mapped[str]
    state: Mapped[str]
    replaces: Mapped[str]
    seen_at: Mapped[int]
    decided_at: Mapped[int | None]
    decided_by: Mapped[str | None]


class Local(Base):
    """What this workspace remembers for itself, as JSON: its hub, its task, its recovery key."""

    __tablename__ = "local"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class PackageOut(Base):
    """A package that was written here.

    Attributes:
        since, upto: It carries the changes after and up to these local numbers.
        volumes: Files that it was written in.
    """

    __tablename__ = "package_out"
    number: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    destination: Mapped[str]
    digest: Mapped[str | None]
    previous: Mapped[str | None]
    changes: Mapped[int | None]
    photos: Mapped[int | None]
    bytes: Mapped[int | None]
    created_at: Mapped[int | None]
    batch: Mapped[int | None]
    since: Mapped[int | None]
    upto: Mapped[int | None]
    volumes: Mapped[int | None]


class PackageIn(Base):
    """A package that came, merged or refused with its reason.

    Attributes:
        previous: Digest of the package before it, as it says.
        signed: Its signature was right, by a key known here.
    """

    __tablename__ = "package_in"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    path: Mapped[str | None]
    sha256: Mapped[str | None]
    device: Mapped[UUID | None]
    number: Mapped[int | None]
    state: Mapped[str]
    reason: Mapped[str | None]
    changes_new: Mapped[int | None]
    photos_new: Mapped[int | None]
    conflicts_new: Mapped[int | None]
    received_at: Mapped[int | None]
    merged_at: Mapped[int | None]
    previous: Mapped[str | None] = mapped_column(default=None)
    signed: Mapped[bool] = mapped_column(default=False)
    volume: Mapped[int | None]
    volumes: Mapped[int | None]


class PhotoSent(Base):
    """Photo bytes that went to a destination, and in which package."""

    __tablename__ = "photo_sent"
    destination: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    package: Mapped[str]


class Form(Base):
    """A form version whose workbook lies in the workspace."""

    __tablename__ = "form"
    hash: Mapped[str] = mapped_column(primary_key=True)
    form_id: Mapped[str]
    version: Mapped[str | None]
    title: Mapped[str | None]


class ActRow(Base):
    """One thing that a person did here, for undo; see `app.models.acts`.

    Attributes:
        path: The question it was about, where there is one.
        state: 0 done, 1 undone, 2 past undoing and redoing.
    """

    __tablename__ = "act"
    n: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[UUID]
    what: Mapped[str]
    path: Mapped[str | None]
    person: Mapped[str]
    at: Mapped[int]
    state: Mapped[int] = mapped_column(default=0)


class StepRow(Base):
    """One field that an act changed: ids of the changes that showed before and after it."""

    __tablename__ = "step"
    act: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[UUID] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    before: Mapped[UUID | None]
    after: Mapped[UUID]


class EchoRow(Base):
    """A change written by undo or redo, and the change whose value it gave back; null: none."""

    __tablename__ = "echo"
    change: Mapped[UUID] = mapped_column(primary_key=True)
    original: Mapped[UUID | None]


class PersonRow(Base):
    """Somebody who has worked at this desk, and when last.

    Attributes:
        number: Work number; empty: none.
        used_at: When the name was last chosen, UTC milliseconds.
    """

    __tablename__ = "person"
    name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str]
    used_at: Mapped[int]


class Stale(Base):
    """An inspection whose findings must be derived again."""

    __tablename__ = "stale"
    inspection: Mapped[UUID] = mapped_column(primary_key=True)
