"""Marks of the photo in the viewer: tools, taking back, and the way to disk.

Every stroke is on its way to disk when it is finished; closing the viewer loses none.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.inspection.photo.marks import Markup, read_markup
from app.ui.field.viewer.mark_canvas import CROP

if TYPE_CHECKING:
    from app.inspection.photo.photos import PhotoRow
    from app.ui.field.photo.work import PhotoWork
    from app.ui.field.viewer.bar import ViewerBar
    from app.ui.field.viewer.mark_canvas import MarkCanvas


@dataclass
class _Steps:
    """What was drawn on one photo since the viewer is open."""

    now: Markup
    past: list[Markup] = field(default_factory=list)
    future: list[Markup] = field(default_factory=list)
    writing: int = 0


class ViewerMarks(QObject):
    """Connects canvas, bar and disk."""

    def __init__(
        self, canvas: MarkCanvas, bar: ViewerBar, work: PhotoWork, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._canvas, self._bar, self._work = canvas, bar, work
        self._photo: PhotoRow | None = None
        self._steps: dict[str, _Steps] = {}
        canvas.drawn.connect(self._drawn)
        canvas.tool_left.connect(lambda: self.choose(""))
        bar.tool_wanted.connect(self.toggle)
        bar.undo_wanted.connect(self.undo)
        bar.redo_wanted.connect(self.redo)

    def show_photo(self, photo: PhotoRow) -> None:
        """Show the marks of a photo; those still on their way to disk count more."""
        self._photo = photo
        key, on_disk = str(photo.id), read_markup(photo.marks)
        steps = self._steps.setdefault(key, _Steps(on_disk))
        if not steps.writing and steps.now != on_disk:  # somebody else, or Ctrl+Z elsewhere
            self._steps[key] = steps = _Steps(on_disk)
        if self._canvas.markup != steps.now:
            self._canvas.set_markup(steps.now)
        self._tell()

    # Tools

    def toggle(self, tool: str) -> None:
        """Take a tool, or put it away when it is in use; X twice gives up the crop."""
        if tool == CROP and self._canvas.tool == CROP and self._canvas.markup.crop is not None:
            markup = replace(self._canvas.markup, crop=None)
            self._canvas.set_markup(markup)
            self._drawn(markup)
        self.choose("" if self._canvas.tool == tool else tool)

    def choose(self, tool: str) -> None:
        """Draw with this from now on; empty: with nothing."""
        photo = self._photo
        self._canvas.set_tool(tool if photo is not None and photo.is_picture else "")
        self._bar.show_tool(self._canvas.tool)

    # Taking back

    def _drawn(self, markup: Markup) -> None:
        steps = self._now()
        if steps is None or steps.now == markup:
            return
        steps.past.append(steps.now)
        steps.future.clear()
        steps.now = markup
        self._write(steps)

    def undo(self) -> bool:
        """Take the last stroke back; return whether there was one."""
        steps = self._now()
        if steps is None or not steps.past:
            return False
        steps.future.append(steps.now)
        steps.now = steps.past.pop()
        self._canvas.set_markup(steps.now)
        self._write(steps)
        return True

    def redo(self) -> bool:
        """Do again what was taken back."""
        steps = self._now()
        if steps is None or not steps.future:
            return False
        steps.past.append(steps.now)
        steps.now = steps.future.pop()
        self._canvas.set_markup(steps.now)
        self._write(steps)
        return True

    def _now(self) -> _Steps | None:
        return self._steps.get(str(self._photo.id)) if self._photo is not None else None

    def _write(self, steps: _Steps) -> None:
        self._tell()
        if self._photo is None:
            return
        job = self._work.change(self._photo.id, marks=steps.now.to_text() or None)
        if job is None:
            return
        steps.writing += 1

        def ended(_result: object = None) -> None:
            steps.writing -= 1

        job.succeeded.connect(ended)
        job.failed.connect(ended)
        job.cancelled.connect(ended)

    def _tell(self) -> None:
        steps = self._now()
        back, forward = bool(steps and steps.past), bool(steps and steps.future)
        self._bar.show_steps(back=back, forward=forward)
