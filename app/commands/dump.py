"""``chengjian dump``: projections and changes as JSON Lines, the same for the same data."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.commands.shared import add_workspace, open_workspace
from app.i18n import _


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_workspace(parser)
    parser.add_argument("folder", type=Path, help=_("where the files go"))


def run(arguments: argparse.Namespace) -> int:
    """Write the files and count their lines."""
    from app.models.log import dump

    with open_workspace(arguments, read_only=True) as workspace, workspace.reading() as session:
        counts = dump(session, arguments.folder)
    for name, count in sorted(counts.items()):
        print(f"{name}: {count}")
    return 0
