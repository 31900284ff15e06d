"""The hub desk (汇总台): its rooms, for `app.ui.app` to put into the rail.

Conflicts, review, appraisal, assessment and reports get their places when they work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.desk import RoomSpec

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.ui.desk import Desk


def _inbox(desk: Desk) -> QWidget:
    from app.ui.hub.inbox_page import InboxPage

    return InboxPage(desk)


def _findings(desk: Desk) -> QWidget:
    from app.ui.hub.findings_page import FindingsPage

    return FindingsPage(desk)


HUB_ROOMS: tuple[RoomSpec, ...] = (
    RoomSpec("inbox", "inbox", make=_inbox),
    RoomSpec("findings", "triangle-alert", make=_findings),
)
"""The rooms of the hub desk from top to bottom; pages are made when they are first entered."""
