"""One conflict as the desk shows it: what stood there before, each side with all that it rests on.

Plain values: the form's own words; codes for what the windows have words for (reasons, bases).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.forms.definition import bare
from app.inspection.answers import Stored
from app.inspection.checklists import definition
from app.inspection.conflict_beside import community, first_devices
from app.inspection.conflict_merge import mergeable, text_of
from app.inspection.conflict_queue import Case, Key
from app.inspection.field_words import FieldWords
from app.inspection.photos import PhotoRow, photos_of
from app.inspection.provenance import source_words
from app.inspection.record_view import illustrated
from app.inspection.remarks import field_of
from app.models.log import history
from app.models.reopen import original
from app.models.tables import Inspection
from app.models.values import answer_key, canonical

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms import Definition
    from app.models.log import HistoryRow, Json
    from app.workspace import Workspace

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


def detail(workspace: Workspace, session: Session, case: Case) -> Detail:
    """Read one conflict."""
    return _Viewer(workspace, session, case).detail()


class _Viewer:
    def __init__(self, workspace: Workspace, session: Session, case: Case) -> None:
        self._workspace, self._session, self._case = workspace, session, case
        self._key = case.key
        self._words = FieldWords(workspace, session)
        self._steps = {
            one.change: one
            for one in history(session, case.key.subject, case.key.field)
            if one.kind == case.key.kind
        }
        self._form = self._load()
        path = bare(case.key.field)
        self._question = self._form.question(path) if self._form is not None else None
        inspection = case.key.subject if case.key.kind == "inspection" else None
        self._photos = (
            [
                one
                for one in photos_of(workspace, inspection)
                if illustrated(one.question or "") == case.key.field
            ]
            if inspection is not None
            else []
        )
        self._photo_devices = first_devices(session, [one.id for one in self._photos])

    def _load(self) -> Definition | None:
        if self._key.kind != "inspection":
            return None
        query = select(Inspection.form_hash).where(Inspection.id == self._key.subject)
        digest = self._session.scalar(query)
        try:
            return definition(self._workspace, digest) if digest else None
        except AppError:
            return None

    def detail(self) -> Detail:
        heads = [one for one in self._steps.values() if one.head]
        grouped: dict[str, list[HistoryRow]] = {}
        for one in heads:
            grouped.setdefault(answer_key(canonical(one.value)), []).append(one)
        sides = [self._side("", group) for group in grouped.values()]
        sides.sort(key=lambda one: (one.at, one.device.bytes, str(one.value)))
        lettered = tuple(
            replace(one, letter=letter) for one, letter in zip(sides, LETTERS, strict=False)
        )
        base = self._base([self._real(one) for one in heads])
        question = self._question
        return Detail(
            case=self._case,
            base=self._side("", [base]) if base is not None else None,
            sides=lettered,
            differs=_differs(lettered),
            options=self._options(),
            kind=question.kind if question else "",
            both=len(lettered) == 2 and mergeable(question, lettered),
            unit=question.extras.get("unit", "") if question else "",
            photos=tuple(self._photos),
        )

    def _real(self, step: HistoryRow) -> HistoryRow:
        """Return whose words a head repeats after a decision was taken back."""
        return self._steps.get(original(self._session, step.change), step)

    def _base(self, heads: list[HistoryRow]) -> HistoryRow | None:
        above = [self._above(one) for one in heads]
        common = set.intersection(*above) if above else set()
        known = [self._steps[one] for one in common if one in self._steps]
        live = [one for one in known if one.live and not one.head]
        if not live:
            live = [
                one
                for one in self._steps.values()
                if one.live and not one.head and Stored(one.value).basis == "imported"
            ]
        return max(live, key=lambda one: (one.clock, one.device.bytes, one.change), default=None)

    def _above(self, step: HistoryRow) -> set[UUID]:
        seen: set[UUID] = set()
        todo = list(step.bases)
        while todo:
            one = todo.pop()
            if one not in seen and one in self._steps:
                seen.add(one)
                todo += self._steps[one].bases
        return seen

    def _side(self, letter: str, group: list[HistoryRow]) -> Side:
        shown = any(one.shown for one in group)
        first = self._real(min(group, key=lambda one: (not one.shown, one.clock)))
        stored = Stored(first.value)
        where = self._own(self._beside("_where"), first.device)
        remark = self._own(Key(self._key.kind, self._key.subject, self._note()), first.device)
        companions = tuple(
            (key, value)
            for key in self._case.companions
            if (value := self._own(key, first.device)) is not None
        )
        return Side(
            letter=letter,
            value=first.value,
            code=stored.reason or stored.text,
            words=self._said(first, stored),
            basis=stored.basis,
            source=source_words(stored.source),
            person=first.person,
            device=first.device,
            community=community(self._session, first.device),
            batch=first.batch,
            at=first.time,
            where=text_of(where),
            remark=text_of(remark),
            photos=tuple(
                one for one in self._photos if self._photo_devices.get(one.id) == first.device
            ),
            shown=shown,
            companions=companions,
            heads=frozenset(one.change for one in group),
        )

    def _said(self, step: HistoryRow, stored: Stored) -> str:
        value = step.value
        if isinstance(value, dict):  # basis and source stand apart
            value = {name: value[name] for name in ("answer", "reason") if name in value}
        return self._words.value(self._key.kind, self._key.subject, self._key.field, value)

    def _beside(self, tail: str) -> Key:
        return Key(self._key.kind, self._key.subject, f"{self._key.field}{tail}")

    def _note(self) -> str:
        return field_of(self._key.field)

    def _own(self, key: Key, device: UUID) -> Json:
        """Return what this device said in a field beside the question: its latest live word."""
        if key.kind != "inspection":
            return None
        steps = [
            one
            for one in history(self._session, key.subject, key.field)
            if one.live and one.device == device and one.kind == key.kind
        ]
        return steps[-1].value if steps else None

    def _options(self) -> tuple[tuple[str, str], ...]:
        question, form = self._question, self._form
        if question is None or form is None or question.kind != "select_one":
            return ()
        from app.i18n import language

        tongue = ("en" if language() == "en" else "zh") if form.languages else ""
        return tuple((one.value, form.text(one.label, tongue)) for one in question.choices)


def _differs(sides: tuple[Side, ...]) -> tuple[str, ...]:
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
