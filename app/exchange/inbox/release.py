"""Packages that were kept apart because nobody had confirmed their device: now they may wait."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.exchange.admit import admit
from app.exchange.inbox.card import Card, card_of, drop, read_card, write_card
from app.exchange.inbox.parcels import READY, REFUSED, kept_copy
from app.exchange.inbox.take import code_of
from app.exchange.label import check_campaign, read_label
from app.exchange.received import storable
from app.exchange.seal_read import opened_package
from app.models.derived import PackageIn
from app.progress import Progress, silent

if TYPE_CHECKING:
    from app.workspace import Workspace


def release(workspace: Workspace, device: UUID, progress: Progress = silent) -> int:
    """Let the packages of a device that was confirmed wait for merging; returns how many.

    Each is verified anew: what else may be wrong with it was not looked at before.

    Args:
        workspace: The hub.
        device: The device.
        progress: Told per package.

    Raises:
        AppError: This workspace itself cannot be read or written.
        Cancelled: Those before it wait.
    """
    with workspace.reading() as session:
        rows = session.scalars(
            select(PackageIn)
            .where(PackageIn.device == device, PackageIn.state == REFUSED)
            .order_by(PackageIn.number, PackageIn.volume)
        ).all()
    waiting = [
        (row, kept)
        for row in rows
        if (kept := kept_copy(workspace, row)) is not None and kept.is_file()
    ]
    done = 0
    for count, (row, kept) in enumerate(waiting):
        progress(count, len(waiting), row.name)
        card = read_card(workspace, row.sha256)
        fresh, reason = _looked_at(workspace, kept, card)
        if row.sha256:
            write_card(workspace, row.sha256, fresh)
        with workspace.sessions.begin() as session:
            line = session.get(PackageIn, row.id)
            assert line is not None
            line.reason = storable(reason) or None
            if reason:
                line.path = None
            else:
                line.state, line.signed = READY, True
                done += 1
        if reason:
            drop(kept)
    return done


def _looked_at(workspace: Workspace, file: Path, card: Card) -> tuple[Card, str]:
    """Return the card of a package, and why it is refused after all."""
    try:
        with opened_package(workspace, file) as bag:
            label = read_label(bag)
            admit(workspace, bag, label)
            check_campaign(workspace, label)
            return replace(card_of(workspace, bag, label), source=card.source), ""
    except AppError as error:
        if getattr(error, "ours", False):
            raise
        return replace(card, code=code_of(error)), str(error)
