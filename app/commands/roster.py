"""``chengjian roster``: import a roster after a dry run, export it, or write an empty template."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.commands.shared import Ticker, add_workspace, open_workspace
from app.errors import AppError
from app.i18n import N_, _


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    take = actions.add_parser("import", help=_("check a roster file and take it in"))
    add_workspace(take)
    take.add_argument("file", type=Path, help=_("Excel or CSV file"))
    take.add_argument("--dry-run", action="store_true", help=_("only check, change nothing"))
    give = actions.add_parser("export", help=_("write the roster to an Excel file"))
    add_workspace(give)
    give.add_argument("file", type=Path, help=_("Excel file to write"))
    blank = actions.add_parser("template", help=_("write an empty template"))
    blank.add_argument("file", type=Path, help=_("Excel file to write"))


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked."""
    if arguments.action == "import":
        return _import(arguments)
    if arguments.action == "export":
        return _export(arguments)
    from app.inspection.roster.actions import write_template

    write_template(arguments.file)
    print(arguments.file)
    return 0


def _import(arguments: argparse.Namespace) -> int:
    from app.inspection.roster.actions import apply, plan_import, read_roster

    draft = read_roster(arguments.file)
    ticker = Ticker()
    with open_workspace(arguments, read_only=arguments.dry_run) as workspace:
        campaign = workspace.campaign()
        if campaign is None:
            raise AppError(N_("This workspace has no campaign yet."))
        sessions = workspace.reading if arguments.dry_run else workspace.sessions
        with sessions.begin() as session:
            plan = plan_import(session, draft, campaign.id)
            for note in plan.notes:
                print(note)
            for problem in plan.problems:
                print(problem)
            if plan.problems:
                raise AppError(
                    N_("{count} problems; nothing was imported. Mend them and try again."),
                    count=len(plan.problems),
                )
            if not arguments.dry_run:
                apply(plan, session, workspace.writer(session, arguments.person), ticker)
    ticker.end()
    print(
        _("{new} new places, {changed} changed, {same} unchanged").format(
            new=len(plan.new), changed=len(plan.changed), same=len(plan.unchanged)
        )
    )
    if arguments.dry_run:
        print(_("Checked only; nothing was changed."))
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from app.inspection.roster.actions import export_roster

    with open_workspace(arguments, read_only=True) as workspace, workspace.reading() as session:
        campaign = workspace.campaign()
        if campaign is None:
            raise AppError(N_("This workspace has no campaign yet."))
        count = export_roster(session, campaign.id, arguments.file)
    print(_("{count} places: {file}").format(count=count, file=arguments.file))
    return 0
