"""``dev.py screens --out DIR``: a picture of every screen and main state, with the sample city."""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

SIZES = {"1366": (1366, 768), "1920": (1920, 1080), "1093": (1093, 614), "683": (683, 384)}
"""The third and fourth are what 1366×768 leaves at 125 % and at 200 %."""


def main() -> int:
    """Take the pictures; 1 when a scene failed."""
    parser = argparse.ArgumentParser(prog="dev.py screens", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=[], help="names of scenes or their beginnings")
    parser.add_argument("--size", choices=list(SIZES), nargs="*", default=["1366", "1920"])
    parser.add_argument("--mode", choices=("light", "dark"), nargs="*", default=["light", "dark"])
    parser.add_argument("--language", choices=("zh_CN", "en"), nargs="*", default=["zh_CN", "en"])
    parser.add_argument("--fresh", action="store_true", help="make the sample afresh")
    arguments = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    out = arguments.out.resolve()
    samples = sample_city(fresh=arguments.fresh)
    with tempfile.TemporaryDirectory(prefix="chengjian-home-") as home:
        at_home(Path(home))
        from app.ui.screens import render

        begun, started = time.monotonic(), time.time()
        failed = render(
            out,
            samples,
            sizes=[SIZES[name] for name in arguments.size],
            modes=arguments.mode,
            languages=arguments.language,
            only=arguments.only,
            tell=lambda line: print(line, file=sys.stderr, flush=True),
        )
    for name, trace in failed.items():
        print(f"FAILED {name}\n{trace}", file=sys.stderr)
    count = sum(file.stat().st_mtime >= started for file in out.glob("*.png"))
    print(f"{count} pictures in {out}, {time.monotonic() - begun:.0f} s, {len(failed)} failed")
    return int(bool(failed))


def sample_city(*, fresh: bool) -> Path:
    """Return the folder of a finished demo, made once for each state of what it is made from."""
    digest = hashlib.sha256()
    for folder in ("resources/sample", "resources/checklists", "app/models/migrations"):
        for file in sorted((ROOT / folder).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(file.read_bytes())
    folder = Path(tempfile.gettempdir()) / f"chengjian-screens-{digest.hexdigest()[:16]}"
    if fresh or not (folder / "lists").exists():
        command = [sys.executable, "-m", "app", "demo", "--out", str(folder)]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=sys.stderr)
    return folder


def at_home(folder: Path) -> None:
    """Let nothing of the real user's settings and workspaces get into the pictures."""
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        os.environ[name] = str(folder)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        os.environ.pop(name, None)


if __name__ == "__main__":
    raise SystemExit(main())
