"""One file of a submission encrypted or decrypted, piece by piece: AES-256 in CFB, padded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.padding import PKCS7

from app.errors import AppError
from app.files import cannot_read, cannot_write
from app.i18n import N_

BLOCK = 16
"""Bytes of a block of AES, and of an initialisation vector."""

KEY_BYTES = 32

_CHUNK = 1 << 18


def pieces(file: Path) -> Iterator[bytes]:
    """Yield a file piece by piece.

    Raises:
        AppError: It cannot be read.
    """
    try:
        with file.open("rb") as source:
            while piece := source.read(_CHUNK):
                yield piece
    except OSError as error:
        raise cannot_read(file.name, error) from error


def encrypt_file(source: Iterator[bytes], target: Path, secret: bytes, vector: bytes) -> str:
    """Write one file encrypted; returns the MD5 of what it was."""
    digest = hashlib.md5(usedforsecurity=False)
    pad = PKCS7(BLOCK * 8).padder()
    cipher = Cipher(AES256(secret), CFB(vector)).encryptor()
    try:
        with target.open("wb") as out:
            for piece in source:
                digest.update(piece)
                out.write(cipher.update(pad.update(piece)))
            out.write(cipher.update(pad.finalize()) + cipher.finalize())
    except OSError as error:
        raise cannot_write(target.name, error) from error
    return digest.hexdigest()


def decrypt_file(name: str, source: Path, target: Path, secret: bytes, vector: bytes) -> str:
    """Write one file decrypted; returns the MD5 of what it is now.

    Raises:
        AppError: It is damaged, or a file cannot be read or written.
    """
    digest = hashlib.md5(usedforsecurity=False)
    pad = PKCS7(BLOCK * 8).unpadder()
    cipher = Cipher(AES256(secret), CFB(vector)).decryptor()
    try:
        with target.open("wb") as out:
            for piece in pieces(source):
                plain = pad.update(cipher.update(piece))
                digest.update(plain)
                out.write(plain)
            plain = pad.update(cipher.finalize()) + pad.finalize()
            digest.update(plain)
            out.write(plain)
    except ValueError as error:
        raise AppError(
            N_("{name} is damaged: it does not decrypt with the key of its submission."), name=name
        ) from error
    except OSError as error:
        raise cannot_write(target.name, error) from error
    return digest.hexdigest()
