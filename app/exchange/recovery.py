"""The hub's recovery key (恢复密钥): a second key that opens all packages, kept on paper.

Packages are sealed for the hub and for it, so that the data never dies with one machine or person.
The secret half is not kept in any workspace or keyring.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.exchange.trust import remember, remembered
from app.files import cannot_read, private, written
from app.i18n import N_
from app.models.clock import wall_ms
from app.sealing import lock_secret, new_identity, recipient_of, unlock_secret

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace


def make_recovery(workspace: Workspace, *, anew: bool = False) -> str:
    """Make the recovery key of a hub; returns its secret half, which is kept nowhere.

    Args:
        workspace: The hub.
        anew: In place of one that there is; laptops learn it by their next task package.

    Raises:
        AppError: There is one already.
    """
    secret = new_identity()
    keep_recovery(workspace, secret, anew=anew)
    return secret


def new_secret() -> str:
    """Return the secret half of a recovery key that nobody uses yet; see `keep_recovery`."""
    return new_identity()


def keep_recovery(workspace: Workspace, secret: str, *, anew: bool = False) -> None:
    """Let packages be sealed for a recovery key from now on; its secret half is kept nowhere.

    Args:
        workspace: The hub.
        secret: The secret half, which a person has in hand by now.
        anew: In place of one that there is.

    Raises:
        AppError: There is one already.
    """
    with workspace.sessions.begin() as session:
        if remembered(session, "recovery") and not anew:
            raise AppError(
                N_("There is a recovery key already; a new one makes new task packages necessary.")
            )
        remember(session, "recovery", recipient_of(secret))
        remember(session, "recovery made", wall_ms())


def recovery_made(session: Session) -> int:
    """Return when the recovery key was made, UTC milliseconds; 0: there is none.

    One that an earlier program made counts as made at 1.
    """
    if not remembered(session, "recovery"):
        return 0
    at = remembered(session, "recovery made")
    return at if isinstance(at, int) else 1


def write_recovery(secret: str, file: Path, words: str) -> None:
    """Write a recovery key into a file that a passphrase opens, with any age program too.

    Raises:
        AppError: The passphrase is empty, or the file cannot be written.
    """
    data = lock_secret(secret, words)
    part = file.with_name(file.name + ".part")
    private(part)
    with written(file, part) as out:
        out.write(data)


def read_recovery(file: Path, words: str) -> str:
    """Read a recovery key: a file of `write_recovery`, or plain text typed off the paper.

    Raises:
        AppError: It cannot be read, or the passphrase is another.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise cannot_read(file.name, error) from error
    if data.startswith(b"AGE-SECRET-KEY-1"):
        text = data.decode("ascii", "replace").split()[0]
        recipient_of(text)
        return text
    return unlock_secret(data, words)
