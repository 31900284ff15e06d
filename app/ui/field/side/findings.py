"""The findings of the open building, as cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.field.rows import findings
from app.ui.field.shown import places_count
from app.ui.theme import theme
from app.ui.widgets.findings import FindingCard, FindingInfo
from app.ui.widgets.labels import Text
from app.ui.widgets.see_through import see_through

if TYPE_CHECKING:
    from app.ui.field.building import Building


class SideFindings(QWidget):
    """Cards by severity; a card that stays keeps its widget.

    Signals:
        question_wanted(path): Open the question of a finding.
    """

    question_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme()
        self._cards: list[FindingCard] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space(2))
        head = QHBoxLayout()
        head.setSpacing(look.space(2))
        head.addWidget(Text(_("Findings here"), "body_strong"))
        self._count = Text("", "label", "text2")
        head.addWidget(self._count)
        head.addStretch()
        head.addWidget(Text(_("by severity"), "caption", "text2"))
        column.addLayout(head)
        cards = QWidget()
        self._pile = QVBoxLayout(cards)
        self._pile.setContentsMargins(0, 0, 0, look.space(4))
        self._pile.setSpacing(look.space(2))
        self._none = Text("", "label", "text2", wrap=True)
        self._pile.addWidget(self._none)
        self._pile.addStretch()
        scroll = QScrollArea()
        see_through(scroll)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(cards)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        cards.setAutoFillBackground(False)
        column.addWidget(scroll, 1)

    def show_building(self, building: Building) -> None:
        """Show what was found in a building."""
        infos = findings(building)
        self._count.setText(places_count(len(infos)))
        self._none.setText(_("No finding so far"))
        self._none.setVisible(not infos)
        for card, info in zip(self._cards, infos, strict=False):
            card.set_finding(info)
        for info in infos[len(self._cards) :]:
            self._add(info)
        for card in self._cards[len(infos) :]:
            self._pile.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = self._cards[: len(infos)]

    def _add(self, info: FindingInfo) -> None:
        card = FindingCard(info)
        card.opened.connect(self.question_wanted)
        self._pile.insertWidget(self._pile.count() - 1, card)
        self._cards.append(card)
