"""What the desktop program takes along and what it leaves out; standard library only.

The spec and the trial of the built program read these lists, and `tests/test_build.py` compares
them with the tree, so that a new folder or module cannot be forgotten.
"""

from __future__ import annotations

import ast
import posixpath
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
NAME = "chengjian"
PROGRAMS = {NAME: "console.py", f"{NAME}-window": "window.py"}
"""Executable → its start script in ``build/start``."""

NOT_SHIPPED = ("*.po",)
"""Resources that only make others: the compiled catalogue is what runs."""

MIGRATIONS = "app/models/migrations"
"""Alembic runs these files from disk, by path."""

DEVELOPERS_ONLY = ("app.ui.gallery", "app.ui.screens")
"""Modules that only pictures for developers need."""

QT_MODULES = ("QtCore", "QtGui", "QtWidgets", "QtSvg", "QtNetwork")
"""Everything of Qt that the program imports; QtNetwork for the local socket of a second start."""

QT_PLUGINS = {
    # Windows on a screen, and without one for trials and pictures.
    "platforms": ("xcb", "offscreen", "windows"),
    # Chinese is typed through these: IBus (fcitx speaks its protocol too) and compose keys.
    "platforminputcontexts": (
        "composeplatforminputcontextplugin",
        "ibusplatforminputcontextplugin",
    ),
    # PNG is built in; ``svg`` draws the marks of the style sheet.
    "imageformats": ("jpeg", "svg"),
    # Windows' own look of menus and message boxes.
    "styles": ("modernwindowsstyle",),
}
QT_TRANSLATIONS = ("qtbase_zh_CN.qm",)

NOT_IMPORTED = (
    # Tools for developers that something mentions.
    *("babel", "pip", "setuptools", "pkg_resources", "wheel", "_pytest", "pytest", "hypothesis"),
    *("mypy", "mypyc", "ruff", "IPython", "PyInstaller", "sqlalchemy.testing", "alembic.testing"),
    *("doctest", "lib2to3", "pydoc", "pydoc_data", "idlelib", "ensurepip", "venv", "distutils"),
    # Other windows, other databases, other ways to do what we do not do.
    *("tkinter", "_tkinter", "turtle", "curses", "PyQt5", "PyQt6", "PySide2", "PIL.ImageTk"),
    *("PIL.ImageQt", "psycopg2", "psycopg", "MySQLdb", "pysqlite2", "numpy", "pandas", "lxml"),
    *("sqlite_utils", "rich", "click", "pygments", "greenlet"),
    # Photos are JPEG, PNG and HEIC; what decodes other formats only waits to be attacked.
    *("PIL.AvifImagePlugin", "PIL._avif", "PIL.WebPImagePlugin", "PIL._webp"),
    # Tests of reportlab, which alone drag in unittest.
    *("reportlab.graphics.testshapes", "unittest"),
)

Entry = tuple[str, str, str]
"""PyInstaller's: path inside the program, source (or target of a link), kind."""

_QT_PART = re.compile(r"PySide6/(?:Qt/)?(plugins|translations|qml|resources|libexec)/(.+)")
_ASKED = re.compile(r"(keyring|paramiko)-[^/]+\.dist-info/(METADATA|entry_points\.txt)$")
"""keyring finds the stores of passwords in what it says of itself; paramiko asks its version."""
_SHARED = re.compile(r"\.(so(\.[\d.]+)?|dylib|dll|pyd)$", re.IGNORECASE)


def data_files() -> list[tuple[str, str]]:
    """Return every file to take along as (source, folder in the program), in order."""
    found = []
    for folder in (ROOT / "resources", ROOT / MIGRATIONS):
        for file in sorted(folder.rglob("*")):
            skipped = "__pycache__" in file.parts or any(map(file.match, NOT_SHIPPED))
            if file.is_file() and not skipped:
                found.append((str(file), file.parent.relative_to(ROOT).as_posix()))
    return found


