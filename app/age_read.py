"""Open sealed files of age (https://age-encryption.org/v1) the short way, recipients X25519.

Only what is right is opened here, over the primitives of ``cryptography``. Of everything else, from
an unusual head to a cut in the last block, this says no more than that it is not to be opened so;
`app.sealing` then hands the file to pyrage, which opens or refuses it and says why. The reason is
measured, see `app.age_write`: deciphering needs a third of pyrage's time, and the file is read and
written meanwhile.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from app.age_write import BLOCK, INTRO, TAG, bech32_bytes, derived
from app.beside import PIECE_BYTES, Beside

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import BinaryIO, Protocol

    class Source(Protocol):
        """What can be read."""

        def read(self, size: int, /) -> bytes:
            """Return at most so many bytes; none at the end."""

    class Target(Protocol):
        """What can be written into."""

        def write(self, data: memoryview, /) -> object:
            """Take some bytes."""


_MOST_HEAD = 16_384
_BLOCKS_AT_ONCE = 16
_KEY = "[A-Za-z0-9+/]{43}"
_head = re.compile(
    rf"{re.escape(INTRO)}\n((?:-> X25519 {_KEY}\n{_KEY}\n)+)--- ({_KEY})\n".encode()
).match
_stanzas = re.compile(rf"-> X25519 ({_KEY})\n({_KEY})\n".encode()).findall


class Ends:
    """Both ends of opening; age's own refusal of damage is an OSError as well, so theirs are kept.

    Attributes:
        read_error, write_error: What the system said.
    """

    def __init__(self, source: BinaryIO, target: BinaryIO) -> None:
        self._source, self._target = source, target
        self.read_error: OSError | None = None
        self.write_error: OSError | None = None
        # age hands over 8 KiB at a time, and new memory for each piece costs more than filling it.
        self._room, self._held = memoryview(bytearray(PIECE_BYTES)), 0

    def read(self, size: int = -1) -> bytes:
        try:
            return self._source.read(size)
        except OSError as error:
            self.read_error = error
            raise

    def write(self, data: bytes) -> int:
        if self._held + len(data) > PIECE_BYTES:
            self.flush()
        end = self._held + len(data)
        self._room[self._held : end] = data
        self._held = end
        return len(data)

    def flush(self) -> None:
        try:
            self._target.write(self._room[: self._held])
        except OSError as error:
            self.write_error = error
            raise
        self._held = 0


class NotSoError(Exception):
    """The file is not one that is opened here; it may still be right."""


def open_usual(source: Source, target: Target, secrets: Sequence[str]) -> None:
    """Open a sealed file; what was written is of no use when this raises.

    Args:
        source: The sealed file, at its begin; read to its end.
        target: Gets the plain bytes; it takes all it is given, or raises.
        secrets: Secret keys, ``AGE-SECRET-KEY-1…``, which pyrage has accepted.

    Raises:
        NotSoError: It is sealed in another way, for somebody else, or it is damaged.
        OSError: One of both files cannot be used.
    """
    start = source.read(_MOST_HEAD)
    found = _head(start)
    if found is None or len(start) < found.end() + 16:
        raise NotSoError
    file_key = _file_key(found[1], secrets)
    told = start[: found.start(2) - 1]
    mac = hmac.digest(derived(file_key, b"", b"header"), told, "sha256")
    if not hmac.compare_digest(mac, _decoded(found[2])):
        raise NotSoError
    salt_end = found.end() + 16
    cipher = ChaCha20Poly1305(derived(file_key, start[found.end() : salt_end], b"payload"))
    with Beside("opening") as beside:
        _blocks(source, start[salt_end:], target, cipher, beside)
        beside.wait()


def _blocks(
    source: Source,
    begun: bytes,
    target: Target,
    cipher: ChaCha20Poly1305,
    beside: Beside,
) -> None:
    """Open block after block; two rooms in turns, so that one is written while the other fills."""
    size = _BLOCKS_AT_ONCE * (BLOCK + TAG)
    rooms = [memoryview(bytearray(_BLOCKS_AT_ONCE * BLOCK)) for _ in range(2)]
    number = 0
    piece = begun + source.read(size - len(begun))
    while True:
        # The last block says that it is the last, so it must be known whether more comes.
        following = source.read(size) if len(piece) == size else b""
        sealed, room, here = memoryview(piece), rooms[0], 0
        for start in range(0, max(1, len(piece)), BLOCK + TAG):
            block = sealed[start : start + BLOCK + TAG]
            last = not following and start + len(block) == len(piece)
            # Only what is empty ends in an empty block.
            if len(block) < TAG + (number > 0):
                raise NotSoError
            nonce = number.to_bytes(11, "big") + bytes([last])
            end = here + len(block) - TAG
            try:
                cipher.decrypt_into(nonce, block, None, room[here:end])
            except InvalidTag:
                raise NotSoError from None
            number, here = number + 1, end
        beside.start(_writing(target, room[:here]))
        if not following:
            return
        piece = following
        rooms.reverse()


def _writing(target: Target, plain: memoryview) -> Callable[[], object]:
    return lambda: target.write(plain)


def _file_key(stanzas: bytes, secrets: Sequence[str]) -> bytes:
    own = [X25519PrivateKey.from_private_bytes(bech32_bytes(one)) for one in secrets]
    for told, sealed in _stanzas(stanzas):
        share, body = _decoded(told), _decoded(sealed)
        for secret in own:
            public = secret.public_key().public_bytes_raw()
            try:
                shared = secret.exchange(X25519PublicKey.from_public_bytes(share))
                wrap = derived(shared, share + public, f"{INTRO}/X25519".encode())
                return ChaCha20Poly1305(wrap).decrypt(bytes(12), body, None)
            except (InvalidTag, ValueError):  # another's; or a share that no honest program makes
                continue
    raise NotSoError


def _decoded(text: bytes) -> bytes:
    """Read Base64 without padding, in its one spelling."""
    try:
        data = base64.b64decode(text + b"=", validate=True)
    except binascii.Error:
        raise NotSoError from None
    if base64.b64encode(data).rstrip(b"=") != text:
        raise NotSoError
    return data
