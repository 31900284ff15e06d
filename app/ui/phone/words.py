"""The state of the link to a phone, in a word and a mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.i18n import _, ngettext

if TYPE_CHECKING:
    from app.ui.phone.link import PhoneLink


def state_words(link: PhoneLink) -> str:
    """Say whether a phone is in, and how many photos came."""
    if not link.on:
        return _("Off")
    if not link.connected and not link.received:
        return _("Waiting for the phone")
    said = _("The phone is in") if link.connected else _("The phone is out: read the code again")
    if not link.received:
        return said
    count = link.received
    came = ngettext("{count} photo came", "{count} photos came", count).format(count=count)
    return f"{said} · {came}"


def state_mark(link: PhoneLink) -> str:
    """Return the mark beside it."""
    return "done" if link.connected else "circle-dashed" if link.on else "minus"
