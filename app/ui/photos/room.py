"""The room 照片: every photo of the workspace, grouped, searched, chosen, changed many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.models.clock import wall_ms
from app.progress import Progress
from app.ui.exchange.photo_marks import PhotoMarks
from app.ui.lazy import lazy
from app.ui.photos.bar import ChosenBar
from app.ui.photos.bulk import BulkActs
from app.ui.photos.loader import Thumbnails
from app.ui.photos.view import GalleryView
from app.ui.theme import theme
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.fields import SearchField
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.segments import SegmentBar
from app.ui.words import word

if TYPE_CHECKING:
    from app.inspection.photo import gallery, suspicions, suspicions_all
    from app.inspection.photo.gallery import GalleryPhoto
    from app.inspection.photo.suspicions_all import Suspect
    from app.ui.desk import Desk
    from app.ui.jobs import Job

if not TYPE_CHECKING:
    gallery, suspicions = (
        lazy("app.inspection.photo.gallery"),
        lazy("app.inspection.photo.suspicions"),
    )
    suspicions_all = lazy("app.inspection.photo.suspicions_all")

_TYPING_MS = 120


class PhotosRoom(Panel):
    """The gallery with its filters and what can be done with chosen photos."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("surface", "", parent, word("photos"))
        self._desk = desk
        self._all: list[GalleryPhoto] = []
        self._doubts: dict[UUID, str] | None = None
        self._looking: Job | None = None
        self._stale = True
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.thumbnails = Thumbnails(desk, self)
        self.view = GalleryView(word("photos"), self.thumbnails)
        self.view.set_marks(PhotoMarks(desk, self))
        column.addWidget(self._make_head())
        self._nothing = EmptyState(
            _("No photos here"),
            _("Photos that are taken in at a building are listed here. A filter may hide them."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._nothing)
        column.addWidget(self._stack, 1)
        self.bar = ChosenBar()
        column.addWidget(self.bar)
        self.acts = BulkActs(desk, self.view, self.bar, self)
        self.acts.changed.connect(self.read)
        self.view.opened.connect(self._open)
        self._typing = QTimer(self, interval=_TYPING_MS, singleShot=True)
        self._typing.timeout.connect(self._show)
        desk.packed.connect(self._note)
        desk.places_changed.connect(self._note)

    def _make_head(self) -> QWidget:
        look = theme()
        head = Panel("bg", "b")
        row = QHBoxLayout(head)
        edge = look.space(4)
        row.setContentsMargins(edge, look.space(2), edge, look.space(2))
        row.setSpacing(look.space(3))
        self.groups = SegmentBar(_("Groups"), [(key, _(words)) for key, words in _groups()])
        self.groups.chosen.connect(lambda _value: self._regroup())
        row.addWidget(self.groups)
        self.filter = QComboBox()
        self.filter.setAccessibleName(_("Filter"))
        for key, words in gallery.FILTERS.items():
            self.filter.addItem(_(words), key)
        self.filter.activated.connect(lambda _row: self._show())
        row.addWidget(self.filter)
        self.search = SearchField(_("Building, question, words"), "Ctrl+F")
        self.search.searched.connect(lambda _text: self._typing.start())
        self.search.accepted.connect(self.view.setFocus)
        self.search.left_down.connect(self.view.setFocus)
        row.addWidget(self.search, 1)
        self.count = Text("", "label", "text2")
        row.addWidget(self.count)
        return head

    # The room

    def enter(self) -> None:
        """Show the photos as they are now."""
        bar = self._desk.shell.topbar
        bar.set_path((), word("photos"))
        bar.set_state(None)
        bar.set_actions([])
        self.read()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Read no more pictures than are wanted elsewhere."""
        self.thumbnails.want((), self.view.size())
        if self._looking is not None:
            self._looking.cancel()

    def panes(self) -> list[QWidget]:
        """Return the panes in reading order."""
        return [self.groups, self.view, self.bar]

    def focus_search(self) -> None:
        """Ctrl+F."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def undo(self) -> bool:
        """Take the last change of many photos back."""
        return self.acts.undo()

    def close_room(self) -> None:
        """End the workers: the window closes."""
        self.thumbnails.stop()

    # Reading and showing

    def _note(self) -> None:
        if self.isVisible():
            self.read()

    def read(self) -> None:
        """Read all photos again, in the background."""
        self._desk.read(gallery.gallery, self._read, "gallery")

    def _read(self, photos: list[GalleryPhoto]) -> None:
        if photos != self._all:
            self._doubts = None
        self._all = photos
        self._regroup()

    def _regroup(self) -> None:
        if self.groups.value == "doubt" and self._doubts is None:
            self._look_into()
        self._show()

    def _show(self) -> None:
        which, by = self.filter.currentData(), self.groups.value
        photos = gallery.chosen(self._all, which, self.search.text())
        groups = gallery.grouped(photos, by, self._doubts)
        self.view.set_groups(groups, self._doubts)
        shown = sum(len(group.photos) for group in groups)
        words = ngettext("{count} photo", "{count} photos", shown).format(count=shown)
        if by == "doubt" and self._doubts is None:
            words = _("Comparing all photos…")
        self.count.setText(words)
        self._stack.setCurrentIndex(0 if shown or (by == "doubt" and self._doubts is None) else 1)

    def _look_into(self) -> None:
        if self._looking is not None:
            return
        workspace, now = self._desk.workspace, wall_ms()

        def work(progress: Progress) -> object:
            return suspicions_all.all_suspicions(workspace, now, progress)

        self._looking = self._desk.jobs.read(work, "all doubts")
        self._looking.succeeded.connect(self._looked)
        self._looking.cancelled.connect(self._given_up)
        self._looking.failed.connect(self._given_up)
        self._looking.progressed.connect(self._compared)

    def _given_up(self, _error: object = None) -> None:
        self._looking = None

    def _compared(self, done: int, total: int, _what: str = "") -> None:
        if self.groups.value == "doubt" and total:
            self.count.setText(f"{_('Comparing all photos…')} {done}/{total}")

    def _looked(self, found: list[Suspect]) -> None:
        self._looking = None
        short = suspicions.SHORT
        self._doubts = {one.photo: _(short[one.doubts[0].kind]) for one in found}
        self._show()

    def _open(self, photo: GalleryPhoto) -> None:
        """Look at a photo in its building."""
        self._desk.setProperty("photo_wanted", str(photo.id))
        self._desk.building_wanted.emit(photo.place)


def _groups() -> list[tuple[str, str]]:
    return list(gallery.GROUPS.items())
