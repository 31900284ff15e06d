"""``chengjian forms``: check a checklist workbook, convert it, add it to a workspace."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.commands.shared import add_workspace, open_workspace
from app.i18n import _


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    check = actions.add_parser("check", help=_("name every problem with sheet, row and reason"))
    check.add_argument("file", type=Path, nargs="+", help=_("workbook"))
    convert = actions.add_parser("convert", help=_("write the ODK XForm of a workbook"))
    convert.add_argument("file", type=Path, help=_("workbook"))
    convert.add_argument("target", type=Path, help=_("XML file to write"))
    take = actions.add_parser("add", help=_("new inspections begin with this version"))
    add_workspace(take)
    take.add_argument("file", type=Path, help=_("workbook"))


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked."""
    if arguments.action == "check":
        return max(_check(file) for file in arguments.file)
    if arguments.action == "convert":
        from app.forms.convert import convert_workbook

        for written in convert_workbook(arguments.file, arguments.target):
            print(written)
        return 0
    from app.inspection.checklists import register

    with open_workspace(arguments) as workspace:
        if _check(arguments.file):  # stricter than taking in what others have used already
            return 1
        form = register(workspace, arguments.file)
    print(
        _("{title} {version} is in the workspace.").format(title=form.title, version=form.version)
    )
    return 0


def _check(file: Path) -> int:
    from app.forms.check import check_workbook

    problems = check_workbook(file)
    for problem in problems:
        print(f"{file.name}: {problem}", file=sys.stderr if problem.serious else sys.stdout)
        if problem.remedy:
            print(f"  {_(problem.remedy)}", file=sys.stderr if problem.serious else sys.stdout)
    if any(problem.serious for problem in problems):
        return 1
    print(_("{file}: the form can be used.").format(file=file.name))
    return 0
