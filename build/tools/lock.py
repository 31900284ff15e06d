"""Compile the requirements for all platforms, hashed, naming no package host."""

from __future__ import annotations

import shutil
import subprocess

from tools.environment import BIN, ROOT, SetupError, clean_env, say


def run(arguments: list[str]) -> int:
    """Compile ``run.in`` and ``dev.in``; ``--upgrade`` and uv's other options are passed on."""
    uv = shutil.which("uv") or shutil.which("uv", path=str(BIN))
    if uv is None:
        raise SetupError("要 uv：pip install uv。 This needs uv.")
    options = ["--universal", "--generate-hashes", "--python-version", "3.11", "--no-header"]
    options += ["--no-emit-index-url", "--no-emit-find-links", "--quiet"]
    for name in ("run", "dev"):
        target = ROOT / "requirements" / f"{name}.txt"
        files = [f"requirements/{name}.in", "-o", f"requirements/{name}.txt"]
        command = [uv, "pip", "compile", *options, *arguments, *files]
        if subprocess.call(command, cwd=ROOT, env=clean_env()):
            return 1
        lines = target.read_text(encoding="utf-8").splitlines(keepends=True)
        hosts = ("--index-url", "--extra-index-url", "--find-links", "--trusted-host")
        kept = [line for line in lines if not line.startswith(hosts)]
        target.write_text("".join(kept), encoding="utf-8", newline="\n")
        if any("://" in line for line in kept):
            raise SetupError(f"requirements/{name}.txt 里有下载地址。 It names a host.")
        say(f"requirements/{name}.txt")
    return 0
