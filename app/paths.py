"""Where the program's own files and the user's folders are."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import platformdirs


@cache
def resources() -> Path:
    """Return the folder of resources, in a checkout and in the built program alike."""
    bundled = getattr(sys, "_MEIPASS", None)
    base = Path(bundled) if bundled else Path(__file__).resolve().parent.parent
    return base / "resources"


def resource(name: str) -> Path:
    """Return the path of one shipped file, such as ``checklists/housing.xlsx``."""
    return resources() / name


def user_data() -> Path:
    """Return the folder for workspaces that the user did not place elsewhere."""
    return Path(platformdirs.user_data_dir("chengjian", appauthor=False))


def user_cache() -> Path:
    """Return the folder for what can be made again, such as compiled forms."""
    return Path(platformdirs.user_cache_dir("chengjian", appauthor=False))


def user_log() -> Path:
    """Return the folder of log files."""
    return Path(platformdirs.user_log_dir("chengjian", appauthor=False))
