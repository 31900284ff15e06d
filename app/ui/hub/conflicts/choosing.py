"""What is about to be decided of the case in view: a side, both, an own answer, a return."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.i18n import _

if TYPE_CHECKING:
    from app.inspection.conflict.deciding import Choice
    from app.inspection.conflict.side import Detail
    from app.models.values import Json


@dataclass(frozen=True)
class Chosen:
    """A decision that waits for Enter.

    Attributes:
        how: Letter of a side, ``both``, ``own``, ``return``, ``keep`` or ``remove``.
        value: For ``own``; ``words``: that value in words.
    """

    how: str
    value: Json = None
    words: str = ""


def words_of(chosen: Chosen | None) -> str:
    """Return what Enter would do; empty when nothing is chosen."""
    if chosen is None:
        return ""
    fixed = {
        "both": _("Record both"),
        "return": _("Return to the field"),
        "keep": _("Keep the record"),
        "remove": _("Delete the record"),
        "own": _("Take “{answer}”").format(answer=chosen.words),
    }
    return fixed.get(chosen.how) or _("Use {letter}").format(letter=chosen.how)


def choice_of(found: Detail, chosen: Chosen, reason: str) -> Choice:
    """Return the decision as the engine takes it."""
    from app.inspection.conflict.deciding import Choice
    from app.inspection.conflict.entry_own import described, sent_back
    from app.inspection.conflict.merge import merged_value
    from app.inspection.conflict.revival import is_entry
    from app.inspection.conflict.rules import use
    from app.inspection.conflict.twins import into_twins

    case = found.case
    seen = case.heads
    side = next((one for one in found.sides if one.letter == chosen.how), None)
    if side is not None:
        return use(case, side, found.sides, reason)
    if case.entry is not None and chosen.how == "own" and isinstance(chosen.value, dict):
        return described(found, chosen.value, reason)
    if case.entry is not None and chosen.how == "return":
        return sent_back(found, reason)
    if case.twins:
        value = merged_value(found) if chosen.how == "both" else chosen.value
        more = into_twins(case.key, case.twins, value)
        return Choice(case.key, value, chosen.how, reason, "", seen, more, case.twins)
    if chosen.how == "both":
        more = tuple((key, merged_value(found, key)) for key in case.companions) + case.revive
        return Choice(case.key, merged_value(found), "both", reason, seen=seen, more=more)
    # An answer of one's own leaves what stood beside the sides: the later word of each companion.
    last = found.sides[-1] if found.sides else None
    more = tuple(
        (key, dict(last.companions).get(key) if last is not None and chosen.how == "own" else None)
        for key in case.companions
    )
    if chosen.how in ("own", "return"):
        value = chosen.value if chosen.how == "own" else None
        if is_entry(case.key):  # it goes back to the field as it was, to be looked at there
            value = next((one.value for one in found.sides if one.value is not None), None)
        return Choice(case.key, value, chosen.how, reason, seen=seen, more=more + case.revive)
    return Choice(case.key, None, chosen.how, reason, seen=seen)
