"""What Ctrl+Z takes back on the field desk: answers, one by one."""

from __future__ import annotations

from app.inspection.answers import Stored

_MOST = 200


class UndoStack:
    """Answers with what stood before and after; holds plain values only."""

    def __init__(self) -> None:
        self._done: list[tuple[str, Stored, Stored]] = []
        self._undone: list[tuple[str, Stored, Stored]] = []

    def push(self, path: str, before: Stored, after: Stored) -> None:
        """Remember one answer; what was undone before can no longer be redone."""
        if before.value == after.value:
            return
        self._done = [*self._done[-_MOST:], (path, before, after)]
        self._undone = []

    def back(self) -> tuple[str, Stored] | None:
        """Return what to put back to undo the last answer."""
        if not self._done:
            return None
        step = self._done.pop()
        self._undone.append(step)
        return step[0], step[1]

    def forward(self) -> tuple[str, Stored] | None:
        """Return what to put back to redo the last undone answer."""
        if not self._undone:
            return None
        step = self._undone.pop()
        self._done.append(step)
        return step[0], step[2]

    def clear(self) -> None:
        """Forget everything."""
        self._done, self._undone = [], []
