"""Local tables of custody: where packages go, what arrived there, and what the hub said of it.

None of them is dumped, packed or merged; `app.exchange` writes and reads them.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import Base


class DestinationRow(Base):
    """A place that packages go to; passwords are never in here.

    Attributes:
        options: JSON object of texts.
    """

    __tablename__ = "destination"
    name: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str]
    options: Mapped[str]


class Delivery(Base):
    """One volume on its way to a destination.

    Attributes:
        sha256, size: Of the file, as it left.
        delivered_at: When it was read back there and found right; None: not yet.
    """

    __tablename__ = "delivery"
    destination: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
    volume: Mapped[int]
    sha256: Mapped[str]
    size: Mapped[int]
    delivered_at: Mapped[int | None]


class ReceiptIn(Base):
    """A hub's receipt that was read here.

    Attributes:
        signed_by: Fingerprint of the key that signed it; None: nobody signed it.
    """

    __tablename__ = "receipt_in"
    hub: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    signed_by: Mapped[str | None]
    created_at: Mapped[int]
    imported_at: Mapped[int]


class ReceiptOut(Base):
    """A receipt that was written here, for one device.

    Attributes:
        content: SHA-256 of what it says, so that the same is not said twice.
    """

    __tablename__ = "receipt_out"
    number: Mapped[int] = mapped_column(primary_key=True)
    device: Mapped[UUID]
    name: Mapped[str]
    content: Mapped[str]
    created_at: Mapped[int]


class PackageFate(Base):
    """What a hub said of a volume: ``received``, ``merged``, ``refused`` or ``missing``."""

    __tablename__ = "package_fate"
    hub: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    volume: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    reason: Mapped[str]
    at: Mapped[int]


class RecordFate(Base):
    """What a hub said of a record: ``merged`` or ``returned``.

    Attributes:
        changes: How many of this device's changes of the record it has; as the log only grows,
            equal numbers mean that it has them all.
    """

    __tablename__ = "record_fate"
    hub: Mapped[UUID] = mapped_column(primary_key=True)
    record: Mapped[UUID] = mapped_column(primary_key=True)
    state: Mapped[str]
    reason: Mapped[str]
    changes: Mapped[int]
    at: Mapped[int]


class PhotoFate(Base):
    """What a hub said of a photo's bytes: ``merged`` or ``missing``."""

    __tablename__ = "photo_fate"
    hub: Mapped[UUID] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    at: Mapped[int]


class Purged(Base):
    """A photo whose bytes were let go here, and the receipt that allowed it."""

    __tablename__ = "purged"
    sha256: Mapped[str] = mapped_column(primary_key=True)
    extension: Mapped[str]
    purged_at: Mapped[int]
    receipt: Mapped[str]
