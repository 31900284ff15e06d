"""The tables and bars of the versions dialog."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.forms.versions import KINDS
from app.forms.versions_words import KINDS as KIND_WORDS
from app.i18n import _
from app.ui.theme import theme
from app.ui.versions.rows import DIFFERENCE_HEADS, PREVIEW_HEADS, VERSION_HEADS, Rows
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Text
from app.ui.widgets.place_model import Index
from app.ui.widgets.progress import CountBar
from app.ui.widgets.segments import SegmentBar
from app.ui.widgets.table import Table

ALL = "all"
_ROWS = 4
_MOST_LINES = 4


class VersionsFrame(Dialog):
    """What stands where; `app.ui.versions.dialog` brings it to life.

    Attributes:
        versions, differences, previews: Rows of the three tables.
        add: Takes a workbook in; leave, go: close and move.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, _("Checklist versions"), width="reading_max", height=640)
        self._make_versions()
        self._make_views()
        self._make_foot()

    def _make_versions(self) -> None:
        look = theme()
        self.versions = Rows(VERSION_HEADS, self)
        self.version_table = Table(_("Checklist versions"), row="row_dense")
        self.version_table.setModel(self.versions)
        self.version_table.set_widths([320, 120, 160, 190], stretch=0)
        high = look.height("table_header") + _ROWS * look.height("row_dense") + 2
        self.version_table.setFixedHeight(high)
        self.body.addWidget(self.version_table)

    def _make_views(self) -> None:
        self.views = SegmentBar(
            _("View"),
            (("differences", _("What is different")), ("previews", _("Inspections"))),
        )
        self.views.chosen.connect(self.show_view)
        parts = [(ALL, _("All")), *((kind, _(KIND_WORDS[kind])) for kind in KINDS)]
        self.filter = SegmentBar(_("Filter"), parts)
        row = QHBoxLayout()
        row.addWidget(self.views)
        row.addStretch()
        row.addWidget(self.filter)
        self.body.addLayout(row)
        self.said = Text("", "label", "text2", wrap=True)
        self.body.addWidget(self.said)
        self.differences = Rows(DIFFERENCE_HEADS, self)
        self.difference_table = Table(_("What is different"), row="row_dense")
        self.difference_table.setModel(self.differences)
        self.difference_table.set_widths([140, 300, 300], stretch=2)
        self.previews = Rows(PREVIEW_HEADS, self)
        self.preview_table = Table(_("Inspections"), row="row_dense")
        self.preview_table.setModel(self.previews)
        self.preview_table.set_widths([320, 150, 300], stretch=2)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.difference_table)
        self._stack.addWidget(self.preview_table)
        self.body.addWidget(self._stack, 1)
        self.detail = Text("", "label", "text2", wrap=True)
        self.body.addWidget(self.detail)
        for table in (self.difference_table, self.preview_table):
            table.selectionModel().currentRowChanged.connect(self._tell)
        self.bar = CountBar(_("Inspections"))
        self.bar.hide()
        self.body.addWidget(self.bar)

    def _make_foot(self) -> None:
        self.add = self.add_button(Button(_("Add a workbook…"), icon="plus"))
        self.leave = self.add_button(Button(_("Close"), hint="Esc"))
        self.go = self.add_button(Button(_("Move"), "primary"))
        self.go.setEnabled(False)

    def show_view(self, key: str) -> None:
        """Show differences or inspections."""
        self.views.set_value(key)
        self.filter.setVisible(key == "differences")
        self._stack.setCurrentIndex(0 if key == "differences" else 1)
        self.detail.setText("")
        self.say()

    def say(self) -> None:
        """Say over the tables what they show."""

    def _tell(self, now: Index, _before: object = None) -> None:
        """Say beneath the table all that a row has no room for."""
        tip = str(now.data(Qt.ItemDataRole.ToolTipRole) or "") if now.isValid() else ""
        self.detail.setText("\n".join(tip.split("\n")[:_MOST_LINES]))
