"""Looking whether a package or a workspace is what was signed (核对); nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from app.errors import AppError
from app.exchange.admit import check_signature
from app.exchange.audit_books import book_problems
from app.exchange.change_stream import checked_changes
from app.exchange.label import Label, read_label
from app.exchange.proof import Proof
from app.exchange.trust import DEVICE, HUB, UNKNOWN, Known, TrustError, device, devices
from app.i18n import N_
from app.keys import PublicKeys, verified
from app.models.log import batch_problems, batches
from app.models.retold import retold_problems
from app.models.tables import Base

if TYPE_CHECKING:
    from app.exchange.bags.read import BagReader
    from app.workspace import Workspace


@dataclass(frozen=True)
class PackageAudit:
    """A package that is what its sender closed.

    Attributes:
        label: What it says of itself.
        keys: Of whoever signed it; None: nobody did.
        trusted: Whether that device is confirmed in the workspace.
        changes: Changes in it.
        batches: Headers in it; ``signed``: those with a signature that is right.
    """

    label: Label
    keys: PublicKeys | None
    trusted: bool
    changes: int
    batches: int
    signed: int


@dataclass(frozen=True)
class WorkspaceAudit:
    """The log of a workspace, and what follows from it.

    Attributes:
        batches: How many; ``signed``: those whose signature is right.
        problems: What is not as it was closed or signed, in words.
    """

    batches: int
    signed: int
    problems: list[AppError]


def audit_package(bag: BagReader, workspace: Workspace | None = None) -> PackageAudit:
    """Verify signature, batches and sets of a package whose bytes are verified.

    Args:
        bag: The package.
        workspace: Whose known devices count; None: the package's own keys alone.

    Raises:
        TrustError: Something is not what was signed.
        AppError: It cannot be read, or a batch is not what was closed.
    """
    label = read_label(bag)
    if workspace is None:
        keys = check_signature(bag, label, None)
        if keys is None:
            count = sum(1 for _change in checked_changes(bag, label))
            return PackageAudit(label, None, False, count, 0, 0)
        with _nobody_known() as session:
            proof = Proof(session, bag, label, Known(keys, HUB, UNKNOWN), relays_unproved=True)
            count = sum(1 for _change in proof.changes())
            signed = sum(bool(one.signature) for one in proof.headers.values())
            return PackageAudit(label, keys, False, count, len(proof.headers), signed)
    with workspace.reading() as session:
        known = device(session, label.device)
        keys = check_signature(bag, label, known)
        if keys is None:
            count = sum(1 for _change in checked_changes(bag, label))
            return PackageAudit(label, None, False, count, 0, 0)
        proof = Proof(session, bag, label, known or Known(keys, DEVICE, UNKNOWN))
        count = sum(1 for _change in proof.changes())
        signed = sum(bool(one.signature) for one in proof.headers.values())
        trusted = known is not None and known.trusted
        return PackageAudit(label, keys, trusted, count, len(proof.headers), signed)


def audit_workspace(workspace: Workspace) -> WorkspaceAudit:
    """Compute all digests again, verify signatures, compare packages and tables with the log."""
    with workspace.reading() as session:
        problems = [
            *batch_problems(session),
            *book_problems(workspace, session),
            *retold_problems(session, workspace.cache),
        ]
        known = {one.keys.device: one for one in devices(session)}
        closed = [one for one in batches(session) if one.digest]
        signed = 0
        for one in closed:
            if not one.signature:
                continue
            who = known.get(one.device)
            if who is not None and verified(who.keys.sign, one.signed_text, one.signature):
                signed += 1
                continue
            problems.append(
                TrustError(
                    "forged",
                    N_("The header of batch {batch} of device {device} is forged."),
                    batch=one.number,
                    device=str(one.device)[:8],
                )
            )
    return WorkspaceAudit(len(closed), signed, problems)


@contextmanager
def _nobody_known() -> Iterator[Session]:
    """Open an empty database in memory: a workspace that knows no device and no batch."""
    engine = create_engine("sqlite://")
    try:
        Base.metadata.create_all(engine)
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()
