"""What the list of questions and the side panel show of a building: rows, chips, findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.i18n import _, language, ngettext
from app.ui.field.shown import short_code
from app.ui.theme import theme
from app.ui.widgets.answer_paint import Option, standard_options
from app.ui.widgets.chips import ChipSpec, chip_for
from app.ui.widgets.findings import FindingInfo
from app.ui.widgets.part_list import Part as PartRow
from app.ui.widgets.question_model import QuestionRow
from app.ui.words import word

if TYPE_CHECKING:
    from app.forms.definition import Question
    from app.forms.fields import Field
    from app.forms.outcome import Found
    from app.ui.field.building import Building
    from app.ui.field.outline import Part, Slot

REASONS = ("undecidable", "not_applicable", "not_reached")
_DEFECT = {"none", "present"}
_BAR_WIDTH = 520
"""Room that the answer bar has on the smallest screen on which parts stand as a column."""


def is_defect(question: Question) -> bool:
    """Tell whether a question is answered by 无 or 有."""
    return question.kind == "select_one" and {c.value for c in question.choices} == _DEFECT


def bar_options(question: Question, field: Field) -> tuple[Option, ...]:
    """Return the segments of the answer bar; empty where a list with digits is better."""
    if question.kind != "select_one":
        return ()
    choices = field.choices
    if is_defect(question):
        words = {choice.value: choice.label for choice in choices}
        return tuple(Option(o.value, words.get(o.value, o.words)) for o in standard_options())
    look = theme()
    pad = 2 * look.space(2) + look.icon(1) + look.space(2)
    widest = max((look.text_width("body_strong", c.label) for c in choices), default=0)
    if not choices or len(choices) > 5 or (widest + pad) * len(choices) > _BAR_WIDTH:
        return ()
    return tuple(Option(choice.value, choice.label) for choice in choices)


def value_words(question: Question, field: Field) -> str:
    """Return an answer in words: labels of choices, number with unit."""
    text = field.value
    if not text:
        return ""
    if question.kind in ("select_one", "select_multiple", "rank"):
        labels = {choice.value: choice.label for choice in field.choices}
        values = [text] if question.kind == "select_one" else text.split()
        return "、".join(labels.get(value, value) for value in values)
    unit = question.extras.get("unit", "")
    if question.kind in ("dateTime", "time"):
        text = text.replace("T", " ").partition(".")[0]
    return f"{text} {unit}".strip()


def answer_chip(building: Building, slot: Slot) -> ChipSpec | None:
    """Return the chip of an answered row; None while it waits."""
    field, question = slot.field, slot.question
    if field is None or question is None:
        return None
    if field.reason:
        return chip_for(field.reason)
    if not field.value:
        return ChipSpec("", "—", "neutral") if field.readonly else None
    found = building.found(slot.path)
    severity = found[0].rule.severity if found else ""
    words = value_words(question, field)
    if is_defect(question):
        if field.value == "none":
            return ChipSpec("none", words, "ok")
        level = f"{words}·{word(severity)}" if severity else words
        return ChipSpec(severity, level, severity or "neutral")
    return ChipSpec(severity, words, severity or "neutral")


def repeat_chip(building: Building, slot: Slot) -> ChipSpec:
    """Return how many instances a repeat has."""
    count = len(building.visit.instance.repeat_paths(slot.path))
    words = ngettext("{count} entry", "{count} entries", count).format(count=count)
    return ChipSpec("layers", words, "neutral")


def row_of(building: Building, slot: Slot) -> QuestionRow | None:
    """Return the row of a question or repeat; None while it is not relevant."""
    if slot.repeat is not None:
        label = building.visit.instance.text(
            slot.repeat.label, building.visit.instance.document.root
        )
        return QuestionRow(slot.path, "", label or slot.repeat.name, repeat_chip(building, slot))
    field, question = slot.field, slot.question
    if field is None or question is None or not field.relevant:
        return None
    stored = building.stored(slot.path)
    text = f"{slot.above}  {field.label}" if slot.above else field.label
    chip = answer_chip(building, slot)
    options = bar_options(question, field) if chip is None and not field.readonly else ()
    basis = stored.basis if chip is not None else ""
    return QuestionRow(
        slot.path,
        short_code(question.code),
        text,
        chip,
        basis,
        options,
        conflict=stored.conflict,
    )


def part_rows(building: Building) -> list[PartRow]:
    """Return the parts with their counts; a part without relevant questions is left out."""
    rows = []
    for part in building.parts:
        counts = building.counts(part)
        if counts.relevant or any(slot.repeat for slot in part.slots):
            rows.append(PartRow(part.key, part.letter, part.name, counts.answered, counts.relevant))
    return rows


def finding_info(building: Building, found: Found) -> FindingInfo:
    """Return what a finding shows in its card and at the side."""
    rule = found.rule
    question = building.visit.definition.question(found.path)
    where, photos = "", list[str]()
    if question is not None:
        where_path, photos = building.companions(question, found.path)
        where = building.field(where_path).value if where_path else ""
    notes = [word("suspected")] if rule.suspected else []
    if rule.appraisal:
        notes.append(_("appraisal advised"))
    follows = []
    if rule.appraisal:
        follows.append(_("A professional appraisal is advised."))
    if rule.measure:
        follows.append(rule.measure.rstrip("。") + "。")
    if rule.responsible:
        follows.append(_("Responsible: {unit}.").format(unit=rule.responsible))
    return FindingInfo(
        key=found.path,
        title=rule.title("en" if language() == "en" else "zh"),
        severity=rule.severity,
        deadline=rule.deadline,
        suspected=rule.suspected,
        indicator=rule.indicator,
        follows="".join(follows) if language() != "en" else " ".join(follows),
        code=short_code(question.code if question else rule.code),
        place=where,
        photos=len(building.photos_at({found.path, *photos})),
        note="·".join(notes),
    )


def findings(building: Building) -> list[FindingInfo]:
    """Return all findings, the worst first, then in the order of the form."""
    infos = [
        finding_info(building, one) for group in building.found_by_path().values() for one in group
    ]
    return sorted(infos, key=lambda info: info.rank)


def part_findings(building: Building, part: Part) -> list[Found]:
    """Return the findings of one part."""
    paths = {slot.path for slot in part.slots}
    return [
        one for path, group in building.found_by_path().items() if path in paths for one in group
    ]


def worst(found: list[Found]) -> str:
    """Return the worst severity among findings, empty for none."""
    rank = ("critical", "serious", "minor")
    levels = {one.rule.severity for one in found}
    return next((level for level in rank if level in levels), "")
