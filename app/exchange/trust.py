"""Whom a workspace trusts (信任): its own keys, its hub, and the devices it knows.

A device is *unknown* until a person has compared its fingerprint, then *confirmed*, or *revoked*.
Once a workspace has keys of its own it takes signed packages of confirmed devices alone; the rest
is kept apart with its reason. Only a rehearsal (演练) takes unsigned ones, and those never from a
device that has signed before.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app import keys as keyring
from app.errors import AppError
from app.exchange.speaking import hear, speaking
from app.i18n import N_
from app.identity import born
from app.keys import Keys, PublicKeys
from app.models.clock import wall_ms
from app.models.derived import Device, Local, Peer
from app.models.tables import Campaign, Change, Origin

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace

OWN, UNKNOWN, CONFIRMED, REVOKED = "own", "unknown", "confirmed", "revoked"
DEVICE, HUB = "device", "hub"


class TrustError(AppError):
    """A package is not from whom it should be; kept apart.

    Attributes:
        code: ``unsigned``, ``forged``, ``unknown``, ``revoked``, ``recipient``, ``number``,
            ``chain``, ``batch``, ``relayed``, ``ids``, ``task`` or ``hub``.
    """

    def __init__(self, code: str, template: str, **values: object) -> None:
        super().__init__(template, **values)
        self.code = code


@dataclass(frozen=True)
class Known:
    """A device that this workspace knows.

    Attributes:
        keys: Its public keys.
        role: ``device`` or ``hub``.
        state: ``own``, ``unknown``, ``confirmed`` or ``revoked``.
        seen_at: First seen here; ``decided_at``: confirmed or revoked, UTC milliseconds.
        decided_by: By whom.
        before: What the devices are called that it says it was before: it may bring their work, so
            whoever confirms it must hear of them.
    """

    keys: PublicKeys
    role: str
    state: str
    seen_at: int = 0
    decided_at: int | None = None
    decided_by: str = ""
    before: tuple[str, ...] = ()

    @property
    def trusted(self) -> bool:
        """Whether its signatures count."""
        return self.state in (OWN, CONFIRMED)


def devices(session: Session) -> list[Known]:
    """List all devices that are known here, this one and its earlier identities included."""
    return [
        _known(session, row)
        for row in session.scalars(select(Peer).order_by(Peer.seen_at, Peer.device)).all()
    ]


def device(session: Session, one: UUID) -> Known | None:
    """Return a known device."""
    row = session.get(Peer, one)
    return _known(session, row) if row is not None else None


def hub(session: Session) -> Known | None:
    """Return the hub that this laptop's packages go to; None before its first task package."""
    row = session.scalars(
        select(Peer)
        .where(Peer.role == HUB, Peer.state == CONFIRMED)
        .order_by(Peer.decided_at.desc())
        .limit(1)
    ).first()
    return _known(session, row) if row is not None else None


def own_devices(session: Session) -> set[UUID]:
    """Return the identities that this workspace has and had."""
    return set(session.scalars(select(Device.id)))


def own_keys(workspace: Workspace, words: str = "", *, as_hub: bool = False) -> Keys:
    """Return this workspace's secret keys, made now if it has none; its public ones are noted.

    Args:
        workspace: Open for writing.
        words: Passphrase, where the system has no keyring.
        as_hub: It gathers packages.

    Raises:
        LockedError: There is no keyring and no passphrase was given.
        AppError: The keys cannot be kept.
    """
    _renew_if_lost(workspace, words)
    found = keyring.make(workspace.device, words)
    with workspace.sessions.begin() as session:
        row = session.get(Peer, workspace.device)
        if row is None:
            public = found.public(_name(session, workspace), former(session, workspace.device))
            note(session, public, role=HUB if as_hub else DEVICE, state=OWN)
        elif as_hub and row.role != HUB:
            row.role = HUB
        if as_hub:
            session.flush()
            hear(workspace, session)
    return found


def _renew_if_lost(workspace: Workspace, words: str) -> None:
    """Give a workspace whose secret keys are gone an identity of its own, as to a copied one.

    Others know this device by its keys: other ones under its name would be a forgery to them.
    """
    with workspace.reading() as session:
        known = session.get(Peer, workspace.device)
    if known is None or keyring.find(workspace.device, words) is not None:
        return
    with workspace.sessions.begin() as session:
        workspace.device = born(session, workspace.root, known.name, workspace.device)


def keys_at_hand(workspace: Workspace, words: str = "") -> Keys | None:
    """Return the secret keys to sign with; None where nobody signs yet.

    A workspace that works for a hub signs: keys that a copied or restored one lacks are made.

    Raises:
        LockedError: They lie under a passphrase that was not given.
    """
    with workspace.reading() as session:
        signs = has_own_keys(session) or hub(session) is not None
    if not signs:
        return None
    return own_keys(workspace, words, as_hub=is_hub(workspace))


def is_hub(workspace: Workspace) -> bool:
    """Tell whether any identity of this workspace made a task package."""
    with workspace.reading() as session:
        query = select(Peer.device).where(Peer.state == OWN, Peer.role == HUB).limit(1)
        return session.scalars(query).first() is not None


def has_own_keys(session: Session) -> bool:
    """Tell whether any identity of this workspace has keys."""
    query = select(Peer.device).where(Peer.state == OWN).limit(1)
    return session.scalars(query).first() is not None


