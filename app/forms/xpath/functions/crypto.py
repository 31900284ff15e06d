"""Digests, base64 and unique ids."""

from __future__ import annotations

import base64
import binascii
import hashlib
import uuid
from typing import TYPE_CHECKING

from app.forms.xpath.errors import XPathError
from app.forms.xpath.functions.registry import function
from app.i18n import N_

if TYPE_CHECKING:
    from app.forms.xpath.env import Env

_ALGORITHMS = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
}
MAX_UUID = 10_000
SIGNATURE_BYTES = 64


@function("digest", "s s s?", "s")
def _digest(text: str, algorithm: str, encoding: str = "base64") -> str:
    name = _ALGORITHMS.get(algorithm)
    if name is None:
        raise XPathError(N_("{name} is not a digest algorithm"), name=algorithm)
    digest = hashlib.new(name, text.encode("utf-8", "replace"), usedforsecurity=False)
    if encoding == "hex":
        return digest.hexdigest()
    if encoding == "base64":
        return base64.b64encode(digest.digest()).decode("ascii")
    raise XPathError(N_("{name} is not an encoding of digests"), name=encoding)


@function("base64-decode", "s", "s")
def _base64_decode(text: str) -> str:
    try:
        return base64.b64decode(text, validate=False).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


@function("extract-signed", "s s", "s")
def _extract_signed(contents: str, public_key: str) -> str:
    """Return the message of signed contents, empty when the Ed25519 signature is not good.

    Both are base64: the contents are the signature of 64 bytes and the message after it.
    """
    from cryptography.exceptions import InvalidSignature  # slow to import, rarely needed
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        signed = base64.b64decode(contents, validate=False)
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=False))
        key.verify(signed[:SIGNATURE_BYTES], signed[SIGNATURE_BYTES:])
    except (InvalidSignature, ValueError):
        return ""
    return signed[SIGNATURE_BYTES:].decode("utf-8", "replace")


@function("uuid", "n?", "s", env=True, volatile=True)
def _uuid(env: Env, length: float | None = None) -> str:
    def one() -> str:
        return str(uuid.UUID(int=env.random.getrandbits(128), version=4))

    if length is None:
        return one()
    if not 0 <= length <= MAX_UUID:
        raise XPathError(N_("The length of an id must be a number up to {limit}"), limit=MAX_UUID)
    text = one()
    while len(text) < length:
        text += one()
    return text[: int(length)]
