"""Which campaign is read, which of its inspections, and whether they can be read now."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.errors import AppError
from app.i18n import N_
from app.models import derived, tables
from app.reports.city.unsettled import Unsettled
from app.reports.facts import Campaign


def the_campaign(
    session: Session, campaign: UUID | None, unsettled: Unsettled | None = None
) -> Campaign:
    """Return the campaign asked for, or the only one there is.

    Raises:
        AppError: No such campaign, or several to choose from.
    """
    model = tables.Campaign
    query = select(
        model.id, model.name, model.round, model.city, model.data_date, model.zone, model.rehearsal
    ).where(model.deleted.is_(False))
    if campaign is not None:
        query = query.where(model.id == campaign)
    rows = session.execute(query.order_by(model.id)).all()
    if not rows:
        raise AppError(N_("There is no campaign to make lists of. Start or receive one first."))
    if len(rows) > 1:
        names = "、".join(row.name or str(row.id) for row in rows)
        raise AppError(N_("There are several campaigns: {names}. Say which one."), names=names)
    row = rows[0]
    doubts = unsettled.of("campaign", row.id.bytes) if unsettled is not None else {}
    return Campaign(
        row.id.bytes,
        doubts.get("name") or row.name or "",
        row.round or "",
        doubts.get("city") or row.city or "",
        doubts.get("data_date") or row.data_date or "",
        row.zone or "Asia/Shanghai",
        bool(row.rehearsal),
        doubts,
    )


def scope_of(campaign: Campaign) -> list[ColumnElement[bool]]:
    """Return what an inspection must meet to belong to the campaign's round."""
    found: list[ColumnElement[bool]] = [tables.Inspection.deleted.is_(False)]
    if campaign.round:
        found.append(tables.Inspection.round == campaign.round)
    return found


def refuse_stale(session: Session) -> None:
    """Make sure that findings are up to date.

    Raises:
        AppError: Inspections have changed since theirs were worked out.
    """
    stale = session.scalar(select(func.count()).select_from(derived.Stale)) or 0
    if stale:
        raise AppError(
            N_(
                "{count} inspections have changed since their findings were worked out."
                " Work them out first, then make the lists."
            ),
            count=stale,
        )
