"""Where a photo that comes in by itself goes: the open question that shows photos, or the building.

A target is made on the GUI thread and read by the thread of the server, so it does not change but
for one thing: each demanded picture takes one photo, what comes after goes to the question.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING
from uuid import UUID

from app.ui.field.shown import shown_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.ui.field.building import Building
    from app.ui.field.panes import Panes


class Target:
    """One open building and, if it asks for photos, its open question.

    Attributes:
        building: The open building; only its own thread may touch it.
        inspection: Id of its inspection.
        words: Where the photos go: 7号楼 · B03.
        place: The building's name.
    """

    def __init__(
        self,
        building: Building,
        words: str,
        path: str = "",
        demanded: Sequence[str] = (),
        given: frozenset[str] = frozenset(),
    ) -> None:
        self.building = building
        self.inspection: UUID = building.visit.inspection
        self.place = building.line.name
        self.words = words
        self._path, self._demanded = path, list(demanded)
        self._given = set(given)
        self._lock = threading.Lock()

    @property
    def path(self) -> str:
        """The path that the next photo goes to; empty: the building."""
        return next(iter(self._demanded), self._path)

    def take_path(self) -> str | None:
        """Return where one photo goes; the next one goes beside it."""
        with self._lock:
            if not self._demanded:
                return self._path or None
            path = self._demanded.pop(0)
            self._given.add(path)
            return path

    def give_back(self, path: str | None) -> None:
        """Take note that a photo was refused: its place is free again."""
        with self._lock:
            if path in self._given:
                self._given.discard(path)
                self._demanded.insert(0, path)

    @property
    def given(self) -> frozenset[str]:
        """Demanded pictures that took a photo, whether the window shows it already or not."""
        with self._lock:
            return frozenset(self._given)


def target_of(
    building: Building | None, panes: Panes, before: Target | None = None
) -> Target | None:
    """Return where photos go now; None while no building is open.

    Args:
        building: The open building.
        panes: What shows it.
        before: The target until now: photos that it took may not be shown yet.
    """
    if building is None:
        return None
    path = getattr(panes.questions.card, "path", "") or panes.questions.view.open_key
    question = building.visit.definition.question(path) if path else None
    name = building.line.name
    if question is None:
        return Target(building, name)
    _where, demanded = building.companions(question, path)
    relevant = [one for one in demanded if building.field(one).relevant]
    missing = [one for one in relevant if not building.photos_at({one})]
    given = frozenset[str]()
    if before is not None and before.building is building:
        given = before.given & set(missing)
    wants = question.kind == "image" or relevant or building.found(path)
    if not wants:
        return Target(building, name)
    code = shown_code(question) or question.name
    left = [one for one in missing if one not in given]
    return Target(building, f"{name} · {code}", path, left, given)
