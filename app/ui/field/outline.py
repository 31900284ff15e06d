"""A visit as parts and rows: which questions stand where, what stands inside another's card."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.forms.definition import Group, Question, Repeat, bare
from app.forms.schema import CALCULATE
from app.i18n import _

if TYPE_CHECKING:
    from app.forms.fields import Field
    from app.inspection.visit import Visit

_SILENT = ("note", "image")
"""Kinds that are no answers of their own when counting."""


@dataclass(frozen=True)
class Slot:
    """One row.

    Attributes:
        path: Path with the keys of repeat instances; of a repeat, its own.
        part: Key of its part.
        question: The question; None for a repeat.
        repeat: The repeat; None for a question.
        field: Its field; None for a repeat.
        above: Which instance it stands in, such as 第 2 项; empty outside repeats.
    """

    path: str
    part: str
    question: Question | None
    repeat: Repeat | None
    field: Field | None
    above: str = ""

    @property
    def asks(self) -> bool:
        """Whether it wants an answer at all."""
        return self.question is not None and self.question.kind != "note"


@dataclass
class Part:
    """One part of the checklist.

    Attributes:
        letter: Short name: the group's own letter, else its number.
        slots: Its rows.
        counted: Fields that count as questions, companions such as 位置 included.
        inside: Paths that stand inside the card of a row: 位置, photos, reasons.
    """

    key: str
    letter: str
    name: str
    slots: list[Slot] = field(default_factory=list)
    counted: list[Field] = field(default_factory=list)
    inside: dict[str, Slot] = field(default_factory=dict)


def outline(visit: Visit) -> list[Part]:
    """Return the parts of a visit; call again when repeat instances come or go."""
    parts: list[Part] = []
    loose = Part("", "·", visit.definition.title)
    for number, child in enumerate(visit.definition.root.children, 1):
        if isinstance(child, Group) and not isinstance(child, Repeat) and child.path:
            letter = child.name if len(child.name) <= 2 else str(number)
            part = Part(child.path, letter, _label(visit, child.path) or child.name)
            _walk(visit, child, part, "", "")
            parts.append(part)
        else:
            holder = Group(path="", name="")
            holder.children = [child]
            _walk(visit, holder, loose, "", "")
    return [part for part in [loose, *parts] if part.slots]


def _label(visit: Visit, path: str) -> str:
    return visit.instance.node(path).label


def _walk(visit: Visit, group: Group, part: Part, base: str, above: str) -> None:
    """Enter what stands in a group; ``base`` is the path of the repeat instance it lies in."""
    for child in group.children:
        path = _keyed(child.path, base)
        if isinstance(child, Repeat):
            _repeat(visit, child, part, path)
        elif isinstance(child, Group):
            _walk(visit, child, part, base, above)
        elif isinstance(child, Question):
            _question(visit, child, part, path, above)


def _repeat(visit: Visit, repeat: Repeat, part: Part, path: str) -> None:
    part.slots.append(Slot(path, part.key, None, repeat, None))
    for number, instance in enumerate(visit.instance.repeat_paths(path), 1):
        _walk(visit, repeat, part, instance, _("no. {number}").format(number=number))


def _question(visit: Visit, question: Question, part: Part, path: str, above: str) -> None:
    found = visit.instance.node(path)
    owner = question.belongs_to
    slot = None
    if owner:
        beside = f"{path.rpartition('/')[0]}/{owner.rpartition('/')[2]}"
        slot = next((one for one in part.slots if one.path == beside), None)
    if slot is not None:
        part.inside[path] = slot
    elif not question.is_reason:
        part.slots.append(Slot(path, part.key, question, None, found, above))
    counts = not question.is_reason and question.kind not in _SILENT
    if counts and found.spec.rules[CALCULATE] is None:
        part.counted.append(found)


def _keyed(path: str, base: str) -> str:
    return base + path[len(bare(base)) :] if base else path
