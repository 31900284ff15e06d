"""One inspection as plain values: what a window shows of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from app.inspection.photo.photos import PhotoRow


@dataclass(frozen=True)
class Said:
    """What one person said of one question.

    Attributes:
        words: The answer in words; empty for a reason or when it was cleared.
        reason: ``undecidable``, ``not_applicable``, ``not_reached`` or empty.
        basis: ``seen``, ``asked`` … or empty; source: whose papers.
        live: Not withdrawn.
        head: Nobody has replaced it; shown: it is what lists show meanwhile.
        act: How it came about at the hub's merge desk: ``decided``, ``returned`` (sent back to be
            asked again), ``again`` (a decision was taken back); empty: somebody answered.
        rule: Id of the rule that decided; ``by``: who applied it; ``why``: the reason given.
    """

    words: str
    reason: str
    basis: str
    source: str
    person: str
    device: UUID
    batch: int
    at: int
    live: bool
    head: bool
    shown: bool
    act: str = ""
    rule: str = ""
    by: str = ""
    why: str = ""


@dataclass(frozen=True)
class Row:
    """One question of the checklist.

    Attributes:
        part: Title of the part it stands in.
        group: Heading of the repeat instance, or empty.
        value: The answer's code of a question of 无/有, to choose mark and colour.
        missing: It must be answered and is not.
        severity: Of the gravest finding that rests on it.
        sensitive: Not to be shown to everybody.
        photos: How many illustrate it.
        remark: What was noted beside the answer (备注); empty of a sensitive question, where it may
            name people.
    """

    path: str
    code: str
    label: str
    part: str
    group: str
    value: str
    words: str
    reason: str
    basis: str
    source: str
    missing: bool
    conflict: bool
    waiting: bool
    severity: str
    sensitive: bool
    photos: int
    remark: str = ""


@dataclass(frozen=True)
class Found:
    """One finding of the inspection."""

    id: UUID
    question: str
    code: str
    title: str
    severity: str
    deadline: str
    difficulty: str
    indicator: str
    responsible: str
    measure: str
    location: str
    amount: str
    suspected: bool
    disputed: bool
    dismissed: bool
    note: str


@dataclass(frozen=True)
class Record:
    """One inspection."""

    inspection: UUID
    place: UUID
    where: str
    name: str
    title: str
    state: str
    inspector: str
    finished_at: int
    answered: int
    relevant: int
    conflicts: int
    waiting: int
    contested: bool
    rows: tuple[Row, ...]
    findings: tuple[Found, ...]
    photos: tuple[PhotoRow, ...]
