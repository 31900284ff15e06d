"""``chengjian receipt``: write the hub's receipts to a road, or take one in on a laptop."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.commands.roads import add_password, named_destination, print_receipt, secrets_of
from app.commands.shared import add_workspace, open_workspace
from app.commands.words import add_passphrase, passphrase
from app.files import cannot_read
from app.i18n import _


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_workspace(parser)
    parser.add_argument(
        "target", help=_("destination or folder that the receipts go to; or a receipt to take in")
    )
    add_password(parser)
    add_passphrase(parser)


def run(arguments: argparse.Namespace) -> int:
    """Take in a file, or write what is new to tell."""
    from app.exchange.receipts.bringing import send_receipts
    from app.exchange.receipts.taking import take_receipt
    from app.exchange.roads.destination import open_road
    from app.inspection.review.returned import returned_records

    words = passphrase(arguments) if arguments.passphrase_file is not None else ""
    with open_workspace(arguments) as workspace:
        file = Path(arguments.target)
        if file.is_file():
            try:
                data = file.read_bytes()
            except OSError as error:
                raise cannot_read(file.name, error) from error
            print_receipt(take_receipt(workspace, data, file.name))
            return 0
        one = named_destination(workspace, arguments.target)
        road = open_road(one, secrets_of(arguments))
        names = send_receipts(workspace, road, review=returned_records, words=words)
        road.close()
    print(_("{count} receipts brought.").format(count=len(names)))
    for name in names:
        print(f"  {name}")
    return 0
