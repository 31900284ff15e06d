"""Their headings beside ours: each can be tied to a column of ours, or left empty."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QSizePolicy, QWidget

from app.i18n import _
from app.reports.filing.view import TemplateView
from app.ui.theme import theme
from app.ui.widgets.labels import Text


class StillBox(QComboBox):
    """A drop-down that the wheel passes by, so that scrolling past it changes nothing."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Ties(QWidget):
    """A line for each heading of a template.

    Signals:
        changed(): A heading was tied to another column.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: list[tuple[str, StillBox]] = []
        self._read: dict[str, str] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme().space(4))
        self._grid.setVerticalSpacing(theme().space(1))
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(1, 3)

    @property
    def mapping(self) -> dict[str, str]:
        """What a person tied otherwise than was read: heading → key, empty: left empty."""
        said = {heading: str(box.currentData() or "") for heading, box in self.boxes}
        return {heading: key for heading, key in said.items() if key != self._read[heading]}

    @property
    def tied(self) -> int:
        """How many headings are answered."""
        return sum(1 for _heading, box in self.boxes if box.currentData())

    def set_view(self, view: TemplateView) -> None:
        """Show the headings of a template."""
        while (item := self._grid.takeAt(0)) is not None:
            part = item.widget()
            if part is not None:
                part.hide()
                part.deleteLater()
        self.boxes = []
        self._read = {tie.heading: tie.key for tie in view.ties}
        if not view.ties:
            return
        columns = QStandardItemModel(self)  # one for all: forty headings by a hundred columns
        for key, words in (("", _("(left empty)")), *view.columns):
            line = QStandardItem(words)
            line.setData(key, Qt.ItemDataRole.UserRole)
            columns.appendRow(line)
        self._grid.addWidget(Text(_("Their heading"), "label", "text2"), 0, 0)
        self._grid.addWidget(Text(_("Filled with ours"), "label", "text2"), 0, 1)
        for row, tie in enumerate(view.ties, 1):
            box = StillBox(_("Ours for {heading}").format(heading=tie.heading))
            box.setModel(columns)
            box.setCurrentIndex(max(0, box.findData(tie.key)))
            box.currentIndexChanged.connect(lambda _row: self.changed.emit())
            label = Text(tie.heading, "body", elide=True)
            self._grid.addWidget(label, row, 0)
            self._grid.addWidget(box, row, 1)
            self.boxes.append((tie.heading, box))
        for (_a, before), (_b, after) in pairwise(self.boxes):
            QWidget.setTabOrder(before, after)
