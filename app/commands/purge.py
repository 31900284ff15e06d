"""``chengjian purge``: let photos go that the hub has, and no others."""

from __future__ import annotations

import argparse

from app.commands.shared import Ticker, add_workspace, open_workspace
from app.i18n import N_, _

_WORDS = {
    "no receipt": N_("{count} photos stay: the hub has not said that it has them."),
    "record not merged": N_("{count} photos stay: their building is not merged as it is now."),
    "receipt not signed": N_("{count} photos stay: the receipt for them is not signed."),
}


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_workspace(parser)
    parser.add_argument("--preview", action="store_true", help=_("only say what it would do"))


def run(arguments: argparse.Namespace) -> int:
    """Remove what may go and say what stays; 1 if anything stays."""
    from app.exchange.purge import look, purge

    ticker = Ticker()
    with open_workspace(arguments) as workspace:
        if arguments.preview:
            with workspace.reading() as session:
                found = look(session, workspace)
            words = _("{count} photos may go, {size} MB.")
        else:
            found = purge(workspace, ticker)
            ticker.end()
            words = _("{count} photos are let go, {size} MB; records and findings stay.")
    print(words.format(count=len(found.photos), size=f"{found.bytes / 1e6:.1f}"))
    for reason, count in found.kept.items():
        print(_(_WORDS[reason]).format(count=count))
    return 1 if found.kept else 0
