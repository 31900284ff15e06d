"""The rail in a low window: whole rooms only, and every one in reach of the mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.shell import Shell
from app.ui.theme import dress
from app.ui.widgets.rail import Room

ROOMS = [Room(f"room{number}", "inbox", f"Room {number}") for number in range(6)]
FOOT = [Room("versions", "settings", "Versions"), Room("settings", "settings", "Settings")]


def seen(shell: Shell, key: str) -> bool:
    """Tell whether all of a room's button is on the screen."""
    button = shell.rail.button(key)
    return button.visibleRegion().boundingRect() == button.rect()


def part_seen(shell: Shell) -> list[str]:
    """Return the rooms of which only a part shows."""
    return [
        key
        for key in shell.rail.rooms
        if not shell.rail.button(key).visibleRegion().isEmpty() and not seen(shell, key)
    ]


@pytest.mark.parametrize("text", [100, 130])
def test_every_room_is_reached_by_the_mouse_at_200_percent(
    qapp: QApplication, qtbot: QtBot, text: int
) -> None:
    dress(qapp, "light", text)
    shell = Shell("Hub", ROOMS, FOOT)
    qtbot.addWidget(shell)
    shell.resize(683, 384)
    shell.show()
    shell.rail.set_room("room0")
    qtbot.waitUntil(lambda: seen(shell, "room0") and not part_seen(shell))
    assert seen(shell, "settings")
    reached = [key for key in shell.rail.rooms if seen(shell, key)]
    steps = shell.rail.steps
    assert not steps.up.isEnabled()
    while steps.down.isEnabled():
        qtbot.mouseClick(steps.down, Qt.MouseButton.LeftButton)
        assert part_seen(shell) == []
        reached += [key for key in shell.rail.rooms if seen(shell, key)]
    assert set(reached) == set(shell.rail.rooms)
    shell.rail.set_room("room0")
    qtbot.waitUntil(lambda: seen(shell, "room0"))


def test_a_window_that_becomes_low_keeps_the_room_one_is_in_on_the_screen(qtbot: QtBot) -> None:
    shell = Shell("Hub", ROOMS, FOOT)
    qtbot.addWidget(shell)
    shell.resize(1366, 768)
    shell.show()
    shell.rail.set_room("room5")
    assert not shell.rail.steps.isVisible()
    shell.resize(683, 384)
    qtbot.waitUntil(lambda: seen(shell, "room5"))
    assert shell.rail.steps.isVisible()
