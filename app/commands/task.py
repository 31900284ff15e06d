"""``chengjian task``: make a task package at the hub, look at it and take it on a laptop."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from app.commands.shared import Ticker, add_workspace, open_workspace
from app.commands.words import add_passphrase, passphrase
from app.errors import AppError
from app.i18n import N_, _

if TYPE_CHECKING:
    from app.exchange.task.take import TaskPreview
    from app.workspace import Workspace


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_workspace(parser)
    add_passphrase(parser)
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    make = actions.add_parser("make", help=_("make a task package at the hub"))
    make.add_argument("folder", type=Path, nargs="?", help=_("where it goes; otherwise the outbox"))
    make.add_argument(
        "--community", action="append", default=[], help=_("code or name; all if none is given")
    )
    make.add_argument(
        "--device", default="", help=_("first digits of the laptop that alone opens it")
    )
    make.add_argument(
        "--destination", action="append", default=[], metavar="NAME=URL", help=_("where to send to")
    )
    make.add_argument(
        "--inspector", action="append", default=[], metavar="NAME[:NUMBER]",
        help=_("who inspects; only with --device"),
    )  # fmt: skip
    take = actions.add_parser("take", help=_("take a task package on a laptop"))
    take.add_argument("file", type=Path, help=_("package file"))
    take.add_argument(
        "--fingerprint", default="", help=_("the hub's, as somebody there reads it aloud")
    )
    take.add_argument("--preview", action="store_true", help=_("only say what it would do"))
    take.add_argument(
        "--other-hub", action="store_true", help=_("leave the hub that this laptop worked for")
    )
    take.add_argument("--device-name", default="", help=_("name of this laptop"))


def run(arguments: argparse.Namespace) -> int:
    """Make or take."""
    words = passphrase(arguments) if arguments.passphrase_file is not None else ""
    return _make(arguments, words) if arguments.action == "make" else _take(arguments, words)


def _make(arguments: argparse.Namespace, words: str) -> int:
    from app.exchange.roads.destination import Destination
    from app.exchange.task.make import make_task

    places = [one.partition("=") for one in arguments.destination]
    people = [one.partition(":") for one in arguments.inspector]
    ticker = Ticker()
    with open_workspace(arguments) as workspace:
        to = _device(workspace, arguments.device) if arguments.device else None
        made = make_task(
            workspace,
            arguments.folder or workspace.outbox,
            communities=arguments.community,
            to=to,
            destinations=[Destination(name, url) for name, _sign, url in places],
            people=[(name, number) for name, _sign, number in people],
            words=words,
            progress=ticker,
        )
    ticker.end()
    print(_("Task package {number}: {places} places, {forms} checklists").format(
        number=made.number, places=made.places, forms=made.forms))  # fmt: skip
    print(f"  {made.path}")
    print(_("Fingerprint: {fingerprint}").format(fingerprint=made.fingerprint))
    return 0


def _take(arguments: argparse.Namespace, words: str) -> int:
    from app.exchange.task.take import preview_task, take_task
    from app.inspection.checklists import keeper
    from app.inspection.returned_places import back_words, returned_places
    from app.workspace import Workspace
    from app.workspace_folder import DATABASE

    if not (arguments.workspace / DATABASE).exists():
        Workspace.create(arguments.workspace, device_name=arguments.device_name).close()
    ticker = Ticker()
    with open_workspace(arguments) as workspace:
        if arguments.preview:
            shown = preview_task(workspace, arguments.file, words=words, progress=ticker)
        else:
            shown = take_task(
                workspace,
                arguments.file,
                keep_form=keeper(workspace),
                fingerprint=arguments.fingerprint,
                other_hub=arguments.other_hub,
                words=words,
                progress=ticker,
            )
        with workspace.reading() as session:
            back = len(returned_places(session))
    ticker.end()
    _show(shown)
    if not arguments.preview:
        print(_("This laptop is ready to inspect."))
        if back:
            print(back_words(back))
    return 0


def _show(shown: TaskPreview) -> None:
    from app.inspection.roster.words import word

    print(f"{shown.campaign_name}  {shown.campaign}")
    state = _("compared before") if shown.known else _("compare it by telephone")
    print(
        _("Hub {name}, fingerprint {fingerprint} ({state})").format(
            name=shown.hub.name, fingerprint=shown.hub.fingerprint, state=state
        )
    )
    for level, count in shown.places.items():
        print(f"  {word('level', level)} {count}")
    print(_("  {count} checklists").format(count=shown.forms))
    if shown.rehearsal:
        print(_("  rehearsal: everything printed is marked"))
    for one in shown.destinations:
        print(f"  {one.name}: {one.shown}")
    for name, number in shown.people:
        print(f"  {name} {number}".rstrip())
    if shown.adoption is not None:
        print(
            _(
                "What was begun here moves over: {matched} places by their codes, {added} added, "
                "{inspections} records"
            ).format(
                matched=shown.adoption.matched,
                added=shown.adoption.added,
                inspections=shown.adoption.inspections,
            )
        )


def _device(workspace: Workspace, text: str) -> UUID:
    from app.exchange.trust import devices

    with workspace.reading() as session:
        found = [one.keys.device for one in devices(session)]
    hits = [one for one in found if str(one).startswith(text)]
    if len(hits) != 1:
        raise AppError(N_("{count} devices begin with {text}."), count=len(hits), text=text)
    return hits[0]
