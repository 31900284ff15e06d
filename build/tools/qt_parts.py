"""Nothing of Qt is shipped that is not used: looks at the built folder itself, not at the spec."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tools import bundle

_BINDING = re.compile(r"PySide6/(Qt\w+)(\.abi3\.so|\.pyd)$")
_LIBRARY = re.compile(r"(^|/)(lib)?(Qt6\w+|icu\w+|pyside6\w*|shiboken6)(\.abi3)?\.(so|dll|dylib)")


def used_modules() -> set[str]:
    """Return the modules of Qt that any file of the program imports, such as ``QtGui``."""
    found = set()
    for file in (bundle.ROOT / "app").rglob("*.py"):
        for name in bundle.imports_of(file):
            parts = name.split(".")
            if parts[0] == "PySide6" and len(parts) > 1:
                found.add(parts[1])
    return found


def unneeded(folder: Path) -> list[str]:
    """Return what of Qt lies in the built program without need.

    Needed are the bindings that the program imports, the plugins in `bundle.QT_PLUGINS`, and the
    libraries that these reach.

    Args:
        folder: Where the libraries of the built program lie (``_internal``).
    """
    libraries = {
        file.relative_to(folder).as_posix(): str(file)
        for file in folder.rglob("*")
        if file.is_file() and not file.is_symlink() and bundle.is_shared_library(file.name)
    }
    used = used_modules()
    bindings = {path: match[1] for path in libraries if (match := _BINDING.search(path))}
    surplus = {path for path, name in bindings.items() if name not in used}
    plugins = {path for path in libraries if "/plugins/" in path}
    surplus |= {path for path in plugins if not bundle.wanted_part(path)}
    # shiboken's module is imported by every binding.
    roots = (set(bindings) | plugins | {p for p in libraries if "hiboken6/" in p}) - surplus
    reached = bundle.needed(libraries, roots)
    parts = {path for path in libraries if _LIBRARY.search(path)}
    others = {
        file.relative_to(folder).as_posix()
        for file in folder.rglob("*")
        if file.is_file() and not bundle.wanted_part(file.relative_to(folder).as_posix())
    }
    return sorted(surplus | (parts - reached) | others)


def missing(folder: Path) -> list[str]:
    """Return plugins that a screen or Chinese input needs and the built program lacks."""
    kinds = {
        "linux": ("platforms/libqxcb", "platforms/libqoffscreen", "platforminputcontexts/libibus"),
        "win32": ("platforms/qwindows", "platforms/qoffscreen"),
    }
    names = [file.as_posix() for file in folder.rglob("*") if "plugins" in file.parts]
    wanted = kinds.get(sys.platform, ())
    return [part for part in wanted if not any(f"/plugins/{part}" in name for name in names)]
