"""A hub's receipt comes back to the laptop."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import delete, func, select

from app.errors import AppError
from app.exchange import trust
from app.exchange.receipts.states import MERGED, MISSING, RECEIVED, REFUSED, RETURNED
from app.exchange.receipts.text import digest, one_of, opened, rows, texts, whole
from app.files import discard
from app.i18n import N_
from app.models.clock import wall_ms
from app.models.custody import Delivery, PackageFate, PhotoFate, ReceiptIn, RecordFate
from app.models.derived import PackageOut, PhotoSent
from app.models.tables import Campaign

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.exchange.roads.base import Road
    from app.workspace import Workspace

NAME = re.compile(r"([0-9a-f]{8})-receipt-([0-9]{1,9})\.json")
_MOST_BYTES = 64 << 20


class ForeignError(AppError):
    """The receipt is for another device; nothing is wrong."""


@dataclass(frozen=True)
class Told:
    """What a receipt told.

    Attributes:
        hub, number: Which receipt.
        merged: Packages merged; ``refused``: numbers of packages that were not taken, with the
            reason; ``missing``: numbers that never came, or not all of their volumes.
        returned: Records that come back.
        wanted: Photos that the hub has not; they go again with the next package.
        signed: By the hub's key.
        new: It says more than the one before; an older one changes nothing.
    """

    hub: UUID
    number: int
    merged: int = 0
    refused: tuple[tuple[int, str], ...] = ()
    missing: tuple[int, ...] = ()
    returned: int = 0
    wanted: int = 0
    signed: bool = False
    new: bool = True


def fetch_receipts(
    workspace: Workspace, road: Road, problems: list[AppError] | None = None
) -> list[Told]:
    """Read the receipts on a road that are for this device and new.

    Args:
        workspace: The laptop.
        road: Where its packages go.
        problems: Takes what is wrong with a receipt, which then stops nothing; else it is raised.

    Raises:
        RoadError: The road cannot be read.
    """
    with workspace.reading() as session:
        query = select(ReceiptIn.hub, func.max(ReceiptIn.number)).group_by(ReceiptIn.hub)
        if trust.hub(session) is not None:  # what nobody signed hides nothing that is signed
            query = query.where(ReceiptIn.signed_by.is_not(None))
        seen = {hub.hex[:8]: number for hub, number in session.execute(query)}
    names = []
    for name, size in road.sizes().items():
        found = NAME.fullmatch(name)
        if found and 0 <= size <= _MOST_BYTES and int(found[2]) > seen.get(found[1], 0):
            names.append((int(found[2]), name))
    told = []
    for _number, name in sorted(names):
        data = bytearray()
        for piece in road.read(name):
            data += piece
            if len(data) > _MOST_BYTES:
                break
        try:
            told.append(take_receipt(workspace, bytes(data), name))
        except ForeignError:
            continue
        except AppError as error:
            if problems is None or getattr(error, "ours", False):
                raise
            problems.append(error)
    return [one for one in told if one.new]


def take_receipt(
    workspace: Workspace, data: bytes, name: str = "", *, now_ms: int | None = None
) -> Told:
    """Take in one receipt; volumes of merged packages leave the outbox.

    Raises:
        ForeignError: It is for another device.
        AppError: It cannot be read, or is not signed by the hub of this workspace.
    """
    body, signed_by = opened(workspace, data, name)
    try:
        hub, device = UUID(str(body["hub"])), UUID(str(body["device"]))
        number, created = whole(body["number"]), whole(body["created"])
        packages = [
            PackageFate(
                hub=hub,
                number=whole(one["number"]),
                volume=whole(one["volume"]),
                state=one_of(one["state"], (RECEIVED, MERGED, REFUSED, MISSING)),
                reason=str(one["reason"])[:2000],
                at=created,
            )
            for one in rows(body["packages"])
        ]
        records = [
            RecordFate(
                hub=hub,
                record=UUID(str(one["record"])),
                state=one_of(one["state"], (MERGED, RETURNED)),
                reason=str(one["reason"])[:2000],
                changes=whole(one["changes"]),
                at=created,
            )
            for one in rows(body["records"])
        ]
        if len({(one.number, one.volume) for one in packages}) < len(packages):
            raise ValueError("packages")
        if len({one.record for one in records}) < len(records):
            raise ValueError("records")
        pictures = body["photos"]
        if not isinstance(pictures, dict):
            raise ValueError("photos")
        photos = {
            digest(sha256): state
            for state in (MERGED, MISSING)
            for sha256 in texts(pictures[state])
        }
    except (KeyError, ValueError, TypeError) as error:
        raise AppError(N_("{name} cannot be read as a receipt."), name=name) from error
    with workspace.sessions.begin() as session:
        if device not in trust.own_devices(session):
            raise ForeignError(N_("{name} is a receipt for another device."), name=name)
        if body.get("campaign") and str(body["campaign"]) not in _campaigns(session):
            raise AppError(
                N_("{name} is a receipt of another campaign; it was not taken in."), name=name
            )
        before = select(func.max(ReceiptIn.number)).where(ReceiptIn.hub == hub)
        if signed_by:  # whoever forged one before the hub was known must not lock the hub out
            before = before.where(ReceiptIn.signed_by.is_not(None))
            session.execute(
                delete(ReceiptIn).where(ReceiptIn.hub == hub, ReceiptIn.signed_by.is_(None))
            )
        newest = session.scalar(before)
        if newest is not None and number <= newest:
            return Told(hub, number, signed=bool(signed_by), new=False)
        for table in (PackageFate, RecordFate, PhotoFate):
            session.execute(delete(table).where(table.hub == hub))
        session.add_all(packages)
        session.add_all(records)
        session.add_all(
            PhotoFate(hub=hub, sha256=sha256, state=state, at=created)
            for sha256, state in photos.items()
        )
        now = wall_ms() if now_ms is None else now_ms
        session.add(
            ReceiptIn(
                hub=hub,
                number=number,
                name=name,
                signed_by=signed_by,
                created_at=created,
                imported_at=now,
            )
        )
        absent = [sha256 for sha256, state in photos.items() if state == MISSING]
        wanted = _wanted(session, workspace, packages, absent)
        done = {one.number for one in packages if one.state == MERGED}
        done -= {one.number for one in packages if one.state != MERGED}
        leaving = list(session.scalars(select(Delivery.name).where(Delivery.number.in_(done))))
    if signed_by:
        for file in leaving:
            discard(workspace.outbox / file)
    return Told(
        hub,
        number,
        len(done),
        tuple((one.number, one.reason) for one in packages if one.state == REFUSED),
        tuple(sorted({one.number for one in packages if one.state == MISSING})),
        sum(one.state == RETURNED for one in records),
        wanted,
        bool(signed_by),
    )


def _campaigns(session: Session) -> set[str]:
    return {str(one) for one in session.scalars(select(Campaign.id))}


def _wanted(
    session: Session, workspace: Workspace, packages: list[PackageFate], missing: list[str]
) -> int:
    """Let photos that the hub has not go again, unless their package is still on its way."""
    highest = max((one.number for one in packages), default=0)
    waiting = {one.number for one in packages if one.state in (RECEIVED, MISSING)}
    names = select(PackageOut.name).where(
        PackageOut.number <= highest, PackageOut.number.not_in(waiting)
    )
    count = 0
    for start in range(0, len(missing), 400):
        query = select(PhotoSent).where(
            PhotoSent.sha256.in_(missing[start : start + 400]), PhotoSent.package.in_(names)
        )
        for row in session.scalars(query):
            session.delete(row)
            count += 1
    for one in packages:
        if one.state == MISSING:
            _again(session, workspace, one)
    return count


def _again(session: Session, workspace: Workspace, one: PackageFate) -> None:
    """Bring a number or volume that never came once more; without its file, let its photos go."""
    query = select(Delivery).where(Delivery.number == one.number)
    if one.volume:
        query = query.where(Delivery.volume == one.volume)
    rows = list(session.scalars(query))
    if rows and all((workspace.outbox / row.name).is_file() for row in rows):
        for row in rows:
            row.delivered_at = None
        return
    lost = session.get(PackageOut, one.number)
    if lost is not None:
        session.execute(delete(PhotoSent).where(PhotoSent.package == lost.name))
