"""How counts, groups and states of findings are said."""

from __future__ import annotations

from app.i18n import _, ngettext
from app.inspection.findings_load import indicator_names
from app.inspection.findings_table import Counts, FindingsTable, Line
from app.ui.form_words import spoken_units
from app.ui.widgets.chips import ChipSpec
from app.ui.words import brief, listed, word


def places_words(counts: Counts) -> str:
    """Return distinct places with their nouns: 17 栋."""
    nouns = {
        "building": lambda n: ngettext("{count} building", "{count} buildings", n),
        "area": lambda n: ngettext("{count} area", "{count} areas", n),
        "community": lambda n: ngettext("{count} community", "{count} communities", n),
    }
    return listed(nouns[level](n).format(count=n) for level, n in counts.places.items())


def findings_words(count: int) -> str:
    """Return a number of findings: 23 处."""
    return ngettext("{count} finding", "{count} findings", count).format(count=count)


def group_title(name: str, value: str, table: FindingsTable) -> str:
    """Return what stands over a group."""
    if name == "indicator":
        known = indicator_names().get(value, "").removesuffix("数量")  # what the lists count
        return f"{value} {known}".strip() or _("Counts in no indicator")
    if name == "place":
        return table.spots[int(value)].name
    return spoken_units(value) if value else _("Not said")


def standing_chip(line: Line) -> ChipSpec:
    """Return how far a finding is settled, as mark and word."""
    if not line.done and line.standing != "dismissed":
        return ChipSpec("in_progress", _("Not finished"), "plain")
    return ChipSpec(line.standing, brief(word(line.standing)), "plain")
