"""Two packages with changes of the same ids: who used them first, and the way out.

One of the two is forged, or a laptop was copied behind the program's back. Nobody here can tell
which, so the second package is kept and names the first; once a person has withdrawn the wrong one,
that is set aside and the other comes in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import AppError
from app.exchange.trust import TrustError, device
from app.i18n import N_
from app.models.aside import holder, set_aside
from app.models.carried import carried

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from app.models.append import ClashError
    from app.workspace import Workspace

CLASH = "ids"
"""Code of the refusal, see `app.exchange.trust.TrustError`."""


def make_room(workspace: Workspace, clash: ClashError) -> bool:
    """Set the batch aside that holds an id, if it is withdrawn; returns whether it was."""
    with workspace.sessions.begin() as session:
        found = holder(session, clash.change)
        if found is None or not found[1]:
            return False
        set_aside(session, *found[0])
    return True


def refusal(workspace: Workspace, clash: ClashError) -> AppError:
    """Say who used the ids before, and what to do."""
    with workspace.reading() as session:
        found = holder(session, clash.change)
        if found is None:
            return clash
        (one, batch), _withdrawn = found
        if one == workspace.device:
            return TrustError(
                CLASH,
                N_(
                    "The package uses ids of changes that were written here, with other content: "
                    "it is forged, or this workspace was copied. Nothing of it was used."
                ),
            )
        number, by = _brought_by(session, one, batch)
        return TrustError(
            CLASH,
            N_(
                "The package uses ids of changes that device {device} sent before with other "
                "content, in package {number} of {sender}: one of the two is forged, or a laptop "
                "was copied. Nothing of this one was used; it is kept. Ask both owners, withdraw "
                "the package that is wrong, then merge this one again."
            ),
            device=_called(session, one),
            number=number,
            sender=_called(session, by),
        )


def _brought_by(session: Session, one: UUID, batch: int) -> tuple[int, UUID]:
    """Return number and sender of the first package that brought a batch; its own if unknown."""
    keys = sorted(
        (key[0] != one, key[1], key[0])
        for key, package in carried(session).items()
        if (one, batch) in package.batches | package.gone
    )
    return (keys[0][1], keys[0][2]) if keys else (batch, one)


def _called(session: Session, one: UUID) -> str:
    known = device(session, one)
    return " ".join(part for part in (known.keys.name if known else "", str(one)[:8]) if part)
