"""Start to usable window against a bare PySide6 window, in processes of their own.

Prints JSON lines: {"name", "value", "unit", "bar"}. Both end by the same rule: the window is
exposed and the event loop has nothing left to do. Offscreen, so no display is needed; the rounds
alternate, so that both meet the same machine. A window counts when it is painted and takes keys; a
desk is measured a second time (``.data``) until nothing is being read any more. Bytecode is cached
as on any user's machine and as in the built program, whatever the surroundings say of it.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.inspection.checklists import register_shipped
from app.inspection.setup import import_roster, sample_campaign
from app.paths import resource
from app.workspace import Workspace

ROUNDS = 7
BARE = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
application = QApplication(sys.argv[:1])
window = QMainWindow()
window.setCentralWidget(QLabel("bare"))
window.resize(1366, 768)
window.show()
window.activateWindow()
seen = []
def look():
    handle = window.windowHandle()
    if handle is None or not handle.isExposed() or application.activeWindow() is not window:
        return
    if not seen:
        seen.append(1)
        return
    Path(sys.argv[1]).write_text("bare")
    application.quit()
idle = QTimer(interval=0)
idle.timeout.connect(look)
idle.start()
application.exec()
"""


def seconds(command: list[str], mark: Path, home: Path, until: str = "") -> float:
    """Return the time from starting a process until it says that its window can be used.

    Args:
        command: The program.
        mark: File that it writes then.
        home: Home folder of its user.
        until: ``data``: until what it reads at its start is shown too.
    """
    mark.unlink(missing_ok=True)
    surroundings = {
        **{k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"},
        "PYTHONPYCACHEPREFIX": str(home.parent / "bytecode"),
        "QT_QPA_PLATFORM": "offscreen",
        "CHENGJIAN_SELFTEST": str(mark),
        "CHENGJIAN_SELFTEST_UNTIL": until,
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "PYTHONPATH": str(Path(__file__).resolve().parent.parent),
    }
    started = time.perf_counter()
    process = subprocess.Popen(command, env=surroundings)
    while not mark.exists():
        if process.poll() not in (None, 0):
            raise SystemExit(f"{command[:3]} ended with {process.returncode}")
        if time.perf_counter() - started > 60:
            process.kill()
            raise SystemExit(f"{command[:3]} showed no window")
        time.sleep(0.002)
    found = time.perf_counter() - started
    process.wait(30)
    return found


def report(name: str, value: float, unit: str, bar: float) -> None:
    print(json.dumps({"name": name, "value": round(value, 3), "unit": unit, "bar": bar}))


def main() -> None:
    """Measure the bare window, the first steps, the field desk and the hub desk."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        with Workspace.create(root / "space", person="bench", campaign=sample_campaign()) as space:
            register_shipped(space)
            import_roster(space, resource("sample/roster.xlsx"))
        window = [sys.executable, "-m", "app", "window"]
        commands = {
            "bare": [sys.executable, "-c", BARE, str(root / "mark")],
            "first": window,
            "field": [*window, str(root / "space"), "--desk", "field"],
            "hub": [*window, str(root / "space"), "--desk", "hub"],
        }
        commands |= {f"{desk}.data": commands[desk] for desk in ("field", "hub")}
        times: dict[str, list[float]] = {name: [] for name in commands}
        for number in range(ROUNDS + 1):
            for name, command in commands.items():
                home = root / f"home-{name}"
                if name == "first":
                    home = root / f"home-{name}-{number}"
                until = "data" if name.endswith(".data") else ""
                found = seconds(command, root / "mark", home, until)
                if number:  # the first round warms the caches of the system
                    times[name].append(found)
        bare = statistics.median(times["bare"])
        report("start.bare", bare, "s", 0)
        for name in ("first", "field", "hub", "field.data", "hub.data"):
            median = statistics.median(times[name])
            ratio = statistics.median(
                mine / plain for mine, plain in zip(times[name], times["bare"], strict=True)
            )
            report(f"start.{name}", median, "s", 0)
            report(f"start.{name}.ratio", ratio, "x", 2.5)


if __name__ == "__main__":
    main()
