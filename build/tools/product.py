"""What the program says of itself: icon, version resource of Windows, and VERSION.txt."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from importlib.metadata import version as installed
from pathlib import Path
from typing import NamedTuple

from tools import bundle

_RESOURCE = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0, OS=0x40004,
                    fileType=1, subtype=0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable('080404B0', [
      StringStruct('CompanyName', 'Chengjian'),
      StringStruct('FileDescription', '城检'),
      StringStruct('FileVersion', '{version}'),
      StringStruct('InternalName', 'chengjian'),
      StringStruct('LegalCopyright', 'Apache-2.0'),
      StringStruct('ProductName', '城检 Chengjian'),
      StringStruct('ProductVersion', '{version}')])]),
    VarFileInfo([VarStruct('Translation', [0x0804, 1200])])])
"""


class ProductFiles(NamedTuple):
    """Files that PyInstaller puts into the executables; None where the system has no such thing."""

    icon: str | None
    version_resource: str | None


def make_files(folder: Path) -> ProductFiles:
    """Write the icon and the version resource into ``folder`` on Windows; elsewhere nothing."""
    if sys.platform != "win32":
        return ProductFiles(None, None)
    folder.mkdir(parents=True, exist_ok=True)
    icon = folder / "chengjian.ico"
    draw_icon(icon)
    resource = folder / "version.txt"
    resource.write_text(version_resource(bundle.version()), encoding="utf-8")
    return ProductFiles(str(icon), str(resource))


def version_resource(version: str) -> str:
    """Return the text from which PyInstaller makes the version resource."""
    numbers = [int(part) for part in version.split(".")[:4]]
    return _RESOURCE.format(numbers=(*numbers, 0, 0, 0)[:4], version=version)


def draw_icon(file: Path) -> None:
    """Draw the logo on its tile into a PNG or an ICO file, in a process of its own with Qt."""
    command = [sys.executable, str(Path(__file__).with_name("icon.py")), str(file)]
    subprocess.run(command, check=True)


def strip_libraries(folder: Path) -> int:
    """Take the symbols out of libraries that were built with them; returns the bytes saved.

    PyInstaller's own switch would touch every library, and repaired wheels break by that.
    """
    strip = shutil.which("strip")
    if strip is None or not sys.platform.startswith("linux"):
        return 0
    saved = 0
    for file in sorted(folder.rglob("*.so*")):
        plain = file.is_file() and not file.is_symlink()
        if plain and bundle.strippable(file.relative_to(folder).as_posix()):
            before = file.stat().st_size
            subprocess.run([strip, "--strip-unneeded", str(file)], check=True)
            saved += before - file.stat().st_size
    return saved


def version_text() -> str:
    """Return the content of VERSION.txt: the program and what it was built from."""
    parts = {
        "chengjian": bundle.version(),
        "commit": commit(),
        "Python": platform.python_version(),
        "PySide6": installed("PySide6_Essentials"),
        "SQLAlchemy": installed("SQLAlchemy"),
        "PyInstaller": installed("pyinstaller"),
        "system": f"{platform.system()} {platform.machine()} {'-'.join(platform.libc_ver())}",
    }
    return "".join(f"{name} {value}\n" for name, value in parts.items())


def commit() -> str:
    """Return the commit that is built, marked when files differ from it; nothing without git."""
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=bundle.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()
