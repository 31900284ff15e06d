"""What became of a package, and its line in the list of packages."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from app.exchange.label import Label
from app.models.derived import PackageIn
from app.models.ids import new_id
from app.models.log import Ahead

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.exchange.inbox.card import Card


@dataclass(frozen=True)
class Received:
    """What became of one file.

    Attributes:
        path: The file.
        state: ``merged``, ``repeated`` (nothing in it was new) or ``refused``.
        reason: Why it was refused, in words; empty otherwise.
        label: What it says of itself; None when it could not be read, or is not its sender's word.
        changes_new: Changes that were not here before.
        changes_known: Changes that were.
        photos_new: Photos stored.
        conflicts_new: Fields that came into conflict by it.
        ahead: Devices whose clocks run far ahead.
        signed: Its signature was right, by a key known here.
        code: Why it was refused, for programs: see `app.exchange.trust.TrustError`.
        unheard: What it says that only a hub may say, see `app.exchange.unheard`: how many changes.
    """

    path: Path
    state: str
    reason: str = ""
    label: Label | None = None
    changes_new: int = 0
    changes_known: int = 0
    photos_new: int = 0
    conflicts_new: int = 0
    ahead: tuple[Ahead, ...] = ()
    signed: bool = False
    code: str = ""
    unheard: Mapping[str, int] = field(default_factory=dict)


def record(session: Session, result: Received, card: Card, digest: str | None, now: int) -> None:
    """Enter a package into the list.

    Args:
        session: Of the merge.
        result: What became of it.
        card: What it says of itself, as far as that could be read.
        digest: SHA-256 of its tag manifest, or of the file where that cannot be read.
        now: Wall clock, UTC milliseconds.
    """
    session.add(
        PackageIn(
            id=new_id(),
            name=storable(result.path.name),
            path=storable(str(result.path)),
            sha256=digest,
            device=UUID(card.device) if card.device else None,
            number=card.number or None,
            volume=card.volume,
            volumes=card.volumes,
            state=result.state,
            reason=storable(result.reason) or None,
            changes_new=result.changes_new,
            photos_new=result.photos_new,
            conflicts_new=result.conflicts_new,
            received_at=now,
            merged_at=now if result.state == "merged" else None,
            previous=result.label.previous if result.label else None,
            signed=result.signed,
        )
    )


def storable(text: str) -> str:
    """Replace what UTF-8 cannot hold: names of files that another system wrote may be anything."""
    return text.encode("utf-8", "replace").decode()


def file_digest(path: Path) -> str | None:
    """Return the SHA-256 of a file in hex; None when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
