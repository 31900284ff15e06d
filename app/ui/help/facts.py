"""What there is to say about a question: its guidance, its photos, the rules that rest on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.i18n import N_, _, language
from app.ui.field.shown import shown_code
from app.ui.form_words import spoken, spoken_source, spoken_units
from app.ui.widgets.markup import to_plain

if TYPE_CHECKING:
    from app.forms.findings import Rule
    from app.ui.field.building import Building

CONFIDENCES = {
    "verified": N_("checked against the source"),
    "partial": N_("in part from the source"),
    "recalled": N_("from memory, not checked"),
    "own": N_("our own, no source"),
}
"""How sure the checklist is of what it says."""


@dataclass(frozen=True)
class RuleHelp:
    """One rule that rests on the question.

    Attributes:
        title: The finding, with 疑似 where nothing is settled on site.
        severity, deadline: Codes of the glossary, empty for none.
        lines: Indicator, who mends it, what to do, source.
    """

    title: str
    severity: str
    deadline: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class QuestionHelp:
    """Everything about one question.

    Attributes:
        code, label: As on its card.
        guidance: Hint and guidance of the checklist, empty for none.
        photos: Pictures that a problem asks for.
        source: Where the question comes from, and how sure that is.
        rules: The rules that rest on it, the worst first.
    """

    code: str
    label: str
    guidance: str
    photos: tuple[str, ...]
    source: str
    rules: tuple[RuleHelp, ...]


def question_help(building: Building, path: str) -> QuestionHelp | None:
    """Gather what there is to say about the question at a path; None when it is none."""
    question = building.visit.definition.question(path)
    if question is None:
        return None
    field = building.field(path)
    plain = path.partition("[")[0] if "[" in path else path
    ranks = {"critical": 0, "serious": 1, "minor": 2}
    form = building.visit.definition
    rules = [one for one in form.rules if one.question == question.name or one.path == plain]
    rules.sort(key=lambda one: ranks.get(one.severity, 3))
    _where, demanded = building.companions(question, path)
    hints = [to_plain(field.hint or ""), to_plain(field.guidance or "")]
    return QuestionHelp(
        shown_code(question),
        to_plain(field.label),
        "\n".join(dict.fromkeys(one for one in hints if one)),
        tuple(building.field(one).label for one in demanded),
        _sourced(question.extras.get("source", ""), question.extras.get("confidence", "")),
        tuple(_rule(one) for one in rules),
    )


def _rule(rule: Rule) -> RuleHelp:
    title = rule.title("en" if language() == "en" else "zh")
    if rule.suspected:
        title = _("Suspected: {title}").format(title=title)
    lines = []
    if rule.indicator:
        lines.append(_("Counts in {indicator}").format(indicator=rule.indicator))
    if rule.appraisal:
        lines.append(_("It asks for an appraisal by a professional unit."))
    if rule.responsible:
        lines.append(_("Responsible: {who}").format(who=spoken_units(rule.responsible)))
    if rule.measure:
        lines.append(_("What to do: {measure}").format(measure=spoken(rule.measure)))
    source = _sourced(rule.source, rule.confidence)
    if source:
        lines.append(source)
    return RuleHelp(title, rule.severity, rule.deadline, tuple(lines))


def _sourced(source: str, confidence: str) -> str:
    sure = _(CONFIDENCES[confidence]) if confidence in CONFIDENCES else ""
    source = spoken_source(source)
    if source and sure:
        return _("Source: {source} ({sure})").format(source=source, sure=sure)
    if source:
        return _("Source: {source}").format(source=source)
    return _("Source: {source}").format(source=sure) if sure else ""
