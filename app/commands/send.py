"""``chengjian send``: bring what has no receipt to a destination, by whatever road."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from app.commands.roads import (
    add_password,
    named_destination,
    options_of,
    print_receipt,
    secrets_of,
)
from app.commands.shared import Ticker, add_workspace, open_workspace
from app.commands.words import add_passphrase, passphrase
from app.i18n import _

if TYPE_CHECKING:
    from app.workspace import Workspace


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_workspace(parser)
    parser.add_argument("destination", nargs="?", help=_("name of a destination, or a folder"))
    parser.add_argument("--list", action="store_true", help=_("list the destinations"))
    parser.add_argument(
        "--url", help=_("keep this address under the name: a folder, https, sftp or s3")
    )
    parser.add_argument(
        "--option",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help=_("with --url: user, fingerprint, host_key, key_file, endpoint, region"),
    )
    parser.add_argument("--forget", action="store_true", help=_("forget the destination"))
    parser.add_argument(
        "--again", action="store_true", help=_("write a new package even if nothing is new")
    )
    parser.add_argument(
        "--all-photos", action="store_true", help=_("send photos again that went there before")
    )
    parser.add_argument("--volume-mb", type=int, default=64, help=_("most megabytes of one file"))
    add_password(parser)
    add_passphrase(parser)


def run(arguments: argparse.Namespace) -> int:
    """Keep, list or forget destinations, or send; 1 when a volume did not arrive."""
    from app.exchange.roads.destination import Destination, destinations, forget, keep

    with open_workspace(arguments) as workspace:
        if arguments.list:
            with workspace.reading() as session:
                for one in destinations(session):
                    print(f"{one.name}\t{one.shown}")
            return 0
        if not arguments.destination:
            print(_("Say where to: the name of a destination, or a folder."), file=sys.stderr)
            return 2
        if arguments.forget:
            with workspace.sessions.begin() as session:
                forget(session, arguments.destination)
            return 0
        if arguments.url:
            one = Destination(arguments.destination, arguments.url, options_of(arguments.option))
            with workspace.sessions.begin() as session:
                keep(session, one)
        return _send(arguments, workspace)


def _send(arguments: argparse.Namespace, workspace: Workspace) -> int:
    from functools import partial

    from app.exchange.package import export
    from app.exchange.sending import send

    one = named_destination(workspace, arguments.destination)
    secrets, ticker = secrets_of(arguments), Ticker()
    phrase = passphrase(arguments) if arguments.passphrase_file is not None else ""
    sent = send(
        workspace,
        one,
        secrets=secrets,
        again=arguments.again,
        all_photos=arguments.all_photos,
        volume_bytes=max(1, arguments.volume_mb) * 1_000_000,
        pack=partial(export, words=phrase) if phrase else export,
        progress=ticker,
    )
    ticker.end()
    for told in sent.receipts:
        print_receipt(told)
    for problem in sent.problems:
        print(problem)
    if not sent.numbers:
        print(_("Nothing is new since the last package; it waits for its receipt."))
        return 0
    speed = sent.bytes / 1e6 / max(sent.seconds, 0.001)
    print(
        _("{volumes} volumes of package {numbers} arrived, {size} MB, {speed} MB/s").format(
            volumes=sent.volumes,
            numbers="、".join(map(str, sent.numbers)),
            size=f"{sent.bytes / 1e6:.1f}",
            speed=f"{speed:.1f}",
        )
    )
    if sent.there:
        print(_("{count} volumes had arrived before.").format(count=sent.there))
    for package in sent.packages:
        for name in package.damaged:
            print(
                _("{name} is damaged on this disk and was left out; run doctor.").format(name=name)
            )
    return 0
