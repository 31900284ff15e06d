"""删与改碰头 side by side: who deleted the record, and what was changed unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.models.clock import wall_ms
from app.ui.desk import calm
from app.ui.field.shown import day_and_time
from app.ui.hub.conflicts.sides import narrow
from app.ui.hub.facts_card import StepsCard
from app.ui.hub.finding_panel import scrolled
from app.ui.theme import theme
from app.ui.widgets.labels import Card, Text
from app.ui.words import told

if TYPE_CHECKING:
    from app.inspection.conflict.side import Detail, Edit

_MOST = 40
_LEAST = 170


class _Side(Card):
    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        look = theme()
        self._head = Text(title, "heading", wrap=True)
        self._under = Text("", "label", "text2", wrap=True)
        self._steps = StepsCard()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.space(4),) * 4)
        column.setSpacing(look.space(2))
        column.addWidget(self._head)
        column.addWidget(self._under)
        inner = QWidget()
        pile = QVBoxLayout(inner)
        pile.setContentsMargins(0, 0, 0, 0)
        pile.addWidget(self._steps)
        pile.addStretch()
        column.addWidget(scrolled(inner), 1)

    def show_edits(self, under: str, steps: list[tuple[str, str, str, str]]) -> None:
        self._under.setText(under)
        self._steps.set_steps(steps)


class Contested(QWidget):
    """The two sides of a record that one deleted and another changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        calm(self)
        look = theme()
        self._gone, self._kept = _Side(_("Deleted")), _Side(_("Changed without having seen that"))
        self._row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        row.setContentsMargins(look.space(4), look.space(2), look.space(4), look.space(3))
        row.setSpacing(look.space(3))
        row.addWidget(self._gone, 2)
        row.addWidget(self._kept, 3)
        for side in (self._gone, self._kept):
            side.setMinimumHeight(look.scaled(_LEAST))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        self._row.setDirection(ways.TopToBottom if narrow(self.width()) else ways.LeftToRight)

    def show_detail(self, found: Detail) -> None:
        """Show a contested record."""
        self._gone.show_edits(
            _("Lists leave the record in as long as nobody has decided."),
            [("trash-2", _who(one), _when(one), "text") for one in found.deletions],
        )
        count = len(found.unseen)
        said = ngettext(
            "{count} entry that whoever deleted it had not seen, the latest first",
            "{count} entries that whoever deleted it had not seen, the latest first",
            count,
        )
        self._kept.show_edits(
            said.format(count=count),
            [
                ("pencil", told(one.what, one.words), f"{_who(one)} · {_when(one)}", "text")
                for one in found.unseen[:_MOST]
            ],
        )


def _who(one: Edit) -> str:
    return one.person or _("Unknown")


def _when(one: Edit) -> str:
    package = _("package {number}").format(number=one.batch)
    return f"{day_and_time(one.at, wall_ms())} · {package}"
