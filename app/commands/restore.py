"""``chengjian restore``: put a backup back; what it lacks of the database in use is saved."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.commands.shared import Ticker, add_workspace
from app.commands.words import add_passphrase, passphrase
from app.errors import AppError
from app.i18n import N_, _


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_workspace(parser)
    parser.add_argument("backup", type=Path, nargs="?", help=_("backup file; the newest if none"))
    parser.add_argument("--from", dest="place", type=Path, help=_("second place to restore from"))
    add_passphrase(parser)


def run(arguments: argparse.Namespace) -> int:
    """Put it back and say what was saved."""
    from app.backup import backups
    from app.backup_restore import restore
    from app.backup_return import bring_back

    ticker, photos = Ticker(), 0
    if arguments.place is not None:
        words = passphrase(arguments)
        done, photos = bring_back(
            arguments.workspace, arguments.place, words, arguments.backup, ticker
        )
    else:
        found = [one.path for one in backups(arguments.workspace)]
        file = arguments.backup or next(iter(found), None)
        if file is None:
            raise AppError(N_("There is no backup in {folder}."), folder=arguments.workspace)
        done = restore(arguments.workspace, file, ticker)
    ticker.end()
    print(_("Restored: {file}").format(file=done.backup.path.name))
    print(
        _("{count} changes made since were kept; the database before lies in {folder}").format(
            count=done.rescued, folder=done.aside
        )
    )
    if done.unreadable:
        print(_("Nothing could be taken from the database before: {reason}").format(
            reason=done.unreadable))  # fmt: skip
    if done.skipped:
        print(_("Newer backups that were damaged: {count}").format(count=done.skipped))
    if done.damaged:
        print(_("Files that were damaged and left out: {count}").format(count=done.damaged))
    if photos:
        print(_("{count} photos came back").format(count=photos))
    return 0
