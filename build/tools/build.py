"""``dev.py build``: make the desktop program in ``out/dist`` and try it."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "build"))

from tools import bundle, pack, trial  # noqa: E402

SPEC = ROOT / "build" / "chengjian.spec"
WORK = ROOT / "out" / "work"
DIST = ROOT / "out" / "dist"


def main() -> int:
    """Build, try, pack; the exit code is 1 when the built program fails its trial."""
    parser = argparse.ArgumentParser(prog="dev.py build", description=__doc__)
    parser.add_argument("--clean", action="store_true", help="analyse everything afresh")
    parser.add_argument("--no-trial", action="store_true", help="only build")
    parser.add_argument("--trial", action="store_true", help="only try what was built before")
    parser.add_argument("--pack", action="store_true", help="also write the archive to hand out")
    arguments = parser.parse_args()
    folder = DIST / bundle.NAME
    if not arguments.trial:
        code = make(folder, clean=arguments.clean)
        if code:
            return code
    try:
        rows = [] if arguments.no_trial else trial.figures(folder)
    except trial.TrialError as error:
        print(error, file=sys.stderr)
        return 1
    if arguments.pack:
        rows.append(pack.pack(folder, DIST))
    for row in rows:
        print(json.dumps(row, ensure_ascii=False), flush=True)
    print(f"[dev] {folder}", file=sys.stderr)
    return 0


def make(folder: Path, *, clean: bool) -> int:
    """Run PyInstaller; its scratch goes to ``out``, since ``build`` holds sources here."""
    shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, "-m", "PyInstaller", str(SPEC), "--noconfirm", "--log-level", "WARN"]
    command += ["--workpath", str(WORK), "--distpath", str(DIST), *["--clean"] * clean]
    return subprocess.call(command, cwd=ROOT)


if __name__ == "__main__":
    raise SystemExit(main())
