"""What the list of questions and the side panel show of a building: rows, chips, findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.i18n import _, language, ngettext
from app.inspection.provenance import BULK, STATEMENT, provenance_words, waits_for_a_look
from app.ui.field.shown import short_code, shown_code
from app.ui.form_words import spoken, spoken_units
from app.ui.questions.options import bar_options, is_defect, value_words
from app.ui.widgets.chips import ChipSpec, chip_for
from app.ui.widgets.findings import FindingInfo
from app.ui.widgets.markup import to_plain
from app.ui.widgets.part_list import Part as PartRow
from app.ui.widgets.question_model import QuestionRow
from app.ui.words import word

if TYPE_CHECKING:
    from app.forms.outcome import Found
    from app.inspection.answers import Stored
    from app.ui.field.building import Building
    from app.ui.field.outline import Part, Slot


def answer_chip(building: Building, slot: Slot) -> ChipSpec | None:
    """Return the chip of an answered row; None while it waits."""
    field, question = slot.field, slot.question
    if field is None or question is None:
        return None
    if field.reason:
        return chip_for(field.reason)
    if not field.value:
        return ChipSpec("", "—", "neutral") if field.readonly else None
    words = value_words(question, field)
    if field.refused:
        return ChipSpec("critical", _("{value}: not allowed").format(value=words), "critical")
    found = building.found(slot.path)
    severity = found[0].rule.severity if found else ""
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


def page_chip(building: Building, slot: Slot) -> ChipSpec | None:
    """Return how much of a page is answered; None while something on it is open."""
    asked = [one for one in slot.members if one.asks and one.field and one.field.relevant]
    if any(building.is_open(one) for one in asked):
        return None
    done = sum(one.field.answered for one in asked if one.field)
    words = _("{done} / {total} answered").format(done=done, total=len(asked))
    return ChipSpec("list-checks", words, "neutral")


def slot_shown(slot: Slot) -> bool:
    """Tell whether anything of a row can be seen."""
    if slot.members:
        return any(one.field is not None and one.field.relevant for one in slot.members)
    return slot.field is None or slot.field.relevant


def group_words(building: Building, slot: Slot) -> str:
    """Return the label of the group that a heading or a page stands for, without markup."""
    if slot.group is None or slot.group.label is None:
        return ""
    node = building.visit.instance.document.root
    if slot.group.path and "#" not in slot.path:
        node = building.visit.instance.node(slot.path).node
    return to_plain(building.visit.instance.text(slot.group.label, node))


def row_of(building: Building, slot: Slot) -> QuestionRow | None:
    """Return the row of a question or repeat; None while it is not relevant."""
    if slot.page:  # shown by its page
        return None
    if slot.members:
        if not slot_shown(slot):
            return None
        labels = (to_plain(one.field.label) for one in slot.members if one.field)
        words = group_words(building, slot) or next(filter(None, labels), slot.path)
        return QuestionRow(slot.path, "", words, page_chip(building, slot))
    if slot.group is not None:
        relevant = "#" in slot.path or building.visit.instance.node(slot.path).relevant
        words = group_words(building, slot)
        return QuestionRow(slot.path, "", words, heading=True) if relevant and words else None
    if slot.repeat is not None:
        label = building.visit.instance.text(
            slot.repeat.label, building.visit.instance.document.root
        )
        words = to_plain(label) or slot.repeat.name
        return QuestionRow(slot.path, "", words, repeat_chip(building, slot))
    field, question = slot.field, slot.question
    if field is None or question is None or not field.relevant:
        return None
    stored = building.stored(slot.path)
    label = to_plain(field.label)
    text = f"{slot.above}  {label}" if slot.above else label
    chip = answer_chip(building, slot)
    options = bar_options(question, field) if chip is None and not field.readonly else ()
    basis = basis_words(stored) if chip is not None else ""
    return QuestionRow(
        slot.path,
        shown_code(question),
        text,
        chip,
        basis,
        options,
        conflict=stored.conflict,
    )


def basis_words(stored: Stored) -> str:
    """Return what a folded row says of an answer's 依据: its code, or where it comes from."""
    if waits_for_a_look(stored) or stored.source in (STATEMENT, BULK):
        return provenance_words(stored)
    return stored.basis


def part_rows(building: Building) -> list[PartRow]:
    """Return the parts with their counts; a part without relevant questions is left out."""
    rows, lacking = [], building.missing_by_part()
    for part in building.parts:
        counts = building.counts(part)
        if counts.relevant or any(slot.repeat for slot in part.slots):
            short = lacking.get(part.key, 0)
            rows.append(
                PartRow(part.key, part.letter, part.name, counts.answered, counts.relevant, short)
            )
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
    follows, stop = [], "." if language() == "en" else "。"
    if rule.appraisal:
        follows.append(_("A professional appraisal is advised."))
    if rule.measure:
        follows.append(spoken(rule.measure).rstrip("。") + stop)
    if rule.responsible:
        follows.append(_("Responsible: {unit}.").format(unit=spoken_units(rule.responsible)))
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
