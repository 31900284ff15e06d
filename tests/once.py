"""What is made once for all processes of a test run: sample cities, merged hubs."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def shared(factory: pytest.TempPathFactory, name: str) -> Path:
    """Return a folder that all processes of this run have."""
    base = factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        base = base.parent  # that of the run
    (base / name).mkdir(exist_ok=True)
    return base / name


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that the first process to ask for it fills; nobody may change it.

    Args:
        factory: pytest's own fixture ``tmp_path_factory``.
        name: What it is called; one name for one content.
        make: Fills the folder, which does not exist yet.
    """
    base = shared(factory, "once")
    folder, done = base / name, base / f"{name}.done"
    with FileLock(f"{folder}.lock"):
        if not done.exists():
            assert not folder.exists(), f"{name} failed when it was made first"
            make(folder)
            done.touch()
    return folder
