"""Try the built program as a stranger's machine would: empty environment, no network, no Python."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tools import bundle, qt_parts, trial_commands

WARM_STARTS = 5
SECONDS = 300
_BARE = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])
window = QMainWindow()
window.resize(1366, 768)
window.show()
QTimer.singleShot(0, application.quit)
application.exec()
"""
SUFFIX = ".exe" if os.name == "nt" else ""


class TrialError(Exception):
    """The built program does not do what it must; the text says what."""


def figures(folder: Path) -> list[dict[str, Any]]:
    """Try everything and return what was measured, one row a figure.

    Args:
        folder: The built program.

    Raises:
        TrialError: Something is missing, superfluous or fails.
    """
    _parts(folder)
    rows = [_size(folder)]
    with tempfile.TemporaryDirectory(prefix="chengjian-trial-") as raw:
        place = Path(raw)
        rows.append(_demo(folder, place))
        rows.append(trial_commands.modules(folder, place))
        rows.append(trial_commands.helped(folder, place))
        rows.append(trial_commands.used(folder, place))
        rows += _starts("command line", lambda: _command_line(folder, place), folder)
        bare = statistics.median(_bare_window(place) for _count in range(WARM_STARTS))
        rows += _starts("window, first steps", lambda: _window(folder, place), folder)
        sample = str(place / "demo" / "laptop-A")
        desk = [sample, "--desk", "field"]
        rows += _starts("window, field desk", lambda: _window(folder, place, *desk), folder)
        for row in rows[-2:]:
            row["bare_ms"] = round(bare * 1000)
            row["times_bare"] = round(row["warm_ms"] / row["bare_ms"], 1)
    return rows


def _parts(folder: Path) -> None:
    inner = folder / "_internal"
    surplus = qt_parts.unneeded(inner)
    if surplus:
        raise TrialError("of Qt, but not needed: " + ", ".join(surplus))
    lacking = qt_parts.missing(inner)
    if lacking:
        raise TrialError("plugins are missing: " + ", ".join(lacking))
    unresolved = _unresolved(inner)
    if unresolved:
        raise TrialError("libraries are missing: " + ", ".join(unresolved))


def _unresolved(inner: Path) -> list[str]:
    """Return libraries that plugins of Qt need and neither the program nor the system has."""
    if not shutil.which("ldd"):
        return []
    found = set()
    for plugin in inner.rglob("plugins/*/*.so"):
        told = subprocess.run(
            ["ldd", str(plugin)],
            capture_output=True,
            text=True,
            env={"LD_LIBRARY_PATH": str(inner), "LC_ALL": "C"},
            check=False,
        )
        lines = told.stdout.splitlines()
        found.update(line.split()[0] for line in lines if line.endswith("not found"))
    return sorted(found)


def _size(folder: Path) -> dict[str, Any]:
    files = [file for file in folder.rglob("*") if file.is_file() and not file.is_symlink()]
    qt = sum(file.stat().st_size for file in files if "PySide6" in file.parts)
    return {
        "name": "built program",
        "megabytes": round(sum(file.stat().st_size for file in files) / 1e6, 1),
        "qt_megabytes": round(qt / 1e6, 1),
        "files": len(files),
    }


def environment(**more: str) -> dict[str, str]:
    """Return an environment with nothing in it but what is given and Windows cannot do without."""
    kept = ("SYSTEMROOT", "USERPROFILE", "LOCALAPPDATA", "APPDATA") if os.name == "nt" else ()
    return {**{name: os.environ[name] for name in kept if name in os.environ}, **more}


