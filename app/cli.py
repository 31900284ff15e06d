"""The command line: one parser, one module per command below `app.commands`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from app import __version__
from app.errors import AppError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 the user can mend it, 2 usage."""
    parser = argparse.ArgumentParser(prog="chengjian")
    parser.add_argument("--version", action="version", version=f"chengjian {__version__}")
    try:
        parser.parse_args(arguments)
    except AppError as error:
        print(error, file=sys.stderr)
        return 1
    return 0
