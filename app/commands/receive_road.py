"""``chengjian receive --from`` and ``--watch``: packages come from a road or out of a folder."""

from __future__ import annotations

import argparse
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from app.commands.roads import named_destination, print_receipt, secrets_of
from app.commands.shared import Ticker, open_workspace
from app.commands.watching import Round
from app.errors import AppError
from app.i18n import _

if TYPE_CHECKING:
    from app.workspace import Workspace


def fetch(arguments: argparse.Namespace, workspace: Workspace, words: str) -> int:
    """Fetch what is new on a road, merge it if asked to, bring receipts back; 1 if any is refused.

    A laptop fetches its receipts the same way.
    """
    from app.exchange.fetching import collect
    from app.exchange.inbox.parcels import merge_parcels
    from app.exchange.receipts.bringing import send_receipts
    from app.exchange.receipts.taking import fetch_receipts
    from app.exchange.roads.destination import open_road
    from app.inspection.checklists import keeper
    from app.inspection.derive import derive
    from app.inspection.review.returned import returned_records

    ticker, problems = Ticker(), list[AppError]()
    road = open_road(named_destination(workspace, arguments.road), secrets_of(arguments))
    try:
        for told in fetch_receipts(workspace, road, problems):
            print_receipt(told)
        came = collect(workspace, road, ticker, name=arguments.road)
        ticker.end()
        for one in came:
            became = one.reason or _("taken in")
            print(f"{one.name}: {became}")
        if arguments.merge and came:
            done = merge_parcels(workspace, came, keep_form=keeper(workspace), progress=ticker)
            derive(workspace, progress=ticker)
            ticker.end()
            print(_("{count} packages merged.").format(count=len(done)))
        for name in send_receipts(workspace, road, review=returned_records, words=words):
            print(name)
    finally:
        road.close()
    for problem in problems:
        print(problem)
    return 1 if any(one.reason for one in came) else 0


def watch(arguments: argparse.Namespace, words: str) -> int:
    """Watch folders until stopped."""
    with open_workspace(arguments) as workspace:
        one = Round(workspace, lambda: arguments.watch, merge=arguments.merge, words=words)
        print(_("Watching; stop with Ctrl+C."), flush=True)
        with suppress(KeyboardInterrupt):
            while True:
                try:
                    one.go()
                except AppError as error:
                    print(error, flush=True)
                time.sleep(arguments.every)
    return 0
