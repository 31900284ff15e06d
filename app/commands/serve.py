"""``chengjian serve``: an inbox over the network; what comes is taken in, receipts go back."""

from __future__ import annotations

import argparse
import signal
import time
from contextlib import suppress

from app.commands.shared import add_workspace, open_workspace
from app.commands.watching import Round, add_watching
from app.commands.words import add_passphrase, passphrase
from app.errors import AppError
from app.i18n import _


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_workspace(parser)
    parser.add_argument("--host", default="0.0.0.0", help=_("address to listen on"))
    parser.add_argument("--port", type=int, default=8443, help=_("port to listen on"))
    parser.add_argument(
        "--name", action="append", default=[], help=_("name or address for the certificate")
    )
    parser.add_argument(
        "--add-account", metavar="NAME", help=_("make an account, show its password once, end")
    )
    parser.add_argument("--remove-account", metavar="NAME", help=_("close an account, end"))
    parser.add_argument("--accounts", action="store_true", help=_("list the accounts, end"))
    add_watching(parser)
    add_passphrase(parser)


def run(arguments: argparse.Namespace) -> int:
    """Serve until stopped."""
    from app.exchange.serve import accounts as doors
    from app.exchange.serve.server import Inbox

    words = passphrase(arguments) if arguments.passphrase_file is not None else ""
    with open_workspace(arguments) as workspace:
        if arguments.add_account:
            password = doors.add_account(workspace.device, arguments.add_account)
            print(
                _("Password of {name}: {password}").format(
                    name=arguments.add_account, password=password
                )
            )
            return 0
        if arguments.remove_account:
            doors.remove_account(workspace.device, arguments.remove_account)
            return 0
        if arguments.accounts:
            for name in doors.accounts(workspace.device):
                print(name)
            return 0
        inbox = Inbox(workspace, arguments.host, arguments.port, arguments.name)
        # Started in the background, a shell has Ctrl+C ignored; services are ended by SIGTERM.
        for one_signal in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one_signal, signal.default_int_handler)
        with suppress(KeyboardInterrupt):
            try:
                words_of = _("Listening on port {port}. Fingerprint of the certificate:")
                one = Round(workspace, inbox.folders, merge=arguments.merge, words=words)
                print(words_of.format(port=inbox.port))
                print(f"  {inbox.fingerprint}", flush=True)
                while True:
                    try:
                        one.go()
                    except AppError as error:
                        print(error, flush=True)
                    time.sleep(arguments.every)
            finally:
                inbox.stop()
    return 0
