"""What is made once for all processes of a test run: sample cities, merged hubs."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that the first process to ask for it fills; nobody may change it.

    Args:
        factory: pytest's own fixture ``tmp_path_factory``.
        name: What it is called; one name for one content.
        make: Fills the folder, which does not exist yet.
    """
    base = factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        base = base.parent  # that of the run
    folder, done = base / "once" / name, base / "once" / f"{name}.done"
    folder.parent.mkdir(exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if not done.exists():
            assert not folder.exists(), f"{name} failed when it was made first"
            make(folder)
            done.touch()
    return folder
