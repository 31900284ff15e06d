"""How a package goes out: its label, who signs it, whom it is sealed for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from app import __version__
from app.errors import AppError
from app.exchange.bags.write import BagWriter
from app.exchange.signing import KIND_LABEL, RECIPIENT_LABEL, key_labels
from app.exchange.trust import Known, former, hub, is_rehearsal, keys_at_hand, remembered
from app.i18n import N_
from app.identity import first_number
from app.models.derived import Device, PackageOut
from app.models.tables import Campaign

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from app.keys import Keys, PublicKeys
    from app.workspace import Workspace

PROFILE = "chengjian-package-1"


@dataclass(frozen=True)
class Outgoing:
    """Who signs a package, for whom, and who can open it.

    Attributes:
        keys: To sign with; None: nobody signs yet.
        public: What the package says of them.
        recipient: Whom it is for; None: whoever gets it.
        recipients: age keys that it is sealed for; none: it stays open.
    """

    keys: Keys | None = None
    public: PublicKeys | None = None
    recipient: Known | None = None
    recipients: tuple[str, ...] = ()

    @property
    def suffix(self) -> str:
        """Suffix of its files."""
        return ".zip.age" if self.recipients else ".zip"

    def labels(self, kind: str) -> dict[str, str]:
        """Return what ``bag-info.txt`` says of it."""
        if self.public is None:
            return {}
        to = str(self.recipient.keys.device) if self.recipient is not None else ""
        return {KIND_LABEL: kind, RECIPIENT_LABEL: to, **key_labels(self.public)}

    def bag(self, target: Path, top: str, info: Mapping[str, str]) -> BagWriter:
        """Start a bag that is signed and sealed like this."""
        sign = self.keys.signature if self.keys is not None else None
        return BagWriter(target, top, info, recipients=self.recipients, sign=sign)


def outgoing(workspace: Workspace, sealed: bool | None = None, words: str = "") -> Outgoing:
    """Say how the next package of this workspace is signed and sealed.

    Args:
        workspace: Open for writing.
        sealed: None: as soon as there is a hub to seal for. False: not, which only a rehearsal may.
        words: Passphrase of its keys, where the system has no keyring.

    Raises:
        AppError: Sealing is asked for without a hub, or switched off for real work.
        LockedError: The keys lie under a passphrase that was not given.
    """
    keys = keys_at_hand(workspace, words)
    with workspace.reading() as session:
        to = hub(session)
        if sealed and to is None:
            raise AppError(N_("No hub is known yet: take its task package first."))
        if sealed is False and to is not None and not is_rehearsal(session):
            raise AppError(N_("Only the packages of a rehearsal may stay unsealed."))
        if keys is None:
            return Outgoing()
        row = session.get(Device, workspace.device)
        name = row.name if row is not None else ""
        public = keys.public(name, former(session, workspace.device))
        recovery = remembered(session, "recovery_of_hub")
        found: tuple[str, ...] = ()
        if to is not None and sealed is not False:
            found = (to.keys.seal, *([recovery] if isinstance(recovery, str) and recovery else []))
    return Outgoing(keys, public, to, found)


def info(
    workspace: Workspace, session: Session, number: int, previous: str, now: int
) -> dict[str, str]:
    """Return the label of a package of one volume."""
    campaign = session.scalar(
        select(Campaign.id).where(Campaign.deleted.is_(False)).order_by(Campaign.id)
    )
    void = session.scalars(
        select(PackageOut.number)
        .where(PackageOut.digest.is_(None), PackageOut.number < number)
        .order_by(PackageOut.number)
    ).all()
    first = first_number(session)  # what came before belongs to the identity that this one replaced
    gaps = [*range(1, first), *(gap for gap in void if gap >= first)]
    created = datetime.fromtimestamp(now / 1000, UTC)
    return {
        "Bagging-Date": created.date().isoformat(),
        "Bag-Software-Agent": f"chengjian {__version__}",
        "BagIt-Profile-Identifier": PROFILE,
        "Chengjian-Campaign": str(campaign),
        "Chengjian-Sender": str(workspace.device),
        "Chengjian-Number": str(number),
        "Chengjian-Volume": "1 of 1",
        "Chengjian-Previous": previous,
        "Chengjian-Void": " ".join(str(gap) for gap in gaps),
        "Chengjian-Created": created.isoformat(timespec="milliseconds"),
        "Chengjian-Rehearsal": "yes" if is_rehearsal(session) else "no",
    }
