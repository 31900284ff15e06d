"""Rules decided beforehand (合并规则): which side holds where people need not be asked one by one.

Which rule goes for which parts and questions, and in which order, is said in `rule_set`. A rule
names one of the sides as it stands. None makes an average or any new value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.i18n import _
from app.inspection.conflict.case import CONTESTED, SAFETY, WAITING, WITHDRAWN, Case
from app.inspection.conflict.deciding import Choice
from app.inspection.conflict.side import Detail, Side
from app.inspection.conflict.twins import into_twins
from app.inspection.conflict.view import detail
from app.inspection.rule_set import RULES, Rules, rules_of
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace

LIKE = "like"
_HEARSAY = ("asked", "estimated", "imported")


@dataclass(frozen=True)
class Ruling:
    """What a rule would decide of one case.

    Attributes:
        side: The side that would hold.
        why: Which rule, and what it went by, in words.
    """

    case: Case
    side: Side
    sides: tuple[Side, ...]
    rule: str
    why: str

    @property
    def choice(self) -> Choice:
        """Return it as a decision."""
        return use(self.case, self.side, self.sides, self.why, self.rule)


def use(case: Case, side: Side, sides: Sequence[Side], reason: str, rule: str = "") -> Choice:
    """Return the decision for one side, with what it says in the fields beside the question."""
    return Choice(
        case.key,
        side.value,
        side.letter,
        reason,
        rule,
        frozenset(one for other in sides for one in other.heads),
        tuple(one for one in side.companions if one[0] != case.key)
        if case.entry is not None
        else into_twins(case.key, case.twins, side.value, side.companions)
        if case.twins
        else (
            *((key, dict(side.companions).get(key)) for key in case.companions),
            *(case.revive if side.value is not None else ()),
        ),
        case.twins,
    )


def preview(
    workspace: Workspace,
    session: Session,
    cases: Sequence[Case],
    only: str = "",
    progress: Progress = silent,
    *,
    rules: Rules | None = None,
) -> list[Ruling]:
    """Say what the rules would decide, and of which cases; nothing is written.

    Args:
        workspace: Where they are.
        session: A reading session.
        cases: The queue, or part of it; what waits or is contested is left to a person.
        only: One rule; empty: all of them, in their order.
        progress: Told per case.
        rules: Rules that are tried out; None: those of the campaign.
    """
    return tried(rules or rules_of(session), details(workspace, session, cases, progress), only)


def details(
    workspace: Workspace, session: Session, cases: Sequence[Case], progress: Progress = silent
) -> list[Detail]:
    """Read the cases that a rule may decide: what waits or is contested is left out."""
    found = []
    for number, case in enumerate(cases):
        progress(number, len(cases), _("Looking at conflicts"))
        if case.group not in (WAITING, WITHDRAWN, CONTESTED):
            found.append(detail(workspace, session, case))
    return found


def tried(rules: Rules, found: Sequence[Detail], only: str = "") -> list[Ruling]:
    """Say what rules would decide of cases that were read before."""
    return [ruling for one in found if (ruling := rule_on(rules, one, only)) is not None]


def like(
    workspace: Workspace, session: Session, cases: Sequence[Case], model: Detail, side: Side
) -> list[Ruling]:
    """Say which cases are like one that a person looks at: the same question and answers.

    Each is decided for the same answer as the model's side.
    """
    codes = {one.code for one in model.sides}
    found = []
    for case in cases:
        if case.code != model.case.code or case.group != model.case.group or not case.code:
            continue
        other = detail(workspace, session, case)
        same = next((one for one in other.sides if one.code == side.code), None)
        if same is not None and {one.code for one in other.sides} == codes:
            why = _("decided like {where}").format(where=model.case.name)
            found.append(Ruling(case, same, other.sides, LIKE, why))
    return found


def rule_on(rules: Rules, found: Detail, only: str = "") -> Ruling | None:
    """Return what the first rule that can tell says of a conflict; None when none can."""
    if found.case.group == WITHDRAWN:
        return None  # whether it still holds, only a person can say
    own = _of_question(rules, found.case.code)
    for rule, scope in rules.order:
        if rule in rules.off or (only and rule != only):
            continue
        if rule != own if own else not _covers(scope, found):
            continue
        side = _WAYS[rule](rules, found)
        if side is not None:
            others = "、".join(one.words for one in found.sides if one is not side)
            why = _("Rule: {rule} ({side} over {others})").format(
                rule=_(RULES[rule]), side=side.words, others=others
            )
            return Ruling(found.case, side, found.sides, rule, why)
    return None


def _of_question(rules: Rules, code: str) -> str:
    """Return what is said of one question: a rule, `ASK`, or nothing."""
    named = (one for name, one in rules.questions.items() if is_named(name, code))
    return next(named, "")


def is_named(full: str, code: str) -> bool:
    """Tell whether a full code such as ZF-B03 is that of a case, which says B03."""
    return bool(code) and (full == code or full.endswith(f"-{code}"))


def _covers(scope: Sequence[str], found: Detail) -> bool:
    if "*" in scope:
        return True
    steps = found.case.key.field.split("/")
    part = steps[2].partition("[")[0] if len(steps) > 3 else ""
    coded = any(one.endswith(f"-{found.case.code}") for one in scope if found.case.code)
    return part in scope or coded or (SAFETY in scope and found.case.group == SAFETY)


def _worse(rules: Rules, found: Detail) -> Side | None:
    code = found.case.code
    order = next(
        (values for name, values in rules.grades.items() if name and name.endswith(f"-{code}")),
        rules.grades.get("", ()),
    )
    if not code or any(one.code not in order for one in found.sides):
        return None
    worst = max(order.index(one.code) for one in found.sides)
    return _single([one for one in found.sides if order.index(one.code) == worst])


def _professional(rules: Rules, found: Detail) -> Side | None:
    return _single(
        [
            one
            for one in found.sides
            if one.person in rules.professionals or one.device in rules.devices
        ]
    )


def _measured(_rules: Rules, found: Detail) -> Side | None:
    measured = _single([one for one in found.sides if one.basis == "measured"])
    if measured is None:
        return None
    others = [one for one in found.sides if one is not measured]
    if any(one.basis not in _HEARSAY or one.at >= measured.at for one in others):
        return None
    return measured


def _single(sides: list[Side]) -> Side | None:
    return sides[0] if len(sides) == 1 else None


_WAYS: dict[str, Callable[[Rules, Detail], Side | None]] = {
    "worse": _worse,
    "professional": _professional,
    "measured": _measured,
}
