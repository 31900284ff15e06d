"""The commands of ``dev.py``; each takes the remaining arguments and returns an exit code."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tools import checks, debian, environment, lock
from tools.environment import ROOT, clean_env, say


def call(*command: str, **env: str) -> int:
    """Run a command of the environment in the repository and return its exit code."""
    return subprocess.call([str(environment.PYTHON), *command], cwd=ROOT, env=clean_env(**env))


def has_display() -> bool:
    """Tell whether a window could be shown here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def need_qt(*, window: bool) -> None:
    """Install Qt's system libraries or stop with the command that does."""
    advice = debian.ensure_qt(say, window=window)
    if advice:
        raise environment.SetupError(advice)


def run(arguments: list[str]) -> int:
    """Open the window where there is a display, else run the demo; or any given command."""
    environment.ensure("run")
    if arguments:
        return call("-m", "app", *arguments)
    if has_display() and (ROOT / "app" / "commands" / "window.py").exists():
        need_qt(window=True)
        return call("-m", "app", "window")
    results = free_folder(ROOT / "out" / "demo")
    code = call("-m", "app", "demo", "--out", str(results))
    if code == 0:
        say(f"结果都在这里 · the results lie in {results}")
    return code


def free_folder(folder: Path) -> Path:
    """Return the folder, or the next numbered one that does not exist, so that nothing is lost."""
    number = 1
    found = folder
    while found.exists():
        number += 1
        found = folder.with_name(f"{folder.name}-{number}")
    return found


def test(arguments: list[str]) -> int:
    """Run every check, then pytest, whose closing line is the last thing printed."""
    environment.ensure("dev")
    need_qt(window=False)
    return checks.run(arguments)


def main_modules(folder: Path) -> list[str]:
    """Return the names of a folder's modules that can be run, in order."""
    return [
        file.stem
        for file in sorted(folder.glob("*.py"))
        if re.search(r"^def main\(", file.read_text(encoding="utf-8"), re.MULTILINE)
    ]


def run_modules(folder: Path, arguments: list[str], **env: str) -> int:
    """Run each module, or those named first, and pass the other arguments on.

    A module prints one JSON line per figure, says what a ratio is of, and fails when a trial did.
    """
    names = main_modules(folder)
    count = 0
    while count < len(arguments) and arguments[count] in names:
        count += 1
    if not names:
        raise environment.SetupError(f"{folder} 里没有可跑的。 Nothing to run there.")
    package = ".".join(folder.relative_to(ROOT).parts)
    worst = 0
    for name in arguments[:count] or names:
        say(f"{package}.{name}")
        module = ("-m", f"{package}.{name}")
        code = call(*module, *arguments[count:], QT_QPA_PLATFORM="offscreen", **env)
        worst = worst or code
    return worst


def bench(arguments: list[str]) -> int:
    """Measure: one JSON line per figure, ratios within one run."""
    environment.ensure("dev")
    need_qt(window=False)
    return run_modules(ROOT / "bench", arguments)


def prove(arguments: list[str]) -> int:
    """Run the long counted trials in full; the tests run a share of each."""
    environment.ensure("dev")
    return run_modules(ROOT / "tests" / "prove", arguments)


def outside(arguments: list[str]) -> int:
    """Run the cases that others wrote, from ``--cases DIR`` or the usual place."""
    environment.ensure("dev")
    env = {}
    if arguments[:1] == ["--cases"] and len(arguments) > 1:
        env["CHENGJIAN_OUTSIDE"] = str(Path(arguments[1]).resolve())
        arguments = arguments[2:]
    return call("-m", "tests.outside.report", *arguments, QT_QPA_PLATFORM="offscreen", **env)


def screens(arguments: list[str]) -> int:
    """Write a picture of every screen."""
    file = ROOT / "build" / "tools" / "screens.py"
    if not file.exists():
        raise environment.SetupError("还没有窗口。 There are no windows yet.")
    environment.ensure("dev")
    need_qt(window=False)
    return call(str(file), *arguments, QT_QPA_PLATFORM="offscreen", PYTHONPATH=str(ROOT))


def build(arguments: list[str]) -> int:
    """Build the desktop program into ``out/dist`` and try it."""
    environment.ensure("dev")
    # Libraries for a window on a screen are taken along, so they must be here.
    need_qt(window=True)
    return call(str(ROOT / "build" / "tools" / "build.py"), *arguments)


def translate(arguments: list[str]) -> int:
    """Extract the strings, fill in what is known and compile the catalogue."""
    environment.ensure("dev")
    return call(str(ROOT / "build" / "tools" / "translate.py"), *arguments)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": test,
    "bench": bench,
    "prove": prove,
    "outside": outside,
    "screens": screens,
    "build": build,
    "translate": translate,
    "lock": lock.run,
}
