"""Where the cases of other projects lie."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def outside() -> Path:
    """The folder that CHENGJIAN_OUTSIDE names, else ``../shared/outside`` beside the repository."""
    home = Path(__file__).resolve().parents[2]
    folder = Path(os.environ.get("CHENGJIAN_OUTSIDE") or home.parent / "shared" / "outside")
    if not folder.is_dir():
        pytest.skip(f"no outside cases: {folder} is not there (set CHENGJIAN_OUTSIDE)")
    return folder
