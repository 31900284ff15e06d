"""收件: packages come in, are verified, wait, and are merged; gaps in running numbers show."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.i18n import _
from app.ui.hub.gap_grid import GapGrid
from app.ui.hub.inbox_foot import InboxFoot
from app.ui.hub.inbox_head import InboxHead
from app.ui.hub.inbox_lists import InboxLists
from app.ui.hub.inbox_read import Listed, read_inbox, show_status
from app.ui.hub.inbox_side import ParcelPanel
from app.ui.hub.inbox_work import InboxWork
from app.ui.hub.job_strip import JobStrip
from app.ui.hub.parcel_table import ParcelTable
from app.ui.hub.side_room import SideRoom
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.fields import SearchField
from app.ui.widgets.photos import dropped_files

if TYPE_CHECKING:
    from app.exchange.inbox.parcels import Parcel
    from app.exchange.trust import Known
    from app.ui.desk import Desk
    from app.ui.shell import Reach


class InboxPage(SideRoom):
    """The room 收件."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.side = ParcelPanel()
        super().__init__(desk, "inbox", self.side, _("Package"), parent)
        self._known: dict[UUID, Known] = {}
        self.setAcceptDrops(True)
        self.table = ParcelTable()
        self.model = self.table.parcels
        self.search = SearchField(_("Find sender, number or file"), "Ctrl+F")
        self.search.searched.connect(self.table.set_text)
        self.search.left_down.connect(self.table.setFocus)
        self.search.setFixedWidth(theme().width("search"))
        self.search.hide()
        self.strip = JobStrip()
        self.work = InboxWork(desk, self.strip, self)
        self.take = self.work.take
        self.grid = GapGrid()
        self.foot = InboxFoot(desk)
        self.foot.receipts.clicked.connect(self.work.choose_receipts)
        self.foot.listed.connect(self.refresh)
        for signal, act in (
            (self.side.merge_wanted, self._merge_one),
            (self.side.remove_wanted, self._remove),
            (self.side.withdraw_wanted, self.withdraw),
            (self.side.confirm_wanted, self.compare),
            (self.table.opened, self._open),
            (self.table.parcel_changed, self.side.set_parcel),
            (self.table.marks_changed, self._count),
            (self.table.remove_wanted, self._remove),
        ):
            signal.connect(act)
        self._build()
        for key, act in (
            ("receive", self.work.choose_files),
            ("folder", self.work.choose_folder),
            ("fetch", self.work.choose_road),
            ("regular", self.foot.ask_regular),
            ("merge", self.merge_marked),
            ("receipts", self.work.choose_receipts),
            ("confirm", lambda: self.compare(self.table.parcel())),
            ("submissions", self.take_submissions),
        ):
            desk.shell.keys.bind(f"inbox.{key}", self, act)
        self.work.began.connect(self._count)
        self.work.listed.connect(self.refresh)
        desk.shell.reflowed.connect(self.flow)
        desk.packed.connect(self.refresh)
        self.flow(desk.shell.reach)

    # Building

    def _build(self) -> None:
        self.head = InboxHead()
        self.filters, self.merge = self.head.filters, self.head.merge
        self.filters.chosen.connect(self.table.set_filter)
        self.merge.clicked.connect(self.merge_marked)
        first = Button(_("Take in packages…"), "primary", "folder-input", "Ctrl+O")
        folder = Button(_("Take in a folder…"), icon="folder-open")
        road = Button(_("Fetch from a destination…"), icon="download")
        for files in (first, self.head.receive):
            files.clicked.connect(self.work.choose_files)
        for folders in (folder, self.head.folder):
            folders.clicked.connect(self.work.choose_folder)
        for roads in (road, self.head.fetch):
            roads.clicked.connect(self.work.choose_road)
        self.empty = EmptyState(
            _("Nothing has come in yet"),
            _("Plug in the clerk's stick and take in its packages, or drop the files here."),
            first,
            folder,
            _("Filled in with ODK or KoboToolbox?"),
            others := Button(_("take in submissions"), "quiet"),
            more=(road,),
        )
        others.clicked.connect(self.take_submissions)
        self._lists = InboxLists(self.head, self.table, self.grid)
        self.stack.addWidget(self._lists)
        self.stack.addWidget(self.empty)
        self._lay_out((self.strip, self.foot.strip), (self.foot,))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "table"):
            self.table.fit()

    # What the shell asks

    def enter(self) -> None:
        """Set breadcrumb and search; the table gets the focus."""
        self._path()
        self._desk.shell.topbar.set_state(None)
        self._desk.shell.topbar.set_actions([self.search])
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh()

    def panes(self) -> list[QWidget]:
        """Return the panes in reading order."""
        return [self.table, self.grid, self.side]

    def focus_search(self) -> None:
        """Put the focus into the search (Ctrl+F)."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def flow(self, reach: Reach) -> None:
        """Let the side panel become a sheet and the lesser columns go, as the width allows."""
        super().flow(reach)
        self.table.flow(reach)

    # Data

    def refresh(self) -> None:
        """Read the list again, beside the GUI thread."""
        self._number += 1
        desk, number = self._desk, self._number
        # The workspace is asked for beside the GUI thread: at the start it is still being opened.
        desk.read(lambda one: read_inbox(one, desk.workspace, number), self._show, "inbox")

    @Slot(object)
    def _show(self, listed: Listed) -> None:
        if listed.number != self._number:
            return  # read again meanwhile
        self._campaign, self._known = listed.campaign, listed.known
        found = listed.parcels
        show_status(self._desk, listed)
        self.side.set_receipts(listed.receipts)
        self.table.set_parcels(found)
        self.grid.set_lines(listed.lines)
        self._lists.show_grid(bool(listed.lines))
        self.stack.setCurrentIndex(0 if found else 1)
        self.head.count(found, self.model.passes)
        self._count()
        self._path()

    # What is chosen

    def _count(self) -> None:
        busy = self.strip.busy
        self.head.allow(len(self.table.chosen()), busy=busy, locked=self._desk.locked)

    def merge_marked(self) -> None:
        """Merge the marked packages, or all that are ready."""
        self.work.merge(self.table.chosen())

    def _merge_one(self, parcel: Parcel | None) -> None:
        self.drawer.close_drawer()
        if parcel is not None:
            self.work.merge([parcel])

    def _remove(self, parcel: Parcel | None) -> None:
        self.drawer.close_drawer()
        self.work.remove(parcel)

    def take_submissions(self) -> None:
        """Choose files of ODK Collect, Central or KoboToolbox; their preview opens."""
        from app.ui.hub.submissions_dialog import choose_submissions  # rarely needed

        choose_submissions(self._desk)

    def withdraw(self, parcel: Parcel | None) -> None:
        """Ask before a merged package is withdrawn, or given back."""
        from app.ui.hub.withdraw import WithdrawDialog

        if parcel is not None and parcel.device is not None and not self._desk.locked:
            dialog = WithdrawDialog(self._desk, parcel, self)
            dialog.settled.connect(self.refresh)
            self._ask(dialog)

    def compare(self, parcel: Parcel | None) -> None:
        """Compare the fingerprint of a device whose package is kept apart, in place."""
        from app.ui.trust.compare_dialog import CompareDialog

        known = self._known.get(parcel.device) if parcel is not None and parcel.device else None
        if parcel is not None and parcel.held and known is not None and not self._desk.locked:
            self._ask(CompareDialog(self._desk, known, self))

    def close_room(self) -> None:
        """End what looks for packages by itself: the window closes."""
        self.foot.close_room()

    def focus_list(self) -> None:
        """Put the focus into the table."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # Mouse and keys

    def _open(self, _index: object) -> None:
        self._show_details((self.side.merge, self.side.confirm, self.side.remove))

    def contextMenuEvent(self, event: object) -> None:
        menu = QMenu(self)
        menu.addAction(_("Take in packages…"), self.work.choose_files)
        menu.addAction(_("Take in a folder…"), self.work.choose_folder)
        menu.addAction(_("Fetch from a destination…"), self.work.choose_road)
        menu.addAction(_("Fetch at set times…"), self.foot.ask_regular)
        menu.addAction(_("Take in submissions of ODK or Kobo…"), self.take_submissions)
        menu.popup(self.cursor().pos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files: Sequence[Path] = dropped_files(event.mimeData())
        if files:
            event.acceptProposedAction()
            self.take(files)
