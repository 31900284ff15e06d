"""Entries of repeats (各段, 各户) in two records of one building: none is lost, none counted twice.

An entry of one record and one of another are the same when they say the same. What is left over
stands in one record only: people decide whether the building has it. Kept, it is copied into the
other records; else it is cleared where it stands. Entries of one key that mostly agree are one
entry described differently: their questions are compared like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from app.inspection.answers import Stored, answers_of
from app.inspection.conflict.case import Key
from app.inspection.remarks import field_of, remarks_of
from app.models.values import answer_key, canonical

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.log import Json

Answers = Mapping[str, Stored]
Compared = Callable[[str], bool]


@dataclass
class Entry:
    """One entry of a repeat in one record.

    Attributes:
        path: Its own, such as ``/housing/J/seg[k]``; ``repeat``: of all entries.
        said: What it says, by path below it, of the questions that are compared.
        open: Something in it is in conflict or waits: that comes first.
    """

    record: UUID
    path: str
    said: dict[str, str] = field(default_factory=dict)
    open: bool = False

    @property
    def repeat(self) -> str:
        """Path of the repeat."""
        return self.path.rpartition("[")[0]

    @property
    def first(self) -> str:
        """The question that stands for the entry."""
        return self.path + min(self.said)

    @property
    def content(self) -> tuple[tuple[str, str], ...]:
        """What tells it from others."""
        return tuple(sorted(self.said.items()))


@dataclass(frozen=True)
class OneSided:
    """An entry that some records of a building have and others lack."""

    entry: Entry
    having: tuple[Entry, ...]
    lacking: tuple[UUID, ...]


def entry_of(path: str) -> str:
    """Return the outermost entry that a path lies in; empty when it lies in none."""
    head, bracket, rest = path.partition("[")
    key, end, _below = rest.partition("]")
    return f"{head}[{key}]" if bracket and end else ""


def same_entries(answers: Mapping[UUID, Answers], compared: Compared) -> set[str]:
    """Return the entries of one key that records describe alike for the most part."""
    found = set()
    for path, entries in _by_path(answers, compared).items():
        if len(entries) < 2:
            continue
        first, *others = (one.said for one in entries)
        both = [name for name in first if all(name in other for other in others)]
        alike = [name for name in both if all(first[name] == other[name] for other in others)]
        if both and 2 * len(alike) >= len(both):
            found.add(path)
    return found


def one_sided(
    answers: Mapping[UUID, Answers], compared: Compared, same: set[str]
) -> Iterator[OneSided]:
    """List the entries that not all records have; ``same``: see `same_entries`."""
    groups: dict[tuple[str, tuple[tuple[str, str], ...]], dict[UUID, list[Entry]]] = {}
    for path, entries in sorted(_by_path(answers, compared).items()):
        if path in same:
            continue
        for one in entries:
            group = groups.setdefault((one.repeat, one.content), {})
            group.setdefault(one.record, []).append(one)
    for by_record in groups.values():
        most = max(len(entries) for entries in by_record.values())
        for number in range(most):  # two alike in one record are two
            having = tuple(own[number] for own in by_record.values() if len(own) > number)
            told = {one.record for one in having}
            lacking = tuple(one for one in answers if one not in told)
            if lacking and not any(one.open for one in having):
                yield OneSided(having[0], having, lacking)


def _by_path(answers: Mapping[UUID, Answers], compared: Compared) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for record, own in answers.items():
        entries: dict[str, Entry] = {}
        for path, stored in own.items():
            at = entry_of(path)
            if not at or path == at or stored.value is None:
                continue
            entry = entries.setdefault(at, Entry(record, at))
            entry.open = entry.open or stored.conflict or stored.waiting
            if compared(path):
                entry.said[path.removeprefix(at)] = answer_key(canonical(stored.value))
        for at, entry in entries.items():
            if entry.said:
                found.setdefault(at, []).append(entry)
    return found


# What a decision writes


def copies(session: Session, found: OneSided) -> tuple[tuple[Key, Json], ...]:
    """Return what makes every record have the entry; its photos stay where they are."""
    entry = found.entry
    source = answers_of(session, entry.record)
    notes = remarks_of(session, entry.record)
    drafts: list[tuple[Key, Json]] = []
    for record in found.lacking:
        own = answers_of(session, record)
        target, ordinal = _free(entry, record, own)

        def put(path: str, value: Json, at: UUID = record) -> None:
            drafts.append((Key("inspection", at, path), value))

        below = sorted(path for path in source if path.startswith(f"{entry.path}/"))
        below.sort(key=lambda path: path != entry.first)
        for path in below:
            if source[path].value is not None:
                moved = target + path.removeprefix(entry.path)
                put(moved, source[path].value)
                if path in notes:
                    put(field_of(moved), notes[path])
        if ordinal:
            put(target, {"answer": ordinal})
    return tuple(drafts)


def _free(entry: Entry, record: UUID, own: Answers) -> tuple[str, str]:
    """Return the path of an entry that a record does not use, and the ordinal to write there."""
    taken = {at for path, one in own.items() if (at := entry_of(path)) and one.value is not None}
    orders = [
        float(one.text)
        for path, one in own.items()
        if path.rpartition("[")[0] == entry.repeat and entry_of(path) == path and one.text
    ]
    ordinal = f"{max(orders, default=float(len(taken))) + 1:g}"
    if entry.path in taken:
        key = uuid5(record, f"{entry.record}{entry.path}").hex
        return f"{entry.repeat}[{key}]", ordinal
    # The entry that a form begins with is there without a word, unless somebody removed it.
    begun = entry.path.endswith("[_1]") and entry.path not in own
    return entry.path, "" if begun else ordinal


def removals(session: Session, having: Sequence[Entry]) -> tuple[tuple[Key, Json], ...]:
    """Return what takes the entry out of the records that have it."""
    drafts: list[tuple[Key, Json]] = []
    for entry in having:
        own = answers_of(session, entry.record)
        notes = remarks_of(session, entry.record)
        for path in sorted(own, key=lambda one: (one != entry.first, one)):
            if path.startswith(f"{entry.path}/") and own[path].value is not None:
                drafts.append((Key("inspection", entry.record, path), None))
                if path in notes:
                    drafts.append((Key("inspection", entry.record, field_of(path)), None))
        if entry.path in own:
            drafts.append((Key("inspection", entry.record, entry.path), None))
    return tuple(drafts)