def former(session: Session, one: UUID) -> tuple[UUID, ...]:
    """Return the identities that a device of this workspace had before, the newest first."""
    before = {row.id: row.replaces for row in session.scalars(select(Device))}
    found: list[UUID] = []
    replaced = before.get(one)
    while replaced is not None and replaced not in found:
        found.append(replaced)
        replaced = before.get(replaced)
    return tuple(found)


def note(session: Session, keys: PublicKeys, *, role: str = DEVICE, state: str = UNKNOWN) -> None:
    """Remember a device; one that is known stays as it is."""
    if session.get(Peer, keys.device) is None:
        session.add(
            Peer(
                device=keys.device,
                name=keys.name,
                sign=keys.sign,
                seal=keys.seal,
                role=role,
                state=state,
                replaces=" ".join(map(str, keys.replaces)),
                seen_at=wall_ms(),
                decided_at=None,
                decided_by=None,
            )
        )
        session.flush()


def confirm(
    workspace: Workspace, one: UUID, fingerprint: str, person: str = "", *, role: str = DEVICE
) -> Known:
    """Trust a device whose fingerprint a person has compared.

    Args:
        workspace: The hub, or the laptop that takes its first task package.
        one: The device.
        fingerprint: As it was read aloud.
        person: Who compared.
        role: ``device`` or ``hub``.

    Raises:
        AppError: It is not known, or the fingerprint is another one.
    """
    return _decide(workspace, one, fingerprint, person, CONFIRMED, role)


def revoke(workspace: Workspace, one: UUID, person: str = "", reason: str = "") -> Known:
    """Trust a device no longer; what it sent before stays.

    Args:
        workspace: The hub.
        one: The device.
        person: Who decided.
        reason: Why, kept in this workspace.

    Raises:
        AppError: It is not known, or it is this one.
    """
    revoked = _decide(workspace, one, None, person, REVOKED, "")
    with workspace.sessions.begin() as session:
        remember(session, f"revoked {one}", reason.strip())
    return revoked


def reason_of(session: Session, one: UUID) -> str:
    """Return why a device was revoked; empty when nobody said."""
    found = remembered(session, f"revoked {one}")
    return found if isinstance(found, str) else ""


def is_strict(session: Session) -> bool:
    """Tell whether only signed packages of confirmed devices come in here."""
    if not has_own_keys(session):
        return False
    return remembered(session, "rehearsal") is not True


def is_rehearsal(session: Session) -> bool:
    """Tell whether the campaign here is practice, so that sealing may be switched off.

    Who began a campaign where no hub is known yet says it alone: else a package could declare all
    that is gathered here practice, and the next ones would be refused.
    """
    rows = session.execute(
        select(Campaign.id, Campaign.rehearsal).where(Campaign.deleted.is_(False))
    ).all()
    own = {} if speaking(session) else _own_words(session)
    return bool(rows) and all(own.get(row.id, row.rehearsal) for row in rows)


def _own_words(session: Session) -> dict[UUID, bool]:
    """Return what this desk itself said last of its campaigns: whether they are practice."""
    query = (
        select(Change.subject, Change.value)
        .join(Origin, Origin.n == Change.origin)
        .where(
            Change.kind == "campaign",
            Change.field == "rehearsal",
            Origin.device.in_(select(Device.id)),
        )
        .order_by(Change.n)
    )
    return {row.subject: row.value == "true" for row in session.execute(query)}


def remember(session: Session, name: str, value: object) -> None:
    """Keep a note of this workspace, as JSON."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    session.merge(Local(name=name, value=text))


def remembered(session: Session, name: str) -> object:
    """Return a note of this workspace; None: there is none."""
    row = session.get(Local, name)
    return json.loads(row.value) if row is not None else None


def _decide(
    workspace: Workspace, one: UUID, fingerprint: str | None, person: str, state: str, role: str
) -> Known:
    with workspace.sessions.begin() as session:
        row = session.get(Peer, one)
        if row is None or row.state == OWN:
            raise AppError(N_("No other device {device} is known here."), device=str(one)[:8])
        if fingerprint is not None and not _known(session, row).keys.is_called(fingerprint):
            raise AppError(
                N_("That is not the fingerprint of {name}. Nothing was confirmed; compare again."),
                name=row.name or str(one)[:8],
            )
        row.state, row.decided_at, row.decided_by = state, wall_ms(), person
        row.role = role or row.role
        if role == HUB:
            session.flush()
            hear(workspace, session)
        return _known(session, row)


def _known(session: Session, row: Peer) -> Known:
    replaced = tuple(UUID(one) for one in row.replaces.split())
    keys = PublicKeys(row.device, row.name, row.sign, row.seal, replaced)
    decided = row.decided_at, row.decided_by or ""
    before = tuple(_called(session, one) for one in replaced)
    return Known(keys, row.role, row.state, row.seen_at, *decided, before)


def _called(session: Session, one: UUID) -> str:
    row = session.get(Peer, one)
    return " ".join(part for part in (row.name if row is not None else "", str(one)[:8]) if part)


def _name(session: Session, workspace: Workspace) -> str:
    row = session.get(Device, workspace.device)
    return row.name if row is not None else ""
