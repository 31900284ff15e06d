"""The short way of opening opens what age opens, and nothing that age refuses."""

from __future__ import annotations

import io
import os
import random
from pathlib import Path

import pyrage
import pytest

from app.age_read import NotSoError, open_usual
from app.files import WriteError
from app.sealing import SealError, new_identity, open_file, recipient_of, seal_stream

BLOCK, SEALED = 1 << 16, (1 << 16) + 16
SECRETS = [new_identity() for _ in range(3)]
SIZES = [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 16 * BLOCK, 16 * BLOCK + 1, 3_000_000]


def sealed(data: bytes, secrets: list[str]) -> bytes:
    out = io.BytesIO()
    seal_stream(io.BytesIO(data), out, [recipient_of(one) for one in secrets])
    return out.getvalue()


def opened(data: bytes, secrets: list[str]) -> bytes | None:
    """Open by the short way; None: not so."""
    out = io.BytesIO()
    try:
        open_usual(io.BytesIO(data), out, secrets)
    except NotSoError:
        return None
    return out.getvalue()


def by_age(data: bytes, secret: str) -> bytes | None:
    try:
        return bytes(pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(secret)]))
    except (pyrage.DecryptError, OSError):
        return None


@pytest.mark.parametrize("size", SIZES)
def test_opens_what_was_sealed(tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    whole = sealed(data, SECRETS)
    recipients = [pyrage.x25519.Recipient.from_str(recipient_of(one)) for one in SECRETS]
    (tmp_path / "other.age").write_bytes(pyrage.encrypt(data, recipients))
    for secret in SECRETS:
        assert opened(whole, [new_identity(), secret]) == data
        open_file(tmp_path / "other.age", tmp_path / "plain", secret)  # with stanzas for nobody
        assert (tmp_path / "plain").read_bytes() == data
    assert opened(whole, [new_identity()]) is None


@pytest.mark.parametrize("size", [0, 1, BLOCK, BLOCK + 1, 16 * BLOCK, 17 * BLOCK + 5])
def test_refuses_what_age_refuses(size: int) -> None:
    data, chance = os.urandom(size), random.Random(size)
    whole = sealed(data, SECRETS[:1])
    head = whole.index(b"\n---") + len("\n--- ") + 43 + 1 + 16
    first, second = whole[head : head + SEALED], whole[head + SEALED : head + 2 * SEALED]
    wrong = [
        whole[:head], whole[:-1], whole[:-16], whole[: head + SEALED], whole[: head + 16 * SEALED],
        whole + b"\0", whole + bytes(16), whole + first, whole[:head] + second + first,
        whole[: head - 1], whole[:head] + whole[head + SEALED :], whole + whole,
    ]  # fmt: skip
    for _flip in range(400):
        flipped = bytearray(whole)
        within = head + 20 if chance.random() < 0.8 else len(whole)
        flipped[chance.randrange(min(within, len(whole)))] ^= 1 << chance.randrange(8)
        wrong.append(bytes(flipped))
    refused = 0
    for one in wrong:
        found = by_age(one, SECRETS[0])
        assert found in (None, data)
        assert opened(one, SECRETS[:1]) in (None, found)
        refused += found is None
    assert refused > 300


def test_an_empty_block_ends_only_what_is_empty() -> None:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    from app import age_write

    out = io.BytesIO()
    writer = age_write.AgeWriter(out, [recipient_of(SECRETS[0])])
    writer.write(bytes(BLOCK + 1))  # the first block goes out as one that is not the last
    assert isinstance(writer._cipher, ChaCha20Poly1305)
    end = writer._cipher.encrypt((1).to_bytes(11, "big") + b"\1", b"", None)
    forged = out.getvalue() + end
    assert by_age(forged, SECRETS[0]) is None
    assert opened(forged, SECRETS[:1]) is None


def test_a_file_that_needs_age_itself_is_opened_by_it(tmp_path: Path) -> None:
    data = os.urandom(200_000)
    whole = sealed(data, SECRETS[:1])
    for name, content in (("right", whole), ("cut", whole[:-1])):
        (tmp_path / name).write_bytes(content)
    open_file(tmp_path / "right", tmp_path / "plain", SECRETS[1], SECRETS[0])
    assert (tmp_path / "plain").read_bytes() == data
    with pytest.raises(SealError, match="cut"):
        open_file(tmp_path / "cut", tmp_path / "never", SECRETS[0])
    assert not (tmp_path / "never").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full here")
def test_a_full_disk_is_no_damage(tmp_path: Path) -> None:
    (tmp_path / "p.age").write_bytes(sealed(os.urandom(3_000_000), SECRETS[:1]))
    (tmp_path / "plain.part").symlink_to("/dev/full")
    with pytest.raises(WriteError):
        open_file(tmp_path / "p.age", tmp_path / "plain", SECRETS[0])
