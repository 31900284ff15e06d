"""Spare Qt's binding the reading of every module's source.

From the moment PySide6 is imported, it looks into the source text of each module that is imported
later, to see whether that module might use its ``__feature__`` names. We use none; for some
hundred modules the looking costs a tenth of a second at the start. The function is no public one:
where a later version has none of that name, nothing happens.
"""

from __future__ import annotations

from contextlib import suppress
from types import ModuleType

import PySide6.QtCore  # noqa: F401  # brings the support modules with it


def _uses_no_features(_module: ModuleType) -> bool:
    return False


with suppress(ImportError):
    from shibokensupport import feature  # type: ignore[import-not-found]

    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = _uses_no_features
