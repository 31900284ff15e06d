"""What the commands share that bring packages somewhere: destinations, passwords, sentences."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import TYPE_CHECKING

from app.errors import AppError
from app.i18n import N_, _

if TYPE_CHECKING:
    from app.exchange.receipts.taking import Told
    from app.exchange.roads.destination import Destination, Secrets
    from app.workspace import Workspace


def add_password(parser: argparse.ArgumentParser) -> None:
    """Add the ways in which a password is given; never as an argument, which others can see."""
    parser.add_argument(
        "--password-stdin", action="store_true", help=_("read the password from standard input")
    )
    parser.add_argument(
        "--keep-password", action="store_true", help=_("let the system's keyring keep it")
    )


def secrets_of(arguments: argparse.Namespace) -> Secrets:
    """Return what is asked for passwords: standard input, the keyring, then the person."""
    given: list[str] = []

    def asked(one: Destination) -> str:
        from app.exchange.roads.destination import keep_secret, kept_secret

        if not given:
            if arguments.password_stdin:
                given.append(sys.stdin.readline().rstrip("\r\n"))
            else:
                kept = kept_secret(one)
                if not kept and sys.stdin.isatty():
                    kept = getpass.getpass(_("Password for {name}: ").format(name=one.name))
                given.append(kept)
            if arguments.keep_password and given[0] and not keep_secret(one, given[0]):
                print(_("This system has no keyring; the password was not kept."), file=sys.stderr)
        return given[0]

    return asked


def options_of(pairs: list[str]) -> dict[str, str]:
    """Read ``key=value`` pairs.

    Raises:
        AppError: One is none.
    """
    found = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise AppError(N_("{text} is not of the form name=value."), text=pair)
        found[key] = value
    return found


def print_receipt(told: Told) -> None:
    """Say what a receipt told."""
    print(
        _(
            "Receipt {number} of {hub}: {merged} packages merged, {returned} records returned"
        ).format(
            number=told.number, hub=told.hub.hex[:8], merged=told.merged, returned=told.returned
        )
    )
    if not told.signed:
        print("  " + _("It is not signed: it shows states, but nothing is let go by it."))
    for number, reason in told.refused:
        print(
            "  " + _("Package {number} was refused: {reason}").format(number=number, reason=reason)
        )
    if told.missing:
        numbers = "、".join(map(str, told.missing))
        print("  " + _("Not arrived whole: {numbers}; send again.").format(numbers=numbers))
    if told.wanted:
        print("  " + _("{count} photos go again with the next package.").format(count=told.wanted))


def named_destination(workspace: Workspace, name: str) -> Destination:
    """Return a destination by name.

    Raises:
        AppError: There is none.
    """
    from app.exchange.roads.destination import destination

    with workspace.reading() as session:
        return destination(session, name)
