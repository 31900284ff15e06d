"""What we seal, age opens: at every length around the ends of its blocks, and for each key."""

from __future__ import annotations

import io
import os

import pyrage
import pytest

from app.sealing import new_identity, recipient_of, seal_stream

BLOCK = 1 << 16
SECRETS = [new_identity() for _ in range(3)]


@pytest.mark.parametrize(
    "size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 16 * BLOCK, 16 * BLOCK + 1, 3_000_000]
)
def test_age_opens_what_we_sealed(size: int) -> None:
    data, sealed = os.urandom(size), io.BytesIO()
    seal_stream(io.BytesIO(data), sealed, [recipient_of(one) for one in SECRETS])
    for secret in SECRETS:
        identity = pyrage.x25519.Identity.from_str(secret)
        assert pyrage.decrypt(sealed.getvalue(), [identity]) == data
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed.getvalue(), [pyrage.x25519.Identity.generate()])
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed.getvalue()[:-1], [pyrage.x25519.Identity.from_str(SECRETS[0])])


def test_no_two_are_the_same() -> None:
    found = set()
    for _ in range(20):
        sealed = io.BytesIO()
        seal_stream(io.BytesIO(b"x"), sealed, [recipient_of(SECRETS[0])])
        found.add(sealed.getvalue()[-17:])
    assert len(found) == 20
