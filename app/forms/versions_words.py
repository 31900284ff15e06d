"""What `app.forms.versions` found, in words: for the command line and the windows."""

from __future__ import annotations

import re

from app.forms.versions import Aspect, Comparison, Difference
from app.forms.versions_effect import Effects, Touched
from app.i18n import N_, _, ngettext

KINDS = {
    "added": N_("New"),
    "removed": N_("Gone"),
    "renamed": N_("Renamed"),
    "proposed": N_("Renamed?"),
    "changed": N_("Changed"),
}
ASPECTS = {
    "kind": N_("type"),
    "choices": N_("choices"),
    "constraint": N_("what is allowed"),
    "required": N_("must be answered"),
    "relevant": N_("when it shows"),
    "calculate": N_("calculation"),
    "readonly": N_("read-only"),
    "label": N_("wording"),
    "hint": N_("hint"),
    "part": N_("part"),
    "code": N_("code"),
    "unit": N_("unit"),
    "findings": N_("findings"),
}
WHYS = {
    "confirmed": N_("confirmed by a person"),
    "code": N_("same code"),
    "name": N_("same name in another place"),
    "label": N_("same wording, type and choices"),
    "beside": N_("goes along with its question"),
    "reused": N_("another question under the same name: look at it"),
}
TROUBLES = {
    "type": N_("is no value of this type any more"),
    "choice": N_("is no choice any more"),
    "range": N_("is out of the range"),
    "constraint": N_("is not allowed any more"),
    "answer": N_("must be answered now"),
    "photo": N_("needs a photo now"),
}
_FIXED = {"true()": N_("always"), "false()": N_("never")}
_SHORT = 60
_WRITTEN = ("constraint", "required", "relevant", "calculate", "readonly", "findings")
"""Aspects that are written as XPath: nobody in an office reads that."""
_NUMBER = r"(-?\d+(?:\.\d+)?)"
_RANGES = (
    (rf"\. ?>= ?{_NUMBER} and \. ?<= ?{_NUMBER}", N_("{0} to {1}")),
    (rf"\. ?>= ?{_NUMBER}", N_("{0} or more")),
    (rf"\. ?<= ?{_NUMBER}", N_("{0} or less")),
    (rf"\. ?> ?{_NUMBER}", N_("more than {0}")),
    (rf"\. ?< ?{_NUMBER}", N_("less than {0}")),
)


def title(one: Difference) -> str:
    """Return the question in one line: code and wording."""
    item = one.item
    name = item.path.rpartition("/")[2]
    return f"{item.code or name} {item.label}".strip()


def detail(one: Difference, *, plain: bool = False) -> str:
    """Return what is different about one question, in one line.

    Args:
        one: The difference.
        plain: For people who write no checklists: rules in words, no paths.
    """
    parts: list[str] = []
    if one.old is not None and one.new is not None and one.old.path != one.new.path:
        old, new = (path.rpartition("/")[2] for path in (one.old.path, one.new.path))
        if old == new and plain:
            old, new = one.old.part, one.new.part
        elif old == new:
            old, new = one.old.path, one.new.path
        if old != new:
            parts.append(f"{old} → {new}")
    if one.why:
        parts.append(_(WHYS[one.why]))
    parts += [aspect_words(aspect, plain=plain) for aspect in one.aspects]
    return _("; ").join(parts)


def aspect_words(aspect: Aspect, *, plain: bool = False) -> str:
    """Return one aspect: what it was, what it is; see `detail`."""
    name = _(ASPECTS[aspect.name])
    if plain and aspect.name in _WRITTEN:
        return _rule_words(name, aspect)
    if aspect.name == "choices":
        return _choices(name, aspect)
    return _("{aspect}: {old} → {new}").format(
        aspect=name, old=_cut(aspect.old), new=_cut(aspect.new)
    )


def _rule_words(name: str, aspect: Aspect) -> str:
    """Return how a rule differs: in words where it has some, else only that it does."""
    old, new = _told(aspect.old), _told(aspect.new)
    if old and new:
        return _("{aspect}: {old} → {new}").format(aspect=name, old=old, new=new)
    if new:
        return _("{aspect}: another rule, now {new}").format(aspect=name, new=new)
    if not aspect.old.strip():
        return _("{aspect}: a rule is new").format(aspect=name)
    return _("{aspect}: another rule").format(aspect=name)


def _told(rule: str) -> str:
    """Return a rule in words; empty when it has none but its own."""
    plain = " ".join(rule.split())
    if not plain:
        return _("none")
    if plain in _FIXED:
        return _(_FIXED[plain])
    for pattern, words in _RANGES:
        if found := re.fullmatch(pattern, plain):
            return _(words).format(*found.groups())
    return ""


def _choices(name: str, aspect: Aspect) -> str:
    old, new = (text.split("、") if text else [] for text in (aspect.old, aspect.new))
    gone = [one for one in old if one not in new]
    come = [one for one in new if one not in old]
    words = [f"− {_cut(one)}" for one in gone] + [f"+ {_cut(one)}" for one in come]
    return _("{aspect}: {changes}").format(aspect=name, changes=" ".join(words) or _("other order"))


def _cut(text: str) -> str:
    plain = " ".join(text.split())
    if not plain:
        return _("none")
    if plain in _FIXED:
        return _(_FIXED[plain])
    return plain if len(plain) <= _SHORT else plain[: _SHORT - 1] + "…"


def counts(comparison: Comparison) -> str:
    """Return how much differs, in one line."""
    found = []
    for kind, word in KINDS.items():
        count = len(comparison.of(kind))
        if count:
            found.append(f"{_(word)} {count}")
    return _(", ").join(found) or _("No question differs")


def touched_words(one: Touched) -> str:
    """Return what happens to one answer."""
    name = f"{one.code} {one.label}".strip()
    value = _("not shown here") if one.sensitive and one.value else _cut(one.value or one.reason)
    if one.why in ("answer", "photo"):
        return f"{name}: {_(TROUBLES[one.why])}"
    if one.why:
        return _("{name}: “{value}” {why}").format(
            name=name, value=value, why=_(TROUBLES.get(one.why, TROUBLES["constraint"]))
        )
    return f"{name}: {value}"


def effect_counts(effects: Effects) -> list[str]:
    """Return what happens to one record's answers, as short phrases."""
    wrong, lacking, hidden = len(effects.invalid), len(effects.missing), len(effects.hidden)
    old, moved = len(effects.homeless), len(effects.moved)
    words = (
        (wrong, ngettext("{count} not allowed any more", "{count} not allowed any more", wrong)),
        (lacking, ngettext("{count} newly missing", "{count} newly missing", lacking)),
        (hidden, ngettext("{count} no longer shown", "{count} no longer shown", hidden)),
        (old, ngettext("{count} kept as old answer", "{count} kept as old answers", old)),
        (moved, ngettext("{count} under another name", "{count} under another name", moved)),
    )
    return [text.format(count=count) for count, text in words if count]
