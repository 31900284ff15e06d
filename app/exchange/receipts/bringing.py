"""Receipts go back over the road that the packages came by."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.exchange.deliver import Patience, deliver
from app.exchange.receipts.giving import Review, nothing_returned, senders, write_receipt
from app.exchange.received import file_digest
from app.exchange.road_read import goes_on
from app.exchange.roads.base import Road
from app.exchange.volumes import named
from app.i18n import N_
from app.models.custody import ReceiptOut

if TYPE_CHECKING:
    from pathlib import Path

    from app.workspace import Workspace


def send_receipts(
    workspace: Workspace,
    road: Road,
    *,
    review: Review = nothing_returned,
    words: str = "",
    patience: Patience | None = None,
    everyone: bool = False,
) -> list[str]:
    """Write what is new to tell the devices whose packages lie on a road, and bring it there.

    Args:
        workspace: The hub.
        road: Where their packages came from.
        review: Says which records are returned.
        words: Passphrase of the hub's keys.
        patience: How often to try.
        everyone: For all devices, also those that have nothing there: a stick that goes round.

    Returns:
        Names of the receipts that were brought.

    Raises:
        AppError: What kept back the first receipt that was not brought, perhaps the road; the next
            time brings what is left.
    """
    there = road.sizes()
    here = {what.device8 for name in there if (what := named(name)) is not None}
    with workspace.reading() as session:
        devices = [one for one in senders(session, workspace) if everyone or one.hex[:8] in here]
    brought: list[str] = []
    kept_back: AppError | None = None
    for device in devices:
        file = write_receipt(workspace, device, review=review, words=words)
        file = file or _last(workspace, device)
        if file is None or (file.is_file() and there.get(file.name) == file.stat().st_size):
            continue  # another file of its name is said when it is brought
        try:
            digest = file_digest(file)
            if digest is None:
                raise AppError(N_("{name} cannot be read here any more."), name=file.name)
            deliver(road, file, digest, lambda _count: None, patience)
            brought.append(file.name)
        except AppError as error:
            kept_back = kept_back or error
            if not goes_on(road):
                break
    if kept_back is not None:
        raise kept_back
    return brought


def _last(workspace: Workspace, device: UUID) -> Path | None:
    with workspace.reading() as session:
        query = select(ReceiptOut.name).where(ReceiptOut.device == device)
        name = session.scalars(query.order_by(ReceiptOut.number.desc())).first()
    return workspace.outbox / name if name else None
