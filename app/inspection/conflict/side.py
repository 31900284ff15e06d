"""The two sides of a conflict as plain values: what was said, by whom, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from app.inspection.conflict.case import Case, Key
    from app.inspection.photo.photos import PhotoRow
    from app.models.log import Json

LETTERS = "ABCDEFGH"


@dataclass(frozen=True)
class Side:
    """What one person said, and what it rests on.

    Attributes:
        letter: ``A``, ``B`` …; empty for what stood there before.
        value: As it is stored; ``code``: the answer's or reason's code, to choose mark and colour.
        words: The value in words, without its basis.
        basis, source: How it is known, and whose papers.
        community: Where the device works most.
        laptop: What the device calls itself, told apart from others of the same name; empty when
            nobody knows and nothing has to be told apart.
        namesake: Another side is a person of the same name on another device.
        batch: Running number of the package that brought it.
        at: When it was said, UTC milliseconds by the device's clock.
        where: The place that this person named; ``remark``: what this person noted.
        photos: Photos of the question that came from this device.
        shown: Lists show this one meanwhile.
        companions: Values of this device in the fields that accompany the question.
        heads: The changes that say it.
    """

    letter: str
    value: Json
    code: str
    words: str
    basis: str
    source: str
    person: str
    device: UUID
    community: str
    batch: int
    at: int
    where: str = ""
    remark: str = ""
    photos: tuple[PhotoRow, ...] = ()
    shown: bool = False
    companions: tuple[tuple[Key, Json], ...] = ()
    heads: frozenset[UUID] = frozenset()
    laptop: str = ""
    namesake: bool = False


@dataclass(frozen=True)
class Edit:
    """A change that one who deleted the record had not seen, or the deletion itself.

    Attributes:
        what: The field in words, empty for the deletion; ``words``: its value.
        at: UTC milliseconds by the device's clock.
    """

    what: str
    words: str
    person: str
    batch: int
    at: int


@dataclass(frozen=True)
class Detail:
    """One case in full.

    Attributes:
        base: What everybody saw before they disagreed; None: nobody had said anything.
        sides: The sides, the one said first is A.
        differs: What is not the same: ``answer``, ``where``, ``remark``, ``basis``, ``photos``.
        options: Codes and words that may be chosen, for a question with choices; else empty.
        kind: The question's kind, such as ``select_one``; empty for a plain field.
        both: Whether both can be recorded, see `merged_value`.
        unit: Unit of a number.
        photos: Photos of the question whoever took them.
        deletions: Of a contested record: who deleted it; ``unseen``: what they had not seen.
    """

    case: Case
    base: Side | None
    sides: tuple[Side, ...]
    differs: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    kind: str
    both: bool
    unit: str
    photos: tuple[PhotoRow, ...]
    deletions: tuple[Edit, ...] = ()
    unseen: tuple[Edit, ...] = ()


def told_apart(sides: tuple[Side, ...]) -> tuple[Side, ...]:
    """Return sides so that two people of one name on two devices can be told apart."""
    found = []
    for side in sides:
        same = any(other.person == side.person and other.device != side.device for other in sides)
        laptop = side.laptop or (side.device.hex[:8] if same else "")
        found.append(replace(side, laptop=laptop, namesake=same))
    return tuple(found)


def differs(sides: tuple[Side, ...]) -> tuple[str, ...]:
    """Name what is not the same."""
    found = []
    for name, values in (
        ("answer", {side.words for side in sides}),
        ("where", {side.where for side in sides}),
        ("remark", {side.remark for side in sides}),
        ("basis", {(side.basis, side.source) for side in sides}),
    ):
        if len(values) > 1:
            found.append(name)
    return tuple(found)