def app_modules() -> list[str]:
    """Return every module of the program: commands and rooms are imported by name when used."""
    found = []
    for file in sorted((ROOT / "app").rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if file.is_relative_to(ROOT / MIGRATIONS) or name.startswith(DEVELOPERS_ONLY):
            continue
        found.append(name)
    return found


@cache
def imports_of(file: Path) -> tuple[str, ...]:
    """Return the absolute names that one file imports, wherever the statement stands."""
    return tuple(_imports(file))


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            if node.module == "PySide6":
                yield from (f"PySide6.{alias.name}" for alias in node.names)


def hidden_imports() -> list[str]:
    """Return what PyInstaller cannot see: modules imported by name, and what migrations import."""
    names = set(app_modules()) | {"tzdata", "logging.config"}
    for file in (ROOT / MIGRATIONS).rglob("*.py"):
        names.update(name for name in imports_of(file) if name != "__future__")
    return sorted(names)


def excluded() -> list[str]:
    """Return the modules that must stay out, every binding of Qt that we do not use among them."""
    import PySide6

    folder = Path(PySide6.__file__).parent
    bindings = {file.name.split(".")[0] for file in folder.glob("Qt*") if file.is_file()}
    return [*NOT_IMPORTED, *(f"PySide6.{name}" for name in sorted(bindings - set(QT_MODULES)))]


def select(entries: Iterable[Entry]) -> list[Entry]:
    """Return what of PyInstaller's findings goes into the program.

    Plugins that are not wanted stay out, and so do the libraries that only those needed.
    """
    entries = list(entries)
    parts = [entry for entry in entries if wanted_part(entry[0])]
    links = {entry[0]: link_target(entry) for entry in parts if entry[2] == "SYMLINK"}
    shared = {
        path: source
        for path, source, kind in parts
        if kind != "SYMLINK" and is_shared_library(path)
    }
    reached = needed(shared, filter(is_root, shared))
    left_out = set(shared) - reached
    return [entry for entry in parts if links.get(entry[0], entry[0]) not in left_out]


def link_target(link: Entry) -> str:
    """Return the path inside the program to which a symbolic link points."""
    place = PurePosixPath(link[0].replace("\\", "/")).parent
    return posixpath.normpath((place / link[1].replace("\\", "/")).as_posix())


def packages(pure: Iterable[Entry], kept: Iterable[Entry]) -> set[str]:
    """Return the names of the Python packages that are in the program, the standard library's too.

    Args:
        pure: Modules.
        kept: Files, extension modules among them.
    """
    names = {entry[0].split(".")[0] for entry in pure}
    places = [entry[0].replace("\\", "/") for entry in kept if entry[2] != "SYMLINK"]
    return names | {place.split("/")[0].split(".")[0] for place in places}


def wanted_part(destination: str) -> bool:
    """Tell whether a file that PyInstaller found belongs into the program.

    Args:
        destination: Path inside the program.
    """
    path = destination.replace("\\", "/")
    if ".dist-info/" in path:
        return bool(_ASKED.match(path))  # LICENSES holds the terms
    if path.endswith("opengl32sw.dll"):
        return False  # 20 MB for OpenGL without a driver; nothing here draws with OpenGL
    part = _QT_PART.search(path)
    if part is None:
        return True
    kind, rest = part.groups()
    if kind == "translations":
        return rest in QT_TRANSLATIONS
    return kind == "plugins" and wanted_plugin(rest)


def wanted_plugin(path: str) -> bool:
    """Tell whether a plugin, such as ``platforms/libqxcb.so``, is in the list."""
    place = PurePosixPath(path)
    name = re.sub(r"^(lib)?q?", "", place.name.split(".")[0])
    return name in QT_PLUGINS.get(place.parts[0], ())


def is_shared_library(path: str) -> bool:
    """Tell whether a name is that of a shared library or an extension module."""
    return bool(_SHARED.search(path))


def needed(libraries: dict[str, str], roots: Iterable[str]) -> set[str]:
    """Return the libraries that the roots reach through what each says that it needs.

    Args:
        libraries: Path inside the program → file to read.
        roots: Paths inside the program that are loaded by name: extension modules, plugins.
    """
    from PyInstaller.depend import bindepend

    by_name: dict[str, set[str]] = {}
    for path in libraries:
        by_name.setdefault(PurePosixPath(path.replace("\\", "/")).name.casefold(), set()).add(path)
    found: set[str] = set()
    waiting = [path for path in roots if path in libraries]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        for name, _resolved in bindepend.get_imports(libraries[path]):
            base = PurePosixPath(name.replace("\\", "/")).name.casefold()
            waiting.extend(by_name.get(base, ()))
    return found


def is_root(path: str) -> bool:
    """Tell whether a library is loaded by name and not because another needs it."""
    place = PurePosixPath(path.replace("\\", "/"))
    if place.name.lower().startswith(("libpython", "python3")):
        return True
    if _QT_PART.search(str(place)):
        return True  # a plugin; those that we do not want were dropped before
    if re.search(r"\.(abi3|cpython-[^.]+|cp\d+-[^.]+)\.(so|pyd)$", place.name):
        return True
    return place.suffix == ".pyd" or bool(re.search(r"__mypyc|lib-dynload", str(place)))


def strippable(path: str) -> bool:
    """Tell whether a library may lose its symbols: Python's own and those built like it.

    Wheels that were repaired (``*.libs`` and what points there) and Qt stay as they came.

    Args:
        path: Inside the folder of the libraries.
    """
    name = PurePosixPath(path).name
    return name.startswith("libpython") or path.startswith(
        (f"python3.{sys.version_info.minor}/lib-dynload/", "sqlalchemy/", "regex/")
    )


def version() -> str:
    """Return the program's version from ``app/__init__.py``, without importing it."""
    text = (ROOT / "app" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'__version__ = "([^"]+)"', text)
    if found is None:
        sys.exit("app/__init__.py names no __version__")
    return found[1]
