"""``chengjian forms``: check, convert, preview and trace a workbook; versions in a workspace."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

from app.commands.shared import add_workspace, open_workspace
from app.i18n import N_, _, ngettext

_ELSEWHERE = {
    "versions": ("forms_versions", N_("which versions a workspace has, and how often")),
    "move": ("forms_versions", N_("move inspections to another version")),
    "preview": ("forms_preview", N_("show the form as inspectors see it, while it is edited")),
    "trace": ("forms_trace", N_("explain why a question shows or has its value")),
}
_DONE_BY = {"versions": "list_versions"}


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
    for action, (module, text) in _ELSEWHERE.items():
        parts = actions.add_parser(action, help=_(text))
        getattr(importlib.import_module(f"app.commands.{module}"), f"add_{action}")(parts)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked."""
    if arguments.action == "check":
        return max(_check(file) for file in arguments.file)
    if arguments.action == "convert":
        from app.forms.convert import convert_workbook

        missing: list[str] = []
        for written in convert_workbook(arguments.file, arguments.target, missing):
            print(written)
        for name in missing:
            print(
                _("The form names {name}, which is not beside the workbook.").format(name=name),
                file=sys.stderr,
            )
        return 0
    if arguments.action in _ELSEWHERE:
        module = importlib.import_module(f"app.commands.{_ELSEWHERE[arguments.action][0]}")
        name = _DONE_BY.get(arguments.action, arguments.action)
        return int(getattr(module, name)(arguments))
    return _take(arguments)


def _take(arguments: argparse.Namespace) -> int:
    from app.inspection.checklists import checklists, register
    from app.inspection.moving.actions import inspections_with, newest_version

    with open_workspace(arguments) as workspace:
        if _check(arguments.file):  # stricter than taking in what others have used already
            return 1
        form = register(workspace, arguments.file)
        for name in form.missing:
            print(
                _("The form names {name}, which is not beside the workbook.").format(name=name),
                file=sys.stderr,
            )
        with workspace.reading() as session:
            newest = newest_version(session, form.form_id)
            every = inspections_with(session, form.form_id)
            same = inspections_with(session, form.form_id, form_hash=form.hash)
            twins = [
                one
                for one in checklists(session)
                if (one.form_id, one.version) == (form.form_id, form.version)
            ]
    print(
        _("{title} {version} is in the workspace.").format(title=form.title, version=form.version)
    )
    if newest is not None and newest.hash != form.hash:
        print(
            _("New inspections go on beginning with version {version}: raise the number.").format(
                version=newest.version
            )
        )
    elif len(twins) > 1:
        print(
            _(
                "Another workbook here, or the same with other files, has the same version number: "
                "raise the number."
            )
        )
    if len(every) > len(same):
        print(
            ngettext(
                "{count} inspection has another version; see `chengjian forms move --dry-run`.",
                "{count} inspections have another version; see `chengjian forms move --dry-run`.",
                len(every) - len(same),
            ).format(count=len(every) - len(same))
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
