"""One conflict as the desk shows it: what stood there before, each side with all that it rests on.

Plain values: the form's own words; codes for what the windows have words for (reasons, bases).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.forms.definition import bare
from app.i18n import _
from app.inspection.answers import Stored
from app.inspection.checklists import definition
from app.inspection.conflict.beside import community, first_devices, laptops
from app.inspection.conflict.case import CONTESTED, Key
from app.inspection.conflict.contested import contested_detail
from app.inspection.conflict.entry_view import entry_detail
from app.inspection.conflict.merge import mergeable, text_of
from app.inspection.conflict.side import LETTERS, Detail, Side, differs, told_apart
from app.inspection.field_words import FieldWords
from app.inspection.photo.photos import photos_of
from app.inspection.provenance import source_words
from app.inspection.record_rows import illustrated
from app.inspection.remarks import field_of
from app.inspection.whereabouts import describe_subject
from app.models.log import history
from app.models.reopen import original
from app.models.tables import Inspection
from app.models.values import answer_key, canonical

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms import Definition
    from app.inspection.conflict.case import Case
    from app.models.log import HistoryRow, Json
    from app.workspace import Workspace


def detail(workspace: Workspace, session: Session, case: Case) -> Detail:
    """Read one conflict."""
    if case.group == CONTESTED:
        return contested_detail(workspace, session, case)
    if case.entry is not None:
        return entry_detail(workspace, session, case)
    return _Viewer(workspace, session, case).detail()


class _Viewer:
    def __init__(self, workspace: Workspace, session: Session, case: Case) -> None:
        self._workspace, self._session, self._case = workspace, session, case
        self._key = case.key
        self._words = FieldWords(workspace, session)
        self._records = (case.key.subject, *case.twins)
        self._steps: dict[UUID, HistoryRow] = {}
        self._record_of: dict[UUID, UUID] = {}
        for record in self._records:
            for one in history(session, record, case.key.field):
                if one.kind == case.key.kind:
                    self._steps[one.change], self._record_of[one.change] = one, record
        self._form = self._load()
        path = bare(case.key.field)
        self._question = self._form.question(path) if self._form is not None else None
        pictures = {
            record: [
                one
                for one in photos_of(workspace, record)
                if illustrated(one.question or "") == case.key.field
            ]
            for record in (self._records if case.key.kind == "inspection" else ())
        }
        self._photos = [one for found in pictures.values() for one in found]
        self._photo_record = {one.id: rec for rec, found in pictures.items() for one in found}
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
        lettered = told_apart(
            tuple(replace(one, letter=letter) for one, letter in zip(sides, LETTERS, strict=False))
        )
        twice = bool(self._case.twins)  # two records of one building had no common beginning
        base = None if twice else self._base([self._real(one) for one in heads])
        question = self._question
        return Detail(
            case=self._case,
            base=self._side("", [base]) if base is not None else None,
            sides=lettered,
            differs=differs(lettered),
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
        record = self._record_of[first.change]
        beside = [
            Key(self._key.kind, record, field)
            for field in (f"{self._key.field}_where", field_of(self._key.field))
        ]
        where, remark = (self._own(key, first.device) for key in beside)
        twice = bool(self._case.twins)
        companions = tuple(
            (key, value)
            for key in (beside if twice else self._case.companions)
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
            community=(self._place_of(record) if twice else community(self._session, first.device)),
            batch=first.batch,
            at=first.time,
            where=text_of(where),
            remark=text_of(remark),
            photos=tuple(
                one
                for one in self._photos
                if self._photo_record[one.id] == record
                and (twice or self._photo_devices.get(one.id) == first.device)
            ),
            shown=shown,
            companions=companions,
            heads=frozenset(one.change for one in group),
            laptop=laptops(self._session).get(first.device, ""),
        )

    def _said(self, step: HistoryRow, stored: Stored) -> str:
        value = step.value
        if value is None and self._case.revive:
            return _("entry removed")
        if isinstance(value, dict):  # basis and source stand apart
            value = {name: value[name] for name in ("answer", "reason") if name in value}
        return self._words.value(self._key.kind, self._key.subject, self._key.field, value)

    def _place_of(self, record: UUID) -> str:
        """Name the place that a record stands under, where one building has two."""
        return describe_subject(self._session, "inspection", record).rpartition(" · ")[2]

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
