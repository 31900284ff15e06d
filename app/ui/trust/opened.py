"""Asking for the passphrase of the hub's keys when they are needed for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from app.ui.desk import Desk


def keys_open(parent: QWidget, desk: Desk, *, make: bool = False, receiving: bool = False) -> bool:
    """Make sure that the keys of this workspace can be used; ask where they are locked.

    Args:
        parent: Over whose window the question stands.
        desk: Whose workspace it is.
        make: Keys are needed in any case; else a workspace without keys needs none.
        receiving: They are to open what comes; else to sign what goes.

    Returns:
        Whether the work may begin.
    """
    from app.exchange.trust import has_own_keys

    with desk.workspace.reading() as session:
        needed = make or has_own_keys(session)
    if not needed:
        return True
    from app.ui.exchange.unlock import unlock

    return unlock(parent, desk.workspace, receiving=receiving)
