"""Receipts go back where packages came from, or to a stick that goes round."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.i18n import _, ngettext

if TYPE_CHECKING:
    from app.exchange.inbox.parcels import Parcel
    from app.workspace import Workspace


def back(workspace: Workspace, parcels: Sequence[Parcel]) -> tuple[list[str], str]:
    """Write receipts into the folders that packages were taken in from, as far as they are there.

    Returns:
        Names of the receipts; why a folder got none, empty when all is well.
    """
    from app.exchange.fetching import send_receipts
    from app.exchange.roads.local import LocalRoad
    from app.inspection.review.returned import returned_records

    written: list[str] = []
    problem = ""
    for source in sorted({one.card.source for one in parcels if one.card.source}):
        folder = Path(source)
        fetched = workspace.inbox / "fetched"
        if folder == fetched:
            continue  # they came over a road, and are told there
        if not folder.is_dir():
            problem = _("{folder} is not there any more").format(folder=folder.name or source)
            continue
        try:
            written += send_receipts(workspace, LocalRoad(folder), review=returned_records)
        except AppError as error:  # what was merged is merged: the receipt can be written later
            problem = str(error)
    return written, problem


def everyone(workspace: Workspace, folder: Path) -> list[str]:
    """Write the receipts of all senders to a folder; returns their names.

    Raises:
        AppError: The folder cannot be written.
    """
    from app.exchange.fetching import send_receipts
    from app.exchange.roads.local import LocalRoad
    from app.inspection.review.returned import returned_records

    return send_receipts(workspace, LocalRoad(folder), review=returned_records, everyone=True)


def words(written: Sequence[str], problem: str) -> str:
    """Say how many receipts were written, or why none."""
    if problem and not written:
        return _("no receipt written: {reason}").format(reason=problem)
    if not written:
        return _("receipts were written before")
    return ngettext(
        "{count} receipt written where it came from",
        "{count} receipts written where they came from",
        len(written),
    ).format(count=len(written))
