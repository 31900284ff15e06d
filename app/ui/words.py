"""The exact words of the glossary by code name, so that no window invents its own."""

from __future__ import annotations

from collections.abc import Iterable

from app.i18n import N_, _, language

ANSWERS = {
    "none": N_("None"),
    "present": N_("Present"),
    "undecidable": N_("Undecidable"),
    "not_applicable": N_("Not applicable"),
    "not_reached": N_("Not reached"),
}
STATES = {
    "not_started": N_("Not started"),
    "in_progress": N_("In progress"),
    "incomplete": N_("Incomplete"),
    "done": N_("Done"),
    "packed": N_("Packed"),
    "delivered": N_("Delivered"),
    "merged": N_("Merged"),
    "returned": N_("Returned"),
    "confirmed": N_("Confirmed"),
    "conflict": N_("In conflict"),
}
SEVERITIES = {"critical": N_("Critical"), "serious": N_("Serious"), "minor": N_("Minor")}
DEADLINES = {"limited": N_("Time-limited"), "best_effort": N_("Best effort")}
BASES = {
    "seen": N_("Seen"),
    "asked": N_("Asked"),
    "measured": N_("Measured"),
    "papers": N_("From papers"),
    "estimated": N_("Estimated"),
    "imported": N_("Others' data"),
}
FINDINGS = {
    "suspected": N_("Suspected"),
    "settled_on_site": N_("Settled on site"),
    "awaiting_appraisal": N_("Awaiting appraisal"),
    "changed_by_appraisal": N_("Changed by appraisal"),
    "dismissed": N_("Dismissed (false alarm)"),
}
ROOMS = {
    "start": N_("Start"),
    "inspect": N_("Inspect"),
    "photos": N_("Photos"),
    "todo": N_("To complete"),
    "send": N_("Send"),
    "inbox": N_("Inbox"),
    "conflicts": N_("Conflicts"),
    "findings": N_("Findings"),
    "review": N_("Review"),
    "gaps": N_("Gaps"),
    "devices": N_("Devices"),
    "appraisal": N_("Appraisal"),
    "assessment": N_("Assessment"),
    "reports": N_("Reports"),
    "versions": N_("Versions"),
    "settings": N_("Settings"),
}
DESKS = {"field": N_("Field desk"), "hub": N_("Hub desk")}
STANDARDS = {"JGJ 125": N_("JGJ 125 danger"), "GB 50292": N_("GB 50292 safety")}

_ALL = (ANSWERS, STATES, SEVERITIES, DEADLINES, BASES, FINDINGS, ROOMS, DESKS)


def word(code: str) -> str:
    """Return the word of a code name in the language in use.

    Raises:
        KeyError: The glossary does not know the code.
    """
    for table in _ALL:
        if code in table:
            return _(table[code])
    raise KeyError(code)


def listed(parts: Iterable[str]) -> str:
    """Join words as the language in use does."""
    return ("、" if language().startswith("zh") else ", ").join(parts)


def told(what: str, words: str) -> str:
    """Say words of something: with a colon as the language in use writes it."""
    return f"{what}：{words}" if language().startswith("zh") else f"{what}: {words}"


def aside(words: str, more: str) -> str:
    """Add something in brackets as the language in use writes them."""
    return f"{words}（{more}）" if language().startswith("zh") else f"{words} ({more})"


def brief(words: str) -> str:
    """Return words without what stands in brackets behind them."""
    return words.partition("（")[0].partition(" (")[0]


_UNITS = {
    "㎡": "m²", "栋": "buildings", "辆": "vehicles", "片": "courts", "部": "pcs", "年": "year",
    "人": "people", "户": "households", "次": "times", "层": "floors", "套": "dwellings",
    "个": "pcs", "班": "classes", "米": "m", "千米": "km",
}  # fmt: skip
"""Units are words of the form, which has them in Chinese only."""


def unit_word(unit: str) -> str:
    """Return a question's unit in the language in use; one that is not known stays as it is."""
    return unit if language().startswith("zh") else _UNITS.get(unit, unit)
