"""``chengjian statement``: close a part of a building's checklist with 本段都看过，其余无."""

from __future__ import annotations

import argparse

from app.commands.shared import add_workspace, open_workspace
from app.i18n import _


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_workspace(parser)
    parser.add_argument("place", help=_("the building, names from the community down: A/B/C"))
    parser.add_argument("part", nargs="?", default="", help=_("letter of the part; else list them"))


def run(arguments: argparse.Namespace) -> int:
    """Close the part, or list the parts that could be closed."""
    from app.commands.script import find_place
    from app.inspection.effort.statement import close_part, open_parts
    from app.inspection.visit import Visit

    with open_workspace(arguments) as workspace:
        with workspace.reading() as session:
            place = find_place(session, arguments.place)
        visit = Visit.begin(workspace, place, person=arguments.person)
        if arguments.part:
            given = close_part(visit, arguments.part)
            print(_("{count} answers by the statement of this part").format(count=len(given)))
            return 0
        for part, count in open_parts(visit).items():
            print(f"{part} {count}")
    return 0
