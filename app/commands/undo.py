"""``chengjian undo``: take back what was done last in this workspace, or do it again."""

from __future__ import annotations

import argparse

from app.commands.shared import add_workspace, open_workspace
from app.i18n import _


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_workspace(parser)
    parser.add_argument("--redo", action="store_true", help=_("do again what was undone last"))
    parser.add_argument("--list", action="store_true", help=_("list what can be undone"))
    parser.add_argument("--times", type=int, default=1, metavar="N", help=_("so many times"))


def run(arguments: argparse.Namespace) -> int:
    """Undo, redo or list."""
    from app.inspection.effort.undo import journal, redo, undo

    with open_workspace(arguments) as workspace:
        if arguments.list:
            for entry in journal(workspace).entries():
                print(f"{entry.n} {entry.words} ({entry.person})")
            return 0
        turn = redo if arguments.redo else undo
        for _time in range(max(arguments.times, 0)):
            done = turn(workspace, arguments.person)
            if done is None:
                print(_("Nothing left to redo") if arguments.redo else _("Nothing left to undo"))
                break
            print(done.words)
    return 0
