"""Past decisions as rows of a table, and which of them a search and the filters let through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.i18n import N_, _
from app.models.clock import wall_ms
from app.ui.field.shown import day_and_time
from app.ui.trust.rows_model import Column
from app.ui.widgets.chips import ChipSpec

if TYPE_CHECKING:
    from app.inspection.conflict.merge_record import Decision

STATES = (
    ("stands", N_("In force {count}")),
    ("gone", N_("Taken back or changed {count}")),
    ("all", N_("All {count}")),
)
WAYS = (("all", N_("However decided")), ("person", N_("By hand")), ("rule", N_("By a rule")))
RULES = {
    "worse": N_("Worse grade"),
    "professional": N_("Professional"),
    "measured": N_("Measured"),
    "like": N_("Like another one"),
}
_CHIPS = {
    "stands": ("check", N_("in force"), "ok"),
    "taken_back": ("undo-2", N_("taken back"), "neutral"),
    "replaced": ("history", N_("changed since"), "neutral"),
}
_HOW = {
    "both": N_("both recorded"),
    "own": N_("own answer"),
    "return": N_("sent back"),
    "keep": N_("record kept"),
    "remove": N_("record deleted"),
}


def holds(one: Decision) -> str:
    """Return what holds since, in words; what has no value is told by what was done."""
    return one.value or (_(_HOW[one.how]) if one.how in _HOW else "—")


def before(one: Decision) -> str:
    """Return what each side had said."""
    return " / ".join(f"{side.person} {side.words}".strip() for side in one.sides) or "—"


def why(one: Decision) -> str:
    """Return the rule or the way in which it was decided, and the reason."""
    how = _(RULES.get(one.rule, one.rule)) if one.rule else _(_HOW.get(one.how, ""))
    if one.rule and one.reason:
        return one.reason  # it names the rule
    return " · ".join(part for part in (how, one.reason) if part) or "—"


def state_chip(one: Decision) -> ChipSpec:
    """Return whether a decision holds, as a chip."""
    mark, words, tone = _CHIPS[one.state]
    return ChipSpec(mark, _(words), tone)


COLUMNS: tuple[Column[Decision], ...] = (
    Column(N_("When"), lambda one: day_and_time(one.at, wall_ms()), 96, tone="text2"),
    Column(N_("By"), lambda one: one.by, 96),
    Column(N_("Building"), lambda one: _near(one.where), 160, strong=True),
    Column(N_("Question"), lambda one: one.what, 190),
    Column(N_("Said before"), before, 200, tone="text2"),
    Column(N_("Holds"), holds, 110, strong=True),
    Column(N_("State"), lambda one: state_chip(one).words, 96, chip=state_chip),
)
STRETCH = 4


def detail(one: Decision) -> str:
    """Return a decision in sentences: what its row has no room for."""
    said = _("{where}, {what}: {before}.").format(
        where=one.where, what=one.what, before=before(one)
    )
    return said + " " + _("Holds: {value}. Why: {why}").format(value=holds(one), why=why(one))


def _near(where: str) -> str:
    """Leave the community out where an area tells a building already."""
    parts = where.split(" · ")
    return " · ".join(parts[1:] if len(parts) > 2 else parts)


def passes(one: Decision, state: str, way: str) -> bool:
    """Tell whether a decision belongs into both filters."""
    stands = one.state == "stands"
    if (state == "stands" and not stands) or (state == "gone" and stands):
        return False
    return way == "all" or (way == "rule") == bool(one.rule)


def matching(found: Sequence[Decision], state: str, way: str, text: str) -> list[Decision]:
    """Return the decisions that filters and words let through, the latest first."""
    terms = text.casefold().split()
    return [
        one
        for one in reversed(found)
        if passes(one, state, way) and all(term in _words(one) for term in terms)
    ]


def _words(one: Decision) -> str:
    parts = (one.by, one.where, one.what, before(one), holds(one), why(one))
    return " ".join(parts).casefold()
