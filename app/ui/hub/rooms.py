"""The rooms of the hub desk, in the order of its rail.

Appraisal, assessment and reports get their places when they work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.desk import RoomSpec

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.ui.desk import Desk

FIRST = "inbox"
"""The room that is entered when the window opens."""
WITHOUT = ("open.roster",)
"""Keys of every desk that mean something else here: Ctrl+O takes packages in."""


def prepare(desk: Desk) -> None:
    """Enter the keys of this desk and begin to read the findings."""
    from app.ui.hub.conflicts.work import ConflictWork
    from app.ui.hub.findings_parts import FindingsParts
    from app.ui.hub.going import Going
    from app.ui.hub.keymap import BINDINGS
    from app.ui.hub.review_work import ReviewWork
    from app.ui.hub.store import FindingsStore

    for binding in BINDINGS:
        desk.shell.keys.add(binding)
    Going(desk)
    FindingsStore.of(desk)
    ConflictWork.of(desk)
    ReviewWork.of(desk)
    FindingsParts.make_soon(desk)


def _inbox(desk: Desk) -> QWidget:
    from app.ui.hub.inbox_page import InboxPage

    return InboxPage(desk)


def _conflicts(desk: Desk) -> QWidget:
    from app.ui.hub.conflicts.page import ConflictPage

    return ConflictPage(desk)


def _findings(desk: Desk) -> QWidget:
    from app.ui.hub.findings_page import FindingsPage

    return FindingsPage(desk)


def _review(desk: Desk) -> QWidget:
    from app.ui.hub.review_page import ReviewPage

    return ReviewPage(desk)


def _gaps(desk: Desk) -> QWidget:
    from app.ui.hub.gaps_page import GapsPage

    return GapsPage(desk)


def _devices(desk: Desk) -> QWidget:
    from app.ui.trust.devices_page import DevicesPage

    return DevicesPage(desk)


def _versions(desk: Desk) -> None:
    from app.ui.versions.dialog import open_versions

    open_versions(desk)


def _settings(desk: Desk) -> None:
    desk.act("settings")


ROOMS = (
    RoomSpec("inbox", "inbox", _inbox),
    RoomSpec("conflicts", "git-compare-arrows", _conflicts),
    RoomSpec("findings", "triangle-alert", _findings),
    RoomSpec("review", "undo-2", _review),
    RoomSpec("gaps", "list-checks", _gaps),
    RoomSpec("devices", "shield-check", _devices),
    RoomSpec("versions", "git-compare-arrows", act=_versions, foot=True),
    RoomSpec("settings", "settings", act=_settings, foot=True),
)
