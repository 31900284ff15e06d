"""``chengjian people``: who has worked at this desk; choose who inspects today."""

from __future__ import annotations

import argparse

from app.commands.shared import add_workspace, open_workspace
from app.i18n import _


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_workspace(parser)
    parser.add_argument("--choose", metavar="NAME", default="", help=_("name or work number"))
    parser.add_argument("--number", default="", help=_("work number of the person chosen"))
    parser.add_argument("--forget", metavar="NAME", default="", help=_("take a name off the list"))


def run(arguments: argparse.Namespace) -> int:
    """Choose or forget if asked, then list."""
    from app.inspection.people import choose, chosen_today, forget, people

    with open_workspace(arguments) as workspace:
        if arguments.choose:
            choose(workspace, arguments.choose, number=arguments.number)
        if arguments.forget:
            forget(workspace, arguments.forget)
        today = chosen_today(workspace)
        for one in people(workspace):
            mark = "→" if today is not None and one.name == today.name else " "
            print(f"{mark} {one.name} {one.number}".rstrip())
    return 0
