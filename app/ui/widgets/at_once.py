"""Many changes inside one layout, laid out once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QLayout


@contextmanager
def at_once(layout: QLayout) -> Iterator[None]:
    """Lay out once at the end: Qt would do it anew for every part that comes or goes."""
    layout.setEnabled(False)
    try:
        yield
    finally:
        layout.setEnabled(True)
        layout.invalidate()
