"""What receipts told, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.errors import AppError
from app.i18n import _, ngettext
from app.ui.words import listed

if TYPE_CHECKING:
    from app.exchange.receipts.taking import Told


def told_words(receipts: Sequence[Told], problems: Sequence[AppError] = ()) -> list[str]:
    """Say what new receipts told; an empty list: there was none."""
    lines = []
    for told in receipts:
        parts = []
        if told.merged:
            words = ngettext("{count} package merged", "{count} packages merged", told.merged)
            parts.append(words.format(count=told.merged))
        if told.returned:
            words = ngettext("{count} record returned", "{count} records returned", told.returned)
            parts.append(words.format(count=told.returned))
        said = "，".join(parts) or _("nothing merged yet")
        lines.append(_("Receipt {number}: {said}").format(number=told.number, said=said))
        if not told.signed:
            lines.append(_("It is not signed: it shows states, but nothing is let go by it."))
        for number, reason in told.refused:
            lines.append(
                _("Package {number} was refused: {reason}").format(number=number, reason=reason)
            )
        if told.missing:
            numbers = listed(map(str, told.missing))
            lines.append(
                _("Not arrived whole: package {numbers}; send again.").format(numbers=numbers)
            )
        if told.wanted:
            words = ngettext(
                "{count} photo goes again with the next package.",
                "{count} photos go again with the next package.",
                told.wanted,
            )
            lines.append(words.format(count=told.wanted))
    lines += [str(problem) for problem in problems]
    return lines
