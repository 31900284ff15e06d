"""``chengjian verify``: verify one package without merging it."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.i18n import _


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("package", type=Path, help=_("package file"))


def run(arguments: argparse.Namespace) -> int:
    """Read every byte and every change of the package."""
    from app.exchange.bag_read import open_bag
    from app.exchange.change_stream import checked_changes
    from app.exchange.label import read_label

    with open_bag(arguments.package) as bag:
        label = read_label(bag)
        count = sum(1 for _change in checked_changes(bag, label))
    print(_("The package is intact."))
    rows = (
        (_("campaign"), str(label.campaign)),
        (_("device"), str(label.device)),
        (_("number"), str(label.number)),
        (_("changes"), str(count)),
        (_("photos"), str(len(label.photos))),
        (_("checklists"), str(len(label.forms))),
        (_("digest"), label.digest),
        (_("previous"), label.previous or "–"),
    )
    for name, value in rows:
        print(f"  {name}: {value}")
    return 0
