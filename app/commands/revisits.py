"""``chengjian revisits``: where to go again, the most urgent first."""

from __future__ import annotations

import argparse

from app.commands.shared import Ticker, add_workspace, open_workspace
from app.i18n import _, ngettext


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_workspace(parser)


def run(arguments: argparse.Namespace) -> int:
    """Bring the counts up to date and print a line a place."""
    from app.inspection.derive import derive
    from app.inspection.outcomes import WORDS, revisits

    ticker = Ticker()
    with open_workspace(arguments) as workspace:
        derive(workspace, progress=ticker)
        with workspace.reading() as session:
            found = revisits(session)
    ticker.end()
    for one in found:
        parts = [one.due + ("!" if one.overdue else ""), f"{one.where} · {one.name}".strip(" ·")]
        if one.outcome:
            parts.append(_(WORDS[one.outcome]))
        if one.calls:
            text = ngettext("{count} call in vain", "{count} calls in vain", one.calls)
            parts.append(text.format(count=one.calls))
        if one.not_reached:
            text = ngettext(
                "{count} question not reached", "{count} questions not reached", one.not_reached
            )
            parts.append(text.format(count=one.not_reached))
        parts.append(one.last_by)
        print("  ".join(part for part in parts if part))
    text = ngettext("{count} place to go to again", "{count} places to go to again", len(found))
    print(text.format(count=len(found)))
    return 0
