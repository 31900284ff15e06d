"""System libraries: which ones Qt needs, and how Debian and Ubuntu install them."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

# Read off the NEEDED entries of PySide6's QtCore, QtGui, QtWidgets, QtSvg, QtNetwork, QtTest and
# the offscreen platform, then tried in a bare Debian 12; what these packages pull in is not named.
OFFSCREEN = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libxkbcommon.so.0": "libxkbcommon0",
}
# The same for the xcb platform: a window on a screen.
WINDOW = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def missing(libraries: dict[str, str]) -> dict[str, str]:
    """Return those libraries that the loader does not find; nothing outside Linux."""
    if not sys.platform.startswith("linux"):
        return {}
    return {name: package for name, package in libraries.items() if not loads(name)}


def loads(name: str) -> bool:
    """Tell whether the loader finds one shared library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def advice(packages: list[str]) -> str:
    """Return the exact command that a person with the right to install packages should run."""
    if not shutil.which("apt-get"):
        return f"系统缺这些库，请装上。 Please install what holds these: {' '.join(packages)}"
    command = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    return f"系统缺几个库，请运行。 Please run:\n\n    sudo apt-get update && sudo {command}\n"


def install(packages: list[str], say: Callable[[str], None]) -> bool:
    """Install packages when this is Debian or Ubuntu and we are root; False when we may not."""
    if not packages or not shutil.which("apt-get") or os.name != "posix" or os.geteuid() != 0:
        return False
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    options = ("DPkg::Lock::Timeout=300", "Acquire::Retries=3", "Dpkg::Use-Pty=0")
    apt = ["apt-get", "-qq", *(part for option in options for part in ("-o", option))]
    wanted = [*apt, "install", "-y", "--no-install-recommends", *packages]
    say(f"装系统库 · apt-get install {' '.join(packages)}")
    fresh = any(Path("/var/lib/apt/lists").glob("*_Packages*"))
    for attempt in range(3):
        for step in [[*apt, "update"]] * bool(attempt or not fresh) + [wanted]:
            done = subprocess.run(step, env=env, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return True
        say(done.stdout + done.stderr)
    return False


def ensure_qt(say: Callable[[str], None], *, window: bool) -> str:
    """Install what Qt lacks here; return what a person should do about the rest, or nothing."""
    libraries = {**OFFSCREEN, **WINDOW} if window else OFFSCREEN
    lacking = missing(libraries)
    if not lacking:
        return ""
    if install(sorted(set(lacking.values())), say):
        lacking = missing(libraries)
    names = lacking.values() if shutil.which("apt-get") else lacking.keys()
    return advice(sorted(set(names))) if lacking else ""
