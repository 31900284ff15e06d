"""Sealing files with age (https://age-encryption.org/v1), streamed: memory stays flat.

A sealed file opens with any age program that holds the key; nothing of the format is ours.
"""

from __future__ import annotations

import errno
import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from app.errors import AppError
from app.files import cannot_read, written
from app.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyrage.x25519 import Identity, Recipient

    from app.age_read import Ends

SUFFIX = ".age"
_PIECE_BYTES = 1 << 20


class SealError(AppError):
    """A sealed file cannot be opened: another key, or damaged."""


class OtherKeyError(SealError):
    """It is sealed for another key than those at hand."""


def new_identity() -> str:
    """Return a new secret key, ``AGE-SECRET-KEY-1…``."""
    from pyrage import x25519

    return str(x25519.Identity.generate())


def recipient_of(secret: str) -> str:
    """Return the public key of a secret key, ``age1…``.

    Raises:
        SealError: It is no key.
    """
    return str(_identity(secret).to_public())


def seal_stream(source: BinaryIO, target: BinaryIO, recipients: Sequence[str]) -> None:
    """Seal what one stream holds into another.

    Args:
        source: Read to its end.
        target: Written.
        recipients: Public keys; each of their owners can open it.

    Raises:
        SealError: A public key is none.
    """
    for one in recipients:
        check_recipient(one)
    from app.age_write import AgeWriter

    writer = AgeWriter(target, recipients)
    while piece := source.read(_PIECE_BYTES):
        writer.write(piece)
    writer.finish()


def seal_file(source: Path, target: Path, recipients: Sequence[str]) -> str:
    """Seal a file; ``target`` appears when it is complete and on the disk.

    Returns:
        SHA-256 of the sealed bytes, in hex, for reading them back.

    Raises:
        AppError: It cannot be read or written.
        SealError: A public key is none.
    """
    try:
        file = source.open("rb")
    except OSError as error:
        raise cannot_read(source.name, error) from error
    with file, written(target, target.with_name(target.name + ".part")) as out:
        counted = _Counted(out)
        seal_stream(file, cast("BinaryIO", counted), recipients)
        return counted.sha256.hexdigest()


