"""A module that is imported when something of it is first used.

The window stands before the database layer is loaded; whoever needs that layer runs in a worker
thread and touches it there. Type checkers see the real module::

    if TYPE_CHECKING:
        from app.inspection import browse
    else:
        browse = lazy("app.inspection.browse")
"""

from __future__ import annotations

import importlib
from types import ModuleType


class _Later(ModuleType):
    def __getattr__(self, name: str) -> object:
        return getattr(importlib.import_module(self.__name__), name)


def lazy(name: str) -> ModuleType:
    """Return a stand-in for a module that imports it at the first attribute asked for."""
    return _Later(name)
