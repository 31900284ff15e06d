"""The panes of the room 问题, made while nobody waits: soon after the hub's window is there.

Making them takes some frames. Whoever enters the room earlier has them made at once.
"""

from __future__ import annotations

import importlib
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from app.ui.later import Later

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.hub.facets import FacetsPanel
    from app.ui.hub.finding_panel import FindingSide
    from app.ui.hub.findings_middle import FindingsMiddle

_AFTER_MS = 400
"""The window comes first."""
_MODULES = (
    "app.ui.hub.facets",
    "app.ui.hub.findings_model",
    "app.ui.hub.findings_middle",
    "app.ui.hub.finding_panel",
    "app.ui.hub.findings_page",
)


class FindingsParts(Later):
    """Makes the panes of one page, one in each event.

    Attributes:
        facets: Filters. ``middle``: sums and table. ``side``: the current finding.
    """

    facets: FacetsPanel
    middle: FindingsMiddle
    side: FindingSide

    def __init__(self, desk: Desk) -> None:
        load = [partial(importlib.import_module, one) for one in _MODULES]
        super().__init__(desk, [*load, self._facets, self._middle, self._side])
        self._desk = desk

    @classmethod
    def of(cls, desk: Desk) -> FindingsParts:
        """Return those that no page has taken yet."""
        known = desk.findChild(cls)
        made = known if isinstance(known, cls) else cls(desk)
        made.setParent(None)  # the next page gets others
        return made

    @classmethod
    def make_soon(cls, desk: Desk) -> None:
        """Make them when the window stands."""
        made = cls(desk)
        QTimer.singleShot(_AFTER_MS, made, made.begin)

    def _facets(self) -> None:
        from app.ui.hub.facets import FacetsPanel

        self.facets = FacetsPanel()

    def _middle(self) -> None:
        from app.ui.hub.findings_middle import FindingsMiddle

        self.middle = FindingsMiddle(self._desk)

    def _side(self) -> None:
        from app.ui.hub.finding_panel import FindingSide

        self.side = FindingSide(self._desk)
