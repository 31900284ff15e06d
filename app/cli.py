"""The command line: one parser, one module per command below `app.commands`.

A command module offers ``add(parser)`` (its arguments) and ``run(arguments) -> int``. Modules are
imported only when their command is used, so that ``chengjian --help`` starts at once.
"""

from __future__ import annotations

import argparse
import importlib
import io
import logging
import os
import sys
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from app import __version__
from app.errors import AppError, Cancelled
from app.i18n import LANGUAGES, N_, _, set_language
from app.paths import user_log
from app.private_text import redacted

COMMANDS = {
    "window": N_("Open the desktop window"),
    "demo": N_("Run the whole road on the sample city: two laptops, packages, merge, lists"),
    "init": N_("Make a workspace folder"),
    "roster": N_("Import or export the roster of places"),
    "forms": N_("Check a checklist workbook or add it to a workspace"),
    "export": N_("Write the next package"),
    "send": N_("Bring what has no receipt to a stick, a share, a server"),
    "receive": N_("Verify packages and merge them"),
    "serve": N_("Offer an inbox over the network, one account for each laptop"),
    "receipt": N_("Write the hub's receipts, or take one in"),
    "gaps": N_("List what is missing at the hub"),
    "purge": N_("Let photos go that the hub has"),
    "submission": N_("Write or take in submissions of ODK and KoboToolbox"),
    "people": N_("Choose who inspects today, list who has worked here"),
    "copy": N_("Fill a building with what its neighbour has in common"),
    "statement": N_("Close a part of a checklist by a statement"),
    "bulk": N_("Give one answer to several buildings"),
    "undo": N_("Take back what was done last, or do it again"),
    "revisits": N_("List where to go again"),
    "recall": N_("Take over what an earlier round found, and look again"),
    "allow": N_("Say what the campaign allows to save effort"),
    "photos": N_("Export copies of photos, or look for doubtful ones"),
    "lists": N_("Write the problem lists and the sheets of buildings"),
    "filing": N_("Write the data for others: workbooks, CSV, their own templates"),
    "verify": N_("Verify a package or a workspace: signatures, batches, digests"),
    "keys": N_("Show this device's fingerprint, make keys or the hub's recovery key"),
    "devices": N_("List known devices, confirm or revoke one"),
    "task": N_("Make a task package at the hub, take it on a laptop"),
    "conflicts": N_("Show conflicts, waiting fields and contested records"),
    "dump": N_("Write projections and changes as JSON Lines"),
    "backup": N_("Make a backup, here or sealed in a second place"),
    "restore": N_("Put a backup back"),
    "doctor": N_("Look for damage in a workspace"),
}


class _Parser(argparse.ArgumentParser):
    """A parser that speaks the user's language where argparse would not."""

    def error(self, message: str) -> None:  # type: ignore[override]
        self.print_usage(sys.stderr)
        print(_("Usage: {message}").format(message=message), file=sys.stderr)
        raise SystemExit(2)


def _parser(command: str | None, *, alone: bool = False) -> argparse.ArgumentParser:
    """Make the parser.

    Args:
        command: The one whose arguments are wanted.
        alone: Leave the others out; nobody asks for the list of them.
    """
    parser = _Parser(
        prog="chengjian", description=_("Field inspection for the urban physical examination")
    )
    parser.add_argument("--version", action="version", version=f"chengjian {__version__}")
    parser.add_argument("--language", choices=LANGUAGES, help=_("language of messages"))
    parser.add_argument("--debug", action="store_true", help=_("show the traceback of an error"))
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in (command,) if alone and command else COMMANDS:
        text = COMMANDS[name]
        child = commands.add_parser(name, help=_(text), description=_(text))
        if name == command:
            importlib.import_module(f"app.commands.{name}").add(child)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        0 when done, 1 when the user can mend what went wrong (the message says how), 2 for wrong
        usage, 70 for a mistake of the program, 130 when stopped by the user, 141 when
        nobody reads on.
    """
    for stream in (sys.stdout, sys.stderr):
        # An old console may lack the characters; a mark in their place is better than no word.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    if "--language" in given[:-1]:
        set_language(given[given.index("--language") + 1])
    command = next((word for word in given if word in COMMANDS), None)
    try:
        parsed = _parser(command, alone=given[:1] == [command]).parse_args(given)
    except SystemExit as stop:
        return int(stop.code or 0)
    logging.basicConfig(level=logging.WARNING)
    # Not the root: libraries of servers write requests with their accounts and signatures.
    logging.getLogger("app").setLevel(logging.DEBUG if parsed.debug else logging.WARNING)
    try:
        return int(importlib.import_module(f"app.commands.{parsed.command}").run(parsed))
    except AppError as error:
        print(_trace() if parsed.debug else error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        # ``chengjian … | head``: whoever read has enough. What is left must not be written at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except (Cancelled, KeyboardInterrupt):
        print(_("Stopped; nothing was changed by the interrupted step."), file=sys.stderr)
        return 130
    except Exception:
        if parsed.debug:
            print(_trace(), file=sys.stderr)
            return 70
        print(_("The program made a mistake; what you did is safe."), file=sys.stderr)
        print(
            _("Please send this file to whoever looks after the program: {file}").format(
                file=_log()
            ),
            file=sys.stderr,
        )
        return 70


def _trace() -> str:
    """Return the traceback of the error at hand: whom it is sent to need not know passwords."""
    return redacted(traceback.format_exc()).rstrip()


def _log() -> Path:
    """Append the traceback of the mistake to the log file; returns the file."""
    folder = user_log()
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "mistakes.log"
    with file.open("a", encoding="utf-8") as out:
        out.write(f"{datetime.now(UTC).isoformat()} chengjian {__version__} {sys.argv[1:2]}\n")
        out.write(_trace() + "\n")
    return file
