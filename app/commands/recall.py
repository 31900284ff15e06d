"""``chengjian recall``: take over what an earlier round found, list it, say how it is now."""

from __future__ import annotations

import argparse
from pathlib import Path
from uuid import UUID

from app.commands.shared import Ticker, add_workspace, open_workspace
from app.errors import AppError
from app.i18n import N_, _


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    take = actions.add_parser("import", help=_("take over the problems of an earlier round"))
    add_workspace(take)
    take.add_argument("source", type=Path, help=_("workspace of the earlier round, or its dump"))
    show = actions.add_parser("list", help=_("list the earlier problems of a place"))
    add_workspace(show)
    show.add_argument("place", help=_("names from the community down: A/B/C"))
    tell = actions.add_parser("say", help=_("say how an earlier problem is now"))
    add_workspace(tell)
    tell.add_argument("problem", help=_("its id, as listed"))
    tell.add_argument("now", choices=("still", "mended", "unseen"), help=_("how it is now"))
    tell.add_argument("--note", default=None, help=_("a remark"))


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked."""
    if arguments.action == "import":
        return _import(arguments)
    from app.commands.script import find_place
    from app.inspection.effort.recall import WORDS, recalled, say

    with open_workspace(arguments, read_only=arguments.action == "list") as workspace:
        if arguments.action == "say":
            try:
                problem = UUID(arguments.problem)
            except ValueError:
                raise AppError(N_("{text} is no id"), text=arguments.problem) from None
            say(workspace, problem, arguments.now, note=arguments.note, person=arguments.person)
            return 0
        with workspace.reading() as session:
            for one in recalled(session, find_place(session, arguments.place)):
                now = _(WORDS[one.now]) if one.now in WORDS else _("not looked at yet")
                where = f" {one.location}" if one.location else ""
                print(f"{one.id} {one.round} {one.item} {one.title}{where}: {now}")
    return 0


def _import(arguments: argparse.Namespace) -> int:
    from app.inspection.effort.recall_import import import_earlier

    ticker = Ticker()
    with open_workspace(arguments) as workspace:
        taken = import_earlier(
            workspace, arguments.source, person=arguments.person, progress=ticker
        )
    ticker.end()
    print(
        _("{count} earlier problems, {new} of them new, {photos} photos").format(
            count=taken.findings, new=taken.new, photos=taken.photos
        )
    )
    if taken.defaults:
        print(_("{count} places begin with what was answered then").format(count=taken.defaults))
    if taken.lost:
        print(_("{count} photos are not there").format(count=taken.lost))
    for name in taken.unmatched:
        print(_("not in this roster: {place}").format(place=name))
    if taken.stale:
        print(
            _("{count} inspections of the earlier round were not evaluated there").format(
                count=taken.stale
            )
        )
    return 0
