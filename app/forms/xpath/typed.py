"""A compiled part of an expression."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from app.forms.tree import Node
    from app.forms.xpath.env import Env

Closure = Callable[["Node", "Env"], Any]


class Typed(NamedTuple):
    """A closure and the static type of what it returns."""

    type: str
    run: Closure
