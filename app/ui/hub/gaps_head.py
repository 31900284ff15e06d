"""The head of 查漏: which kinds, after how many days a laptop is silent, export."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.i18n import N_, _
from app.ui.hub.gap_lines import KINDS
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.segments import SegmentBar

if TYPE_CHECKING:
    from app.ui.hub.gap_lines import GapLine

ALL = ("all", N_("All {count}"))
DAYS = (1, 3, 7, 14)
_USUAL = 3


class GapsHead(Panel):
    """Kinds at the left; days and export at the right; they wrap when narrow.

    Attributes:
        kinds: Which lines are shown.
        silence: After how many days a laptop is silent.
        export: Writes the list.

    Signals:
        days_chosen(): Other days of silence.
    """

    days_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", "b", parent, role=_("What is missing"))
        look = theme()
        self.kinds = SegmentBar(
            _("Show"), [(key, _(words).format(count=0)) for key, words in (ALL, *KINDS)]
        )
        self.kinds.set_value("all")
        days = [(str(count), _("{count} d").format(count=count)) for count in DAYS]
        self.silence = SegmentBar(_("Silent after"), days)
        self.silence.set_value(str(_USUAL))
        self.silence.chosen.connect(lambda _days: self.days_chosen.emit())
        self.export = Button(_("Export…"), icon="download")
        self.export.setToolTip("Ctrl+Shift+E")
        row = QHBoxLayout(self)
        row.setContentsMargins(look.space(4), look.space(2), look.space(4), look.space(2))
        row.setSpacing(look.space(3))
        row.addWidget(self.kinds, 5, Qt.AlignmentFlag.AlignLeft)
        tools = FlowRow(look.space(2))
        self._told = Text(_("Silent after"), "label", "text2")
        self._told.setMinimumHeight(look.height("target"))
        for tool in (self._told, self.silence, self.export):
            tools.add_widget(tool)
        policy = tools.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Maximum)
        tools.setSizePolicy(policy)
        row.addWidget(tools, 4)

    @property
    def days(self) -> int:
        """A laptop is silent after so many days."""
        return int(self.silence.value)

    def count(self, lines: Sequence[GapLine]) -> None:
        """Say how many lines there are of each kind."""
        self.kinds.set_words(ALL[0], _(ALL[1]).format(count=len(lines)))
        for kind, words in KINDS:
            count = sum(line.kind == kind for line in lines)
            self.kinds.set_words(kind, _(words).format(count=count))
