"""Whose receipts count, and what they say of the packages that went out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import func, select, true

from app.exchange import trust
from app.models.custody import PackageFate, ReceiptIn
from app.models.derived import PackageOut

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PACKED, DELIVERED, MERGED, RETURNED = "packed", "delivered", "merged", "returned"
RECEIVED, REFUSED, MISSING = "received", "refused", "missing"


@dataclass(frozen=True)
class Where:
    """Where a record or a photo is.

    Attributes:
        state: ``""`` (only here), ``packed``, ``delivered``, ``merged``, ``returned`` or
            ``refused`` (the hub did not take the package).
        reason: Why it was returned or refused, in the hub's words.
        number: Of the package that carries it, 0 for none.
    """

    state: str = ""
    reason: str = ""
    number: int = 0


def signed_hubs(session: Session) -> list[UUID]:
    """List the hubs that signed receipts here and still count.

    A laptop that knows its hub hears no other: one that it worked for before, or the same one as it
    was before a backup was put back there, may lack what it once had.
    """
    query = select(ReceiptIn.hub).where(ReceiptIn.signed_by.is_not(None)).distinct()
    hub = trust.hub(session)
    if hub is not None:
        query = query.where(ReceiptIn.hub == hub.keys.device, ReceiptIn.signed_by == hub.keys.sign)
    return list(session.scalars(query))


def heard(session: Session, column: Any) -> Any:
    """Return the condition that a fate is told by a hub that counts: the one that is known."""
    hub = trust.hub(session)
    return true() if hub is None else column == hub.keys.device


def merged_upto(session: Session) -> int:
    """Return the last change that a merged package carries."""
    query = (
        select(func.max(PackageOut.upto))
        .join(PackageFate, PackageFate.number == PackageOut.number)
        .where(
            PackageOut.digest.is_not(None),
            PackageFate.volume == 1,
            PackageFate.state == MERGED,
            heard(session, PackageFate.hub),
        )
    )
    return session.scalar(query) or 0


def packages_told(session: Session) -> list[tuple[int, Where]]:
    """List how far each package reaches and what came of it, the latest first."""
    fates: dict[int, PackageFate] = {}
    told_by = select(PackageFate).where(PackageFate.volume <= 1, heard(session, PackageFate.hub))
    for fate in session.scalars(told_by):
        fates[fate.number] = fate
    query = (
        select(PackageOut.number, PackageOut.upto)
        .where(PackageOut.digest.is_not(None), PackageOut.upto.is_not(None))
        .order_by(PackageOut.number.desc())
    )
    result = []
    for number, upto in session.execute(query):
        told = fates.get(number)
        state = {RECEIVED: DELIVERED, MERGED: DELIVERED, REFUSED: REFUSED}.get(
            told.state if told else "", PACKED
        )
        result.append((upto or 0, Where(state, told.reason if told else "", number)))
    return result


def of_package(packages: list[tuple[int, Where]], last: int) -> Where:
    """Return the best that came of the packages that carry a change."""
    rank = {REFUSED: 0, PACKED: 1, DELIVERED: 2}
    carrying = [where for upto, where in packages if upto >= last]
    return max(carrying, key=lambda where: rank[where.state], default=Where())
