"""收件: packages come in, are verified, wait, and are merged; gaps in running numbers show."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.exchange.inbox import Parcel, Sequenced, merge_parcels, parcels, remove, sequences
from app.exchange.inbox_take import take_in
from app.exchange.receive import Received
from app.i18n import N_, _, ngettext
from app.inspection.findings_load import held
from app.models.clock import wall_ms
from app.progress import Progress
from app.ui.field.shown import day_and_time
from app.ui.hub.gap_grid import GapGrid
from app.ui.hub.inbox_model import (
    ARRIVED,
    MARK,
    PHOTOS,
    PLACES,
    SENDER,
    SIZE,
    InboxModel,
    widths,
)
from app.ui.hub.inbox_side import ParcelPanel
from app.ui.hub.job_strip import JobStrip
from app.ui.theme import theme
from app.ui.widgets.bars import Note
from app.ui.widgets.buttons import Button
from app.ui.widgets.drawer import Drawer
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.fields import SearchField
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.photos import dropped_files
from app.ui.widgets.segments import SegmentBar
from app.ui.widgets.table import Table
from app.ui.words import word

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.shell import Reach

_FILTERS = (
    ("open", N_("To do {count}")),
    ("merged", N_("Merged {count}")),
    ("refused", N_("Quarantined {count}")),
    ("all", N_("All {count}")),
)


class _Listed(NamedTuple):
    parcels: list[Parcel]
    lines: list[Sequenced]
    campaign: str
    records: int
    photos: int


class InboxPage(QWidget):
    """The room 收件."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._campaign = ""
        self._sheet = False
        self.setAcceptDrops(True)
        self.setAccessibleName(word("inbox"))
        self.model = InboxModel(self)
        self.table = Table(word("inbox"), row="row_community")
        self.table.setModel(self.model)
        self._fit()
        self.table.opened.connect(self._open)
        self.table.clicked.connect(self._click)
        self.table.selectionModel().currentRowChanged.connect(self._current)
        self.table.installEventFilter(self)
        self.search = SearchField(_("Find sender, number or file"), "Ctrl+F")
        self.search.searched.connect(self._search)
        self.search.left_down.connect(self.table.setFocus)
        self.search.setFixedWidth(theme().width("search"))
        self.search.hide()
        self.strip = JobStrip()
        self.grid = GapGrid()
        self.side = ParcelPanel()
        self.side.merge_wanted.connect(self._merge_one)
        self.side.remove_wanted.connect(self._remove)
        self._build()
        self.drawer = Drawer(self, _("Package"), right=True)
        self._bind()
        desk.shell.reflowed.connect(self.flow)
        desk.packed.connect(self.refresh)
        self.flow(desk.shell.reach)
        self.refresh()

    # Building

    def _build(self) -> None:
        look = theme()
        self._today = Text("", "body_strong")
        self._summary = Text("", "label", "text2", elide=True)
        self.filters = SegmentBar(
            _("Show"), [(key, _(words).format(count=0)) for key, words in _FILTERS]
        )
        self.filters.set_value("all")
        self.filters.chosen.connect(self._filter)
        self.receive = Button(_("Take in"), icon="folder-input", hint="Ctrl+O")
        self.receive.clicked.connect(self.choose_files)
        self.merge = Button("", "primary", "layers", hint="Ctrl+M")
        self.merge.clicked.connect(self.merge_marked)
        head = Panel("surface", "b", role=_("Packages"))
        row = QHBoxLayout(head)
        row.setContentsMargins(look.space(4), look.space(2), look.space(4), look.space(2))
        row.setSpacing(look.space(2))
        row.addWidget(self._today)
        row.addWidget(self._summary, 1)
        tools = FlowRow(look.space(2))
        for tool in (self.filters, self.receive, self.merge):
            tools.add_widget(tool)
        policy = tools.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Maximum)
        tools.setSizePolicy(policy)
        row.addWidget(tools, 9)
        first = Button(_("Take in packages…"), "primary", "folder-input", "Ctrl+O")
        first.clicked.connect(self.choose_files)
        folder = Button(_("Take in a folder…"), icon="folder-open")
        folder.clicked.connect(self.choose_folder)
        self.empty = EmptyState(
            _("Nothing has come in yet"),
            _("Plug in the clerk's stick and take in its packages, or drop the files here."),
            first,
            folder,
        )
        lists = QWidget()
        pile = QVBoxLayout(lists)
        pile.setContentsMargins(0, 0, 0, 0)
        pile.setSpacing(0)
        pile.addWidget(head)
        pile.addWidget(self.table, 3)
        pile.addWidget(self.grid, 2)
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
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(middle, 1)
        self._row.addWidget(self.side)

    def _fit(self) -> None:
        self.table.set_widths(widths(self.model.parcels), stretch=SENDER)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "table"):
            self._fit()

    def focus_search(self) -> None:
        """Put the focus into the search (Ctrl+F)."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _bind(self) -> None:
        keys = self._desk.shell.keys
        keys.bind("inbox.receive", self, self.choose_files)
        keys.bind("inbox.folder", self, self.choose_folder)
        keys.bind("inbox.merge", self, self.merge_marked)

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
        for column in (SIZE, PHOTOS):
            self.table.setColumnHidden(column, not reach.sections)
        for column in (ARRIVED, PLACES):
            self.table.setColumnHidden(column, not reach.side)

    # Data

    def refresh(self) -> None:
        """Read the list again, beside the GUI thread."""
        workspace = self._desk.workspace

        def work(session: Any) -> _Listed:
            info = workspace.campaign()
            found = parcels(session, workspace)
            name = (info.name or "") if info else ""
            return _Listed(found, sequences(found), name, *held(session))

        self._desk.read(work, self._show, "inbox")

    @Slot(object)
    def _show(self, listed: _Listed) -> None:
        found, lines, self._campaign, records, photos = listed
        self._status(records, photos)
        kept = self._parcel()
        self.model.set_parcels(found)
        self._fit()
        self.grid.set_lines(lines)
        self.grid.setVisible(bool(lines))
        self._stack.setCurrentIndex(0 if found else 1)
        self._select(kept)
        for key, words in _FILTERS:
            count = sum(self.model.passes(one, key) for one in found)
            self.filters.set_words(key, _(words).format(count=count))
        self._head(found)
        self._desk.shell.rail.set_badge("inbox", sum(one.waiting for one in found))
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

    def _head(self, found: Sequence[Parcel]) -> None:
        now = wall_ms()
        today = _("today")
        came = sum(day_and_time(one.arrived_at, now).startswith(today) for one in found)
        ready = sum(one.waiting for one in found)
        refused = sum(one.state == "refused" for one in found)
        self._today.setText(
            ngettext("{count} package today", "{count} packages today", came).format(count=came)
        )
        self._summary.setText(
            _("{ready} can be merged, {refused} quarantined").format(ready=ready, refused=refused)
        )
        self._count()

    def _count(self) -> None:
        count = len(self._chosen())
        self.merge.set_words(
            ngettext("Merge {count} package", "Merge {count} packages", count).format(count=count)
        )
        locked = self._desk.workspace.read_only
        self.receive.setEnabled(not locked)
        self.merge.setEnabled(count > 0 and not self.strip.busy and not locked)
        parent = self.merge.parentWidget()
        if parent is not None:
            parent.updateGeometry()

    def _chosen(self) -> list[Parcel]:
        """Return what merging takes: the marked packages, or all that are ready."""
        marked = [one for one in self.model.parcels if one.id in self.model.marked]
        return marked or [one for one in self.model.parcels if one.state == "ready"]

    def _parcel(self) -> Parcel | None:
        return self.model.parcel(self.table.currentIndex().row())

    def _select(self, kept: Parcel | None) -> None:
        row = self.model.row_of(kept.id) if kept is not None else -1
        if row < 0 and kept is not None:  # merged: its line is another one now
            row = next(
                (
                    at
                    for at, one in enumerate(self.model.shown)
                    if one.device == kept.device and one.number == kept.number and one.number
                ),
                -1,
            )
        row = max(row, 0)
        if self.model.rowCount():
            self.table.selectRow(row)
            self.table.setCurrentIndex(self.model.index(row, SENDER))
        self.side.set_parcel(self._parcel())

    # Receiving

    def choose_files(self) -> None:
        """Ask for package files."""
        files, _kind = QFileDialog.getOpenFileNames(
            self, _("Take in packages"), "", _("Packages (*.zip)")
        )
        self.take([Path(file) for file in files])

    def choose_folder(self) -> None:
        """Ask for a folder with packages."""
        folder = QFileDialog.getExistingDirectory(self, _("Take in a folder"))
        self.take([Path(folder)] if folder else [])

    def take(self, sources: Sequence[Path]) -> None:
        """Copy packages into the workspace and verify them, in a job."""
        if not sources or self.strip.busy:
            return
        if self._desk.workspace.read_only:
            self._desk.say(_("This workspace is open for reading only."), "serious")
            return
        workspace, chosen = self._desk.workspace, list(sources)
        job = self._desk.jobs.write(
            lambda progress: take_in(workspace, chosen, progress), "take in"
        )
        self.strip.follow(job, _("Taking in and verifying"))
        job.succeeded.connect(self._taken)
        job.cancelled.connect(self._stopped)
        job.failed.connect(self._failed)

    @Slot(object)
    def _taken(self, taken: list[Parcel]) -> None:
        refused = [one for one in taken if one.state == "refused"]
        if refused:
            self._desk.say(refused[0].reason, "critical")
        else:
            count = len(taken)
            self._desk.say(
                ngettext(
                    "{count} package taken in and verified, the stick may go",
                    "{count} packages taken in and verified, the stick may go",
                    count,
                ).format(count=count)
            )
        self.refresh()

    @Slot()
    def _stopped(self) -> None:
        self._desk.say(_("Stopped. What was done before stays, the rest is as it was."), "serious")
        self._desk.packed.emit()

    @Slot(object)
    def _failed(self, _error: object) -> None:
        self.refresh()  # the desk has told what went wrong

    # Merging

    def merge_marked(self) -> None:
        """Merge the marked packages, or all that are ready."""
        self._merge(self._chosen())

    def _merge_one(self, parcel: Parcel | None) -> None:
        self.drawer.close_drawer()
        if parcel is not None:
            self._merge([parcel])

    def _merge(self, chosen: list[Parcel]) -> None:
        if not chosen or self.strip.busy or self._desk.workspace.read_only:
            return
        workspace = self._desk.workspace

        def work(progress: Progress) -> list[Received]:
            from app.inspection.checklists import register_bytes
            from app.inspection.derive import derive  # loads the form engine

            done = merge_parcels(
                workspace,
                chosen,
                keep_form=lambda session, data, digest: register_bytes(
                    workspace, data, digest, session=session
                ),
                progress=progress,
            )
            derive(workspace, progress=progress)
            return done

        job = self._desk.jobs.write(work, "merge")
        self.strip.follow(job, _("Merging"))
        job.succeeded.connect(self._merged)
        job.cancelled.connect(self._stopped)
        job.failed.connect(self._failed)
        self._count()

    @Slot(object)
    def _merged(self, results: list[Received]) -> None:
        refused = [one for one in results if one.state == "refused"]
        changes = sum(one.changes_new for one in results)
        photos = sum(one.photos_new for one in results)
        conflicts = sum(one.conflicts_new for one in results)
        if refused:
            self._desk.say(refused[0].reason, "critical")
        else:
            self._desk.say(
                _("Merged: {changes} changes, {photos} photos, {conflicts} conflicts").format(
                    changes=changes, photos=photos, conflicts=conflicts
                )
            )
        self._desk.saved.emit(wall_ms())
        self._desk.places_changed.emit()
        self._desk.packed.emit()

    def _remove(self, parcel: Parcel | None) -> None:
        if parcel is None or self.strip.busy or parcel.state not in ("refused", "ready", "waits"):
            return
        self.drawer.close_drawer()
        workspace = self._desk.workspace
        self._desk.write(lambda: remove(workspace, parcel), self._removed, "inbox remove")

    @Slot(object)
    def _removed(self, _nothing: object) -> None:
        self.refresh()

    # Control

    def _filter(self, which: str) -> None:
        kept = self._parcel()
        self.model.set_filter(which)
        self._select(kept)

    def _search(self, text: str) -> None:
        kept = self._parcel()
        self.model.set_text(text)
        self._select(kept)

    @Slot(QModelIndex, QModelIndex)
    def _current(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self.side.set_parcel(self._parcel())

    def _open(self, _index: object) -> None:
        if self._sheet:
            self.side.setFixedWidth(min(theme().width("drawer"), self.width()) - 1)
            self.drawer.open_with(self.side)
        target = self.side.merge if self.side.merge.isVisible() else self.side.remove
        if target.isVisible():
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _click(self, index: QModelIndex) -> None:
        if index.column() == MARK:
            self._toggle(index.row())

    def _toggle(self, row: int) -> None:
        self.model.toggle(row)
        self._count()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.table and isinstance(event, QKeyEvent):
            if event.type() != QEvent.Type.KeyPress:
                return False
            if event.key() == Qt.Key.Key_Space:
                self._toggle(self.table.currentIndex().row())
                return True
            if event.key() == Qt.Key.Key_Delete:
                self._remove(self._parcel())
                return True
        return False

    def contextMenuEvent(self, event: object) -> None:
        menu = QMenu(self)
        menu.addAction(_("Take in packages…"), self.choose_files)
        menu.addAction(_("Take in a folder…"), self.choose_folder)
        menu.popup(self.cursor().pos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = dropped_files(event.mimeData())
        if files:
            event.acceptProposedAction()
            self.take(files)
