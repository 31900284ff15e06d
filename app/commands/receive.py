"""``chengjian receive``: verify packages and merge them."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.commands.receive_road import fetch, watch
from app.commands.roads import add_password
from app.commands.shared import Ticker, add_workspace, open_workspace
from app.commands.watching import add_watching
from app.commands.words import add_passphrase, passphrase
from app.i18n import _


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_workspace(parser)
    parser.add_argument(
        "source", type=Path, nargs="*", help=_("package files or folders; otherwise the inbox")
    )
    parser.add_argument(
        "--from",
        dest="road",
        metavar="DESTINATION",
        help=_("fetch new packages from there into the inbox first"),
    )
    parser.add_argument(
        "--watch", type=Path, action="append", help=_("watch this folder until stopped")
    )
    add_watching(parser)
    add_password(parser)
    parser.add_argument("--recovery-key", type=Path, help=_("file of the hub's recovery key"))
    add_passphrase(parser)


def run(arguments: argparse.Namespace) -> int:
    """Receive, derive findings, and say what became of each file; 1 if any was refused."""
    from app.exchange.receive import packages_in, receive
    from app.exchange.unheard import in_words
    from app.inspection.checklists import keeper
    from app.inspection.derive import derive

    ticker, more = Ticker(), []
    words = passphrase(arguments) if arguments.passphrase_file is not None else ""
    if arguments.recovery_key is not None:
        from app.exchange.recovery import read_recovery

        more, words = [read_recovery(arguments.recovery_key, words)], ""
    if arguments.watch:
        return watch(arguments, words)
    with open_workspace(arguments) as workspace:
        if arguments.road:
            return fetch(arguments, workspace, words)
        sources = arguments.source or [workspace.inbox]
        files = [file for source in sources for file in packages_in(source)]
        results = receive(
            workspace,
            files,
            keep_form=keeper(workspace),
            words=words,
            more=more,
            progress=ticker,
        )
        derived = derive(workspace, progress=ticker)
    ticker.end()
    for result in results:
        print(f"{result.path.name}: {describe(result.state)}", end="")
        if result.state == "refused":
            print(f"\n  {result.reason}")
            continue
        print(
            _(", {new} new changes, {known} known, {photos} photos, {conflicts} conflicts").format(
                new=result.changes_new,
                known=result.changes_known,
                photos=result.photos_new,
                conflicts=result.conflicts_new,
            )
        )
        for ahead in result.ahead:
            print(
                "  "
                + _("The clock of device {device} is far ahead; its changes are kept.").format(
                    device=ahead.device.hex[:8]
                )
            )
        if result.unheard:
            told = _("It says what only the hub may say; it is kept and does not count: {what}")
            print("  " + told.format(what=in_words(result.unheard)))
    print(_("{count} inspections evaluated.").format(count=derived.done))
    for problem in derived.problems:
        print(f"  {problem}")
    return 1 if any(result.state == "refused" for result in results) else 0


def describe(state: str) -> str:
    """Return the word for what became of a package."""
    return {
        "merged": _("merged"),
        "repeated": _("merged before, nothing new"),
        "refused": _("refused, nothing was changed"),
    }[state]
