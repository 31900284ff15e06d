"""What can be wrong with an expression."""

from __future__ import annotations

from app.errors import AppError


class XPathError(AppError):
    """An expression that cannot be parsed or evaluated."""
