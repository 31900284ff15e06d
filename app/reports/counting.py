"""Counting: distinct places per indicator, with everything that left the denominator in sight.

Source:
    城市体检工作手册(试行), 附表IV-1: its sample adds lines to 140 buildings where 85 have a
    problem, so a result is never the sum of its lines.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from app.reports.facts import City, Finding, Place
from app.reports.lookups import LEVEL_OF_FORM, SEVERITIES, Indicator
from app.reports.text import natural_key

OUTCOMES = ("problem", "clear", "undecided", "not_applicable", "unfinished")
_rule_key = lru_cache(natural_key)
_RANK = {severity: rank for rank, severity in enumerate((*SEVERITIES, ""))}


@dataclass(slots=True)
class Line:
    """One kind of problem under an indicator.

    Attributes:
        title: As printed, with 疑似 where it applies.
        places: Distinct places that are counted, in roster order.
        disputed: Places where the same problem rests on an answer in conflict; not counted.
        quantity: Sum of the findings' quantities, `None` when none has one.
        unit: Unit of the quantity.
        severity: The gravest of its findings.
        kinds: The finding that words difficulty and deadline.
    """

    title: str
    kinds: Finding
    severity: str
    places: list[Place] = field(default_factory=list)
    disputed: list[Place] = field(default_factory=list)
    quantity: Decimal | None = None
    unit: str = ""


@dataclass(slots=True)
class Tally:
    """One indicator over a set of places.

    Attributes:
        result: Distinct places with a problem, or the sum of their quantities.
        no_quantity: Places with a problem whose quantity is unknown; the sum lacks them.
        lines: Kinds of problem, in the order of their items.
    """

    indicator: Indicator
    due: int = 0
    problem: int = 0
    clear: int = 0
    undecided: int = 0
    not_applicable: int = 0
    unfinished: int = 0
    result: int | Decimal = 0
    no_quantity: int = 0
    lines: list[Line] = field(default_factory=list)

    @property
    def done(self) -> int:
        """Return how many places are inspected to the end."""
        return self.due - self.unfinished


def tally(city: City, indicator: Indicator, places: Iterable[Place]) -> Tally:
    """Count one indicator over places; each place lands in exactly one outcome.

    A surplus at one place never offsets a gap at another: quantities below zero count as zero.
    """
    outcomes = dict.fromkeys(OUTCOMES, 0)
    lines: dict[str, Line] = {}
    total, unknown = Decimal(0), 0
    code, verdicts, by_place = indicator.code, city.verdicts, city.by_place
    for place in places:
        key = (place.id, code)
        verdict = verdicts.get(key)
        outcome = verdict.outcome if verdict else _without_verdict(city, indicator, place)
        outcomes[outcome] += 1
        findings = by_place.get(key, ())
        if outcome == "problem":
            amount = amount_at(indicator, findings)
            if amount is None:
                unknown += 1
            else:
                total += amount
        for finding in findings:
            _add(lines, place, finding)
    count = Tally(
        indicator,
        due=sum(outcomes.values()),
        problem=outcomes["problem"],
        clear=outcomes["clear"],
        undecided=outcomes["undecided"],
        not_applicable=outcomes["not_applicable"],
        unfinished=outcomes["unfinished"],
        result=int(total) if total == int(total) else total,
        no_quantity=unknown,
    )
    count.lines = sorted(lines.values(), key=lambda line: _rule_key(line.kinds.rule))
    return count


def amount_at(indicator: Indicator, findings: Iterable[Finding]) -> int | Decimal | None:
    """Return what one place with a problem adds to the result; `None` when it is not known.

    Several findings at one place count once: the largest stands for the place. Only gaps, lengths
    and dwellings are added up, each from zero on.
    """
    amounts: list[int | Decimal] = []
    for finding in findings:
        if finding.mark:
            continue
        if finding.quantity is not None and finding.unit == indicator.unit:
            amounts.append(max(finding.quantity, Decimal(0)))
        elif indicator.counts == "places":
            amounts.append(1)
    if indicator.counts == "places":
        return max(amounts, default=1)
    return sum(amounts) if amounts else None


def _without_verdict(city: City, indicator: Indicator, place: Place) -> str:
    # An older form may lack the indicator: inspected, yet nothing is known about it.
    form = next(form for form, level in LEVEL_OF_FORM.items() if level == indicator.level)
    visit = city.visits.get((place.id, form))
    return "undecided" if visit is not None and visit.state == "done" else "unfinished"


def _add(lines: dict[str, Line], place: Place, finding: Finding) -> None:
    if finding.mark not in ("", "disputed"):
        return
    line = lines.get(finding.words)
    if line is None:
        line = lines[finding.words] = Line(finding.words, finding, finding.severity)
    if _RANK[finding.severity] < _RANK[line.severity]:
        line.severity = finding.severity
    # Places come one after another, so a second finding of the same place is the last one.
    where = line.places if finding.mark == "" else line.disputed
    if not where or where[-1].id != place.id:
        where.append(place)
    if finding.mark == "" and finding.quantity is not None:
        line.quantity = (line.quantity or Decimal(0)) + max(finding.quantity, Decimal(0))
        line.unit = finding.unit
