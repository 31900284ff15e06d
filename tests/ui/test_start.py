"""What a desk may load before its window is there: a process of its own, with a roster."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.inspection.checklists import register_shipped
from app.inspection.setup import import_roster, sample_campaign
from app.paths import resource
from app.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
NEVER = ("reportlab", "PIL", "openpyxl", "pyxform")
"""Loaded by nobody at the start, in whichever thread."""
ENGINE = ("app.forms.xpath", "regex")
"""Loaded by nobody before a building is opened; the hub evaluates at once, beside the window."""
BESIDE = ("sqlalchemy", "app.forms", "app.models.tables")
"""Loaded by a worker thread, if at all: the window does not wait for it."""
PROGRAM = """
import importlib.abc, runpy, sys, threading
out = open(sys.argv[1], "w")
class Watch(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        main = threading.current_thread() is threading.main_thread()
        out.write(f"{'main' if main else 'beside'} {name}\\n")
        out.flush()
sys.meta_path.insert(0, Watch())
sys.argv = ["app", "window", sys.argv[2], "--desk", sys.argv[3]]
runpy.run_module("app", run_name="__main__", alter_sys=True)
"""


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("start") / "space"
    with Workspace.create(root, person="甲", campaign=sample_campaign()) as made:
        register_shipped(made)
        import_roster(made, resource("sample/roster.xlsx"))
    return root


@pytest.mark.parametrize("desk", ["field", "hub"])
def test_the_window_waits_neither_for_the_engine_nor_for_the_database(
    space: Path, tmp_path: Path, desk: str
) -> None:
    names = tmp_path / "names"
    surroundings = os.environ | {
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "offscreen",
        "CHENGJIAN_SELFTEST": str(tmp_path / "mark"),
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, names, space, desk],
        env=surroundings, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (tmp_path / "mark").exists(), done.stderr
    loaded = [line.split(" ", 1) for line in names.read_text().splitlines()]
    every = {name for _where, name in loaded}
    assert "app.ui.desk" in every
    if desk == "field":
        assert "app.ui.field.room" in every
    never = (*NEVER, *ENGINE) if desk == "field" else NEVER
    assert not [name for name in never if name in every]
    waited_for = {name for where, name in loaded if where == "main"}
    assert not [name for name in (*BESIDE, *ENGINE) if name in waited_for]
