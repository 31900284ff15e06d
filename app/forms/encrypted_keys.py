"""The RSA keys of encrypted forms, and what is wrapped with them."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from app.errors import AppError
from app.files import cannot_read
from app.i18n import N_


def public_key(text: str) -> rsa.RSAPublicKey:
    """Read the ``base64RsaPublicKey`` of a form.

    Raises:
        AppError: It is no RSA public key.
    """
    try:
        found = serialization.load_der_public_key(base64.b64decode("".join(text.split())))
    except (ValueError, binascii.Error, UnsupportedAlgorithm) as error:
        raise AppError(N_("The public key of the form cannot be read.")) from error
    if not isinstance(found, rsa.RSAPublicKey):
        raise AppError(N_("The public key of the form cannot be read."))
    return found


def private_key(file: Path, password: str = "") -> rsa.RSAPrivateKey:
    """Read a private key in PEM or DER.

    Raises:
        AppError: The file cannot be read, is no RSA private key, or the password is wrong.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise cannot_read(file.name, error) from error
    secret = password.encode() or None
    try:
        if b"-----BEGIN" in data:
            found = serialization.load_pem_private_key(data, secret)
        else:
            found = serialization.load_der_private_key(data, secret)
    except TypeError as error:  # a password too many or too few
        raise AppError(
            N_("{file} is protected by a password, or a password was given for none."),
            file=file.name,
        ) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise AppError(
            N_("{file} is no private key (PEM) that can be read, or the password is wrong."),
            file=file.name,
        ) from error
    if not isinstance(found, rsa.RSAPrivateKey):
        raise AppError(N_("{file} is no RSA key."), file=file.name)
    return found


def oaep(masks: hashes.HashAlgorithm) -> padding.OAEP:
    """Return the padding, with the hash that its masks are made with."""
    return padding.OAEP(padding.MGF1(masks), hashes.SHA256(), None)


def unwrap(key: rsa.RSAPrivateKey, text: str) -> bytes:
    """Decrypt what was wrapped for a key, whichever masks the other program took.

    Raises:
        AppError: It is damaged, or was wrapped for another key.
    """
    try:
        wrapped = base64.b64decode("".join(text.split()))
    except (ValueError, binascii.Error) as error:
        raise AppError(N_("The manifest of the submission is damaged.")) from error
    for masks in (hashes.SHA256(), hashes.SHA1()):
        try:
            return key.decrypt(wrapped, oaep(masks))
        except ValueError:
            continue
    raise AppError(N_("This submission was encrypted with another key than the one given."))
