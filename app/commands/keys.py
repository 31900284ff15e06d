"""``chengjian keys``: this device's keys and fingerprint; the hub's recovery key."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.commands.shared import add_workspace, open_workspace
from app.commands.words import add_passphrase, passphrase
from app.i18n import _


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_workspace(parser)
    parser.add_argument(
        "action",
        choices=("show", "make", "recovery"),
        help=_("show the fingerprint, make keys, or make the recovery key of a hub"),
    )
    parser.add_argument("--to", type=Path, help=_("file for the recovery key; otherwise printed"))
    parser.add_argument(
        "--anew", action="store_true", help=_("make another recovery key in place of the old one")
    )
    add_passphrase(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do it and show the fingerprint."""
    from app.exchange.recovery import make_recovery, write_recovery
    from app.exchange.trust import device, own_keys
    from app.keys import where

    words = passphrase(arguments) if arguments.passphrase_file is not None else ""
    with open_workspace(arguments, read_only=arguments.action == "show") as workspace:
        if arguments.action == "recovery":
            words = passphrase(arguments, new=True) if arguments.to is not None else ""
            secret = make_recovery(workspace, anew=arguments.anew)
            if arguments.to is not None:
                write_recovery(secret, arguments.to, words)
                print(arguments.to)
            else:
                print(_("Write this down or print it; it is kept nowhere else:"))
                print(f"  {secret}")
            return 0
        if arguments.action == "make":
            own_keys(workspace, words)
        with workspace.reading() as session:
            found = device(session, workspace.device)
        if found is None:
            print(_("This device has no keys yet."))
            return 1
        print(_("Device: {name} {device}").format(name=found.keys.name, device=found.keys.device))
        print(_("Fingerprint: {fingerprint}").format(fingerprint=found.keys.fingerprint))
        places = {"keyring": _("in the system's keyring"), "file": _("under a passphrase")}
        print(places.get(where(workspace.device), _("The secret keys are not on this machine.")))
    return 0
