"""Qt's support modules as compiled files: its binding carries their source and compiles it anew.

Each start of PySide6 unpacks some fifteen modules from a library and compiles them, which takes a
fifth of the time of an empty window. The binding itself offers to keep them as files beside it
(``SBK_EMBED``): where it finds a folder ``files.dir`` in its package, it reads that. The built
program has such a folder, compiled already, since nothing may be written where it is installed.
"""

from __future__ import annotations

import py_compile
import shutil
from pathlib import Path

FOLDER = "shiboken6/files.dir"
"""Where the binding looks, inside the program."""


def make(scratch: Path) -> list[tuple[str, str]]:
    """Compile the support modules of the installed binding.

    Args:
        scratch: Folder for the compiled files.

    Returns:
        Every file as (source, folder in the program); empty where a later version of the binding
        keeps them in another way, which costs the time and nothing else.
    """
    import PySide6.QtCore  # noqa: F401  # its bootstrap stays behind as a module

    try:
        import signature_bootstrap  # type: ignore[import-not-found]

        archive = signature_bootstrap.prepare_zipfile()[1].zfile
    except (ImportError, AttributeError):
        return []
    shutil.rmtree(scratch, ignore_errors=True)
    found = []
    for name in sorted(archive.namelist()):
        if not name.endswith(".py"):
            continue
        source = scratch / name
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_bytes(archive.read(name))
        compiled = source.with_suffix(".pyc")
        py_compile.compile(
            str(source),
            cfile=str(compiled),
            dfile=name,
            doraise=True,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )
        found.append((str(compiled), str(Path(FOLDER, name).parent.as_posix())))
    return found
