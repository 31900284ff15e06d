"""``chengjian copy``: fill a building with what its neighbour has in common, marked as copied."""

from __future__ import annotations

import argparse

from app.commands.shared import add_workspace, open_workspace
from app.i18n import _


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_workspace(parser)
    parser.add_argument("place", help=_("the building, names from the community down: A/B/C"))
    parser.add_argument(
        "--source", default="", help=_("the building to copy from; else the one finished last")
    )
    parser.add_argument("--dry-run", action="store_true", help=_("only say what would be copied"))
    parser.add_argument(
        "--looked",
        action="store_true",
        help=_("say that all copied answers of the building were looked at"),
    )


def run(arguments: argparse.Namespace) -> int:
    """Copy, or say what would be copied, or that it was looked at."""
    from app.commands.script import find_place
    from app.inspection.derive import derive
    from app.inspection.effort.copying import copy_from, looked_at, preview, unlooked
    from app.inspection.visit import Visit

    with open_workspace(arguments) as workspace:
        with workspace.reading() as session:
            place = find_place(session, arguments.place)
            source = find_place(session, arguments.source) if arguments.source else None
        visit = Visit.begin(workspace, place, person=arguments.person)
        if arguments.looked:
            paths = looked_at(visit, unlooked(visit))
            print(_("{count} copied answers looked at").format(count=len(paths)))
            return 0
        derive(workspace)
        if arguments.dry_run:
            neighbour, lines = preview(visit, source)
            for line in lines:
                print(f"  {line.code} {line.text}")
            print(_("Checked only; nothing was changed."))
            return 0
        neighbour, paths = copy_from(visit, source)
        print(
            _("{count} answers copied from {name}; they wait for a look").format(
                count=len(paths), name=neighbour.name
            )
        )
    return 0
