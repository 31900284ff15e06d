#!/usr/bin/env python3
"""Every chore of this repository in one command; needs Python 3.11 and nothing else.

The first use makes ``.venv`` from the hashed requirements and, on Debian and Ubuntu, installs the
few system libraries that Qt needs. The parts lie in ``build/tools``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - readable by old Pythons
OLDEST = (3, 11)

USAGE = """\
用法 usage: python3 dev.py COMMAND

  run [ARGS]            打开程序；没有屏幕就跑样例 (open the program; without a display, the demo)
  test [PYTEST ARGS]    全部检查和测试 (all checks and tests)
  bench [NAME] [ARGS]   测速，按比值 (figures as ratios, one JSON line each)
  prove [NAME] [ARGS]   长时间的断电、乱序、翻位试验 (long counted runs: kills, histories, flips)
  outside [--cases DIR] 别人写的用例 (cases that others wrote)
  screens --out DIR     每个画面的截图 (a picture of every screen)
  build                 不用装 Python 的桌面程序 (desktop program)
  translate             重做翻译目录 (renew the catalogue of translations)
  lock                  重新锁定依赖 (compile the requirements)
"""


def newer_python() -> str | None:
    """Return another Python on this machine that is new enough, or None."""
    for minor in range(19, OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            return found
    return None


def main() -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    if sys.version_info < OLDEST:
        other = newer_python()
        if other:
            return subprocess.call([other, os.path.join(ROOT, "dev.py"), *sys.argv[1:]])  # noqa: PTH118
        print("要 Python 3.11 或更新的版本。 Python 3.11 or newer is needed.", file=sys.stderr)
        return 1
    sys.path.insert(0, os.path.join(ROOT, "build"))  # noqa: PTH118
    from tools import commands, environment

    command = commands.COMMANDS.get(sys.argv[1]) if len(sys.argv) > 1 else None
    if command is None:
        print(USAGE, file=sys.stdout if sys.argv[1:2] in (["-h"], ["--help"]) else sys.stderr)
        return 0 if sys.argv[1:2] in (["-h"], ["--help"]) else 2
    try:
        return command(sys.argv[2:])
    except environment.SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
