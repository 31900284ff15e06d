"""``chengjian lists``: the problem lists and the sheets of buildings."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.commands.shared import Ticker, add_workspace, open_workspace
from app.i18n import _
from app.progress import Progress, silent
from app.workspace import Workspace


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_workspace(parser)
    parser.add_argument("folder", type=Path, help=_("where the files go"))


def run(arguments: argparse.Namespace) -> int:
    """Write them and name the files."""
    ticker = Ticker()
    with open_workspace(arguments) as workspace:
        files = write_all(workspace, arguments.folder, ticker)
    ticker.end()
    for file in files:
        print(file)
    return 0


def write_all(workspace: Workspace, folder: Path, progress: Progress = silent) -> list[Path]:
    """Evaluate what is stale, then write every list."""
    from app.inspection.derive import derive
    from app.reports.lists import write_lists

    derive(workspace, progress=progress)
    with workspace.reading() as session:
        return write_lists(session, folder, progress=progress)
