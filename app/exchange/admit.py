"""Letting a package in: who signed it, for whom, and what number it has in its sender's chain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.errors import AppError
from app.exchange.signing import KIND_LABEL, RECIPIENT_LABEL, keys_of
from app.exchange.trust import (
    REVOKED,
    UNKNOWN,
    Known,
    TrustError,
    device,
    is_strict,
    note,
    own_devices,
)
from app.exchange.volumes import volume_of
from app.i18n import N_
from app.keys import PublicKeys, verified
from app.models.derived import PackageIn

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.exchange.bags.read import BagReader
    from app.exchange.label import Label
    from app.workspace import Workspace

_NUMBER = re.compile("[0-9]{1,10}")
CHANGES_KIND, TASK_KIND = "changes", "task"


@dataclass(frozen=True)
class Admitted:
    """A package that may come in.

    Attributes:
        sender: Who signed it; None: nobody.
        strict: Whether everything in it must be proved.
    """

    sender: Known | None
    strict: bool


def admit(
    workspace: Workspace, bag: BagReader, label: Label, *, recovering: bool = False
) -> Admitted:
    """Check signature, recipient and number of a package; a new device is noted as unknown.

    Args:
        workspace: Where it came.
        bag: The package, its content verified.
        label: What it says of itself.
        recovering: A person opened it with the recovery key: its hub may be lost.

    Raises:
        TrustError: It is kept apart; the message says why.
    """
    if bag.info.get(KIND_LABEL, CHANGES_KIND) != CHANGES_KIND:
        raise TrustError(
            "task",
            N_("This is a task package: it makes a laptop ready and holds no work. Take it there."),
        )
    with workspace.reading() as session:
        known = device(session, label.device)
        strict = is_strict(session)
        own = own_devices(session)
    recipient = bag.info.get(RECIPIENT_LABEL, "")
    if recipient and recipient not in {str(one) for one in own} and not recovering:
        raise TrustError(
            "recipient",
            N_("The package is for another hub ({hub}). Ask the sender where it belongs."),
            hub=recipient[:8],
        )
    keys = check_signature(bag, label, known)
    if not keys:
        if strict:
            raise TrustError(
                "unsigned",
                N_(
                    "The package is not signed, so nobody knows who wrote it. The sender takes the "
                    "task package of this hub first and exports again."
                ),
            )
        return Admitted(None, False)
    if known is None:
        with workspace.sessions.begin() as session:
            note(session, keys)
            known = device(session, label.device)
    assert known is not None
    refuse_revoked(known)
    if known.state == UNKNOWN and strict:
        raise TrustError(
            "unknown",
            N_(
                "The device {name} is new here. Compare its fingerprint {fingerprint} with its "
                "owner by telephone and confirm it; the package is kept until then."
            ),
            name=known.keys.name or str(label.device)[:8],
            fingerprint=known.keys.fingerprint,
        )
    with workspace.reading() as session:
        check_chain(session, bag, label)
    return Admitted(known, strict)


def check_signature(bag: BagReader, label: Label, known: Known | None) -> PublicKeys | None:
    """Verify the signature of a package.

    Returns:
        The keys of its sender; None: it is unsigned, and its sender never signed before.

    Raises:
        TrustError: The signature is wrong, missing, or by another key than before.
        AppError: The keys in it cannot be read.
    """
    keys = keys_of(label.device, bag.info)
    if keys is None or not bag.signature:
        if keys is None and not bag.signature and known is None:
            return None
        raise TrustError(
            "forged",
            N_("The signature of the package was taken away, or it is of another time."),
        )
    if known is not None and (known.keys.sign, known.keys.seal) != (keys.sign, keys.seal):
        raise TrustError(
            "forged",
            N_(
                "The package says it is from {name}, but another key signed it: it is forged or "
                "was substituted."
            ),
            name=known.keys.name or str(label.device)[:8],
        )
    if not verified(keys.sign, bag.sealed_text, bag.signature):
        raise TrustError(
            "forged", N_("The signature of the package is wrong: it is forged or was altered.")
        )
    return keys


def is_its_own(workspace: Workspace, bag: BagReader, label: Label) -> bool:
    """Tell whether what a package says of itself may count as its sender's word.

    What another key signed, or nobody, says nothing of a device that signs: neither which numbers
    it wrote nor which it never will.
    """
    try:
        with workspace.reading() as session:
            check_signature(bag, label, device(session, label.device))
    except AppError:
        return False
    return True


def refuse_revoked(known: Known) -> None:
    """Refuse a device that is trusted no longer.

    Raises:
        TrustError: It is revoked.
    """
    if known.state == REVOKED:
        raise TrustError(
            "revoked",
            N_("The device {name} is revoked; its packages are kept apart."),
            name=known.keys.name or str(known.keys.device)[:8],
        )


def check_chain(session: Session, bag: BagReader, label: Label) -> None:
    """Compare a signed package with the signed ones of its sender that are here.

    Raises:
        TrustError: Its number was used for something else, or it does not follow the one before.
    """
    volume, _count = volume_of(bag.info)
    rows = session.execute(
        select(PackageIn.number, PackageIn.sha256, PackageIn.previous).where(
            PackageIn.device == label.device,
            PackageIn.signed.is_(True),
            PackageIn.state.in_(("merged", "repeated", "ready")),
            func.coalesce(PackageIn.volume, 1) == volume,
        )
    ).all()
    digests = {
        number: (str(sha256), str(before or ""))
        for number, sha256, before in rows
        if number is not None
    }
    if label.number in digests and digests[label.number][0] != label.digest:
        raise TrustError(
            "number",
            N_(
                "Another package number {number} of this device is here already: was the laptop "
                "or its workspace copied? Nothing of this one was used; ask both owners."
            ),
            number=label.number,
        )
    if volume != 1:
        return
    written = bag.info.get("Chengjian-Void", "").split()
    void = {int(one) for one in written if _NUMBER.fullmatch(one)}
    before = label.number - 1
    while before in void:
        before -= 1
    expected = digests[before][0] if before in digests else None
    after = digests.get(label.number + 1)
    numbers = {digest: number for number, (digest, _before) in digests.items()}
    claimed = numbers.get(label.previous)
    if (
        (expected is not None and label.previous != expected)
        or (after is not None and after[1] not in ("", label.digest))
        or (claimed is not None and not before <= claimed < label.number)
    ):
        raise TrustError(
            "chain",
            N_(
                "Package {number} does not follow the one before it as its device says: packages "
                "were exchanged or put in another order."
            ),
            number=label.number,
        )
