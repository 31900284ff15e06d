"""Receipts go back where packages came from: a folder, a stick, a road, or all onto one stick."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from app.exchange.inbox.parcels import Parcel
    from app.exchange.roads.destination import Secrets
    from app.workspace import Workspace


def back(
    workspace: Workspace, parcels: Sequence[Parcel], secrets: Secrets
) -> tuple[list[str], str]:
    """Write receipts to where packages were taken in from, as far as that is there.

    Args:
        workspace: The hub.
        parcels: What was merged.
        secrets: Asked for the password of a road.

    Returns:
        Names of the receipts; why a folder or road got none, empty when all is well.
    """
    from app.exchange.fetching import CAME_BY

    written: list[str] = []
    problem = ""
    fetched = workspace.inbox / "fetched"
    for source in sorted({one.card.source for one in parcels if one.card.source}):
        if Path(source) == fetched:
            continue  # fetched by a version that did not note the road
        try:
            if source.startswith(CAME_BY):
                written += bring(workspace, source.removeprefix(CAME_BY), secrets)
            else:
                written += _write(workspace, Path(source))
        except AppError as error:  # what was merged is merged: the receipt can be written later
            problem = str(error)
    return written, problem


def bring(workspace: Workspace, name: str, secrets: Secrets) -> list[str]:
    """Bring what is new to tell to a destination, for the devices whose packages lie there.

    Raises:
        AppError: The destination is not there any more, or the road cannot be taken.
    """
    from app.exchange.deliver import Patience
    from app.exchange.receipts.bringing import send_receipts
    from app.exchange.roads.destination import destination, open_road
    from app.inspection.review.returned import returned_records

    with workspace.reading() as session:
        one = destination(session, name)
    road = open_road(one, secrets)
    try:
        # Whoever waits at the window learns soon that a road is cut; the next fetch brings it.
        patience = Patience(tries=2)
        return send_receipts(workspace, road, review=returned_records, patience=patience)
    finally:
        with suppress(AppError, OSError):
            road.close()


def _write(workspace: Workspace, folder: Path) -> list[str]:
    from app.exchange.receipts.bringing import send_receipts
    from app.exchange.roads.local import LocalRoad
    from app.inspection.review.returned import returned_records

    if not folder.is_dir():
        raise AppError(N_("{folder} is not there any more"), folder=folder.name or str(folder))
    return send_receipts(workspace, LocalRoad(folder), review=returned_records)


def everyone(workspace: Workspace, folder: Path) -> list[str]:
    """Write the receipts of all senders to a folder; returns their names.

    Raises:
        AppError: The folder cannot be written.
    """
    from app.exchange.receipts.bringing import send_receipts
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
