"""Passphrases that cost nothing: age's own format with a small work factor.

pyrage chooses the factor so that each try takes a second or two, and opens any factor. A test
about something else need not wait for that (`tests/test_keys.py` has one that does).
"""

from __future__ import annotations

import base64
import hmac
import os
from hashlib import scrypt

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from app.age_write import BLOCK, INTRO, derived

FACTOR = 4


def encrypt(plaintext: bytes, passphrase: str, armored: bool = False) -> bytes:
    """Do what `pyrage.passphrase.encrypt` does, for one block and unarmored."""
    assert len(plaintext) <= BLOCK
    assert not armored
    file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    label = f"{INTRO}/scrypt".encode() + salt
    wrap = scrypt(passphrase.encode(), salt=label, n=1 << FACTOR, r=8, p=1, dklen=32)
    body = ChaCha20Poly1305(wrap).encrypt(bytes(12), file_key, None)
    told = f"{INTRO}\n-> scrypt {_text(salt)} {FACTOR}\n{_text(body)}\n---".encode()
    mac = hmac.digest(derived(file_key, b"", b"header"), told, "sha256")
    cipher = ChaCha20Poly1305(derived(file_key, nonce, b"payload"))
    sealed = cipher.encrypt(bytes(11) + b"\x01", plaintext, None)
    return told + f" {_text(mac)}\n".encode() + nonce + sealed


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")
