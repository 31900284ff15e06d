"""``chengjian window``: open the desktop window."""

from __future__ import annotations

import argparse
import gc
import os
from pathlib import Path

from app.i18n import _


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "folder", type=Path, nargs="?", help=_("workspace to open; otherwise the last one")
    )
    parser.add_argument(
        "--desk", choices=("field", "hub"), default="", help=_("field desk or hub desk")
    )
    parser.add_argument("--person", default="", help=_("who is working; written into each change"))


def run(arguments: argparse.Namespace) -> int:
    """Show the window until it is closed."""
    # Imports make no garbage, but its collector would look through them many times: a tenth of the
    # start. `app.ui.garbage` collects from then on.
    gc.disable()
    from app.ui.app import run as run_window  # Qt loads only for the window

    if mark := os.environ.get("CHENGJIAN_SELFTEST"):
        from app.ui.selftest import arm

        arm(mark)
    return run_window(arguments.folder, desk=arguments.desk, person=arguments.person)
