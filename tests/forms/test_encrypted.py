"""Encrypted submissions against an independent reading of the specification, and OpenSSL."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from app.errors import AppError
from app.forms import markup
from app.forms.encrypted import decrypt, encrypt
from app.forms.encrypted_keys import private_key, public_key
from app.forms.encrypted_manifest import Manifest, read_manifest

ID = "uuid:5b9cf8d1-106f-4004-844f-c072d76762ed"
XML = '<housing id="housing"><a>长安</a></housing>'.encode()
SIZES = (0, 1, 15, 16, 17, 262_143, 262_144, 262_145, *[7] * 20)  # more than 16 files


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def spki(key: rsa.RSAPrivateKey) -> str:
    data = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return base64.b64encode(data).decode()


def made(folder: Path, key: rsa.RSAPrivateKey, version: str = "2") -> Manifest:
    media = []
    for place, size in enumerate(SIZES):
        file = folder / f"plain{place}"
        file.write_bytes(bytes(i * 7 % 251 for i in range(size)))
        media.append((f"{place}.jpg", file))
    manifest = encrypt(
        folder,
        media,
        XML,
        public_key(spki(key)),
        form_id="housing",
        version=version,
        instance_id=ID,
    )
    return read_manifest(markup.parse(manifest.to_xml()).root)


def files(folder: Path) -> dict[str, Path]:
    return {file.name: file for file in folder.glob("*.enc")}


def test_what_was_encrypted_decrypts(tmp_path: Path, key: rsa.RSAPrivateKey) -> None:
    manifest = made(tmp_path, key)
    out = tmp_path / "out"
    out.mkdir()
    plain = decrypt(manifest, files(tmp_path), key, out)
    assert [name for name, _file in plain] == [
        *(f"{n}.jpg" for n in range(len(SIZES))),
        "submission.xml",
    ]
    assert plain[-1][1].read_bytes() == XML
    for place, (_name, file) in enumerate(plain[:-1]):
        assert file.read_bytes() == (tmp_path / f"plain{place}").read_bytes()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="OpenSSL is not installed")
@pytest.mark.parametrize("version", ["2", ""])
def test_openssl_reads_it_as_the_specification_says(
    tmp_path: Path, key: rsa.RSAPrivateKey, version: str
) -> None:
    manifest = made(tmp_path, key, version)
    pem = tmp_path / "private.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )

    def unwrapped(text: str) -> bytes:
        wrapped = tmp_path / "wrapped"
        wrapped.write_bytes(base64.b64decode(text))
        done = subprocess.run(
            ["openssl", "pkeyutl", "-decrypt", "-inkey", pem, "-in", wrapped,
             "-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", "rsa_oaep_md:sha256",
             "-pkeyopt", "rsa_mgf1_md:sha256"],
            capture_output=True, check=True, timeout=120,
        )  # fmt: skip
        return done.stdout

    secret = unwrapped(manifest.key)
    assert len(secret) == 32
    vector = bytearray(hashlib.md5(ID.encode() + secret).digest())
    lines = ["housing", *([version] if version else []), manifest.key, ID]
    for counter, name in enumerate([*manifest.media, manifest.xml_file]):
        vector[counter % 16] = (vector[counter % 16] + 1) % 256
        done = subprocess.run(
            ["openssl", "enc", "-d", "-aes-256-cfb", "-K", secret.hex(), "-iv", vector.hex(),
             "-in", tmp_path / name],
            capture_output=True, check=True, timeout=120,
        )  # fmt: skip
        pad = done.stdout[-1]
        assert 1 <= pad <= 16
        assert done.stdout[-pad:] == bytes([pad]) * pad
        plain = done.stdout[:-pad]
        if name == "submission.xml.enc":
            assert plain == XML
        lines.append(f"{name.removesuffix('.enc')}::{hashlib.md5(plain).hexdigest()}")
    signed = hashlib.md5(("\n".join(lines) + "\n").encode()).digest()
    assert unwrapped(manifest.signature) == signed


def test_the_masks_of_enketo_are_read_too(tmp_path: Path, key: rsa.RSAPrivateKey) -> None:
    manifest = made(tmp_path, key)
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    old = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA256(), None)
    secret = key.decrypt(base64.b64decode(manifest.key), oaep)
    wrapped = base64.b64encode(key.public_key().encrypt(secret, old)).decode()
    changed = Manifest(**{**vars(manifest), "key": wrapped, "signature": ""})
    out = tmp_path / "out"
    out.mkdir()
    assert decrypt(changed, files(tmp_path), key, out)[-1][1].read_bytes() == XML


def test_what_is_wrong_is_said(tmp_path: Path, key: rsa.RSAPrivateKey) -> None:
    manifest = made(tmp_path, key)
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(AppError, match="another key"):
        decrypt(manifest, files(tmp_path), rsa.generate_private_key(65537, 2048), out)
    there = files(tmp_path)
    gone = {name: file for name, file in there.items() if name != "3.jpg.enc"}
    with pytest.raises(AppError, match=r"3\.jpg\.enc"):
        decrypt(manifest, gone, key, out)
    whole = there["5.jpg.enc"].read_bytes()
    there["5.jpg.enc"].write_bytes(whole[:-16])
    with pytest.raises(AppError, match=r"5\.jpg\.enc"):
        decrypt(manifest, there, key, out)
    there["5.jpg.enc"].write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    with pytest.raises(AppError, match="signature"):
        decrypt(manifest, there, key, out)
    there["5.jpg.enc"].write_bytes(whole)
    for damaged in ("version", "form_id"):
        changed = Manifest(**{**vars(manifest), damaged: "other"})
        with pytest.raises(AppError, match="signature"):
            decrypt(changed, there, key, out)
    with pytest.raises(AppError, match="manifest"):
        read_manifest(markup.parse(manifest.to_xml().replace("base64EncryptedKey", "x")).root)


def test_keys_that_are_none(tmp_path: Path, key: rsa.RSAPrivateKey) -> None:
    for text in ("", "no key", base64.b64encode(b"x" * 50).decode()):
        with pytest.raises(AppError):
            public_key(text)
    file = tmp_path / "key.pem"
    with pytest.raises(AppError, match=r"key\.pem"):
        private_key(file)
    file.write_text("-----BEGIN nothing")
    with pytest.raises(AppError, match=r"key\.pem"):
        private_key(file)
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"geheim"),
        )
    )
    assert private_key(file, "geheim").private_numbers() == key.private_numbers()
    for wrong in ("", "falsch"):
        with pytest.raises(AppError, match=r"key\.pem"):
            private_key(file, wrong)
