"""What is filtered: tick lists with counts, one section a facet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.hub.facet_box import TITLES, FacetBox
from app.ui.theme import theme
from app.ui.widgets.at_once import at_once
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Panel, Text

_LONG = 6
"""So many values of a long facet are shown before 还有 n 个…"""


class FacetsPanel(Panel):
    """All facets.

    Signals:
        changed(): Other values are ticked; ask `hidden`.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bg", "r", parent, _("Filters"))
        look = theme()
        self._boxes: dict[str, dict[str, FacetBox]] = {}
        self._more: dict[str, Button] = {}
        self._all: set[str] = set()
        self._inner = QWidget()
        self._pile = QVBoxLayout(self._inner)
        edge = look.space(3)
        self._pile.setContentsMargins(edge, look.space(3), edge, look.space(3))
        self._pile.setSpacing(0)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._inner)
        scroll.viewport().setAutoFillBackground(False)
        self._inner.setAutoFillBackground(False)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clear_button = Button(_("Clear filters"), "quiet")
        self.clear_button.clicked.connect(self.clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, look.stroke("line"), look.space(2))
        column.setSpacing(look.space(1))
        column.addWidget(scroll, 1)
        column.addWidget(self.clear_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._sections: dict[str, QVBoxLayout] = {}
        for number, (facet, title) in enumerate(TITLES.items()):
            if number:
                line = Panel("line")
                line.setFixedHeight(look.stroke("line"))
                self._pile.addSpacing(look.space(2))
                self._pile.addWidget(line)
                self._pile.addSpacing(look.space(2))
            self._pile.addWidget(Text(_(title), "label", "text2"))
            section = QVBoxLayout()
            section.setSpacing(0)
            self._pile.addLayout(section)
            self._sections[facet] = section
            more = Button("", "quiet")
            more.clicked.connect(lambda _on=False, facet=facet: self._show_all(facet))
            more.hide()
            self._pile.addWidget(more)
            self._more[facet] = more
            self._boxes[facet] = {}
        self._pile.addStretch()

    def hidden(self) -> dict[str, frozenset[str]]:
        """Return the values that are left out, per facet."""
        found = {
            facet: frozenset(value for value, box in boxes.items() if not box.isChecked())
            for facet, boxes in self._boxes.items()
        }
        return {facet: values for facet, values in found.items() if values}

    def set_counts(self, counts: Mapping[str, Mapping[str, int]]) -> None:
        """Show how many findings have each value; ticks stay."""
        with at_once(self._pile):
            for facet, values in counts.items():
                if facet in self._boxes:
                    self._count(facet, values)
        self.clear_button.setEnabled(bool(self.hidden()))

    def _count(self, facet: str, values: Mapping[str, int]) -> None:
        boxes = self._boxes[facet]
        shown = [value for value, count in values.items() if count or value in boxes]
        if list(boxes) != shown:
            self._refill(facet, shown)
        for value in shown:
            self._boxes[facet][value].set_count(values[value])
        self._trim(facet)

    def _refill(self, facet: str, values: Sequence[str]) -> None:
        section, before = self._sections[facet], self._boxes[facet]
        boxes: dict[str, FacetBox] = {}
        for value in values:
            box = before.pop(value, None)
            if box is None:
                box = FacetBox(facet, value, self._inner)
                box.setChecked(True)
                box.toggled.connect(self._toggled)
                box.only_wanted.connect(lambda facet=facet, value=value: self.only(facet, value))
            section.removeWidget(box)
            section.addWidget(box)
            boxes[value] = box
        for gone in before.values():
            gone.hide()
            gone.deleteLater()
        self._boxes[facet] = boxes

    def _trim(self, facet: str) -> None:
        """Show the fullest values of a long facet, and how many more there are."""
        boxes = self._boxes[facet]
        some = len(boxes) > _LONG + 2 and facet not in self._all
        fullest = sorted(boxes.values(), key=lambda box: -box.count)[: _LONG if some else None]
        for box in boxes.values():
            box.setVisible(box in fullest or not box.isChecked())
        more = self._more[facet]
        left = len(boxes) - len(fullest)
        more.setVisible(bool(left))
        if left:
            more.set_words(_("{count} more…").format(count=left))

    def _show_all(self, facet: str) -> None:
        self._all.add(facet)
        self._trim(facet)
        first = next(iter(self._boxes[facet].values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _toggled(self, _on: bool) -> None:
        self.changed.emit()

    def _tick(self, chosen: Mapping[str, bool], facet: str) -> None:
        for value, box in self._boxes[facet].items():
            box.blockSignals(True)
            box.setChecked(chosen.get(value, True))
            box.blockSignals(False)

    def only(self, facet: str, value: str) -> None:
        """Tick only one value of a facet; the same again ticks all."""
        boxes = self._boxes[facet]
        alone = [one for one, box in boxes.items() if box.isChecked()] == [value]
        self._tick({one: alone or one == value for one in boxes}, facet)
        self.changed.emit()

    def box(self, facet: str, value: str) -> FacetBox:
        """Return the box of one value."""
        return self._boxes[facet][value]

    def clear(self) -> None:
        """Tick everything."""
        for facet in self._boxes:
            self._tick({}, facet)
        self.changed.emit()
