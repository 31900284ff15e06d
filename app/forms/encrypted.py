"""Encrypted ODK submissions: each file by AES, the AES key by the form's RSA key, all signed.

Source:
    ODK XForms, sub-specification "Encryption". The masks of RSA-OAEP use SHA-256, as Collect and
    Central do; Enketo's use SHA-1, which Java's own libraries take the name of the algorithm to
    mean, so both are read. Files stay files: a film is never in memory as a whole.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa

from app.errors import AppError
from app.forms.encrypted_files import BLOCK, KEY_BYTES, decrypt_file, encrypt_file, pieces
from app.forms.encrypted_keys import oaep, unwrap
from app.forms.encrypted_manifest import ENDING, XML_NAME, Manifest
from app.i18n import N_


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
    secret = secrets.token_bytes(KEY_BYTES)
    vectors = _vectors(instance_id, secret)
    digests: list[str] = []
    for name, file in media:
        digests.append(
            encrypt_file(pieces(file), folder / f"{name}{ENDING}", secret, next(vectors))
        )
    digests.append(encrypt_file(iter([xml]), folder / f"{XML_NAME}{ENDING}", secret, next(vectors)))
    names = [name for name, _file in media]
    wrapped = base64.b64encode(key.encrypt(secret, oaep(hashes.SHA256()))).decode()
    signed = _signed(form_id, version, wrapped, instance_id, [*names, XML_NAME], digests)
    signature = base64.b64encode(key.encrypt(signed, oaep(hashes.SHA256()))).decode()
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
    secret = unwrap(key, manifest.key)
    if len(secret) != KEY_BYTES:
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
        digests.append(decrypt_file(name, files[name], target, secret, next(vectors)))
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
        if not hmac.compare_digest(unwrap(key, manifest.signature), signed):
            raise AppError(
                N_("The signature does not match: the submission was changed after encryption.")
            )
    return found


def _vectors(instance_id: str, secret: bytes) -> Iterator[bytes]:
    """Yield the initialisation vector of each file, in the order of encryption."""
    seed = bytearray(hashlib.md5(instance_id.encode() + secret, usedforsecurity=False).digest())
    place = 0
    while True:
        seed[place % BLOCK] = (seed[place % BLOCK] + 1) & 0xFF
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
