"""Rules decided beforehand (合并规则): which side holds where people need not be asked one by one.

Data, not code: `resources/conflict_rules.json` says which rule goes for which parts and questions,
in the order in which they are tried; the campaign's field ``conflict_rules`` (the same form) takes
its place. A rule names one of the sides as it stands. None makes an average or any new value.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.errors import AppError
from app.i18n import N_, _
from app.inspection.conflict_case import CONTESTED, SAFETY, WAITING, Case
from app.inspection.conflict_side import Detail, Side
from app.inspection.conflict_twins import into_twins
from app.inspection.conflict_view import detail
from app.inspection.deciding import Choice
from app.models.log import Draft, write
from app.models.tables import Campaign, Cell
from app.paths import resource
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace

FIELD, PROFESSIONALS = "conflict_rules", "professionals"
RULES = {
    "worse": N_("The worse grade holds"),
    "professional": N_("The professional's word holds over the community's"),
    "measured": N_("Measured later holds over asked or estimated"),
}
"""The rules there are, and what each is called where a decision names it."""
LIKE = "like"
_HEARSAY = ("asked", "estimated", "imported")


@dataclass(frozen=True)
class Rules:
    """The rules of a campaign.

    Attributes:
        order: Pairs of rule and what it is for: parts (``B``), codes (``ZF-B03``) or ``*``.
        grades: Values of a question from better to worse, by its code; ``""``: of any question.
        professionals: Names of those who inspect by profession.
    """

    order: tuple[tuple[str, tuple[str, ...]], ...]
    grades: Mapping[str, tuple[str, ...]]
    professionals: frozenset[str]


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
        into_twins(case.key, case.twins, side.value, side.companions)
        if case.twins
        else tuple((key, dict(side.companions).get(key)) for key in case.companions),
        case.twins,
    )


def rules_of(session: Session) -> Rules:
    """Return the campaign's rules, or the shipped ones where it says nothing."""
    shipped = json.loads(resource("conflict_rules.json").read_text(encoding="utf-8"))
    said: dict[str, Any] = {}
    query = (
        select(Cell.field, Cell.value)
        .join(Campaign, Campaign.id == Cell.subject)
        .where(
            Cell.kind == "campaign",
            Cell.field.in_((FIELD, PROFESSIONALS)),
            Cell.conflict.is_(False),
            Campaign.deleted.is_(False),
        )
        .order_by(Campaign.id.desc())
    )
    for row in session.execute(query):
        said[row.field] = json.loads(row.value)
    raw = said.get(FIELD) or shipped
    names = said.get(PROFESSIONALS) or []
    return Rules(
        tuple((one["rule"], tuple(one["for"])) for one in raw["rules"] if one["rule"] in RULES),
        {code: tuple(values) for code, values in raw["grades"].items()},
        frozenset(names if isinstance(names, list) else []),
    )


def set_professionals(workspace: Workspace, names: Sequence[str], person: str = "") -> None:
    """Say who inspects by profession; kept with the campaign, so that every hub rules alike.

    Raises:
        AppError: There is no campaign.
    """
    campaign = workspace.campaign()
    if campaign is None:
        raise AppError(N_("This workspace has no campaign yet."))
    value = sorted({name.strip() for name in names if name.strip()})
    with workspace.sessions.begin() as session:
        draft = Draft("campaign", campaign.id, PROFESSIONALS, [*value])
        write(session, workspace.writer(session, person), [draft])


def preview(
    workspace: Workspace,
    session: Session,
    cases: Sequence[Case],
    only: str = "",
    progress: Progress = silent,
) -> list[Ruling]:
    """Say what the rules would decide, and of which cases; nothing is written.

    Args:
        workspace: Where they are.
        session: A reading session.
        cases: The queue, or part of it; what waits or is contested is left to a person.
        only: One rule; empty: all of them, in their order.
        progress: Told per case.
    """
    rules = rules_of(session)
    found = []
    for number, case in enumerate(cases):
        progress(number, len(cases), _("Looking at conflicts"))
        if case.group in (WAITING, CONTESTED):
            continue
        ruling = rule_on(rules, detail(workspace, session, case), only)
        if ruling is not None:
            found.append(ruling)
    return found


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
    for rule, scope in rules.order:
        if (only and rule != only) or not _covers(scope, found):
            continue
        side = _WAYS[rule](rules, found)
        if side is not None:
            others = "、".join(one.words for one in found.sides if one is not side)
            why = _("Rule: {rule} ({side} over {others})").format(
                rule=_(RULES[rule]), side=side.words, others=others
            )
            return Ruling(found.case, side, found.sides, rule, why)
    return None


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
    return _single([one for one in found.sides if one.person in rules.professionals])


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
