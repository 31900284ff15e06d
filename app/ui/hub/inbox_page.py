"""收件: packages come in, are verified, wait, and are merged; gaps in running numbers show."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.hub.gap_grid import GapGrid
from app.ui.hub.inbox_foot import InboxFoot
from app.ui.hub.inbox_head import InboxHead
from app.ui.hub.inbox_side import ParcelPanel
from app.ui.hub.inbox_work import InboxWork
from app.ui.hub.job_strip import JobStrip
from app.ui.hub.parcel_table import ParcelTable
from app.ui.lazy import lazy
from app.ui.theme import theme
from app.ui.widgets.bars import Note
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.drawer import Drawer
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.fields import SearchField
from app.ui.widgets.labels import Panel
from app.ui.widgets.photos import dropped_files
from app.ui.words import word

if TYPE_CHECKING:
    from app.exchange import trust
    from app.exchange.inbox import parcels as inbox
    from app.exchange.inbox.parcels import Parcel, Sequenced
    from app.exchange.receipts import giving as receipts_out
    from app.exchange.trust import Known
    from app.inspection import findings_load
    from app.ui.desk import Desk
    from app.ui.shell import Reach
else:
    inbox = lazy("app.exchange.inbox.parcels")
    receipts_out = lazy("app.exchange.receipts.giving")
    trust = lazy("app.exchange.trust")
    findings_load = lazy("app.inspection.findings_load")


class _Listed(NamedTuple):
    number: int
    parcels: list[Parcel]
    lines: list[Sequenced]
    campaign: str
    records: int
    photos: int
    receipts: dict[UUID, tuple[int, int]]
    known: dict[UUID, Known]


class InboxPage(QWidget):
    """The room 收件."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._campaign = ""
        self._number = 0
        self._sheet = False
        self._known: dict[UUID, Known] = {}
        self.setAcceptDrops(True)
        self.setAccessibleName(word("inbox"))
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
        self.side = ParcelPanel()
        self.side.merge_wanted.connect(self._merge_one)
        self.side.remove_wanted.connect(self._remove)
        self.side.withdraw_wanted.connect(self.withdraw)
        self.side.confirm_wanted.connect(self.compare)
        self.foot = InboxFoot(desk)
        self.foot.receipts.clicked.connect(self.work.choose_receipts)
        self.foot.intake.listed.connect(self.refresh)
        self.table.opened.connect(self._open)
        self.table.parcel_changed.connect(self.side.set_parcel)
        self.table.marks_changed.connect(self._count)
        self.table.remove_wanted.connect(self._remove)
        self._build()
        self.drawer = Drawer(self, _("Package"), right=True)
        keys = desk.shell.keys
        keys.bind("inbox.receive", self, self.work.choose_files)
        keys.bind("inbox.folder", self, self.work.choose_folder)
        keys.bind("inbox.merge", self, self.merge_marked)
        keys.bind("inbox.receipts", self, self.work.choose_receipts)
        keys.bind("inbox.confirm", self, lambda: self.compare(self.table.parcel()))
        keys.bind("inbox.submissions", self, self.take_submissions)
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
        for files in (first, self.head.receive):
            files.clicked.connect(self.work.choose_files)
        for folders in (folder, self.head.folder):
            folders.clicked.connect(self.work.choose_folder)
        self.empty = EmptyState(
            _("Nothing has come in yet"),
            _("Plug in the clerk's stick and take in its packages, or drop the files here."),
            first,
            folder,
            _("Filled in with ODK or KoboToolbox?"),
            others := Button(_("take in submissions"), "quiet"),
        )
        others.clicked.connect(self.take_submissions)
        lists = QWidget()
        pile = QVBoxLayout(lists)
        pile.setContentsMargins(0, 0, 0, 0)
        pile.setSpacing(0)
        pile.addWidget(self.head)
        pile.addWidget(self.table, 3)
        pile.addWidget(self.grid, 2)
        self.grid.hide()
        self._stack = QStackedWidget()
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._stack.addWidget(lists)
        self._stack.addWidget(self.empty)
        middle = Panel("surface", role=word("inbox"))
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addWidget(self._stack, 1)
        column.addWidget(self.foot)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(middle, 1)
        self._row.addWidget(self.side)

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

    def leave(self) -> None:
        """Nothing is half typed here."""

    def panes(self) -> list[QWidget]:
        """Return the panes in reading order."""
        return [self.table, self.grid, self.side]

    def focus_search(self) -> None:
        """Put the focus into the search (Ctrl+F)."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def flow(self, reach: Reach) -> None:
        """Let the side panel become a sheet and the lesser columns go, as the width allows."""
        self._sheet = not reach.tree
        look = theme()
        if self._sheet:
            self._row.removeWidget(self.side)
            self.side.setMinimumWidth(0)
            self.side.setMaximumWidth(look.width("drawer"))
            self.side.hide()
        else:
            self.drawer.close_drawer()
            self._row.addWidget(self.side)
            self.side.setFixedWidth(look.width("side_wide"))
            self.side.show()
        self.table.flow(reach)

    # Data

    def refresh(self) -> None:
        """Read the list again, beside the GUI thread."""
        self._number += 1
        desk, number = self._desk, self._number

        def work(session: Any) -> _Listed:
            workspace = desk.workspace
            info = workspace.campaign()
            found = inbox.parcels(session, workspace)
            name = (info.name or "") if info else ""
            lines = inbox.sequences(found)
            return _Listed(
                number,
                found,
                lines,
                name,
                *findings_load.held(session),
                receipts_out.last_receipts(session),
                {one.keys.device: one for one in trust.devices(session)},
            )

        desk.read(work, self._show, "inbox")

    @Slot(object)
    def _show(self, listed: _Listed) -> None:
        number, found, lines, self._campaign, records, photos, receipts, known = listed
        if number != self._number:
            return  # read again meanwhile
        self._status(records, photos)
        self._known = known
        self.side.set_receipts(receipts)
        self.table.set_parcels(found)
        self.grid.set_lines(lines)
        self.grid.setVisible(bool(lines))
        self._stack.setCurrentIndex(0 if found else 1)
        self.head.count(found, self.model.passes)
        self._count()
        rail = self._desk.shell.rail
        rail.set_badge("inbox", sum(one.waiting or one.held for one in found))
        rail.set_badge("devices", sum(one.state == trust.UNKNOWN for one in known.values()))
        self._path()

    def _status(self, records: int, photos: int) -> None:
        bar = self._desk.shell.statusbar
        words = _("In the hub: {records} records, {photos} photos")
        bar.set_left(
            Note("done", _("All saved")),
            Note("", words.format(records=records, photos=photos)),
        )
        person = (Note("", self._desk.person),) if self._desk.person else ()
        bar.set_right(*person, Note("lock", _("Data stays on this machine")))

    def _path(self) -> None:
        bar = self._desk.shell.topbar
        if self.isVisible() or not bar.isVisible():
            bar.set_path([("campaign", self._campaign)] if self._campaign else [], word("inbox"))

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

        self.drawer.close_drawer()
        if parcel is not None and parcel.device is not None and not self._desk.locked:
            dialog = WithdrawDialog(self._desk, parcel, self)
            self.dialog: Dialog = dialog
            dialog.open()

    def compare(self, parcel: Parcel | None) -> None:
        """Compare the fingerprint of a device whose package is kept apart, in place."""
        from app.ui.trust.compare_dialog import CompareDialog

        self.drawer.close_drawer()
        known = self._known.get(parcel.device) if parcel is not None and parcel.device else None
        if parcel is not None and parcel.held and known is not None and not self._desk.locked:
            dialog = CompareDialog(self._desk, known, self)
            self.dialog = dialog
            dialog.open()

    def close_room(self) -> None:
        """End what looks for packages by itself: the window closes."""
        self.foot.intake.close()

    def focus_list(self) -> None:
        """Put the focus into the table."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # Mouse and keys

    def _open(self, _index: object) -> None:
        if self._sheet:
            self.side.setFixedWidth(min(theme().width("drawer"), self.width()) - 1)
            self.drawer.open_with(self.side)
        for target in (self.side.merge, self.side.confirm, self.side.remove):
            if target.isVisible():
                target.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def contextMenuEvent(self, event: object) -> None:
        menu = QMenu(self)
        menu.addAction(_("Take in packages…"), self.work.choose_files)
        menu.addAction(_("Take in a folder…"), self.work.choose_folder)
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
