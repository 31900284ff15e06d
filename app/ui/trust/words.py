"""How devices and what came from them are worded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.i18n import _, ngettext
from app.models.clock import wall_ms
from app.ui.field.shown import day_and_time
from app.ui.widgets.chips import ChipSpec
from app.ui.words import listed

if TYPE_CHECKING:
    from app.exchange.device_lines import DeviceLine

MOST_NAMED = 4


def state_chip(line: DeviceLine) -> ChipSpec:
    """Return whether a device is trusted, as a chip."""
    if line.known is not None and line.known.role == "hub" and line.state == "confirmed":
        return ChipSpec("confirmed", _("Hub, confirmed"), "ok")
    return {
        "unknown": ChipSpec("serious", _("Not confirmed yet"), "serious"),
        "confirmed": ChipSpec("confirmed", _("Confirmed"), "ok"),
        "revoked": ChipSpec("critical", _("Revoked"), "critical"),
        "unsigned": ChipSpec("circle-dashed", _("Never signed"), "neutral"),
    }[line.state]


def who(line: DeviceLine) -> str:
    """Return person and community of a device."""
    return " · ".join(part for part in (line.person, line.community) if part)


def missing_words(line: DeviceLine) -> str:
    """Return which running numbers of a device never came; empty when none lacks."""
    found = line.numbers.missing if line.numbers is not None else []
    if not found:
        return ""
    first = listed(str(number) for number in found[:MOST_NAMED])
    return _("No. {numbers}").format(numbers=first + ("…" if found[MOST_NAMED:] else ""))


def came_words(at_ms: int) -> str:
    """Return when something came; a dash when nothing did."""
    return day_and_time(at_ms, wall_ms()) if at_ms else "—"


def packages(count: int) -> str:
    """Return a count of packages with its noun."""
    return ngettext("{count} package", "{count} packages", count).format(count=count)
