"""Whether a hub's books agree with the packages that it says it merged (对账).

The digests of batches say that a batch is what was closed. That it is still there, still signed,
and that nothing lies beside it in its device's name, only the list of packages can tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from app.errors import AppError
from app.exchange.trust import DEVICE, OWN, devices, is_hub
from app.i18n import N_
from app.models.aside import put_aside
from app.models.carried import brought
from app.models.derived import BatchRow, PackageIn
from app.models.tables import Change, Origin

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace


def book_problems(workspace: Workspace, session: Session) -> list[AppError]:
    """Say which batches of merged packages are gone or bare, and what nobody signed."""
    headers = {
        (row.device, row.number): bool(row.signature)
        for row in session.execute(
            select(BatchRow.device, BatchRow.number, BatchRow.signature).where(
                BatchRow.digest.is_not(None)
            )
        )
    }
    signed = {key for key, is_signed in headers.items() if is_signed}
    found = []
    for device, number in sorted(_promised(session) - signed - put_aside(session)):
        text = (
            N_("Batch {batch} of device {device} came signed; its signature is gone.")
            if (device, number) in headers
            else N_("Batch {batch} of device {device} was merged and is gone.")
        )
        found.append(AppError(text, batch=number, device=str(device)[:8]))
    if is_hub(workspace):
        found += [
            AppError(
                N_("{count} changes of device {device} lie in no batch that it signed."),
                count=count,
                device=str(device)[:8],
            )
            for device, count in _loose(session, {one for one, _number in signed})
        ]
    return found


def _promised(session: Session) -> set[tuple[UUID, int]]:
    """Return the batches that signed packages of their own devices brought."""
    notes = brought(session)
    query = select(PackageIn.sha256, PackageIn.device).where(
        PackageIn.signed.is_(True), PackageIn.state.in_(("merged", "repeated"))
    )
    return {
        batch
        for sha256, device in session.execute(query)
        for batch in notes.get(str(sha256), ())
        if batch[0] == device
    }


def _loose(session: Session, signing: set[UUID]) -> list[tuple[UUID, int]]:
    """Count changes outside all batches, of devices that sign and that nobody may speak for."""
    known = devices(session)
    replaced = {before for one in known for before in one.keys.replaces}
    alone = [
        one.keys.device
        for one in known
        if one.state != OWN
        and one.role == DEVICE
        and one.keys.device in signing
        and one.keys.device not in replaced
    ]
    query = (
        select(Origin.device, func.count())
        .join(Change, Change.origin == Origin.n)
        .outerjoin(
            BatchRow,
            (BatchRow.device == Origin.device)
            & (BatchRow.number == Origin.batch)
            & BatchRow.digest.is_not(None),
        )
        .where(Origin.device.in_(alone), BatchRow.number.is_(None))
        .group_by(Origin.device)
        .order_by(Origin.device)
    )
    return [(device, count) for device, count in session.execute(query)]
