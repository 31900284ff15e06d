"""The parts column of the field desk, with the most needed keys at its foot."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.theme import theme
from app.ui.widgets.labels import KeyCap, Panel, Text
from app.ui.widgets.part_list import PartList, PartModel


class PartsPane(Panel):
    """The parts column with the most needed keys at its foot.

    Signals:
        chosen(key): Another part.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", "", parent, _("Parts"))
        look = theme()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.space(2), look.space(3), 0, look.space(2))
        column.setSpacing(look.space(1))
        self.model = PartModel(self)
        self.list = PartList(_("Parts"), self.model)
        self.list.chosen.connect(self.chosen)
        column.addWidget(self.list, 1)
        self._keys = QWidget()
        policy = self._keys.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # passing buildings by lays nothing out anew
        self._keys.setSizePolicy(policy)
        rows = QVBoxLayout(self._keys)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(look.space(1))
        column.addWidget(self._keys)
        self.model.modelReset.connect(self._show_keys)
        for keys, words in (
            ("1–5", _("answer")),
            ("Enter", _("next question")),
            ("Ctrl+I", _("photo")),
            ("F1", _("all keys")),
        ):
            row = QHBoxLayout()
            row.setSpacing(look.space(2))
            row.addWidget(KeyCap(keys))
            row.addWidget(Text(words, "label", "text2"))
            row.addStretch()
            rows.addLayout(row)

    def _show_keys(self) -> None:
        """Show the keys while there is something to answer."""
        self._keys.setVisible(self.model.rowCount() > 0)

    def show_part(self, key: str) -> None:
        """Mark the current part without telling."""
        for row in range(self.model.rowCount()):
            index = self.model.index(row)
            part = index.data(Qt.ItemDataRole.UserRole + 2)
            if part is not None and part.key == key and self.list.currentIndex() != index:
                self.list.blockSignals(True)
                self.list.setCurrentIndex(index)
                self.list.blockSignals(False)
