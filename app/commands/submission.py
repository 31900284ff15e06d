"""``chengjian submission``: inspections as ODK submissions, out and in."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.shared import Ticker, add_workspace, open_workspace
from app.errors import AppError
from app.i18n import N_, _

if TYPE_CHECKING:
    from app.inspection.submission.listing import Outcome, Taken

_PASSWORD = "CHENGJIAN_KEY_PASSWORD"


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    give = actions.add_parser("export", help=_("write inspections as ODK submissions"))
    add_workspace(give)
    give.add_argument("folder", type=Path, help=_("where a folder for each submission goes"))
    give.add_argument(
        "--place", action="append", default=[], help=_("only this place, by code or name")
    )
    give.add_argument("--all", action="store_true", help=_("also inspections that are unfinished"))
    give.add_argument(
        "--encrypt", action="store_true", help=_("encrypt with the public key of the form")
    )
    give.add_argument(
        "--sensitive", action="store_true", help=_("sensitive answers too, though not encrypted")
    )
    take = actions.add_parser("import", help=_("take in ODK and KoboToolbox submissions"))
    add_workspace(take)
    take.add_argument("path", type=Path, nargs="+", help=_("XML, folder, ZIP, CSV or Excel file"))
    take.add_argument("--dry-run", action="store_true", help=_("only check, change nothing"))
    take.add_argument(
        "--key",
        type=Path,
        help=_("private key (PEM) of encrypted submissions; its password in {name}").format(
            name=_PASSWORD
        ),
    )
    take.add_argument("--form", default="", help=_("form, or form@version, that they belong to"))
    take.add_argument(
        "--place-column", default="", help=_("column or question that names the place")
    )
    take.add_argument(
        "--assign",
        action="append",
        default=[],
        metavar="ID=CODE",
        help=_("place of one submission, by its instanceID"),
    )
    take.add_argument(
        "--without-media", action="store_true", help=_("take answers whose files are missing")
    )


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; 1 when something was left out."""
    return _export(arguments) if arguments.action == "export" else _import(arguments)


def _export(arguments: argparse.Namespace) -> int:
    from app.inspection.submission.export import choose, export_submissions

    ticker = Ticker()
    with open_workspace(arguments) as workspace:
        with workspace.reading() as session:
            chosen = choose(session, arguments.place, unfinished=arguments.all)
        done = export_submissions(
            workspace,
            arguments.folder,
            chosen,
            encrypt=arguments.encrypt,
            sensitive=arguments.sensitive,
            person=arguments.person,
            progress=ticker,
        )
    ticker.end()
    print(
        _("{count} submissions, {changed} of them new, {files} files: {folder}").format(
            count=len(done.folders),
            changed=done.changed,
            files=done.files,
            folder=arguments.folder,
        )
    )
    if not done.folders and not arguments.all:
        print(_("No inspection is finished; --all takes unfinished ones too."))
    if done.withheld:
        print(
            _(
                "{count} sensitive answers were left out; --encrypt or --sensitive takes them."
            ).format(count=done.withheld)
        )
    for name in done.missing:
        print(_("The file {name} is not here; it was left out.").format(name=name), file=sys.stderr)
    return 1 if done.missing else 0


def _import(arguments: argparse.Namespace) -> int:
    from app.inspection.derive import derive
    from app.inspection.submission.listing import REFUSED, import_submissions

    assigned = {}
    for text in arguments.assign:
        ident, equals, code = text.partition("=")
        if not (ident and equals and code):
            raise AppError(N_("“{text}” is not written as ID=CODE"), text=text)
        assigned[ident] = code
    ticker = Ticker()
    with open_workspace(arguments) as workspace:
        taken = import_submissions(
            workspace,
            arguments.path,
            key=arguments.key,
            password=os.environ.get(_PASSWORD, ""),
            form=arguments.form,
            place_column=arguments.place_column,
            assigned=assigned,
            without_media=arguments.without_media,
            dry_run=arguments.dry_run,
            person=arguments.person,
            progress=ticker,
        )
        if not arguments.dry_run:
            derive(workspace, progress=ticker)
    ticker.end()
    _tell(taken, arguments.dry_run)
    bad = taken.count(REFUSED) or any(trouble.serious for trouble in taken.troubles)
    return 1 if bad else 0


def _tell(taken: Taken, dry_run: bool) -> None:
    from app.inspection.submission.listing import ADDED, KNOWN, NEW, REFUSED

    if dry_run:
        for outcome in taken.outcomes:
            print(_line(outcome))
    for trouble in taken.troubles:
        print(f"  {trouble}", file=sys.stderr if trouble.serious else sys.stdout)
    print(
        _("{new} new inspections, {added} added to, {known} known, {refused} left out").format(
            new=taken.count(NEW),
            added=taken.count(ADDED),
            known=taken.count(KNOWN),
            refused=taken.count(REFUSED),
        )
    )
    conflicts = sum(outcome.conflicts for outcome in taken.outcomes)
    if conflicts:
        print(_("{count} answers contradict what is here; decide them.").format(count=conflicts))
    if dry_run:
        print(_("Checked only; nothing was changed."))


def _line(outcome: Outcome) -> str:
    words = {
        "new": _("new inspection"),
        "added": _("added to an inspection"),
        "known": _("known, nothing new"),
        "refused": _("left out"),
    }
    place = outcome.place or "–"
    row = f" {AppError(N_('row {row}'), row=outcome.row)}" if outcome.row else ""
    text = f"{outcome.file}{row}: {place}: {words[outcome.state]}"
    if outcome.state in ("new", "added"):
        text += _(
            " ({answers} answers, {replaced} replaced, {conflicts} contradict, {photos} files)"
        ).format(
            answers=outcome.answers,
            replaced=outcome.replaced,
            conflicts=outcome.conflicts,
            photos=outcome.photos,
        )
    return text
