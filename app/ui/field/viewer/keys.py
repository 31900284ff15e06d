"""The keys of the photo viewer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from app.ui.field.viewer.bar import TOOLS
from app.ui.field.viewer.canvas import STEP

if TYPE_CHECKING:
    from app.ui.field.viewer.viewer import Viewer

_REDO = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Y)
_DONE = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_S)


def letters(viewer: Viewer) -> dict[str, Callable[[], object]]:
    """Return what each letter does."""
    acts: dict[str, Callable[[], object]] = {
        "C": viewer.write_caption,
        "G": viewer.choose_target,
        "R": viewer.canvas.turn,
        "W": viewer.beside.toggle_stamp,
        "V": viewer.beside.toggle_compare,
        "E": viewer.beside.export,
    }
    for keys, (tool, _icon) in TOOLS.items():
        acts[keys] = partial(_take_tool, viewer, tool)
    return acts


def _take_tool(viewer: Viewer, tool: str) -> None:
    viewer.marks.toggle(tool)
    viewer.canvas.setFocus()


def press(viewer: Viewer, event: QKeyEvent) -> bool:
    """Do what a key means; return whether it means something."""
    key, modifiers = Qt.Key(event.key()), event.modifiers()
    alt = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
    photo = viewer.photo
    acts: dict[Qt.Key, Callable[[], object]] = {
        Qt.Key.Key_Right: lambda: viewer.step(1),
        Qt.Key.Key_Left: lambda: viewer.step(-1),
        Qt.Key.Key_Plus: lambda: viewer.canvas.zoom(STEP),
        Qt.Key.Key_Equal: lambda: viewer.canvas.zoom(STEP),
        Qt.Key.Key_Minus: lambda: viewer.canvas.zoom(1 / STEP),
        Qt.Key.Key_0: viewer.canvas.fit,
        Qt.Key.Key_1: viewer.canvas.full,
        Qt.Key.Key_Delete: viewer.side.remove_photo,
    }
    if modifiers == Qt.KeyboardModifier.AltModifier and key in alt and photo is not None:
        viewer.work.move(photo.id, alt[key])
    elif key in acts and not modifiers & Qt.KeyboardModifier.ControlModifier:
        acts[key]()
    elif event.matches(QKeySequence.StandardKey.Undo):
        if not viewer.marks.undo():
            viewer.work.undo()
        viewer.toasts.dismiss()
    elif event.matches(QKeySequence.StandardKey.Redo) or event.keyCombination() == _REDO:
        viewer.marks.redo()
    elif event.keyCombination() == _DONE:
        viewer.reject()
    elif not modifiers and (letter := event.text().upper()) in (acts_by := letters(viewer)):
        acts_by[letter]()
    elif key == Qt.Key.Key_Escape:
        viewer.reject()
    else:
        return False
    return True
