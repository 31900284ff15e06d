"""``chengjian backup``: make, list and verify backups, here or sealed in a second place."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.shared import Ticker, add_workspace, open_workspace
from app.commands.words import add_passphrase, passphrase
from app.i18n import _

if TYPE_CHECKING:
    from app.backup import Backup


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_workspace(parser)
    parser.add_argument("--to", type=Path, help=_("second place, such as a stick; sealed"))
    parser.add_argument("--list", action="store_true", help=_("list the backups and verify each"))
    add_passphrase(parser)


def run(arguments: argparse.Namespace) -> int:
    """Make a backup, or list them."""
    from app.backup import backups, check, make
    from app.backup_outside import copy_out, is_prepared, prepare

    if arguments.list:
        for one in backups(arguments.workspace):
            check(one.path, one.changes)
            print(_line(one))
        return 0
    if arguments.to is not None and not is_prepared(arguments.to):
        prepare(arguments.to, passphrase(arguments, new=True))
    ticker = Ticker()
    with open_workspace(arguments) as workspace:
        if arguments.to is None:
            print(_line(make(workspace, progress=ticker)))
        else:
            done = copy_out(workspace, arguments.to, ticker)
            ticker.end()
            print(done.database)
            print(
                _("Photos: {new} copied, {already} there already, {missing} missing here").format(
                    new=done.photos, already=done.already, missing=done.missing
                )
            )
    return 0


def _line(one: Backup) -> str:
    when = datetime.fromtimestamp(one.at / 1000).astimezone().strftime("%Y-%m-%d %H:%M")
    return _("{when}  {count} changes  {file}").format(
        when=when, count=one.changes, file=one.path.name
    )