class _Counted:
    """A file to write into that keeps the digest of what passes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.sha256 = hashlib.sha256()

    def write(self, data: bytes | memoryview) -> int:
        self.sha256.update(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()


def open_file(source: Path, target: Path, secret: str, *more: str, durable: bool = True) -> None:
    """Open a sealed file; ``target`` appears only if all of it was right.

    Args:
        source: The sealed file.
        target: What was sealed.
        secret: The key.
        *more: Other keys that may be the right one.
        durable: Wait until it is on the disk; not worth it for what is opened for a while.

    Raises:
        AppError: It cannot be read or written.
        SealError: It is sealed for someone else, or damaged or cut short.
    """
    with _reading(source, (secret, *more)) as file:
        part = target.with_name(target.name + ".part")
        with written(target, part, durable=durable) as out:
            _open(source, file, out, (secret, *more))


def open_held(source: Path, secret: str, *more: str) -> bytes:
    """Return what a sealed file holds; it lies open on no disk.

    Raises:
        AppError: It cannot be read.
        SealError: It is sealed for someone else, or damaged or cut short.
    """
    with _reading(source, (secret, *more)) as file, io.BytesIO() as out:
        _open(source, file, out, (secret, *more))
        return out.getvalue()


def open_into(room: memoryview, source: Path, secret: str, *more: str) -> int:
    """Open a sealed file into memory that is there; return how many bytes it holds.

    Raises:
        AppError: It cannot be read, or the memory is too small for it.
        SealError: It is sealed for someone else, or damaged or cut short.
    """
    out = _Room(room)
    with _reading(source, (secret, *more)) as file:
        try:
            _open(source, file, cast("BinaryIO", out), (secret, *more))
        except OSError as error:
            raise cannot_read(source.name, error) from error
    return out.tell()


class _Room:
    """Memory to write into, as a file."""

    def __init__(self, room: memoryview) -> None:
        self._room, self._end = room, 0

    def write(self, data: bytes | memoryview) -> int:
        end = self._end + len(data)
        if end > len(self._room):
            raise OSError(errno.EFBIG, "larger than the memory for it")
        self._room[self._end : end] = data
        self._end = end
        return len(data)

    def seek(self, place: int) -> int:
        self._end = place
        return place

    def truncate(self) -> int:
        return self._end

    def tell(self) -> int:
        return self._end

    def flush(self) -> None:
        pass


def _reading(source: Path, secrets: Sequence[str]) -> BinaryIO:
    """Open a sealed file for reading, if the keys are keys.

    Raises:
        AppError: It cannot be read.
        SealError: One is no key.
    """
    for one in secrets:
        _identity(one)
    try:
        return source.open("rb", buffering=_PIECE_BYTES)
    except OSError as error:
        raise cannot_read(source.name, error) from error


def _open(source: Path, file: BinaryIO, out: BinaryIO, secrets: Sequence[str]) -> None:
    """Open a file into another; nothing that was written is of use when this raises."""
    import pyrage

    from app.age_read import Ends

    identities = [_identity(one) for one in secrets]
    ends = Ends(file, out)
    try:
        if _opened(ends, file, out, secrets):
            return
        pyrage.decrypt_io(cast("BinaryIO", ends), cast("BinaryIO", ends), identities)
        ends.flush()
    except (pyrage.DecryptError, OSError) as error:
        if ends.read_error is not None:
            raise cannot_read(source.name, ends.read_error) from error
        if ends.write_error is not None:
            raise ends.write_error from error
        if str(error) == "No matching keys found":
            raise OtherKeyError(
                N_("{file} is sealed for someone else: this device has no key for it."),
                file=source.name,
            ) from error
        raise SealError(
            N_("{file} cannot be opened: it was cut off or damaged on the way."),
            file=source.name,
        ) from error


def _opened(ends: Ends, file: BinaryIO, out: BinaryIO, secrets: Sequence[str]) -> bool:
    """Try the short way; if it cannot be taken, pyrage finds both files as they were."""
    from app.age_read import NotSoError, open_usual

    try:
        open_usual(ends, out, secrets)
    except NotSoError:
        file.seek(0)
        out.seek(0)
        out.truncate()
        return False
    except OSError as error:
        if ends.read_error is None:
            ends.write_error = error
        raise
    return True


def lock_secret(secret: str, words: str) -> bytes:
    """Seal a secret key with a passphrase (口令), as age's own programs do.

    Raises:
        AppError: The passphrase is empty.
    """
    import pyrage

    if not words:
        raise AppError(N_("A passphrase is needed."))
    return bytes(pyrage.passphrase.encrypt(secret.encode(), words))


def unlock_secret(data: bytes, words: str) -> str:
    """Open a secret key with its passphrase.

    Raises:
        SealError: The passphrase is another, or the file is damaged.
    """
    import pyrage

    try:
        return bytes(pyrage.passphrase.decrypt(data, words)).decode()
    except (pyrage.DecryptError, UnicodeDecodeError) as error:
        raise SealError(N_("The passphrase is not right, or the key file is damaged.")) from error


def _identity(secret: str) -> Identity:
    import pyrage

    try:
        return pyrage.x25519.Identity.from_str(secret)
    except pyrage.IdentityError as error:
        raise SealError(N_("This is no key that opens sealed files.")) from error


def check_recipient(public: str) -> None:
    """Make sure that a public key is one that files can be sealed for.

    Raises:
        SealError: It is none.
    """
    _recipient(public)


def _recipient(public: str) -> Recipient:
    import pyrage

    try:
        return pyrage.x25519.Recipient.from_str(public)
    except pyrage.RecipientError as error:
        raise SealError(N_("This is no key that files can be sealed for.")) from error
