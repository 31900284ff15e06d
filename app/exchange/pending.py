"""What is still to be brought to a destination: volumes on their way, and whether there is news."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.exchange.deliver import PART
from app.exchange.receipts.states import receipted
from app.exchange.trust import remember, remembered
from app.exchange.volumes import named
from app.models.custody import Delivery
from app.models.derived import PackageOut, PhotoSent
from app.models.log import last
from app.models.tables import Photo

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace

_NAMING = "naming "


def is_news(session: Session, name: str) -> bool:
    """Tell whether anything has come since the last package to a destination."""
    packed = session.scalar(
        select(func.max(PackageOut.upto)).where(
            PackageOut.destination == name, PackageOut.digest.is_not(None)
        )
    )
    if last(session) > max(packed or 0, receipted(session, name).upto):
        return True
    went = select(PhotoSent.sha256).where(PhotoSent.destination == name)
    wanted = select(Photo.id).where(
        Photo.sha256.is_not(None), Photo.deleted.is_(False), Photo.sha256.not_in(went)
    )
    return packed is None or session.scalar(wanted.limit(1)) is not None


def on_the_way(session: Session, name: str) -> list[Delivery]:
    """List the volumes that have not arrived at a destination, in order."""
    query = (
        select(Delivery)
        .where(Delivery.destination == name, Delivery.delivered_at.is_(None))
        .order_by(Delivery.number, Delivery.volume)
    )
    return list(session.scalars(query))


def register(workspace: Workspace, name: str) -> None:
    """Enter the volumes in the outbox that are meant for a destination, also after a crash.

    A volume that was entered and is gone from the outbox before it arrived is given up, and its
    photos go again with the next package.
    """
    with workspace.reading() as session:
        known = set(session.scalars(select(Delivery.name).where(Delivery.destination == name)))
        query = select(PackageOut.number).where(
            PackageOut.destination == name, PackageOut.digest.is_not(None)
        )
        numbers = set(session.scalars(query))
        lost = [
            row for row in on_the_way(session, name) if not (workspace.outbox / row.name).is_file()
        ]
    device8 = workspace.device.hex[:8]
    rows = []
    for file in sorted(workspace.outbox.iterdir()):
        what = named(file.name)
        if what is None or file.name in known or file.name.endswith(PART):
            continue
        if what.number in numbers and what.device8 == device8:
            with file.open("rb") as opened:
                digest = hashlib.file_digest(opened, "sha256").hexdigest()
            rows.append(
                Delivery(
                    destination=name,
                    name=file.name,
                    number=what.number,
                    volume=what.volume,
                    sha256=digest,
                    size=file.stat().st_size,
                )
            )
    if not rows and not lost:
        return
    with workspace.sessions.begin() as session:
        session.add_all(rows)
        for row in lost:
            session.delete(session.merge(row, load=True))
            forget_photos(session, row.number)


def take_over(workspace: Workspace, name: str) -> list[int]:
    """Address packages anew of which nothing arrived elsewhere: another stick, same numbers.

    A package that would lack something at this destination is left alone, as is one of which any
    volume arrived, or may have: see `naming`.

    Returns:
        Numbers of those that go to this destination now.
    """
    here = {file.name for file in workspace.outbox.iterdir()}
    with workspace.sessions.begin() as session:
        since = receipted(session, name).upto
        query = select(PackageOut).where(
            PackageOut.destination != name,
            PackageOut.digest.is_not(None),
            PackageOut.upto.is_not(None),
            PackageOut.since <= since,
        )
        taken = []
        for package in session.scalars(query.order_by(PackageOut.number)):
            rows = list(session.scalars(select(Delivery).where(Delivery.number == package.number)))
            known = bool(rows) and all(row.destination == package.destination for row in rows)
            if not known or any(_may_be_there(session, row) for row in rows):
                continue
            if package.name not in here or any(row.name not in here for row in rows):
                continue
            _readdress(session, package, name)
            for row in rows:
                session.delete(row)
            taken.append(package.number)
        return taken


def naming(workspace: Workspace, row: Delivery) -> None:
    """Note that a volume is about to get its name at its destination.

    A program that is killed between that and the next commit leaves a volume there of which its
    own books do not know; it must not go to a second destination.
    """
    with workspace.sessions.begin() as session:
        remember(session, f"{_NAMING}{row.name}", row.destination)


def _may_be_there(session: Session, row: Delivery) -> bool:
    return (
        row.delivered_at is not None
        or remembered(session, f"{_NAMING}{row.name}") == row.destination
    )


def _readdress(session: Session, package: PackageOut, name: str) -> None:
    sent = select(PhotoSent).where(PhotoSent.package == package.name)
    for row in session.scalars(sent).all():
        session.delete(row)
        session.flush()
        session.merge(PhotoSent(destination=name, sha256=row.sha256, package=package.name))
    package.destination = name


def forget_photos(session: Session, number: int) -> None:
    """Let the photos of a package go again: it did not arrive whole."""
    package = session.get(PackageOut, number)
    if package is not None:
        query = select(PhotoSent).where(PhotoSent.package == package.name)
        for row in session.scalars(query):
            session.delete(row)
        package.upto = None  # what it carried is news again
