"""``chengjian lists``: the problem lists and the sheets of buildings."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.commands.shared import Ticker, add_workspace, open_workspace
from app.i18n import _


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_workspace(parser)
    parser.add_argument("folder", type=Path, help=_("where the files go"))


def run(arguments: argparse.Namespace) -> int:
    """Write them and name the files."""
    from app.reports.output import write_all

    ticker = Ticker()
    with open_workspace(arguments) as workspace:
        files = write_all(workspace, arguments.folder, ticker)
    ticker.end()
    for file in files:
        print(file)
    return 0
