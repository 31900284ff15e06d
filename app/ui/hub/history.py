"""Who said what and when, as steps; both sides of a conflict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.i18n import N_, _
from app.inspection.provenance import source_words
from app.models.clock import wall_ms
from app.ui.field.shown import day_and_time
from app.ui.words import told, word

if TYPE_CHECKING:
    from app.inspection.record_parts import Said

Step = tuple[str, str, str, str]
_SENTENCES = {
    "": N_("{person} answered “{answer}”"),
    "decided": N_("{person} decided the conflict: “{answer}”"),
    "returned": N_("{person} sent it back to be asked again"),
    "again": N_("{person} took a decision back: “{answer}” stands again"),
}


def said_words(one: Said) -> str:
    """Return an answer or reason in words."""
    if one.reason:
        return word(one.reason)
    return one.words or _("cleared")


def when(one: Said) -> str:
    """Return when and in which batch it was said, and on what basis."""
    parts = [day_and_time(one.at, wall_ms())]
    if one.basis:
        parts.append(basis_words(one.basis, one.source))
    return " · ".join(parts)


def basis_words(basis: str, source: str) -> str:
    """Return 依据 with whose papers or words it rests on."""
    words = word(basis) if basis else ""
    source = _("roster") if source == "roster" else source_words(source)
    return told(words, source) if words and source else words or source


def in_conflict(steps: Sequence[Said]) -> bool:
    """Tell whether live heads differ, so that each is a side."""
    heads = {(one.words, one.reason) for one in steps if one.head and one.live}
    return len(heads) > 1


def step_of(one: Said, *, side: bool) -> Step:
    """Return one step: mark, sentence, line beneath, colour token."""
    sentence = _(_SENTENCES.get(one.act, _SENTENCES[""])).format(
        person=one.by or one.person or _("Unknown"), answer=said_words(one)
    )
    beneath = when(one)
    if one.why:
        beneath += f" · {one.why}"
    if side:
        beneath += " · " + (_("shown for now") if one.shown else _("the other side"))
        return "conflict", sentence, beneath, "serious"
    if not one.live:
        return "undo-2", sentence, f"{beneath} · {_('withdrawn')}", "text2"
    if one.act:
        return "undo-2" if one.act == "again" else "gavel", sentence, beneath, "text"
    mark = "download" if one.basis == "imported" else "clipboard-check"
    return mark, sentence, beneath, "text"


def steps(found: Sequence[Said]) -> list[Step]:
    """Return the history of one answer, the latest first."""
    sides = in_conflict(found)
    return [step_of(one, side=sides and one.head and one.live) for one in found]
