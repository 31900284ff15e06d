"""The look of room mode: larger type and targets, for touch and for older eyes.

The same widgets are used as on the desk. They ask `app.ui.theme.theme` for every size, so while
room mode is on the screen that answers with these.
"""

from __future__ import annotations

from typing import Any

from app.ui.theme import look
from app.ui.theme.look import Theme


class RoomTheme(Theme):
    """One mode at one text size, in the sizes of room mode.

    Args:
        mode: ``light`` or ``dark``.
        text_size: 100, 115 or 130 per cent.
    """

    def __init__(self, mode: str = "light", text_size: int = 100) -> None:
        super().__init__(mode, text_size)
        usual: dict[str, Any] = self._tokens
        larger: dict[str, Any] = usual["room"]
        mixed = dict(usual)
        for group, values in larger.items():
            mixed[group] = {**usual[group], **values}
        self._tokens = mixed


def begin_room() -> RoomTheme:
    """Let every widget take the sizes of room mode; return the look."""
    usual = look.theme()
    made = RoomTheme(usual.mode, usual.text_size)
    look.use(made)
    return made


def end_room() -> Theme:
    """Go back to the sizes of the desk; return the look."""
    usual = look.theme()
    if isinstance(usual, RoomTheme):
        usual = Theme(usual.mode, usual.text_size)
        look.use(usual)
    return usual
