"""The test command: quick checks side by side, then pytest."""

from __future__ import annotations

import os
import subprocess

from tools.environment import BIN, PYTHON, ROOT, clean_env, say

SUFFIX = ".exe" if os.name == "nt" else ""
_MOST = 7


def commands() -> dict[str, list[str]]:
    """Return the quick checks by name."""
    python = str(PYTHON)
    return {
        "ruff check": [python, "-m", "ruff", "check", "--quiet"],
        "ruff format": [python, "-m", "ruff", "format", "--check", "--quiet"],
        "mypy": [python, "-m", "mypy", "--no-error-summary"],
        "import-linter": [str(BIN / f"lint-imports{SUFFIX}")],
        "translations": [python, str(ROOT / "build" / "tools" / "translate.py"), "--check"],
    }


def quick() -> list[str]:
    """Run the quick checks at once, print what they found and return the names of the failed."""
    running = {
        name: subprocess.Popen(
            command,
            cwd=ROOT,
            env=clean_env(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        for name, command in commands().items()
    }
    failed = []
    for name, process in running.items():
        found, _ = process.communicate()
        say(f"{name}: {'ok' if process.returncode == 0 else 'FAILED'}")
        if process.returncode:
            failed.append(name)
            print(found, flush=True)
    return failed


def compile_tests() -> subprocess.Popen[bytes] | None:
    """Have all tests read, so that their bytecode lies there; None when they were read before.

    In a fresh clone mypy alone needs longer, so this costs no time, and pytest's processes need not
    compile everything each for itself. What is wrong with the tests pytest says later.
    """
    if (ROOT / ".mypy_cache").exists():
        return None
    return subprocess.Popen(
        [str(PYTHON), "-m", "pytest", "--collect-only", "-qq", "-p", "no:cacheprovider"],
        cwd=ROOT,
        env=clean_env(QT_QPA_PLATFORM="offscreen"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def spreading() -> list[str]:
    """Return how pytest spreads the tests over processes, a file of tests always in one.

    There is one process more than processors, as tests often wait for a disk or a window. Files
    come in the order of their folders: sorted by their number of tests, those with few and long
    ones came last.
    """
    processes = min(os.cpu_count() or 1, _MOST) + 1
    restarts = "--max-worker-restart=2"  # a test that kills its process is tried again with it
    return ["-n", str(processes), restarts, "--dist", "loadfile", "--no-loadscope-reorder"]


def run(arguments: list[str]) -> int:
    """Run all; the result is bad when any part is, and pytest has the last word.

    Args:
        arguments: Passed to pytest, which runs in several processes unless they say how many.
    """
    compiling = compile_tests()
    failed = quick()
    if compiling is not None:
        compiling.wait()
    spread = [] if {"-n", "-x", "--pdb"} & set(arguments) else spreading()
    # tests/conftest.py repeats the failed checks just above pytest's closing line.
    env = clean_env(QT_QPA_PLATFORM="offscreen", CHENGJIAN_FAILED_CHECKS=", ".join(failed))
    command = [str(PYTHON), "-m", "pytest", *spread, *arguments]
    code = subprocess.call(command, cwd=ROOT, env=env)
    return code or int(bool(failed))
