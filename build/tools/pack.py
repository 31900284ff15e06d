"""The archive to hand out: on Windows a portable ZIP, elsewhere a tar with an installer."""

from __future__ import annotations

import hashlib
import platform
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

from tools import bundle, product

INSTALLER = bundle.ROOT / "build" / "installer"


def pack(folder: Path, target: Path) -> dict[str, Any]:
    """Write the archive and its SHA-256 sheet; returns name and size as a row of figures.

    The ZIP for Windows is untested there; it is the plain folder, to be unpacked and started.

    Args:
        folder: The built program.
        target: Where the archive goes.
    """
    machine = platform.machine().lower()
    name = f"{bundle.NAME}-{bundle.version()}-{sys.platform}-{machine}"
    if sys.platform == "win32":
        archive = target / f"{name}-portable.zip"
        _zip(folder, archive)
    else:
        archive = target / f"{name}.tar.gz"
        _tar(folder, archive, name)
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    sheet = archive.with_name(f"{archive.name}.sha256")
    sheet.write_text(f"{digest}  {archive.name}\n", encoding="utf-8")
    megabytes = round(archive.stat().st_size / 1e6, 1)
    return {"name": "archive", "file": archive.name, "megabytes": megabytes, "sha256": digest}


def _zip(folder: Path, archive: Path) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                out.write(file, f"{bundle.NAME}/{file.relative_to(folder).as_posix()}")


def _tar(folder: Path, archive: Path, name: str) -> None:
    work = bundle.ROOT / "out" / "work"
    work.mkdir(parents=True, exist_ok=True)
    icon = work / "chengjian.png"
    product.draw_icon(icon)
    with tarfile.open(archive, "w:gz", compresslevel=6) as out:
        out.add(folder, f"{name}/{bundle.NAME}", filter=_nobody)
        out.add(icon, f"{name}/chengjian.png", filter=_nobody)
        for file in ("install.sh", "chengjian.desktop"):
            out.add(INSTALLER / file, f"{name}/{file}", filter=_nobody)


def _nobody(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Return an entry that belongs to no user of the building machine."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry
