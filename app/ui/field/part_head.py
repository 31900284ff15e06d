"""The head over the questions: the part, what was found in it, how far it is; or a dropdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.ui.field.rows import part_findings, part_rows, worst
from app.ui.theme import theme
from app.ui.widgets.chips import Chip, ChipSpec
from app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from app.ui.field.building import Building
    from app.ui.field.outline import Part


class PartHead(QWidget):
    """What is said of the part whose questions are shown.

    Attributes:
        dropdown: Chooses the part where the column of parts has no room.

    Signals:
        chosen(key): Another part was chosen in the dropdown.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._building: Building | None = None
        self._part: Part | None = None
        look = theme()
        top = QHBoxLayout(self)
        top.setContentsMargins(look.space(1), 0, look.space(6), 0)
        top.setSpacing(look.space(2))
        self.dropdown = QComboBox()
        self.dropdown.setAccessibleName(_("Parts"))
        self.dropdown.setMinimumWidth(look.width("dropdown"))
        self.dropdown.activated.connect(self._dropped)
        self.dropdown.hide()
        self._head = QWidget()
        words = QVBoxLayout(self._head)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        self._title = Text("", "heading")
        self._caution = Text("", "caption", "text2")
        words.addWidget(self._title)
        words.addWidget(self._caution)
        self._chip = Chip(ChipSpec("", ""))
        self._count = Text("", "label", "text2")
        top.addWidget(self.dropdown)
        top.addWidget(self._head)
        top.addStretch()
        top.addWidget(self._chip)
        top.addWidget(self._count)

    def show_part(self, building: Building | None, part: Part | None) -> None:
        """Show a part as it is now."""
        self._building, self._part = building, part
        if building is None or part is None:
            return
        counts = building.counts(part)
        self._title.setText(part.name)
        found = part_findings(building, part)
        suspected = any(
            rule.suspected and rule.appraisal
            for rule in building.visit.definition.rules
            if any(slot.path == rule.path for slot in part.slots)
        )
        self._caution.setText(
            _("Only suspicions are noted on site; the appraisal decides") if suspected else ""
        )
        self._caution.setVisible(suspected)
        self._chip.setVisible(bool(found))
        if found:
            level = worst(found)
            words = ngettext("{count} suspected", "{count} suspected", len(found)).format(
                count=len(found)
            )
            self._chip.set_chip(ChipSpec(level, words, level or "neutral"))
        self._count.setText(
            _("{done} / {total} answered").format(done=counts.answered, total=counts.relevant)
        )
        self._fill_dropdown()

    def _fill_dropdown(self) -> None:
        if self._building is None or self.dropdown.isHidden():
            return
        self.dropdown.blockSignals(True)
        self.dropdown.clear()
        for row in part_rows(self._building):
            words = f"{row.letter} {row.name}  {row.answered} / {row.relevant}"
            self.dropdown.addItem(words, row.key)
            if self._part is not None and row.key == self._part.key:
                self.dropdown.setCurrentIndex(self.dropdown.count() - 1)
        self.dropdown.blockSignals(False)

    def show_dropdown(self, shown: bool) -> None:
        """Show the dropdown of parts in place of the head."""
        self.dropdown.setVisible(shown)
        self._head.setVisible(not shown)
        self._fill_dropdown()

    def _dropped(self, number: int) -> None:
        self.chosen.emit(str(self.dropdown.itemData(number)))
