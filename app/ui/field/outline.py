"""A visit as parts and rows: which questions stand where, what stands inside another's card."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.forms.definition import Group, Question, Repeat, bare
from app.forms.schema import CALCULATE
from app.i18n import _
from app.ui.widgets.markup import to_plain

if TYPE_CHECKING:
    from app.forms.fields import Field
    from app.inspection.visit import Visit

PAGE = "field-list"
"""The appearance of groups whose questions are shown together."""
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
        group: The group that the row is a heading of, or whose page (``field-list``) it is.
        page: Path of the page on which the question stands with others; empty: a row of its own.
        members: Of a page, its questions and headings in order.
    """

    path: str
    part: str
    question: Question | None
    repeat: Repeat | None
    field: Field | None
    above: str = ""
    group: Group | None = None
    page: str = ""
    members: tuple[Slot, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether it wants an answer at all."""
        return self.question is not None and wants_answer(self.question)


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


def wants_answer(question: Question) -> bool:
    """Tell whether a question is one: notes and the heads of tables of choices are not."""
    return question.kind != "note" and "label" not in question.appearance


def outline(visit: Visit) -> list[Part]:
    """Return the parts of a visit; call again when repeat instances come or go."""
    parts: list[Part] = []
    loose = Part("", "·", visit.definition.title)
    for number, child in enumerate(visit.definition.root.children, 1):
        if isinstance(child, Group) and not isinstance(child, Repeat) and child.path:
            letter = child.name if len(child.name) <= 2 else str(number)
            part = Part(child.path, letter, _name(visit, child))
            _enter(visit, child, part, "", "", whole=True)
            parts.append(part)
        else:
            holder = Group(path="", name="")
            holder.children = [child]
            _walk(visit, holder, loose, "", "")
    return [part for part in [loose, *parts] if part.slots]


def _name(visit: Visit, group: Group) -> str:
    """Return what a part is called: its label, else that of the note a table of choices has."""
    first = next((one.path for one in group.questions() if "[" not in one.path), "")
    table = any("label" in one.appearance for one in group.questions())
    return to_plain(_label(visit, group.path) or (table and _label(visit, first)) or group.name)


def _label(visit: Visit, path: str) -> str:
    return visit.instance.node(path).label


def _walk(visit: Visit, group: Group, part: Part, base: str, above: str) -> None:
    """Enter what stands in a group; ``base`` is the path of the repeat instance it lies in."""
    for child in group.children:
        path = _keyed(child.path, base)
        if isinstance(child, Repeat):
            _repeat(visit, child, part, path)
        elif isinstance(child, Group):
            if child.label is not None and PAGE not in child.appearance:
                key = path if child.path else f"{part.key}#{len(part.slots)}"
                part.slots.append(Slot(key, part.key, None, None, None, above, child))
            _enter(visit, child, part, base, above)
        elif isinstance(child, Question):
            _question(visit, child, part, path, above)


def _enter(
    visit: Visit, group: Group, part: Part, base: str, above: str, *, whole: bool = False
) -> None:
    """Enter a group; what asks to be shown together becomes a page.

    A part of an inspection checklist (``whole``) stays question by question, answered by one key:
    its rows stand together anyway. Its field-list is meant for telephones.
    """
    before = len(part.slots)
    _walk(visit, group, part, base, above)
    if PAGE in group.appearance and not (whole and _is_checklist(visit, group)):
        part.slots[before:] = _paged(group, part.slots[before:], part, base, above)


def _is_checklist(visit: Visit, group: Group) -> bool:
    """Tell whether a group holds inspection items with codes, and no table of choices."""
    questions = list(group.questions())
    if any("label" in one.appearance or "list-nolabel" in one.appearance for one in questions):
        return False
    return bool(visit.definition.rules) or any("code" in one.extras for one in questions)


def _paged(group: Group, slots: list[Slot], part: Part, base: str, above: str) -> list[Slot]:
    """Gather rows into pages; repeats within stay rows of their own and end a page."""
    made: list[Slot] = []
    run: list[Slot] = []
    stem = _keyed(group.path, base) if group.path else f"{part.key}#{len(part.slots)}"
    for slot in [*slots, None]:
        if slot is not None and slot.repeat is None and slot.above == above and not slot.members:
            run.append(slot)
            continue
        if any(one.question is not None for one in run):
            key = f"{stem}#page{len(made)}"
            members = tuple(replace(one, page=key) for one in run)
            first = group if not made else None
            made.append(Slot(key, part.key, None, None, None, above, first, members=members))
            made.extend(members)
        run = []
        if slot is not None:
            made.append(slot)
    return made


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
    counts = not question.is_reason and question.kind not in _SILENT and wants_answer(question)
    if counts and found.spec.rules[CALCULATE] is None:
        part.counted.append(found)


def _keyed(path: str, base: str) -> str:
    return base + path[len(bare(base)) :] if base else path
