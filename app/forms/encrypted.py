"""Encrypted ODK submissions: each file by AES, the AES key by the form's RSA key, all signed.

Source:
    ODK XForms, sub-specification "Encryption". The masks of RSA-OAEP use SHA-256, as Collect and
    Central do; Enketo's use SHA-1, which Java's own libraries take the name of the algorithm to
    mean, so both are read. Files stay files: a film is never in memory as a whole.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.padding import PKCS7

from app.errors import AppError
from app.files import cannot_read, cannot_write
from app.forms.encrypted_manifest import ENDING, XML_NAME, Manifest
from app.i18n import N_

_CHUNK = 1 << 18
_BLOCK = 16
_KEY_BYTES = 32


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


def encrypt(
    folder: Path,
    media: Sequence[tuple[str, Path]],
    xml: bytes,
    key: rsa.RSAPublicKey,
    *,
    form_id: str,
    version: str,
    instance_id: str,
) -> Manifest:
    """Write the files of a submission encrypted into a folder.

    Args:
        folder: Where ``<name>.enc`` files go; it exists.
        media: Name and file of each medium; the order is kept and counts.
        xml: The submission.
        key: Public key of the form.
        form_id: Id of the form.
        version: Its version, may be empty.
        instance_id: Id of the submission.

    Returns:
        The manifest; `Manifest.to_xml` is to be written as ``submission.xml``.

    Raises:
        AppError: A file cannot be read or written.
    """
    secret = secrets.token_bytes(_KEY_BYTES)
    vectors = _vectors(instance_id, secret)
    digests: list[str] = []
    for name, file in media:
        digests.append(
            _encrypt_file(_read(file), folder / f"{name}{ENDING}", secret, next(vectors))
        )
    digests.append(
        _encrypt_file(iter([xml]), folder / f"{XML_NAME}{ENDING}", secret, next(vectors))
    )
    names = [name for name, _file in media]
    wrapped = base64.b64encode(key.encrypt(secret, _oaep(hashes.SHA256()))).decode()
    signed = _signed(form_id, version, wrapped, instance_id, [*names, XML_NAME], digests)
    signature = base64.b64encode(key.encrypt(signed, _oaep(hashes.SHA256()))).decode()
    return Manifest(
        form_id,
        version,
        instance_id,
        wrapped,
        f"{XML_NAME}{ENDING}",
        tuple(f"{name}{ENDING}" for name in names),
        signature,
    )


def decrypt(
    manifest: Manifest, files: Mapping[str, Path], key: rsa.RSAPrivateKey, folder: Path
) -> list[tuple[str, Path]]:
    """Decrypt the files of a submission into a folder and verify that they belong together.

    Args:
        manifest: The manifest.
        files: Encrypted files by the name that the manifest gives them.
        key: The private key.
        folder: Where the plain files go, under numbers; it exists.

    Returns:
        Name and file of each medium, and of the XML file last.

    Raises:
        AppError: Another key, a file that is missing or damaged, or a signature that is not met.
    """
    secret = _unwrap(key, manifest.key)
    if len(secret) != _KEY_BYTES:
        raise AppError(N_("This submission was encrypted with another key than the one given."))
    names = [*manifest.media, manifest.xml_file]
    missing = [name for name in names if name not in files]
    if missing:
        raise AppError(
            N_("The encrypted file {name} is missing; {count} are missing in all."),
            name=missing[0],
            count=len(missing),
        )
    vectors = _vectors(manifest.instance_id, secret)
    found: list[tuple[str, Path]] = []
    digests = []
    for place, name in enumerate(names):
        target = folder / str(place)
        digests.append(_decrypt_file(name, files[name], target, secret, next(vectors)))
        found.append((name.removesuffix(ENDING), target))
    if manifest.signature:
        signed = _signed(
            manifest.form_id,
            manifest.version,
            manifest.key,
            manifest.instance_id,
            [name for name, _file in found],
            digests,
        )
        if not hmac.compare_digest(_unwrap(key, manifest.signature), signed):
            raise AppError(
                N_("The signature does not match: the submission was changed after encryption.")
            )
    return found


def _oaep(masks: hashes.HashAlgorithm) -> padding.OAEP:
    return padding.OAEP(padding.MGF1(masks), hashes.SHA256(), None)


def _unwrap(key: rsa.RSAPrivateKey, text: str) -> bytes:
    try:
        wrapped = base64.b64decode("".join(text.split()))
    except (ValueError, binascii.Error) as error:
        raise AppError(N_("The manifest of the submission is damaged.")) from error
    for masks in (hashes.SHA256(), hashes.SHA1()):
        try:
            return key.decrypt(wrapped, _oaep(masks))
        except ValueError:
            continue
    raise AppError(N_("This submission was encrypted with another key than the one given."))


def _vectors(instance_id: str, secret: bytes) -> Iterator[bytes]:
    """Yield the initialisation vector of each file, in the order of encryption."""
    seed = bytearray(hashlib.md5(instance_id.encode() + secret, usedforsecurity=False).digest())
    place = 0
    while True:
        seed[place % _BLOCK] = (seed[place % _BLOCK] + 1) & 0xFF
        place += 1
        yield bytes(seed)


def _signed(
    form_id: str,
    version: str,
    key: str,
    instance_id: str,
    names: Sequence[str],
    digests: Sequence[str],
) -> bytes:
    lines = [form_id, *([version] if version else []), key, instance_id]
    lines += [f"{name}::{digest}" for name, digest in zip(names, digests, strict=True)]
    text = "\n".join(lines) + "\n"
    return hashlib.md5(text.encode(), usedforsecurity=False).digest()


def _read(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as source:
            while piece := source.read(_CHUNK):
                yield piece
    except OSError as error:
        raise cannot_read(file.name, error) from error


def _encrypt_file(source: Iterator[bytes], target: Path, secret: bytes, vector: bytes) -> str:
    """Write one file encrypted; returns the MD5 of what it was."""
    digest = hashlib.md5(usedforsecurity=False)
    pad = PKCS7(_BLOCK * 8).padder()
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


def _decrypt_file(name: str, source: Path, target: Path, secret: bytes, vector: bytes) -> str:
    digest = hashlib.md5(usedforsecurity=False)
    pad = PKCS7(_BLOCK * 8).unpadder()
    cipher = Cipher(AES256(secret), CFB(vector)).decryptor()
    try:
        with target.open("wb") as out:
            for piece in _read(source):
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
