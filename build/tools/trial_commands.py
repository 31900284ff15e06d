"""Try the command line of the built program: each module, each command's help, what needs more."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tools import bundle, trial


def modules(folder: Path, place: Path) -> dict[str, Any]:
    """Import every module of the program and of others that any of them imports, even late."""
    names = imported_modules()
    _chengjian(folder, place, CHENGJIAN_SELFTEST_MODULES=" ".join(names))
    return {"name": "modules that can be imported", "count": len(names)}


def imported_modules() -> list[str]:
    """Return the program's modules and all of other libraries that they import, perhaps late."""
    found = set(bundle.app_modules())
    for name in tuple(found):
        file = bundle.ROOT / f"{name.replace('.', '/')}.py"
        found.update(
            bundle.imports_of(file if file.exists() else file.with_suffix("") / "__init__.py")
        )
    return sorted(name for name in found if name.split(".")[0] not in sys.stdlib_module_names)


def helped(folder: Path, place: Path) -> dict[str, Any]:
    """Ask each command for its help."""
    names = commands()
    for name in names:
        said = _chengjian(folder, place, name, "--help").stdout
        if f"chengjian {name}" not in said:
            raise trial.TrialError(f"{name} --help says {said!r}")
    return {"name": "commands that help", "count": len(names)}


def used(folder: Path, place: Path) -> dict[str, Any]:
    """Run what the demo does not: keys, backups, submissions, roads, the server of the inbox."""
    space, out = str(place / "demo" / "laptop-A"), place / "used"
    out.mkdir()
    home = {"HOME": str(out), "USERPROFILE": str(out), "LOCALAPPDATA": str(out)}
    words = out / "words.txt"
    words.write_text("seven dry boots by the river\n", encoding="utf-8")
    lines = [
        ["keys", "make", "--workspace", space, "--passphrase-file", str(words)],
        ["keys", "show", "--workspace", space],
        ["backup", "--workspace", space],
        ["backup", "--list", "--workspace", space],
        ["submission", "export", "--workspace", space, str(out / "submissions")],
        ["forms", "check", str(bundle.ROOT / "resources" / "checklists" / "housing.xlsx")],
        ["doctor", "--workspace", space],
        ["serve", "--workspace", space, "--add-account", "laptop"],
    ]
    for line in lines:
        _chengjian(folder, place, *line, **home)
    if not list((out / "submissions").rglob("*.xml")):
        raise trial.TrialError("submission export wrote nothing")
    _serves(folder, place, space, home)
    return {"name": "commands that were used", "count": len(lines) + 1}


def commands() -> list[str]:
    """Return the names in the table of commands, read from its source."""
    tree = ast.parse((bundle.ROOT / "app" / "cli.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Dict):
            continue
        if [ast.unparse(target) for target in node.targets] == ["COMMANDS"]:
            return [ast.literal_eval(key) for key in node.value.keys if key is not None]
    raise trial.TrialError("app/cli.py has no table of commands")


def _serves(folder: Path, place: Path, space: str, home: dict[str, str]) -> None:
    """Start the server of the inbox, wait until it says that it listens, and end it."""
    line = [_program(folder), "serve", "--workspace", space, "--host", "127.0.0.1", "--port", "0"]
    heard = place / "serve.txt"
    with heard.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [*trial.without_network(), *line],
            env=trial.environment(**home),
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    until = time.monotonic() + trial.SECONDS
    while heard.stat().st_size == 0 and process.poll() is None and time.monotonic() < until:
        time.sleep(0.1)
    ended = process.poll()
    process.terminate()
    process.wait(30)
    said = heard.read_text(encoding="utf-8")
    if ended is not None or not re.search("[0-9a-f]{64}", said):
        raise trial.TrialError(f"serve does not listen: {said!r}")


def _program(folder: Path) -> str:
    return str(folder / f"{bundle.NAME}{trial.SUFFIX}")


def _chengjian(
    folder: Path, place: Path, *arguments: str, **more: str
) -> subprocess.CompletedProcess[str]:
    return trial.run([_program(folder), *arguments], place, **more)
