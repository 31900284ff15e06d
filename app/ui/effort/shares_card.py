"""How far each community, area and person is: names, bars, n/m."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.ui.field.shown import community_name
from app.ui.lazy import lazy
from app.ui.theme import theme
from app.ui.widgets.labels import Card, Text
from app.ui.widgets.progress import CountBar
from app.ui.widgets.segments import SegmentBar

if TYPE_CHECKING:
    from app.inspection import recent
    from app.inspection.recent import ShareLine
    from app.ui.desk import Desk

if not TYPE_CHECKING:
    recent = lazy("app.inspection.recent")

_MOST = 12
COMMUNITY, AREA, PERSON = "community", "area", "person"


class SharesCard(Card):
    """Progress per community, area or person."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        look = theme()
        self._desk = desk
        self.setAccessibleName(_("Who and where"))
        column = QVBoxLayout(self)
        edge = look.space(5)
        column.setContentsMargins(edge, look.space(4), edge, look.space(4))
        column.setSpacing(look.space(2))
        parts = (
            (COMMUNITY, _("By community")),
            (AREA, _("By area")),
            (PERSON, _("By person")),
        )
        self.by = SegmentBar(_("Who and where"), parts)
        self.by.set_value(COMMUNITY)
        self.by.chosen.connect(self.show_by)
        column.addWidget(self.by)
        self._box = QWidget()
        self._grid = QGridLayout(self._box)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.space(3))
        self._grid.setVerticalSpacing(look.space(1))
        self._grid.setColumnStretch(2, 1)
        column.addWidget(self._box)
        self.rows: list[tuple[str, str]] = []

    def show_by(self, by: str) -> None:
        """Count by something else."""
        self.by.set_value(by)
        self._desk.read(lambda session: (by, recent.shares(session, by)), self._show, "shares")

    def read(self) -> None:
        """Count anew."""
        self.show_by(self.by.value or COMMUNITY)

    def _show(self, result: tuple[str, list[ShareLine]]) -> None:
        by, lines = result
        if by != self.by.value:
            return
        lines = [line for line in lines if line.total]  # a roster may name what it has none of
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = []
        for row, line in enumerate(lines[:_MOST]):
            name = community_name(line.name) if by == COMMUNITY else line.name
            self.rows.append((name, f"{line.done} / {line.total}"))
            bar = CountBar(name)
            bar.set_count(line.done, line.total)
            self._grid.addWidget(Text(name, "label"), row, 0)
            self._grid.addWidget(Text(self.rows[-1][1], "label", "text2"), row, 1)
            self._grid.addWidget(bar, row, 2)
        rest = len(lines) - _MOST
        if rest > 0:
            words = ngettext("and {count} other", "and {count} others", rest).format(count=rest)
            self._grid.addWidget(Text(words, "label", "text2"), _MOST, 0)
        elif not lines:
            self._grid.addWidget(Text(_("Nobody has begun yet"), "label", "text2"), 0, 0)
