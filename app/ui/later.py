"""What a page needs only once its data is there: made after the window is painted, in steps.

Each step has an event of its own, so that keys and paints come between. Whoever needs one of the
later parts earlier has all of them made at once (`complete`); nothing is ever missing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer


class Later(QObject):
    """Steps that nobody waits for.

    Args:
        owner: The page; the steps end with it.
        steps: What is to be done; a step may add further ones (`add`).
    """

    def __init__(self, owner: QObject, steps: Iterable[Callable[[], object]]) -> None:
        super().__init__(owner)
        self._left = deque(steps)
        self._at_work = False
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._step)

    @property
    def done(self) -> bool:
        """Whether everything is made, or the last step is being done."""
        return not self._left

    def add(self, steps: Iterable[Callable[[], object]]) -> None:
        """Put further steps at the end."""
        self._left.extend(steps)

    def begin(self) -> None:
        """Do a step whenever the event loop comes round."""
        if self._left:
            self._turn.start()

    def stop(self) -> None:
        """Make nothing any more; the page goes."""
        self._left.clear()
        self._turn.stop()

    def complete(self) -> None:
        """Do all that is left now."""
        while self._left and not self._at_work:
            self._step()

    def _step(self) -> None:
        if self._at_work:
            return
        if self._left:
            self._at_work = True
            try:
                self._left.popleft()()
            finally:
                self._at_work = False
        if not self._left:
            self._turn.stop()
