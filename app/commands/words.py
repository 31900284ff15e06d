"""Passphrases on the command line: asked for, or from a file; never as an argument."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from app.errors import AppError
from app.files import cannot_read
from app.i18n import N_, _


def add_passphrase(parser: argparse.ArgumentParser) -> None:
    """Add the argument: arguments show in the list of processes, so it names a file."""
    parser.add_argument(
        "--passphrase-file", type=Path, help=_("file whose first line is the passphrase")
    )


def passphrase(arguments: argparse.Namespace, *, new: bool = False) -> str:
    """Return the passphrase.

    Args:
        arguments: Of the command.
        new: Ask twice.

    Raises:
        AppError: There is none, or the two differ.
    """
    if arguments.passphrase_file is not None:
        try:
            lines = arguments.passphrase_file.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            cause = error if isinstance(error, OSError) else OSError(str(error))
            raise cannot_read(arguments.passphrase_file.name, cause) from error
        found = lines[0].strip() if lines else ""
    elif sys.stdin.isatty():
        found = getpass.getpass(_("Passphrase: "))
        if new and found != getpass.getpass(_("Once more: ")):
            raise AppError(N_("The two passphrases differ; nothing was done."))
    else:
        found = ""
    if not found:
        raise AppError(N_("A passphrase is needed; give it with --passphrase-file."))
    return found
