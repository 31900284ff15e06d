"""Keys of a device: kept in a keyring or under a passphrase, told by a fingerprint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID, uuid4

import keyring
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backends import fail

from app import key_store, keys
from app.keys import LockedError, PublicKeys, verified
from app.paths import user_data
from app.sealing import SealError, lock_secret, unlock_secret
from tests.exchange.trusted import use_keyring


@pytest.fixture
def _bare() -> Iterator[None]:
    keyring.set_keyring(fail.Keyring())
    keys.forget()
    yield
    keys.forget()


@pytest.mark.usefixtures("_bare")
def test_without_a_keyring_a_passphrase_protects_the_file() -> None:
    device = uuid4()
    assert keys.find(device) is None
    with pytest.raises(LockedError):
        keys.make(device)
    assert keys.find(device) is None
    made = keys.make(device, "口令 一二三")
    assert keys.where(device) == "file"
    (file,) = (user_data() / "keys").iterdir()
    data = file.read_bytes()
    assert data.startswith(b"age-encryption.org/v1\n-> scrypt")
    assert made.sign_secret.encode() not in data
    assert keys.find(device) == made  # opened in this run already
    keys.forget()
    with pytest.raises(LockedError):
        keys.find(device)
    with pytest.raises(SealError):
        keys.find(device, "另一个")
    assert keys.find(device, "口令 一二三") == made
    file.write_bytes(data[:-20])
    keys.forget()
    with pytest.raises(SealError):
        keys.find(device, "口令 一二三")


@pytest.mark.usefixtures("slow_passphrase")
def test_a_passphrase_takes_long_to_try() -> None:
    data = lock_secret("geheim", "口令 一二三")
    factor = int(data.split(b"\n")[1].split()[-1])
    assert factor >= 15  # a second or two on this machine: 17 to 19
    assert unlock_secret(data, "口令 一二三") == "geheim"


def test_in_a_keyring_nothing_is_asked() -> None:
    kept = use_keyring()
    device = uuid4()
    made = keys.make(device)
    assert keys.where(device) == "keyring"
    assert not (user_data() / "keys").exists()
    keys.forget()
    assert keys.find(device) == made
    assert keys.make(device) == made
    kept.kept[key_store.SERVICE, device.hex] = "{}"
    keys.forget()
    with pytest.raises(SealError):
        keys.find(device)


def test_signatures() -> None:
    use_keyring()
    made = keys.make(uuid4())
    public = made.public("甲")
    signature = made.signature(b"text")
    assert verified(public.sign, b"text", signature)
    assert not verified(public.sign, b"text2", signature)
    assert not verified(keys.make(uuid4()).public().sign, b"text", signature)
    for wrong in ("", "x", signature[:-4], f"{signature}\n", signature.replace("=", "")):
        assert not verified(public.sign, b"text", wrong)
    assert not verified("not a key", b"text", signature)
    assert made.sign_secret not in repr(made)
    assert made.seal_secret not in repr(made)


@given(st.uuids(), st.text(max_size=8), st.text(max_size=8), st.text(max_size=8))
def test_a_fingerprint_tells_any_other_key_apart(
    device: UUID, sign: str, seal: str, other: str
) -> None:
    one = PublicKeys(device, "甲", sign.replace("\n", ""), seal.replace("\n", ""))
    assert len(one.fingerprint) == 19
    assert not set(one.fingerprint) & set("IO01")
    assert one.is_called(one.fingerprint.lower().replace("-", " "))
    assert replace(one, name=other).fingerprint == one.fingerprint
    for more in (replace(one, sign=one.sign + "x"), replace(one, seal=one.seal + "x")):
        assert not more.is_called(one.fingerprint)
