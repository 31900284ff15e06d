"""What several commands share: arguments, opening the workspace, telling progress."""

from __future__ import annotations

import argparse
import getpass
import sys
import time
from pathlib import Path

from app.i18n import _
from app.workspace import Workspace

_SAY_AFTER_S = 0.6


def add_workspace(parser: argparse.ArgumentParser) -> None:
    """Add the folder of the workspace, and who is at it."""
    parser.add_argument(
        "--workspace", "-w", type=Path, default=Path(), help=_("folder of the workspace")
    )
    parser.add_argument("--person", default="", help=_("who is working; written into each change"))


def open_workspace(arguments: argparse.Namespace, *, read_only: bool = False) -> Workspace:
    """Open the workspace that the arguments name."""
    return Workspace.open(
        arguments.workspace, read_only=read_only, person=arguments.person or _login()
    )


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


class Ticker:
    """Progress on the terminal: one line, rewritten; silent for short work and for pipes."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._said = 0.0
        self._shown = False
        self._wanted = sys.stderr.isatty()

    def __call__(self, done: int, total: int, what: str = "") -> None:
        """See `app.progress.Progress`."""
        now = time.monotonic()
        if not self._wanted or now - self._begun < _SAY_AFTER_S or now - self._said < 0.1:
            return
        self._said, self._shown = now, True
        print(f"\r\x1b[K{what} {done}/{total or '?'}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the line clean."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
