"""Accounts and certificate of the inbox that `chengjian serve` offers.

Both lie in the user's own folder, not in the workspace: a copied workspace opens no door.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import json
import re
import secrets
import socket
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from app.errors import AppError
from app.files import cannot_read, private, written
from app.i18n import N_
from app.paths import user_data

if TYPE_CHECKING:
    from cryptography import x509

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
# Easily read aloud and typed: 16 of 31 letters are 79 bits.
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_YEARS = 5


def _folder() -> Path:
    return user_data() / "serve"


def _accounts_file(hub: UUID) -> Path:
    return _folder() / f"{hub}.json"


def accounts(hub: UUID) -> list[str]:
    """List the names of the accounts of a hub's inbox."""
    return sorted(_read(_accounts_file(hub)))


def add_account(hub: UUID, name: str) -> str:
    """Make an account, or give one a new password; returns the password, which is kept nowhere.

    Args:
        hub: Device of the hub.
        name: Letters and digits; one account for each laptop.

    Raises:
        AppError: The name cannot be used, or the file cannot be written.
    """
    if not _NAME.fullmatch(name):
        raise AppError(
            N_("{name} cannot be an account: use small letters and digits, such as laptop7."),
            name=name,
        )
    password = "".join(secrets.choice(_LETTERS) for _letter in range(16))
    salt = secrets.token_bytes(16)
    known = _read(_accounts_file(hub))
    known[name] = [base64.b64encode(salt).decode(), _hashed(password, salt)]
    _write(hub, known)
    return password


def remove_account(hub: UUID, name: str) -> None:
    """Close an account; what it brought stays."""
    known = _read(_accounts_file(hub))
    known.pop(name, None)
    _write(hub, known)


class Doorkeeper:
    """Checks passwords; remembers those that were right, because hashing is slow on purpose.

    An account that is closed, or that got a new password, is so at once.
    """

    def __init__(self, hub: UUID) -> None:
        self._file = _accounts_file(hub)
        self._stamp: tuple[int, int, int] | None = None
        self._known: dict[str, list[str]] = {}
        self._right: set[bytes] = set()

    def lets_in(self, name: str, password: str) -> bool:
        """Tell whether the password is that of the account.

        Raises:
            AppError: The accounts cannot be read.
        """
        self._look()
        seen = hashlib.sha256(f"{name}\0{password}".encode()).digest()
        if seen in self._right:
            return True
        salt, digest = self._known.get(name, [base64.b64encode(bytes(16)).decode(), ""])
        right = hmac.compare_digest(_hashed(password, base64.b64decode(salt)), digest)
        if right and name in self._known:
            self._right.add(seen)
            return True
        return False

    def _look(self) -> None:
        """Read the accounts again if their file is another."""
        try:
            found = self._file.stat()
        except OSError:  # no file, no accounts
            self._stamp, self._known, self._right = None, {}, set()
            return
        stamp = (found.st_ino, found.st_size, found.st_mtime_ns)
        if stamp != self._stamp:
            self._known, self._right = _read(self._file), set()
            self._stamp = stamp


def certificate(hub: UUID, names: Sequence[str] = ()) -> tuple[Path, str]:
    """Return the file with key and certificate, made now if there is none, and its fingerprint.

    Args:
        hub: Device of the hub.
        names: Further host names or addresses that laptops will use.

    Returns:
        A PEM file that only this user can read; SHA-256 of the certificate in hexadecimal.

    Raises:
        AppError: It cannot be written.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    file = _folder() / f"{hub}.pem"
    if file.is_file():
        return file, _fingerprint(x509.load_pem_x509_certificate(file.read_bytes()))
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"chengjian {hub.hex[:8]}")])
    now = datetime.now(UTC)
    alternatives = [_general(name) for name in dict.fromkeys(("localhost", "127.0.0.1", *names))]
    with suppress(ValueError):
        alternatives.append(x509.DNSName(socket.gethostname()))
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2))  # clocks of laptops are wrong
        .not_valid_after(now + timedelta(days=365 * _YEARS))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .sign(key, hashes.SHA256())
    )
    text = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ) + made.public_bytes(serialization.Encoding.PEM)
    _kept(file, text)
    return file, _fingerprint(made)


def _general(name: str) -> x509.GeneralName:
    from cryptography import x509

    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _fingerprint(made: x509.Certificate) -> str:
    from cryptography.hazmat.primitives import hashes

    return made.fingerprint(hashes.SHA256()).hex()


def _hashed(password: str, salt: bytes) -> str:
    return hashlib.scrypt(password.encode(), salt=salt, n=1 << 14, r=8, p=1).hex()


def _read(file: Path) -> dict[str, list[str]]:
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise cannot_read(file.name, error) from error
    except ValueError as error:
        raise AppError(N_("{file} is damaged: make the accounts anew."), file=file) from error
    return {str(name): [str(one) for one in value] for name, value in raw.items()}


def _write(hub: UUID, known: dict[str, list[str]]) -> None:
    _kept(_accounts_file(hub), json.dumps(known, indent=1).encode())


def _kept(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".new")
    private(part)
    with written(file, part) as out:
        out.write(data)
