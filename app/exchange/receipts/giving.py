"""The hub's receipt for a device: what came, what of it is merged, what it lacks.

A receipt says everything anew, so that a lost one costs nothing, and names no one: numbers, ids and
digests only. It is one JSON file, ``<hub8>-receipt-<n>.json``::

    {"receipt": {…}, "key": "<Ed25519 key, base64>", "signature": "<base64>"}

The signature covers the canonical text of ``receipt``: keys sorted, no blanks, UTF-8.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from sqlalchemy import func, select, tuple_

from app.exchange import trust
from app.exchange.inbox.parcels import parcels, sequences
from app.exchange.receipts.here import photos_here
from app.exchange.receipts.states import MERGED, MISSING, RECEIVED, REFUSED, RETURNED
from app.exchange.receipts.text import PROFILE
from app.files import written
from app.i18n import _
from app.models.carried import withdrawn_batches
from app.models.clock import wall_ms
from app.models.custody import ReceiptOut
from app.models.tables import Campaign, Change, Inspection, Origin
from app.models.values import Json, canonical

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.exchange.inbox.parcels import Parcel
    from app.workspace import Workspace

_STATES = {"ready": RECEIVED, "waits": RECEIVED, "merged": MERGED, "repeated": MERGED}
_RANK = {MERGED: 3, RECEIVED: 2, REFUSED: 1, MISSING: 0}


@dataclass(frozen=True)
class Returned:
    """A record that goes back to its inspector.

    Attributes:
        record: The inspection; ``reason``: what is to be done, in a sentence.
    """

    record: UUID
    reason: str


class Going(Protocol):
    """A record that goes back, whoever says so; see `Returned`."""

    @property
    def record(self) -> UUID:
        """The inspection."""

    @property
    def reason(self) -> str:
        """What is to be done, in a sentence."""


Review = Callable[["Session", UUID], Iterable[Going]]


def nothing_returned(session: Session, device: UUID) -> Iterable[Returned]:
    """Return no record."""
    return ()


def write_receipt(
    workspace: Workspace,
    device: UUID,
    *,
    review: Review = nothing_returned,
    words: str = "",
    now_ms: int | None = None,
) -> Path | None:
    """Write the receipt for a device into the outbox.

    Args:
        workspace: The hub.
        device: Whose packages.
        review: Says which of its records are returned.
        words: Passphrase of the hub's keys; without any keys the receipt is not signed.
        now_ms: Wall clock, UTC milliseconds.

    Returns:
        The file; None when the last receipt said the same and is still here.

    Raises:
        AppError: The workspace cannot be written.
    """
    now = wall_ms() if now_ms is None else now_ms
    keys = trust.keys_at_hand(workspace, words)
    with workspace.reading() as session:
        content = contents(session, workspace, device, review)
        digest = hashlib.sha256(canonical(content).encode()).hexdigest()
        before = session.scalars(
            select(ReceiptOut).where(ReceiptOut.device == device).order_by(ReceiptOut.number.desc())
        ).first()
        if (
            before is not None
            and before.content == digest
            and (workspace.outbox / before.name).is_file()
        ):
            return None
    with workspace.sessions.begin() as session:
        number = (session.scalar(select(func.max(ReceiptOut.number))) or 0) + 1
        name = f"{workspace.device.hex[:8]}-receipt-{number}.json"
        receipt: Json = {**content, "number": number, "created": now}
        body: dict[str, Json] = {"receipt": receipt}
        if keys is not None:
            body["key"] = keys.public().sign
            body["signature"] = keys.signature(canonical(receipt).encode())
        target = workspace.outbox / name
        with written(target, target.with_name(f"{name}.part")) as file:
            file.write(canonical(body).encode())
        session.add(
            ReceiptOut(number=number, device=device, name=name, content=digest, created_at=now)
        )
    return target


def senders(session: Session, workspace: Workspace) -> list[UUID]:
    """List the devices whose packages came."""
    return sorted({one.device for one in parcels(session, workspace) if one.device is not None})


def last_receipts(session: Session) -> dict[UUID, tuple[int, int]]:
    """Return number and time (UTC milliseconds) of the last receipt of each device."""
    rows = session.scalars(select(ReceiptOut).order_by(ReceiptOut.number))
    return {row.device: (row.number, row.created_at) for row in rows}


def contents(
    session: Session, workspace: Workspace, device: UUID, review: Review = nothing_returned
) -> dict[str, Json]:
    """Return what the receipt for a device says, but for its number and time."""
    campaign = session.scalar(select(Campaign.id).order_by(Campaign.id))
    all_parcels = parcels(session, workspace)
    records = _records(session, device, review)
    merged, missing = photos_here(session, workspace, _identities(session, device))
    return {
        "profile": PROFILE,
        "campaign": str(campaign) if campaign else "",
        "hub": str(workspace.device),
        "device": str(device),
        "packages": _packages(all_parcels, device),
        "records": records,
        "photos": {MERGED: list(merged), MISSING: list(missing)},
    }


def _packages(found: list[Parcel], device: UUID) -> list[Json]:
    best: dict[tuple[int, int], Parcel] = {}
    for one in found:
        if one.device != device or not one.number:
            continue
        key = (one.number, one.card.volume)
        if key not in best or _rank(one) > _rank(best[key]):
            best[key] = one
    said: dict[tuple[int, int], dict[str, Json]] = {
        key: {"state": _state(one), "reason": _reason(one)} for key, one in best.items()
    }
    for line in sequences([one for one in found if one.device == device]):
        for number in line.missing:
            for volume in line.lacking.get(number, (0,)):
                said.setdefault((number, volume), {"state": MISSING, "reason": ""})
    return [{"number": key[0], "volume": key[1], **value} for key, value in sorted(said.items())]


def _reason(one: Parcel) -> str:
    if one.withdrawn:
        return _("The hub has withdrawn it: what it brought does not count there.")
    return one.reason if _state(one) == REFUSED else ""


def _state(one: Parcel) -> str:
    if one.withdrawn:
        return REFUSED
    return _STATES.get(one.state, REFUSED)


def _rank(one: Parcel) -> int:
    return _RANK[_state(one)]


def _identities(session: Session, device: UUID) -> list[UUID]:
    """Return the device and those that it says it was before."""
    known = trust.device(session, device)
    return [device, *(known.keys.replaces if known is not None else ())]


def _records(session: Session, device: UUID, review: Review) -> list[Json]:
    back = {one.record: one.reason for one in review(session, device)}
    own = select(Origin.n).where(Origin.device.in_(_identities(session, device)))
    query = (
        select(Change.subject, func.count())
        .join(Inspection, Inspection.id == Change.subject)
        .where(Change.origin.in_(own))
        .group_by(Change.subject)
        .order_by(Change.subject)
    )
    rows = session.execute(
        select(Origin.device, Origin.batch)
        .where(Origin.device.in_(_identities(session, device)))
        .distinct()
    )
    gone = sorted(withdrawn_batches(session, [(row.device, row.batch) for row in rows]))
    if gone:  # what does not count here is not merged
        of = select(Origin.n).where(tuple_(Origin.device, Origin.batch).in_(gone))
        query = query.where(Change.origin.not_in(of))
    return [
        {
            "record": str(record),
            "changes": count,
            "state": RETURNED if record in back else MERGED,
            "reason": back.get(record, ""),
        }
        for record, count in session.execute(query)
    ]
