"""``chengjian bulk``: give one answer to several buildings, after a look at what it would do."""

from __future__ import annotations

import argparse

from app.commands.shared import Ticker, add_workspace, open_workspace
from app.errors import AppError
from app.i18n import N_, _

STATES = {
    "set": N_("is answered"),
    "same": N_("says so already"),
    "answered": N_("has another answer: {before}"),
    "not_asked": N_("is not asked there"),
    "invalid": N_("does not take this answer"),
    "disputed": N_("people disagree"),
}


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_workspace(parser)
    parser.add_argument("question", help=_("name of the question, such as ZF_A13"))
    parser.add_argument("answer", help=_("the answer's code or text"))
    parser.add_argument("places", nargs="+", help=_("buildings, names from the community down"))
    parser.add_argument("--overwrite", action="store_true", help=_("replace other answers, too"))
    parser.add_argument("--dry-run", action="store_true", help=_("only check, change nothing"))


def run(arguments: argparse.Namespace) -> int:
    """Look, and answer unless only asked to look."""
    from app.commands.script import find_place
    from app.inspection.checklists import definition, newest
    from app.inspection.effort.bulk import preview_bulk, set_bulk

    ticker = Ticker()
    with open_workspace(arguments) as workspace:
        with workspace.reading() as session:
            places = [find_place(session, one) for one in arguments.places]
            form = definition(workspace, newest(session, "building").hash)
        path = next((one.path for one in form.questions() if one.name == arguments.question), "")
        if not path:
            raise AppError(
                N_("The checklist has no question {question}"), question=arguments.question
            )
        if arguments.dry_run:
            lines = preview_bulk(workspace, places, path, arguments.answer, progress=ticker)
        else:
            lines = set_bulk(
                workspace,
                places,
                path,
                arguments.answer,
                person=arguments.person,
                overwrite=arguments.overwrite,
                progress=ticker,
            )
    ticker.end()
    for line in lines:
        print(f"{line.name}: {_(STATES[line.state]).format(before=line.before)}")
    if arguments.dry_run:
        print(_("Checked only; nothing was changed."))
    return 0
