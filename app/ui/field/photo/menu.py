"""The menu of one photo: look, belongs to, order, caption, remove."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.i18n import _
from app.ui.field.belongs import target_of, targets

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.inspection.photo.photos import PhotoRow
    from app.ui.field.building import Building
    from app.ui.field.photo.work import PhotoWork


class PhotoMenu(QObject):
    """Makes the menus of a photo; what is chosen goes to `PhotoWork`.

    Signals:
        looked(photo): Look at this photo (its id as text).
        captioned(photo): Write its caption.
    """

    looked = Signal(str)
    captioned = Signal(str)

    def __init__(self, work: PhotoWork, parent: QWidget, *, looks: bool = True) -> None:
        super().__init__(parent)
        self._work, self._parent, self._looks = work, parent, looks

    def open_at(self, building: Building, photo: PhotoRow, where: QPoint, here: str = "") -> QMenu:
        """Open the menu of one photo; ``here``: the open question."""
        key = str(photo.id)
        menu = self._menu(_("Photo"))
        if self._looks:
            self._add(menu, _("Look at it"), "Enter", lambda: self.looked.emit(key))
        self._add(menu, _("Write a caption…"), "C", lambda: self.captioned.emit(key))
        menu.addSeparator()
        below = menu.addMenu(_("Belongs to"))
        below.setAccessibleName(_("Belongs to"))
        self._fill(below, building, photo, here)
        menu.addSeparator()
        self._add(menu, _("Move before"), "Alt+←", lambda: self._work.move(photo.id, -1))
        self._add(menu, _("Move behind"), "Alt+→", lambda: self._work.move(photo.id, 1))
        menu.addSeparator()
        self._add(menu, _("Remove"), "Delete", lambda: self._work.remove(photo.id))
        menu.popup(where)
        return menu

    def choose_target(
        self, building: Building, photo: PhotoRow, where: QPoint, here: str = ""
    ) -> QMenu:
        """Open the menu 归到 alone."""
        menu = self._menu(_("Belongs to"))
        self._fill(menu, building, photo, here)
        menu.popup(where)
        return menu

    def _menu(self, name: str) -> QMenu:
        menu = QMenu(self._parent)
        menu.setAccessibleName(name)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _fill(self, menu: QMenu, building: Building, photo: PhotoRow, here: str) -> None:
        now = target_of(building, photo)
        for number, target in enumerate(targets(building, here), 1):
            digit = f"&{number}  " if number <= 9 else ""
            action = QAction(digit + target.words.replace("&", "&&"), menu)
            action.setCheckable(True)
            chosen = (target.question, target.finding) == (now.question, now.finding)
            action.setChecked(chosen)
            action.triggered.connect(partial(self._assign, photo, target))
            menu.addAction(action)

    def _assign(self, photo: PhotoRow, target: object, _on: bool = False) -> None:
        self._work.assign(photo, target)  # type: ignore[arg-type]

    def _add(self, menu: QMenu, words: str, keys: str, act: Callable[[], object]) -> None:
        action = QAction(f"{words}\t{keys}", menu)
        action.triggered.connect(lambda _on=False: act())
        menu.addAction(action)
