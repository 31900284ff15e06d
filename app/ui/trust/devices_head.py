"""The head of the room 设备: which view, what waits, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.i18n import N_, _, ngettext
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.segments import SegmentBar

VIEWS = (("devices", N_("Devices {count}")), ("tasks", N_("Task packages {count}")))


class DevicesHead(Panel):
    """Views at the left, actions at the right; they wrap when narrow.

    Attributes:
        views: Devices, or the task packages that were made.
        network, keys, make: Open their dialogs.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", "b", parent, role=_("Devices and trust"))
        look = theme()
        self.views = SegmentBar(
            _("Show"), [(key, _(words).format(count=0)) for key, words in VIEWS]
        )
        self.views.set_value("devices")
        self._said = Text("", "label", "text2", elide=True)
        self.network = Button(_("Network inbox…"), icon="hard-drive")
        self.keys = Button(_("Keys of this hub…"), icon="lock")
        self.make = Button(_("Make a task package…"), "primary", "package", "Ctrl+N")
        row = QHBoxLayout(self)
        row.setContentsMargins(look.space(4), look.space(2), look.space(4), look.space(2))
        row.setSpacing(look.space(3))
        row.addWidget(self.views, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._said, 1)
        tools = FlowRow(look.space(2))
        for tool in (self.network, self.keys, self.make):
            tools.add_widget(tool)
        policy = tools.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Maximum)
        tools.setSizePolicy(policy)
        row.addWidget(tools, 9)

    def count(self, devices: int, waiting: int, tasks: int, *, locked: bool) -> None:
        """Say how many there are and how many wait to be compared."""
        for (key, words), count in zip(VIEWS, (devices, tasks), strict=True):
            self.views.set_words(key, _(words).format(count=count))
        self._said.setText(
            ngettext(
                "{count} device waits to be compared",
                "{count} devices wait to be compared",
                waiting,
            ).format(count=waiting)
            if waiting
            else ""
        )
        self.make.setEnabled(not locked)
