"""The rows of a sheet: every question that is printed, with its answer in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from app.forms.definition import bare
from app.forms.lexical import readable
from app.forms.schema import CALCULATE
from app.models import media
from app.reports.lookups import source_said
from app.reports.sheet import Picture, SheetRow, SheetSection

if TYPE_CHECKING:
    from app.forms import Definition, Instance, Question
    from app.forms.fields import Field
    from app.inspection.answers import Stored
    from app.models import derived

BASIS = {
    "seen": "看见",
    "asked": "问来",
    "measured": "量得",
    "papers": "查资料",
    "estimated": "估计",
    "imported": "别人的资料",
}
_LOOSE = "其他"
_INSPECTOR = "inspection.inspector"  # a person's name, whatever the form says of it


class SheetRows:
    """The half of a sheet's source that makes its rows."""

    form: Definition
    instance: Instance
    stored: Mapping[str, Stored]
    remarks: Mapping[str, str]
    found: list[derived.Finding]
    photos: dict[tuple[str, UUID | None], list[Picture]]

    def _severity(self, one: derived.Finding) -> str:
        raise NotImplementedError

    def _dismissed(self, one: derived.Finding) -> bool:
        raise NotImplementedError

    def _sections(self) -> tuple[SheetSection, ...]:
        missing = {one.path for one in self.instance.missing()}
        gravest: dict[str, str] = {}
        for one in self.found:
            if not self._dismissed(one):
                gravest.setdefault(one.question or "", self._severity(one) or "minor")
        rows: dict[str, list[SheetRow]] = {}
        for field in self.instance.fields():
            question = field.question
            if question is None or not field.relevant or not _is_printed(field, question):
                continue
            row = self._row(field, question, field.path in missing, gravest.get(field.path, ""))
            rows.setdefault(self._section(question), []).append(row)
        return tuple(SheetSection(title, tuple(found)) for title, found in rows.items())

    def _section(self, question: Question) -> str:
        top = question.parent
        while top is not None and top.parent is not None and top.parent is not self.form.root:
            top = top.parent
        if top is None or top is self.form.root or top.label is None:
            return _LOOSE
        return self.instance.text(top.label, self.instance.document.root) or _LOOSE

    def _row(self, field: Field, question: Question, missing: bool, severity: str) -> SheetRow:
        stored = self.stored.get(field.path)
        basis = BASIS.get(stored.basis, "") if stored else ""
        if stored and stored.source:
            source = source_said(stored.source)
            basis = source if stored.basis in ("", "imported") else f"{basis}：{source}"
        words = _words(field, question)
        return SheetRow(
            code=question.code,
            label=field.label or question.name,
            answer=f"{words}（不符合要求）" if field.refused else words,
            reason=field.reason if not field.value else "",
            missing=missing,
            severity=severity,
            basis=basis,
            where=self._beside(field, question),
            conflict=stored is not None and (stored.conflict or stored.waiting),
            sensitive=question.sensitive or question.extras.get("roster") == _INSPECTOR,
            group=self._group(field),
            pictures=tuple(self.photos.pop((field.path, None), [])),
        )

    def _beside(self, field: Field, question: Question) -> str:
        """Return 位置 and the remark; of a sensitive question no remark, which may name people."""
        remark = "" if question.sensitive else self.remarks.get(field.path, "")
        parts = (self._where(field, question), f"备注：{remark}" if remark else "")
        return "；".join(part for part in parts if part)

    def _where(self, field: Field, question: Question) -> str:
        if not question.where:
            return ""
        companion = f"{field.path.rpartition('/')[0]}/{question.where.rpartition('/')[2]}"
        return self.instance.node(companion).value

    def _group(self, field: Field) -> str:
        """Name the repeat instance that a field stands in, such as 路段 2."""
        above = field.path.rpartition("/")[0]
        if not above.endswith("]"):
            return ""
        repeat = self.form.element(bare(above))
        number = self.instance.repeat_paths(bare(above)).index(above) + 1
        label = self.instance.node(above).label if repeat is not None else ""
        return f"{label or '第'} {number}"


def _is_printed(field: Field, question: Question) -> bool:
    if question.is_reason or question.kind in ("note", "image"):
        return False
    if question.belongs_to and not question.sensitive and question.kind == "text":
        return False  # a place in words stands beside its question
    return field.spec.rules[CALCULATE] is None


def _words(field: Field, question: Question) -> str:
    value = field.value
    if not value:
        return ""
    if question.kind in ("select_one", "select_multiple", "rank"):
        labels = {option.value: option.label for option in field.choices}
        parts = [value] if question.kind == "select_one" else value.split()
        return "、".join(labels.get(part, part) for part in parts)
    if question.kind in media.QUESTIONS:
        return media.words_of(question.kind)
    if question.kind == "dateTime":
        return value[:16].replace("T", " ")
    unit = question.extras.get("unit", "")
    return f"{readable(question.type, value)} {unit}".rstrip()
