"""Where secret keys lie: in the system's keyring, or in a file that a passphrase opens."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from app.errors import AppError
from app.files import cannot_read, private, written
from app.i18n import N_
from app.paths import user_data
from app.sealing import lock_secret, unlock_secret

SERVICE = "chengjian"


class LockedError(AppError):
    """The keys of this device lie under a passphrase that was not given.

    Attributes:
        ours: Always true: no package is to blame.
    """

    ours = True


def has_keyring() -> bool:
    """Tell whether the system has a keyring that keeps what it is given."""
    import keyring
    from keyring.backends import fail, null

    backend = keyring.get_keyring()
    return not isinstance(backend, fail.Keyring | null.Keyring) and backend.priority > 0


def from_keyring(device: UUID) -> str | None:
    """Return what the system's keyring keeps for a device; None for nothing."""
    import keyring
    from keyring.errors import KeyringError

    with suppress(KeyringError, RuntimeError, OSError):
        if has_keyring():
            return keyring.get_password(SERVICE, device.hex)
    return None


def to_keyring(device: UUID, text: str) -> bool:
    """Give the secret keys to the system's keyring; tells whether it keeps them."""
    import keyring
    from keyring.errors import KeyringError

    try:
        if not has_keyring():
            return False
        keyring.set_password(SERVICE, device.hex, text)
        return keyring.get_password(SERVICE, device.hex) == text
    except (KeyringError, RuntimeError, OSError) as error:
        logging.getLogger(__name__).warning("keyring: %s", type(error).__name__)
        return False


def key_file(device: UUID) -> Path:
    """Return where the keys of a device lie when there is no keyring."""
    return user_data() / "keys" / f"{device.hex}.age"


def from_file(device: UUID, words: str) -> str | None:
    """Return what the file of a device holds; None: there is none.

    Raises:
        LockedError: No passphrase was given.
        SealError: It is another, or the file is damaged.
    """
    file = key_file(device)
    if not file.is_file():
        return None
    if not words:
        raise LockedError(N_("The keys of this device lie under a passphrase; give it to go on."))
    try:
        data = file.read_bytes()
    except OSError as error:
        raise cannot_read(file.name, error) from error
    return unlock_secret(data, words)


def to_file(device: UUID, text: str, words: str) -> None:
    """Write the secret keys into a file that a passphrase opens, and only this user reads.

    Raises:
        AppError: It cannot be written.
    """
    file = key_file(device)
    data = lock_secret(text, words)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = file.with_name(file.name + ".new")
    private(part)
    with written(file, part) as out:
        out.write(data)
