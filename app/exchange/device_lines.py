"""The devices that a hub knows, with what came from each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from app.exchange.inbox.parcels import MERGED, REFUSED, Parcel, Sequenced, parcels, sequences
from app.exchange.trust import OWN, Known, devices, reason_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace

UNSIGNED = "unsigned"


@dataclass(frozen=True)
class DeviceLine:
    """One device.

    Attributes:
        known: Its keys and whether they are trusted; None: it never signed.
        person, community: Who wrote most of what came, and where.
        first_at, last_at: When its first and last package came, UTC milliseconds; 0: none.
        packages: How many packages came; ``merged``: how many of them are merged.
        held: How many are kept until it is confirmed; ``refused``: refused for other reasons.
        numbers: Its running numbers; None: none came.
        reason: Why it was revoked.
    """

    device: UUID
    known: Known | None
    name: str = ""
    person: str = ""
    community: str = ""
    first_at: int = 0
    last_at: int = 0
    packages: int = 0
    merged: int = 0
    held: int = 0
    refused: int = 0
    numbers: Sequenced | None = None
    reason: str = ""

    @property
    def state(self) -> str:
        """``unknown``, ``confirmed``, ``revoked`` or ``unsigned``."""
        return self.known.state if self.known is not None else UNSIGNED

    @property
    def fingerprint(self) -> str:
        """Four groups of four letters; empty for a device without keys."""
        return self.known.keys.fingerprint if self.known is not None else ""

    @property
    def title(self) -> str:
        """What people call it."""
        return self.name or self.device.hex[:8]


def device_lines(session: Session, workspace: Workspace) -> list[DeviceLine]:
    """List the devices of others: those that wait for confirmation first, then the latest."""
    found = parcels(session, workspace)
    came: dict[UUID, list[Parcel]] = {}
    for one in found:
        if one.device is not None and one.device != workspace.device:
            came.setdefault(one.device, []).append(one)
    numbers = {line.device: line for line in sequences(found)}
    others = {one.keys.device: one for one in devices(session) if one.state != OWN}
    own = {one.keys.device for one in devices(session) if one.state == OWN}
    lines = [
        _line(session, device, others.get(device), came.get(device, []), numbers.get(device))
        for device in {**others, **dict.fromkeys(came)}
        if device not in own
    ]
    rank = {"unknown": 0}
    return sorted(
        lines, key=lambda one: (rank.get(one.state, 1), -one.last_at, one.title, one.device.bytes)
    )


def _line(
    session: Session,
    device: UUID,
    known: Known | None,
    came: list[Parcel],
    numbers: Sequenced | None,
) -> DeviceLine:
    times = [one.arrived_at for one in came if one.arrived_at]
    said = next((one.card for one in came if one.card.person), None)
    held = sum(one.held for one in came)
    return DeviceLine(
        device,
        known,
        known.keys.name if known is not None else "",
        said.person if said is not None else "",
        next((one.card.community for one in came if one.card.community), ""),
        min(times, default=0),
        max(times, default=0),
        len({one.number for one in came}),
        len({one.number for one in came if one.state in (MERGED, "repeated")}),
        held,
        sum(one.state == REFUSED for one in came) - held,
        numbers,
        reason_of(session, device) if known is not None and known.state == "revoked" else "",
    )
