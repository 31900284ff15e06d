"""设备: which laptops send here, whether each is trusted, and the task packages given out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QEvent, QModelIndex, Qt, Slot
from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.ui.hub.side_room import SideRoom
from app.ui.lazy import lazy
from app.ui.trust.device_side import DevicePanel
from app.ui.trust.devices_head import DevicesHead
from app.ui.trust.rows_model import RowsModel
from app.ui.trust.tables import LAST, NAME, PACKAGES, PERSON, PRINT, device_columns, task_columns
from app.ui.widgets.buttons import Button
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.table import Table
from app.ui.words import word

if TYPE_CHECKING:
    from app.exchange import device_lines
    from app.exchange.device_lines import DeviceLine
    from app.exchange.task import lines as task_lines
    from app.exchange.task.lines import TaskLine
    from app.inspection import browse
    from app.ui.desk import Desk
    from app.ui.shell import Reach
else:
    device_lines = lazy("app.exchange.device_lines")
    task_lines = lazy("app.exchange.task.lines")
    browse = lazy("app.inspection.browse")

DEVICES, TASKS = "devices", "tasks"


class _Listed(NamedTuple):
    number: int
    devices: list[DeviceLine]
    tasks: list[TaskLine]
    communities: dict[str, str]
    campaign: str


class DevicesPage(SideRoom):
    """The room 设备.

    Attributes:
        table: The devices; ``tasks``: the task packages; ``side``: the current device.
        head: Views and actions.
    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.side = DevicePanel()
        super().__init__(desk, "devices", self.side, _("Device"), parent)
        self._names: dict[Any, str] = {}
        self._communities: dict[str, str] = {}
        self.head = DevicesHead()
        self.table = Table(word("devices"), row="row_community")
        self.model: RowsModel[DeviceLine] = RowsModel(
            device_columns(), lambda one: one.device, self
        )
        self.table.setModel(self.model)
        self.tasks = Table(_("Task packages"), row="row_community")
        self.given: RowsModel[TaskLine] = RowsModel(
            task_columns(self._names, self._communities), lambda one: one.number, self
        )
        self.tasks.setModel(self.given)
        self._build()
        self._bind()
        self.flow(desk.shell.reach)

    def _build(self) -> None:
        make = Button(_("Make a task package…"), "primary", "package")
        self.empty = EmptyState(
            _("No laptop has sent anything yet"),
            _(
                "A task package makes a laptop ready: campaign, roster, checklists, and where to "
                "send. Give it out; whoever sends then stands here."
            ),
            make,
        )
        again = Button(_("Make a task package…"), "primary", "package")
        self.nothing_given = EmptyState(
            _("No task package was made here yet"),
            _("It carries campaign, roster and checklists to the laptops, and the hub's keys."),
            again,
        )
        for button in (make, again):
            button.clicked.connect(self.make_task)
        for part in (self.table, self.empty, self.tasks, self.nothing_given):
            self.stack.addWidget(part)
        self._lay_out((self.head,))

    def _bind(self) -> None:
        self.head.views.chosen.connect(self._view)
        self.head.make.clicked.connect(self.make_task)
        self.head.keys.clicked.connect(self.open_keys)
        self.head.network.clicked.connect(self.open_network)
        self.table.selectionModel().currentRowChanged.connect(self._current)
        self.table.opened.connect(self._open)
        self.side.confirm_wanted.connect(self.compare)
        self.side.revoke_wanted.connect(self.revoke)
        self.side.packages_wanted.connect(self._packages)
        keys = self._desk.shell.keys
        keys.bind("devices.confirm", self, lambda: self.compare(self.side.line))
        keys.bind("devices.task", self, self.make_task)
        self._desk.shell.reflowed.connect(self.flow)
        self._desk.packed.connect(self.refresh)

    # What the shell asks

    def enter(self) -> None:
        """Set the breadcrumb; the table gets the focus."""
        self._path()
        self._desk.shell.topbar.set_state(None)
        self._desk.shell.topbar.set_actions([])
        table = self.table if self.head.views.value == DEVICES else self.tasks
        table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh()

    def panes(self) -> list[QWidget]:
        """Return the panes in reading order."""
        return [self.head, self.stack, self.side]

    def flow(self, reach: Reach) -> None:
        """Let the side panel become a sheet and the lesser columns go, as the width allows."""
        super().flow(reach)
        for column in (PRINT, PACKAGES):
            self.table.setColumnHidden(column, not reach.wide)
        self.table.setColumnHidden(LAST, not reach.side)
        self._fit()

    def _has_details(self) -> bool:
        return self.head.views.value == DEVICES

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "given"):
            self._fit()

    def _fit(self) -> None:
        self.table.set_widths(self.model.widths(), stretch=PERSON)
        self.tasks.set_widths(self.given.widths(), stretch=1)

    # Data

    @Slot()
    def refresh(self) -> None:
        """Read devices and task packages again, beside the GUI thread."""
        self._number += 1
        desk, number = self._desk, self._number

        def work(session: Any) -> _Listed:
            workspace = desk.workspace
            info = workspace.campaign()
            return _Listed(
                number,
                device_lines.device_lines(session, workspace),
                task_lines.tasks(session),
                {str(one.id): one.name for one in browse.communities(session)},
                (info.name or "") if info else "",
            )

        desk.read(work, self._show, "devices")

    @Slot(object)
    def _show(self, listed: _Listed) -> None:
        if listed.number != self._number:
            return  # read again meanwhile
        kept = self.model.row(self.table.currentIndex().row())
        self._campaign = listed.campaign
        self._names.clear()
        self._names.update({one.device: one.title for one in listed.devices})
        self._communities.clear()
        self._communities.update(listed.communities)
        self.model.set_rows(listed.devices)
        self.given.set_rows(listed.tasks)
        self._fit()
        row = max(self.model.row_like(kept), 0)
        if listed.devices:
            self.table.setCurrentIndex(self.model.index(row, NAME))
        self.side.set_line(self.model.row(row), locked=self._desk.locked)
        waits = sum(one.state == "unknown" for one in listed.devices)
        self.head.count(len(listed.devices), waits, len(listed.tasks), locked=self._desk.locked)
        self._desk.shell.rail.set_badge("devices", waits)
        self._view(self.head.views.value)
        self._path()

    @Slot(str)
    def _view(self, view: str) -> None:
        devices = view == DEVICES
        there = self.model.rows if devices else self.given.rows
        self.stack.setCurrentIndex((0 if devices else 2) + (0 if there else 1))
        self.head.make.setVisible(bool(there))  # else the empty state has the primary button
        if not self._sheet:
            self.side.setVisible(devices and bool(there))

    @Slot(QModelIndex, QModelIndex)
    def _current(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.side.set_line(self.model.row(now.row()), locked=self._desk.locked)

    def _open(self, _index: object) -> None:
        self._show_details((self.side.confirm, self.side.revoke, self.side.show_packages))

    # What is done

    def compare(self, line: DeviceLine | None) -> None:
        """Compare the fingerprint of a device that is not confirmed."""
        from app.ui.trust.compare_dialog import CompareDialog

        waits = line is not None and line.state in ("unknown", "revoked")
        if waits and line is not None and line.known is not None and not self._desk.locked:
            self._ask(CompareDialog(self._desk, line.known, self))

    def revoke(self, line: DeviceLine | None) -> None:
        """Ask before a device is trusted no longer."""
        from app.ui.trust.revoke_dialog import RevokeDialog

        if line is not None and not self._desk.locked:
            self._ask(RevokeDialog(self._desk, line, self))

    def _packages(self, line: DeviceLine | None) -> None:
        self.drawer.close_drawer()
        if line is not None:
            self._desk.act_with("parcels", line.device)

    def make_task(self, community: object = "") -> None:
        """Open the steps that make a task package, for a community or the current laptop."""
        from app.ui.trust.task_dialog import TaskDialog

        if not self._desk.locked:
            named = community if isinstance(community, str) else ""  # a click says True or False
            line = self.side.line if self._has_details() and not named else None
            dialog = TaskDialog(self._desk, self, named, line.device if line else None)
            dialog.written.connect(self.refresh)
            self._ask(dialog)

    def open_keys(self) -> None:
        """Show the keys of this hub."""
        from app.ui.trust.keys_dialog import KeysDialog

        self._ask(KeysDialog(self._desk, self))

    def open_network(self) -> None:
        """Show the inbox that this hub offers over the network."""
        from app.ui.trust.network_dialog import NetworkDialog

        self._ask(NetworkDialog(self._desk, self))
