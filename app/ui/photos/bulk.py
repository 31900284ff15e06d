"""Assigning, removing and exporting the chosen photos; everything can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QMenu

from app.i18n import _, ngettext
from app.progress import Progress
from app.ui.lazy import lazy

if TYPE_CHECKING:
    from uuid import UUID

    from app.inspection.photo import bulk as photo_bulk
    from app.inspection.photo.bulk import Target
    from app.inspection.photo.gallery import GalleryPhoto
    from app.ui.desk import Desk
    from app.ui.photos.bar import ChosenBar
    from app.ui.photos.view import GalleryView

if not TYPE_CHECKING:
    photo_bulk = lazy("app.inspection.photo.bulk")


class BulkActs(QObject):
    """What buttons, keys and menu of the gallery do.

    Signals:
        changed(): Photos were changed; read them again.
    """

    changed = Signal()

    def __init__(self, desk: Desk, view: GalleryView, bar: ChosenBar, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._view, self._bar = desk, view, bar
        self._back: Callable[[], object] | None = None
        self.menu: QMenu | None = None
        view.chosen_changed.connect(self._tell)
        view.removed.connect(self.remove)
        view.menu_wanted.connect(self.open_menu)
        view.installEventFilter(self)
        bar.remove.clicked.connect(self.remove)
        bar.none.clicked.connect(view.choose_none)
        bar.export.clicked.connect(self.export)
        bar.assign.clicked.connect(self.assign)

    def _tell(self) -> None:
        self._bar.show_count(len(self._view.chosen))

    def _meant(self) -> list[GalleryPhoto]:
        """Return the chosen photos, or the one that has the focus."""
        current = self._view.current()
        return self._view.chosen or ([current] if current is not None else [])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            act = {Qt.Key.Key_G: self.assign, Qt.Key.Key_E: self.export}.get(Qt.Key(event.key()))
            if act is not None and not event.modifiers():
                act()
                return True
        return super().eventFilter(watched, event)

    # Removing

    def remove(self) -> None:
        """Remove the photos; a toast takes it back."""
        ids = [one.id for one in self._meant()]
        if not ids:
            return
        workspace, person = self._desk.workspace, self._desk.person
        words = ngettext("{count} photo removed", "{count} photos removed", len(ids))
        self._do(
            lambda: photo_bulk.remove_photos(workspace, ids, person=person),
            words.format(count=len(ids)),
            lambda: photo_bulk.restore_photos(workspace, ids, person=person),
        )

    def _do(self, work: Callable[[], object], words: str, back: Callable[[], object]) -> None:
        job = self._desk.write(work, name="photos")
        job.succeeded.connect(partial(self._done, words, back))

    def _done(self, words: str, back: Callable[[], object], _none: object) -> None:
        self._back = back
        self.changed.emit()
        self._desk.places_changed.emit()
        self._desk.say(words, "undo-2", _("Undo"), self.undo)

    def undo(self) -> bool:
        """Take the last change back; return whether there was one."""
        back, self._back = self._back, None
        if back is None:
            return False
        job = self._desk.write(back, name="photos back")
        job.succeeded.connect(lambda _none: self.changed.emit())
        return True

    # Assigning

    def assign(self) -> None:
        """归到: a question of their checklist, or the building as a whole."""
        photos = self._meant()
        if not photos:
            return
        inspections = {one.inspection for one in photos}
        workspace = self._desk.workspace
        if len(inspections) > 1:  # questions may differ from building to building
            self._offer(photos, [])
            return
        inspection = inspections.pop()

        def work(_progress: Progress) -> object:
            return photo_bulk.questions_of(workspace, inspection)

        job = self._desk.jobs.read(work, "questions")
        job.succeeded.connect(partial(self._offer, photos))

    def _offer(self, photos: list[GalleryPhoto], questions: list[tuple[str, str]]) -> None:
        menu = QMenu(self._view)
        menu.setAccessibleName(_("Belongs to"))
        self._add(menu, _("Whole building"), partial(self._assign, photos, None))
        parts: dict[str, QMenu] = {}
        for path, words in questions:
            letter = words[:1].upper()
            if letter not in parts:
                parts[letter] = menu.addMenu(letter)
                parts[letter].setAccessibleName(letter)
            self._add(parts[letter], words, partial(self._assign, photos, path))
        if not questions:
            note = QAction(_("Photos of one building can be assigned to its questions"), menu)
            note.setEnabled(False)
            menu.addAction(note)
        self.menu = menu
        corner = self._bar.assign.mapToGlobal(QPoint(0, 0))
        menu.popup(corner - QPoint(0, menu.sizeHint().height()))

    def _assign(self, photos: list[GalleryPhoto], path: str | None) -> None:
        before: dict[UUID, Target] = {one.id: (one.question, one.finding) for one in photos}
        after: dict[UUID, Target] = {one.id: (path, None) for one in photos}
        workspace, person = self._desk.workspace, self._desk.person
        words = ngettext("{count} photo assigned", "{count} photos assigned", len(photos))
        self._do(
            lambda: photo_bulk.assign_photos(workspace, after, person=person),
            words.format(count=len(photos)),
            lambda: photo_bulk.assign_photos(workspace, before, person=person),
        )

    # Copies, and the menu

    def export(self) -> None:
        """Write copies of the chosen photos, or of all that are listed."""
        from app.ui.field.photo.export_dialog import PhotoExportDialog

        scopes = {}
        chosen = self._view.chosen
        if chosen:
            scopes["chosen"] = frozenset(one.id for one in chosen)
        listed = self._view.listed
        if listed:
            scopes["shown"] = frozenset(one.id for one in listed)
            PhotoExportDialog(self._desk.shell, self._desk, scopes).open()

    def open_menu(self, where: QPoint) -> None:
        """Open the menu of the chosen photos."""
        menu = QMenu(self._view)
        menu.setAccessibleName(_("Chosen photos"))
        current = self._view.current()
        if current is not None:
            self._add(menu, _("Look at it"), partial(self._view.opened.emit, current))
        self._add(menu, _("Assign to…"), self.assign)
        self._add(menu, _("Export…"), self.export)
        menu.addSeparator()
        self._add(menu, _("Remove"), self.remove)
        self.menu = menu
        menu.popup(where)

    def _add(self, menu: QMenu, words: str, act: Callable[[], object]) -> None:
        action = QAction(words, menu)
        action.triggered.connect(lambda _on=False: act())
        menu.addAction(action)
