"""What is said of packages that came by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.i18n import ngettext
from app.ui.hub.inbox_model import readable
from app.ui.hub.inbox_work import held_words

if TYPE_CHECKING:
    from app.exchange.inbox.parcels import Parcel
    from app.ui.desk import Desk


def say_came(desk: Desk, came: Sequence[Parcel]) -> None:
    """Say that packages came; the one that was refused, or is kept apart, goes before the rest."""
    refused = [one for one in came if one.state == "refused" and not one.held]
    held = sum(one.held for one in came)
    if refused:
        desk.say(readable(refused[0].reason), "critical")
        return
    if held:
        desk.say(held_words(held), "serious")
        return
    count = len(came)
    desk.say(
        ngettext(
            "{count} package came by itself and is verified",
            "{count} packages came by themselves and are verified",
            count,
        ).format(count=count),
        "inbox",
    )
