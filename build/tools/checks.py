"""The test command: quick checks side by side, then pytest."""

from __future__ import annotations

import os
import subprocess

from tools.environment import BIN, PYTHON, ROOT, clean_env, say

SUFFIX = ".exe" if os.name == "nt" else ""


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


def run(arguments: list[str]) -> int:
    """Run all; the result is bad when any part is, and pytest has the last word.

    Args:
        arguments: Passed to pytest; without any, the whole suite runs on two processes.
    """
    compiling = compile_tests()
    failed = quick()
    if compiling is not None:
        compiling.wait()
    spread = [] if {"-n", "-x", "--pdb"} & set(arguments) else ["-n", "2", "--dist", "loadfile"]
    # tests/conftest.py repeats the failed checks just above pytest's closing line.
    env = clean_env(QT_QPA_PLATFORM="offscreen", CHENGJIAN_FAILED_CHECKS=", ".join(failed))
    command = [str(PYTHON), "-m", "pytest", *spread, *arguments]
    code = subprocess.call(command, cwd=ROOT, env=env)
    return code or int(bool(failed))
