"""How long work tells how far it is, and where it is stopped."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called once per item; may raise `app.errors.Cancelled`, which stops the work."""

    def __call__(self, done: int, total: int, what: str = "") -> None:
        """Report that ``done`` of ``total`` items are ready (``total`` 0: not known yet)."""


def silent(done: int, total: int, what: str = "") -> None:
    """Report nothing, never cancel."""
