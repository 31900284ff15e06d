"""Write sealed files of age (https://age-encryption.org/v1, C2SP ``age.md``), recipients X25519.

pyrage makes and checks all keys; writing is done here, over the primitives of
``cryptography``. The reason is measured: pyrage holds Python's lock while it works, so that nothing
runs beside it, and needs three times the processor. Tests open what this writes with pyrage.
"""

from __future__ import annotations

import base64
import hmac
import os
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Protocol

    class Target(Protocol):
        """What can be written into."""

        def write(self, data: memoryview, /) -> object:
            """Take some bytes."""


INTRO = "age-encryption.org/v1"
BLOCK, TAG = 1 << 16, 16
_BLOCKS_AT_ONCE = 16
_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"  # of Bech32 (BIP 173)


class AgeWriter:
    """Seals what is written into it; nothing of it can be opened before `finish`."""

    def __init__(self, target: Target, recipients: Sequence[str]) -> None:
        """Make the head; it is written with the first bytes.

        Args:
            target: Where sealed bytes go; it takes all it is given, or raises.
            recipients: Public keys, ``age1…``, which `app.sealing.check_recipient` has accepted.
        """
        file_key, salt = os.urandom(16), os.urandom(16)
        self._head = _header(file_key, recipients) + salt
        self._target = target
        self._cipher = ChaCha20Poly1305(derived(file_key, salt, b"payload"))
        self._number = 0
        # Memory is taken once: new memory for each block would cost as much as the cipher.
        self._last, self._filled = memoryview(bytearray(BLOCK)), 0
        self._room, self._sealed = memoryview(bytearray(_BLOCKS_AT_ONCE * (BLOCK + TAG))), 0

    def write(self, data: bytes | bytearray | memoryview) -> int:
        """Seal plain bytes; nothing of them is held that must stay as it is.

        Raises:
            OSError: The target cannot be written.
        """
        view, size = memoryview(data), len(data)
        here = 0
        if self._filled:
            here = min(BLOCK - self._filled, size)
            self._keep(view[:here])
        # The last block must say so, so one waits until it is known that more comes.
        if here < size and self._filled == BLOCK:
            self._block(self._last)
            self._filled = 0
        while size - here > BLOCK:
            self._block(view[here : here + BLOCK])
            here += BLOCK
        self._keep(view[here:])
        return size

    def finish(self) -> None:
        """Seal the last block; the file is whole then.

        Raises:
            OSError: The target cannot be written.
        """
        self._block(self._last[: self._filled], last=True)
        self._filled = 0
        self._flush()

    def _keep(self, view: memoryview) -> None:
        end = self._filled + len(view)
        self._last[self._filled : end] = view
        self._filled = end

    def _block(self, block: memoryview, *, last: bool = False) -> None:
        if self._sealed + BLOCK + TAG > len(self._room):
            self._flush()
        end = self._sealed + len(block) + TAG
        nonce = self._number.to_bytes(11, "big") + bytes([last])
        self._cipher.encrypt_into(nonce, block, None, self._room[self._sealed : end])
        self._number, self._sealed = self._number + 1, end

    def _flush(self) -> None:
        if self._head:
            self._target.write(memoryview(self._head))
            self._head = b""
        self._target.write(self._room[: self._sealed])
        self._sealed = 0


def _header(file_key: bytes, recipients: Sequence[str]) -> bytes:
    lines = [INTRO]
    for one in recipients:
        public = bech32_bytes(one)
        once = X25519PrivateKey.generate()
        share = once.public_key().public_bytes_raw()
        secret = once.exchange(X25519PublicKey.from_public_bytes(public))
        wrap = derived(secret, share + public, f"{INTRO}/X25519".encode())
        body = ChaCha20Poly1305(wrap).encrypt(bytes(12), file_key, None)
        lines += [f"-> X25519 {_text(share)}", _text(body)]
    lines.append("---")
    told = "\n".join(lines).encode()
    mac = hmac.digest(derived(file_key, b"", b"header"), told, "sha256")
    return told + f" {_text(mac)}\n".encode()


def derived(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """Derive a key of 32 bytes as age does (HKDF, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(secret)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def bech32_bytes(key: str) -> bytes:
    """Return the 32 bytes of a key that pyrage has accepted; its checksum is six letters."""
    bits = 0
    letters = key.rpartition("1")[2][:-6]
    for letter in letters:
        bits = bits << 5 | _LETTERS.index(letter.lower())
    return (bits >> len(letters) * 5 % 8).to_bytes(32, "big")
