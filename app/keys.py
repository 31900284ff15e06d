"""Keys of a device (密钥): one that signs (Ed25519), one that packages are sealed for (age).

They are kept in the system's keyring or, where it has none, in a file of the user's own folder that
a passphrase opens; never in a workspace, so that a copied or restored one has keys of its own, and
never in a package.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from app.i18n import N_
from app.key_store import (
    LockedError,
    from_file,
    from_keyring,
    has_keyring,
    key_file,
    to_file,
    to_keyring,
)
from app.sealing import SealError, new_identity, recipient_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

__all__ = [
    "Keys",
    "LockedError",
    "PublicKeys",
    "find",
    "forget",
    "make",
    "state",
    "verified",
    "where",
]
# Read aloud and typed: no I, O, 0 or 1.
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_lock = threading.Lock()
_opened: dict[UUID, Keys] = {}


@dataclass(frozen=True)
class PublicKeys:
    """What others may know of a device.

    Attributes:
        device: Whose keys; ``name``: what it is called.
        sign: Ed25519 key that verifies its signatures: 32 bytes in base64.
        seal: age key that things are sealed for, ``age1…``.
        replaces: Identities that the device had before (copied or restored workspaces).
    """

    device: UUID
    name: str
    sign: str
    seal: str
    replaces: tuple[UUID, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Sixteen letters in four groups, to be compared aloud: 80 bits over device and keys."""
        text = f"chengjian-keys-1\n{self.device}\n{self.sign}\n{self.seal}\n"
        number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:10], "big")
        letters = "".join(_LETTERS[number >> shift & 31] for shift in range(75, -1, -5))
        return "-".join(letters[at : at + 4] for at in range(0, 16, 4))

    def is_called(self, fingerprint: str) -> bool:
        """Tell whether a fingerprint that somebody typed is this one."""
        return _letters(fingerprint) == _letters(self.fingerprint)


@dataclass(frozen=True)
class Keys:
    """The secret keys of a device.

    Attributes:
        device: Whose they are.
        sign_secret: 32 bytes in base64.
        seal_secret: ``AGE-SECRET-KEY-1…``.
    """

    device: UUID
    sign_secret: str = field(repr=False)
    seal_secret: str = field(repr=False)

    def public(self, name: str = "", replaces: tuple[UUID, ...] = ()) -> PublicKeys:
        """Return what others may know."""
        sign = base64.b64encode(self._signer().public_key().public_bytes_raw()).decode()
        return PublicKeys(self.device, name, sign, recipient_of(self.seal_secret), replaces)

    def signature(self, data: bytes) -> str:
        """Sign; returns 64 bytes in base64."""
        return base64.b64encode(self._signer().sign(data)).decode()

    def _signer(self) -> Ed25519PrivateKey:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(self.sign_secret))


def verified(sign: str, data: bytes, signature: str) -> bool:
    """Tell whether a signature is that of a key over the data; both come from strangers."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(sign, validate=True))
        raw = base64.b64decode(signature, validate=True)
        key.verify(raw, data)
    except (ValueError, InvalidSignature):
        return False
    return base64.b64encode(raw).decode() == signature  # one spelling only


def find(device: UUID, words: str = "") -> Keys | None:
    """Return the keys of a device; None when it has none yet.

    Args:
        device: An identity of a workspace.
        words: Passphrase, needed once in each run where there is no keyring.

    Raises:
        LockedError: They lie under a passphrase and none was given.
        SealError: The passphrase is another, or the file is damaged.
    """
    with _lock:
        found = _opened.get(device)
        if found is None:
            text = from_keyring(device) or from_file(device, words)
            if text is None:
                return None
            found = _opened[device] = _read(device, text)
        return found


def make(device: UUID, words: str = "") -> Keys:
    """Return the keys of a device, made now if it has none.

    Args:
        device: An identity of a workspace.
        words: Passphrase for the file, where the system has no keyring.

    Raises:
        LockedError: There is no keyring and no passphrase was given.
        AppError: The keys cannot be kept.
    """
    found = find(device, words)
    if found is not None:
        return found
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    sign = base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()
    made = Keys(device, sign, new_identity())
    text = json.dumps({"seal": made.seal_secret, "sign": sign})
    with _lock:
        if not to_keyring(device, text):
            if not words:
                raise LockedError(
                    N_("This system has no keyring: choose a passphrase that protects the keys.")
                )
            to_file(device, text, words)
        _opened[device] = made
    return made


def where(device: UUID) -> str:
    """Tell where the keys of a device are: ``keyring``, ``file`` or empty for nowhere."""
    if from_keyring(device):
        return "keyring"
    return "file" if key_file(device).is_file() else ""


def state(device: UUID) -> str:
    """Tell what must happen before the keys of a device can be used; asks nobody.

    Returns:
        ``open`` (nothing: they are at hand, or the system keeps them when they are made),
        ``locked`` (they lie under a passphrase) or ``choose`` (there are none, and no keyring that
        would keep them: a passphrase is to be chosen).
    """
    try:
        if find(device) is not None:
            return "open"
    except LockedError:
        return "locked"
    return "open" if has_keyring() else "choose"


def forget() -> None:
    """Forget the keys that were opened in this run; they are asked for again."""
    with _lock:
        _opened.clear()


def _letters(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter in _LETTERS)


def _read(device: UUID, text: str) -> Keys:
    try:
        raw = json.loads(text)
        keys = Keys(device, str(raw["sign"]), str(raw["seal"]))
        keys.public()
    except (ValueError, KeyError, TypeError, SealError) as error:
        raise SealError(N_("The keys of this device are damaged.")) from error
    return keys
