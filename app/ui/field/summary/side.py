"""The side of screen 02: where to go next, how the day goes, what is still only here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.models.clock import wall_ms
from app.ui.field.shown import buildings_count, community_name, facts, right_word
from app.ui.lazy import lazy
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Card, Panel, Text
from app.ui.widgets.marks import MarkLabel
from app.ui.widgets.progress import ProgressRing
from app.ui.widgets.see_through import see_through
from app.ui.words import word

if TYPE_CHECKING:
    from uuid import UUID

    from app.inspection import browse, custody
    from app.inspection.browse import GroupLine, PlaceLine
    from app.inspection.custody import Custody, Today
    from app.ui.desk import Desk
    from app.ui.field.building import Building


if not TYPE_CHECKING:
    browse, custody = lazy("app.inspection.browse"), lazy("app.inspection.custody")

_NEXT = 2


class SummarySide(Panel):
    """Beside the summary.

    Signals:
        building_wanted(place): Go to this building.
        send_wanted(): Write a package.
    """

    building_wanted = Signal(object)
    send_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("bg", "", parent, _("Next"))
        look = theme()
        self._desk = desk
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        scroll = QScrollArea()
        see_through(scroll)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        scroll.setWidget(inner)
        inner.setAutoFillBackground(False)
        outer.addWidget(scroll)
        column = QVBoxLayout(inner)
        edge = look.space(4)
        column.setContentsMargins(edge, look.space(5), edge, edge)
        column.setSpacing(look.space(2))
        column.addWidget(Text(_("Next building"), "body_strong"))
        self._pile = QVBoxLayout()
        self._pile.setSpacing(look.space(2))
        column.addLayout(self._pile)
        column.addSpacing(look.space(3))
        column.addWidget(Text(_("Today"), "body_strong"))
        column.addWidget(self._make_day())
        column.addStretch()
        self._here = Text("", "body_strong", wrap=True)
        self._calm = Text("", "caption", "text2", wrap=True)
        self.send = Button(_("Send…"), icon="send")
        self.send.clicked.connect(self.send_wanted)
        column.addWidget(self._here)
        column.addWidget(self._calm)
        column.addWidget(self.send)

    def _make_day(self) -> Card:
        look = theme()
        card = Card()
        column = QVBoxLayout(card)
        edge = look.space(3)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(look.space(2))
        row = QHBoxLayout()
        row.setSpacing(look.space(3))
        self._ring = ProgressRing(_("Community"), "ring")
        self._community = Text("", "body_strong", wrap=True)
        row.addWidget(self._ring)
        row.addWidget(self._community, 1)
        column.addLayout(row)
        rule = Panel("line")
        rule.setFixedHeight(look.stroke("line"))
        column.addWidget(rule)
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        self._figures = {}
        for number, (key, words) in enumerate(
            (
                ("done", _("Done today")),
                ("minutes", _("Average per building")),
                ("revisits", _("To revisit")),
            )
        ):
            grid.addWidget(Text(words, "label", "text2"), number, 0)
            self._figures[key] = Text("", "label_strong")
            self._figures[key].setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(self._figures[key], number, 1)
        column.addLayout(grid)
        return card

    def show_building(self, building: Building) -> None:
        """Read what comes after this building."""
        place = building.line.id
        community = next((key for key, level, _n in building.above if level == "community"), None)
        self._desk.read(
            lambda session: _following(session, place), self._show_next, "next buildings"
        )
        self._desk.read(
            lambda session: (
                custody.today(session, wall_ms()),
                custody.custody(session),
                [one for one in browse.communities(session) if one.id == community],
            ),
            self._show_day,
            "today",
        )

    def _show_next(self, lines: list[PlaceLine]) -> None:
        while self._pile.count():
            item = self._pile.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for line in lines:
            self._pile.addWidget(self._card(line))
        if not lines:
            self._pile.addWidget(Text(_("This was the last building"), "label", "text2"))

    def _card(self, line: PlaceLine) -> Card:
        look = theme()
        card = Card()
        row = QHBoxLayout(card)
        edge = look.space(3)
        row.setContentsMargins(edge, edge, edge, edge)
        row.setSpacing(look.space(2))
        mark = MarkLabel(line.state, word(line.state))
        share = line.answered / line.relevant if line.relevant else 0.0
        mark.set_mark(line.state, word(line.state), share)
        row.addWidget(mark)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Text(line.name, "body_strong", elide=True))
        parts = [part for part in (facts(line), right_word(line)) if part]
        words.addWidget(Text("·".join(parts), "caption", "text2", elide=True))
        row.addLayout(words, 1)
        go = Button(_("Go"), name=f"{_('Go')}: {line.name}")
        go.clicked.connect(lambda _on=False, place=line.id: self.building_wanted.emit(place))
        row.addWidget(go)
        return card

    def _show_day(self, result: tuple[Today, Custody, list[GroupLine]]) -> None:
        day, here, groups = result
        for group in groups:
            self._ring.set_count(group.done, group.total)
            name = community_name(group.name)
            total = buildings_count(group.total)
            self._community.setText(f"{name} {group.done} / {total}")
        self._figures["done"].setText(buildings_count(day.done))
        minutes = _("{count} min").format(count=day.minutes) if day.minutes else "—"
        self._figures["minutes"].setText(minutes)
        self._figures["revisits"].setText(buildings_count(day.revisits))
        words = ngettext(
            "{count} building is only on this computer",
            "{count} buildings are only on this computer",
            here.places,
        ).format(count=here.places)
        self._here.setText(words if here.places else _("Everything is packed"))
        self._calm.setText(
            _("Nothing is cleared before the receipt. Best send once before you stop today.")
            if here.places
            else ""
        )
        self.send.setVisible(bool(here.changes))


def _following(session: object, place: UUID) -> list[PlaceLine]:
    lines: list[PlaceLine] = []
    current: UUID = place
    for _step in range(_NEXT):
        line = browse.neighbour(session, current, 1)  # type: ignore[arg-type]
        if line is None:
            break
        lines.append(line)
        current = line.id
    return lines