def run(command: list[str], place: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a program with an empty environment and, where Linux allows, without any network."""
    done = subprocess.run(
        [*without_network(), *command],
        cwd=place,
        env=environment(**more),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=SECONDS,
        check=False,
    )
    if done.returncode:
        said = (done.stdout + done.stderr)[-3000:]
        raise TrialError(f"{Path(command[0]).name} ended with {done.returncode}:\n{said}")
    return done


def without_network() -> list[str]:
    """Return a prefix that takes the network away, or nothing where that is not possible."""
    unshare = shutil.which("unshare")
    if unshare is None or not sys.platform.startswith("linux"):
        return []
    prefix = [unshare, "--map-root-user", "--net"]
    works = subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0
    return prefix if works else []


def _demo(folder: Path, place: Path) -> dict[str, Any]:
    out = place / "demo"
    begun = time.perf_counter()
    run([str(folder / f"{bundle.NAME}{SUFFIX}"), "demo", "--out", str(out)], place)
    seconds = time.perf_counter() - begun
    counts = {
        "workbooks": len(list((out / "lists").glob("*.xlsx"))),
        "sheets": len(list((out / "lists").rglob("*.pdf"))),
        "packages": len(list((out / "stick").glob("*.zip"))),
        "workspaces": len(list(out.glob("*/chengjian.sqlite"))),
    }
    # Two laptops, two orders of merging; the lists of the main job and a sheet a place.
    least = {"workbooks": 5, "sheets": 10, "packages": 2, "workspaces": 4}
    few = {name: counts[name] for name, count in least.items() if counts[name] < count}
    if few:
        raise TrialError(f"the demo wrote too little: {few}")
    network = "off" if without_network() else "not cut off by this trial"
    return {"name": "demo", "seconds": round(seconds, 1), **counts, "network": network}


def _command_line(folder: Path, place: Path) -> float:
    begun = time.perf_counter()
    done = run([str(folder / f"{bundle.NAME}{SUFFIX}"), "--version"], place)
    seconds = time.perf_counter() - begun
    if bundle.version() not in done.stdout:
        raise TrialError(f"--version says {done.stdout!r}")
    return seconds


def _window(folder: Path, place: Path, *arguments: str) -> float:
    """Start the window program until its window can be used; it ends by itself after that.

    The user's folder is a new one each time, so that the first steps are shown and nobody's
    settings are read or changed.
    """
    home = Path(tempfile.mkdtemp(prefix="home-", dir=place))
    mark = home / "usable"
    names = ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA")
    more = dict.fromkeys(names if os.name == "nt" else names[:1], str(home))
    begun = time.time()
    done = run(
        [str(folder / f"{bundle.NAME}-window{SUFFIX}"), *arguments],
        place,
        QT_QPA_PLATFORM="offscreen",
        LANG="C.UTF-8",  # every desktop has one; Qt complains without
        CHENGJIAN_SELFTEST=str(mark),
        **more,
    )
    said = done.stdout + done.stderr
    if not mark.exists() or said.strip():
        raise TrialError(f"the window could not be used, or complained:\n{said[-3000:]}")
    seen = json.loads(mark.read_text(encoding="utf-8"))
    if seen["libraries"]:
        raise TrialError(f"programs that it opens would load our libraries: {seen}")
    if (seen["window"] == "Shell") != bool(arguments):
        raise TrialError(f"another window than expected: {seen}")
    return mark.stat().st_mtime - begun


def _bare_window(place: Path) -> float:
    """Start an empty window of PySide6 with the Python that builds: what no program can beat."""
    begun = time.perf_counter()
    run([sys.executable, "-c", _BARE], place, QT_QPA_PLATFORM="offscreen", LANG="C.UTF-8")
    return time.perf_counter() - begun


def _starts(name: str, start: Callable[[], float], folder: Path) -> list[dict[str, Any]]:
    cold = start() if _forget(folder) else None
    warm = [start() for _count in range(WARM_STARTS)]
    row = {"name": f"start of the {name}", "warm_ms": round(statistics.median(warm) * 1000)}
    return [row | ({} if cold is None else {"cold_ms": round(cold * 1000)})]


def _forget(folder: Path) -> bool:
    """Take the program's files out of the system's cache, so that the next start reads the disk."""
    advise = getattr(os, "posix_fadvise", None)
    if advise is None:
        return False
    for file in folder.rglob("*"):
        if file.is_file() and not file.is_symlink():
            handle = os.open(file, os.O_RDONLY)
            try:
                os.fdatasync(handle)
                advise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(handle)
    return True
