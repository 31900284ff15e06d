"""``chengjian forms preview``: a window that shows a workbook as inspectors will see it."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.i18n import _


def add_preview(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("file", type=Path, help=_("workbook; read again whenever it is saved"))
    parser.add_argument(
        "--theme", choices=("system", "light", "dark"), default="", help=_("look of the window")
    )


def preview(arguments: argparse.Namespace) -> int:
    """Show the window until it is closed."""
    from app.ui.preview.start import run  # Qt loads only for the window

    return run(arguments.file, look=arguments.theme)
