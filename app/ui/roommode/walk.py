"""The road through a building one question at a time: on, back, skipped ones again, parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.field.rows import slot_shown

if TYPE_CHECKING:
    from app.ui.field.building import Building
    from app.ui.field.outline import Part, Slot

END = ""
"""Where the road leads when nothing is left: to the summary."""


class Walk:
    """Knows what comes next; keeps what was skipped until the part is over.

    Attributes:
        building: The open building.
        skipped: Paths that were skipped, by part, in the order in which they come again.
    """

    def __init__(self, building: Building) -> None:
        self.building = building
        self.skipped: dict[str, list[str]] = {}
        self._again: set[str] = set()

    # What there is

    def asked(self, part: Part) -> list[Slot]:
        """Return what is asked in a part, one by one; headings and pages are not."""
        return [slot for slot in part.slots if _stands_alone(slot)]

    @property
    def parts(self) -> list[Part]:
        """Return the parts in which something is asked."""
        return [part for part in self.building.parts if self.asked(part)]

    def part_of(self, path: str) -> Part | None:
        """Return the part of a question."""
        return next(
            (part for part in self.parts if any(slot.path == path for slot in part.slots)), None
        )

    def begin(self, path: str) -> str:
        """Return where to begin: at a question, or its page's first one, else at an open one."""
        for part in self.parts:
            for slot in self.asked(part):
                if path and path in (slot.path, slot.page):
                    return slot.path
        owner = self.building.slot(path) if path else None
        if owner is not None and owner.path != path:
            return self.begin(owner.path)
        for part in self.parts:
            first = self._open(part)
            if first:
                return first[0].path
        return next((slot.path for part in self.parts for slot in self.asked(part)), END)

    # Walking

    def skip(self, path: str) -> None:
        """Put a question off: it comes again at the end of its part, once."""
        part = self.part_of(path)
        if part is None or path in self._again:
            return
        later = self.skipped.setdefault(part.key, [])
        if path not in later:
            later.append(path)

    def on(self, path: str, *, open_only: bool = False) -> str:
        """Return the question after this one.

        Args:
            path: Where one is.
            open_only: Pass over what has an answer already, or may stay empty.

        Returns:
            Its path; `END` after the last one of the building.
        """
        part = self.part_of(path)
        if part is None:
            return END
        if path not in self._again:
            ahead = _after([slot.path for slot in self.asked(part)], path)
            waiting = {slot.path for slot in self._open(part) if self.building.is_wanted(slot)}
            later = self.skipped.get(part.key, ())
            for one in ahead:
                if one not in later and (not open_only or one in waiting):
                    return one
        return self._put_off(part, path) or self._next_part(part, open_only=open_only)

    def follows(self, path: str, *, open_only: bool = False) -> str:
        """Return what `on` would return, without going there."""
        again, skipped = set(self._again), {key: [*paths] for key, paths in self.skipped.items()}
        try:
            return self.on(path, open_only=open_only)
        finally:
            self._again = again
            self.skipped.clear()
            self.skipped.update(skipped)

    def back(self, path: str) -> str:
        """Return the question before this one, also of the part before; itself at the first."""
        paths = [slot.path for part in self.parts for slot in self.asked(part)]
        at = paths.index(path) if path in paths else 0
        return paths[max(0, at - 1)] if paths else END

    def turn(self, path: str) -> None:
        """Go back from a skipped question: from here on the order is that of the form again."""
        self._again.discard(path)

    def _open(self, part: Part) -> list[Slot]:
        return [slot for slot in self.asked(part) if self.building.is_open(slot)]

    def _put_off(self, part: Part, here: str) -> str:
        """Return the first skipped question of a part that still waits; it comes only once."""
        waiting = {slot.path for slot in self._open(part)}
        later = self.skipped.get(part.key, [])
        self._again.discard(here)
        while later:
            path = later.pop(0)
            if path in waiting and path != here:
                self._again.add(path)
                return path
        return END

    def _next_part(self, part: Part, *, open_only: bool) -> str:
        parts = self.parts
        keys = [one.key for one in parts]
        for following in parts[keys.index(part.key) + 1 :]:
            rows = self._open(following)
            rows.sort(key=lambda slot: not self.building.is_wanted(slot))
            if not open_only:
                rows = rows or self.asked(following)
            if rows:
                return rows[0].path
        return END


def _stands_alone(slot: Slot) -> bool:
    if slot.members or (slot.group is not None and slot.question is None):
        return False
    if slot.question is not None and "label" in slot.question.appearance:
        return False  # the head of a table of choices: each of its rows is asked by itself here
    return slot_shown(slot)


def _after(paths: list[str], path: str) -> list[str]:
    return paths[paths.index(path) + 1 :] if path in paths else paths
