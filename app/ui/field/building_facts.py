"""What panes ask of an open building: its rows, answers, counts, findings, what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.inspection.answers import Stored
from app.inspection.provenance import waits_for_a_look
from app.models.media import PICTURES
from app.ui.field.outline import Part, Slot, outline

if TYPE_CHECKING:
    from app.forms.definition import Question
    from app.forms.fields import Field
    from app.forms.outcome import Found, Missing
    from app.inspection.photo.photos import PhotoRow
    from app.inspection.visit import Visit
    from app.ui.field.opening import Opened

_RANK = {"critical": 0, "serious": 1, "minor": 2, "": 3}


@dataclass(frozen=True)
class Counts:
    """How far something is: questions answered or left open with a reason, out of relevant."""

    answered: int
    relevant: int


def pictures(files: list[PhotoRow]) -> list[PhotoRow]:
    """Return the files that can be shown."""
    return [file for file in files if file.extension in PICTURES]


def first_files(files: list[PhotoRow]) -> dict[str, str]:
    """Return the stored name of the first file of each question: the question's value."""
    first: dict[str, str] = {}
    for file in files:
        if file.question:
            first.setdefault(file.question, f"{file.sha256}.{file.extension}")
    return first


def differing(before: list[PhotoRow], after: list[PhotoRow]) -> frozenset[str]:
    """Return the questions whose files came, went or changed."""
    return frozenset(file.question for file in set(before) ^ set(after) if file.question)


class BuildingFacts(QObject):
    """An open visit for reading; `app.ui.field.building` is what changes it.

    Attributes:
        visit: The visit in memory.
        line: The place as the tree shows it.
        above: (id, level, name) from the community down to the place itself.
        photos: Its photos in order.
        files: All its files in order: photos, recordings, papers.
        parts: Parts of the checklist with their rows.
        remarks: Remarks (备注) by question.
        touched: Something was said since it was opened.
    """

    def __init__(self, opened: Opened, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.visit: Visit = opened.visit
        self.line, self.above = opened.line, opened.above
        self.files: list[PhotoRow] = opened.photos
        self.photos = pictures(opened.photos)
        self.remarks = dict(opened.remarks)
        self.touched = False
        self._basis: dict[str, str] = {}
        self.parts: list[Part] = []
        self._found: dict[str, list[Found]] | None = None
        self._map(opened.parts)

    @property
    def slots(self) -> Iterator[Slot]:
        """Everything that has a row, in the order of the form, relevant or not."""
        for part in self.parts:
            yield from part.slots

    def slot(self, path: str) -> Slot | None:
        """Return the row of a question, also of one that stands inside another's card."""
        owner = self._owner.get(path, path)
        return self._slots.get(owner)

    def field(self, path: str) -> Field:
        """Return the field at a path."""
        return self.visit.instance.node(path)

    def stored(self, path: str) -> Stored:
        """Return what is stored for a path."""
        return self.visit.stored.get(path) or Stored(None)

    def counts(self, part: Part | None = None) -> Counts:
        """Count what is answered, in one part or in all."""
        answered = relevant = 0
        for one in [part] if part is not None else self.parts:
            for field in one.counted:
                if field.relevant:
                    relevant += 1
                    answered += field.answered
        return Counts(answered, relevant)

    def undecided(self) -> int:
        """Count the questions with 判不了 or 未查到."""
        reasons = ("undecidable", "not_reached")
        fields = [field for one in self.parts for field in one.counted]
        return sum(field.relevant and field.reason in reasons for field in fields)

    def found(self, path: str) -> list[Found]:
        """Return the findings that rest on a question, the worst first."""
        return self.found_by_path().get(path, [])

    def found_by_path(self) -> dict[str, list[Found]]:
        """Return all findings by question."""
        if self._found is None:
            self._found = {}
            for one in self.visit.instance.findings():
                self._found.setdefault(one.path, []).append(one)
            for group in self._found.values():
                group.sort(key=lambda one: _RANK.get(one.rule.severity, 3))
        return self._found

    def missing(self) -> list[Missing]:
        """Return what keeps the building from being 查完."""
        return self.visit.instance.missing()

    def missing_by_part(self) -> dict[str, int]:
        """Count what keeps the building from being 查完 by the key of the part it stands in."""
        counts: dict[str, int] = {}
        for one in self.missing():
            slot = self.slot(one.path)
            if slot is not None:
                counts[slot.part] = counts.get(slot.part, 0) + 1
        return counts

    def state(self) -> str:
        """Return how far it is in the words of the glossary, such as ``in_progress``."""
        if self.visit.finished:
            return "incomplete" if self.missing() else "done"
        begun = self.touched or self.line.state != "not_started"
        return "in_progress" if begun else "not_started"

    def is_open(self, slot: Slot) -> bool:
        """Tell whether a row waits for an answer."""
        field = slot.field
        if field is None or not slot.asks or not field.relevant or field.readonly:
            return False
        waits = waits_for_a_look(self.stored(slot.path))  # copied: nobody has looked here
        return waits or not field.answered

    def unlooked(self) -> list[str]:
        """Return the copied answers that nobody has looked at, in the order of the form."""
        waiting = [one for one in self.visit.stored if waits_for_a_look(self.stored(one))]
        if not waiting:
            return []
        order = [slot.path for slot in self.slots]
        return [path for path in order if path in waiting and self.field(path).relevant]

    def next_open(self, path: str, by: int = 1, *, wanted: bool = False) -> Slot | None:
        """Return the next (or previous) row without an answer, over the ends of parts.

        Args:
            path: From where.
            by: 1 forward, -1 back.
            wanted: Only rows that the building cannot be 查完 without, or that were copied.
        """
        rows = list(self.slots)
        at = next(
            (n for n, row in enumerate(rows) if row.path == path), -1 if by > 0 else len(rows)
        )
        ahead = rows[at + 1 :] if by > 0 else rows[:at][::-1] if at >= 0 else []
        fits = (row for row in ahead if self.is_open(row) and (not wanted or self.is_wanted(row)))
        return next(fits, None)

    def is_wanted(self, slot: Slot) -> bool:
        """Tell whether a row must be answered, mended, or looked at: it was copied."""
        field = slot.field
        return field is not None and (field.required or bool(field.value or field.reason))

    def basis(self, path: str) -> str:
        """Return how an answer is known, or would be if it were given now."""
        said = self._basis.get(path) or self.stored(path).basis
        if said:
            return said
        question = self.visit.definition.question(path)
        usual = question.extras.get("basis", "") if question else ""
        # A person who answers does not hand on somebody else's papers.
        return "seen" if usual in ("", "imported") else usual

    def companions(self, question: Question, path: str) -> tuple[str, list[str]]:
        """Return the paths of 位置 (or empty) and of the demanded photos beside a question."""
        base = path.rpartition("/")[0]
        beside = [f"{base}/{photo.rpartition('/')[2]}" for photo in question.photos]
        where = f"{base}/{question.where.rpartition('/')[2]}" if question.where else ""
        return where, beside

    def photos_at(self, paths: set[str]) -> list[PhotoRow]:
        """Return the photos that belong to one of these paths."""
        return [photo for photo in self.photos if photo.question in paths]

    def _map(self, parts: list[Part] | None = None) -> None:
        self._found = None
        self.parts = outline(self.visit) if parts is None else parts
        self._slots = {slot.path: slot for slot in self.slots}
        self._owner = {path: slot.path for part in self.parts for path, slot in part.inside.items()}
