"""Where the cases of other projects lie; they are not part of the repository."""

import os
from pathlib import Path

import pytest

_HERE = Path(__file__).resolve().parents[2]


def outside(name: str) -> Path:
    """Return a folder of outside cases: ``$CHENGJIAN_OUTSIDE`` or ``../shared/outside``."""
    base = Path(os.environ.get("CHENGJIAN_OUTSIDE", _HERE.parent / "shared" / "outside"))
    return base / name


def needs(name: str) -> pytest.MarkDecorator:
    """Skip a test where the outside cases are not at hand."""
    return pytest.mark.skipif(
        not outside(name).is_dir(), reason=f"outside cases '{name}' not at hand"
    )
