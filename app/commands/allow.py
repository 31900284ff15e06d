"""``chengjian allow``: what the campaign allows to save effort."""

from __future__ import annotations

import argparse

from app.commands.shared import add_workspace, open_workspace
from app.errors import AppError
from app.i18n import N_, _


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_workspace(parser)
    parser.add_argument(
        "--copy", default=None, help=_("parts and codes that may be copied, as A,-ZF-A20")
    )
    parser.add_argument(
        "--earlier",
        default=None,
        help=_("parts and codes that last campaign's answers may fill in, as A,ZF-C00"),
    )
    parser.add_argument(
        "--statement", default=None, help=_("parts and codes that a statement may close, as D,E")
    )


def run(arguments: argparse.Namespace) -> int:
    """Say what is allowed, after changing it if asked.

    Raises:
        AppError: A change is asked for where a hub leads; the window only shows it there, too.
    """
    from app.exchange.trust import hub, is_hub
    from app.inspection.effort.allowance import allow, allowance

    with open_workspace(arguments) as workspace:
        said = (arguments.copy, arguments.statement, arguments.earlier)
        if any(text is not None for text in said):
            with workspace.reading() as session:
                leader = hub(session)
            if leader is not None and not is_hub(workspace):
                raise AppError(
                    N_("The hub {name} says what is allowed; here it can only be read."),
                    name=leader.keys.name,
                )
            copy, statement, earlier = (None if text is None else text.split(",") for text in said)
            allow(
                workspace,
                copy=copy,
                statement=statement,
                earlier=earlier,
                person=arguments.person,
            )
        with workspace.reading() as session:
            found = allowance(session)
    print(_("Copied: {parts}").format(parts=", ".join(found.copy) or "–"))
    print(_("From the last campaign: {parts}").format(parts=", ".join(found.earlier) or "–"))
    print(_("By statement: {parts}").format(parts=", ".join(found.statement) or "–"))
    return 0
