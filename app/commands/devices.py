"""``chengjian devices``: known devices; confirm one by its fingerprint, or revoke it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING
from uuid import UUID

from app.commands.shared import add_workspace, open_workspace
from app.errors import AppError
from app.i18n import N_, _

if TYPE_CHECKING:
    from app.exchange.trust import Known


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_workspace(parser)
    parser.add_argument(
        "action", choices=("list", "confirm", "revoke", "hub", "laptop"), nargs="?",
        default="list",
        help=_("list devices, confirm one or revoke it; count what one says as a hub's, or not"),
    )  # fmt: skip
    parser.add_argument("device", nargs="?", default="", help=_("first digits of the device"))
    parser.add_argument(
        "fingerprint", nargs="?", default="", help=_("fingerprint as its owner reads it aloud")
    )


def run(arguments: argparse.Namespace) -> int:
    """Decide if asked, then list."""
    from app.exchange.inbox.release import release
    from app.exchange.speaking import name, speaking
    from app.exchange.trust import confirm, devices, revoke

    reads = arguments.action == "list"
    with open_workspace(arguments, read_only=reads) as workspace:
        with workspace.reading() as session:
            known = devices(session)
        if not reads:
            one = _named(known, arguments.device)
        if arguments.action == "confirm":
            confirm(workspace, one, arguments.fingerprint, workspace.person)
            count = release(workspace, one)
            if count:
                print(_("{count} packages of it wait for merging now.").format(count=count))
        elif arguments.action == "revoke":
            revoke(workspace, one, workspace.person)
        elif arguments.action in ("hub", "laptop"):
            with workspace.sessions.begin() as session:
                name(workspace, session, one, speaks=arguments.action == "hub")
        with workspace.reading() as session:
            hubs = speaking(session)
            for found in devices(session):
                print(line(found, found.keys.device in hubs))
    return 0


def line(one: Known, speaks: bool = False) -> str:
    """Return one device as a line; ``speaks``: what only a hub may say counts from it."""
    states = {
        "own": _("this one"),
        "unknown": _("not confirmed"),
        "confirmed": _("confirmed"),
        "revoked": _("revoked"),
    }
    role = _("hub") if speaks or one.role == "hub" else _("device")
    text = f"{one.keys.device}  {one.keys.fingerprint}  {role}  {states[one.state]}"
    text += f"  {one.keys.name}" if one.keys.name else ""
    if one.before:
        before = ", ".join(one.before)
        text += "  " + _("was {before}").format(before=before)
    return text


def _named(known: list[Known], text: str) -> UUID:
    found = [one.keys.device for one in known if text and str(one.keys.device).startswith(text)]
    if len(found) != 1:
        raise AppError(N_("{count} devices begin with {text}."), count=len(found), text=text or "–")
    return found[0]
