"""What is signed in a package: its tag manifest, and sets of changes that a hub vouches for.

The signature lies in a tag file of its own that the tag manifest cannot list (RFC 8493, 2.2.1, lets
such files be). It covers the manifest, so every byte of content and, through ``bag-info.txt``,
campaign, sender, recipient, number and the digest of the package before.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID

from app.errors import AppError
from app.exchange.label_form import SIGN_KEY
from app.i18n import N_
from app.keys import PublicKeys
from app.models.values import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping

SIGNATURE = "signature-ed25519.txt"
SIGN_LABEL, SEAL_LABEL = "Chengjian-Sign-Key", "Chengjian-Seal-Key"
NAME_LABEL, REPLACES_LABEL = "Chengjian-Device-Name", "Chengjian-Replaces"
RECIPIENT_LABEL, KIND_LABEL = "Chengjian-Recipient", "Chengjian-Kind"
SIGNATURE_BYTES = 200
_AGE = re.compile("age1[02-9ac-hj-np-z]{58}")
_MOST_REPLACED = 64


def key_labels(keys: PublicKeys) -> dict[str, str]:
    """Return what ``bag-info.txt`` says of a sender's keys."""
    return {
        NAME_LABEL: tidy(keys.name),
        SIGN_LABEL: keys.sign,
        SEAL_LABEL: keys.seal,
        REPLACES_LABEL: " ".join(map(str, keys.replaces)),
    }


def keys_of(device: UUID, info: Mapping[str, str]) -> PublicKeys | None:
    """Return the keys that a package says its sender has; None: it has none.

    Raises:
        AppError: They are no keys.
    """
    if not info.get(SIGN_LABEL):
        return None
    return public_keys(
        device, info.get(NAME_LABEL, ""), info[SIGN_LABEL], info.get(SEAL_LABEL, ""),
        info.get(REPLACES_LABEL, ""),
    )  # fmt: skip


def public_keys(device: UUID, name: str, sign: str, seal: str, replaces: str = "") -> PublicKeys:
    """Check keys that a stranger gives.

    Raises:
        AppError: They are no keys.
    """
    try:
        former = tuple(UUID(one) for one in replaces.split()[:_MOST_REPLACED])
    except ValueError:
        former = ()
    if not SIGN_KEY.fullmatch(sign) or not _AGE.fullmatch(seal):
        raise AppError(N_("The keys of its sender cannot be read."))
    return PublicKeys(device, tidy(name), sign, seal, former)


def set_text(by: UUID, device: UUID, changes: int, digest: str) -> bytes:
    """Return the bytes that are signed for a set: changes of one device, as one hub has them."""
    value = canonical({"by": str(by), "changes": changes, "device": str(device), "digest": digest})
    return b"chengjian-set-1\n" + value.encode()


def tidy(name: str) -> str:
    """Return a device's name fit for one line."""
    return " ".join("".join(x if x.isprintable() else " " for x in name).split())[:60].strip()
