"""The folder LICENSES of the built program: the terms of everything that is shipped."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from tools import bundle

OWN = bundle.ROOT / "build" / "licences"
WITHOUT_TEXT = {"pyside6-essentials": "Qt.txt", "shiboken6": "Qt.txt"}
"""Distributions whose files carry no licence; ours in ``build/licences`` says what holds."""

_NAME = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)


class MissingLicenceError(Exception):
    """Something would be shipped without its terms."""


def collect(target: Path, modules: Iterable[str], libraries: Iterable[str]) -> int:
    """Write the folder afresh and return how many parts it covers.

    Args:
        target: The folder to write.
        modules: Names of the Python modules in the program.
        libraries: Files that shared libraries were copied from.

    Raises:
        MissingLicenceError: A part has no licence text.
    """
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    libraries = list(libraries)
    rows = [("chengjian", bundle.version(), "Apache-2.0", "chengjian.txt")]
    shutil.copy(bundle.ROOT / "LICENSE", target / "chengjian.txt")
    for file in sorted(OWN.glob("*.txt")):
        shutil.copy(file, target / file.name)
    rows.append(("Python", sys.version.split()[0], "PSF-2.0", _python(target)))
    for row in _resources(target):
        rows.append(row)
    for name in sorted(_distributions(modules)):
        rows.append(_distribution(target, name))
    rows += _system(target, libraries)
    lines = [f"{name} {version}: {terms or '?'} ({files})" for name, version, terms, files in rows]
    (target / "README.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(rows)


def _python(target: Path) -> str:
    library = Path(sysconfig.get_path("stdlib"))
    for file in (library / "LICENSE.txt", library.parent / "LICENSE.txt"):
        if file.exists():
            shutil.copy(file, target / "Python.txt")
            return "Python.txt"
    raise MissingLicenceError(f"Python: no LICENSE.txt near {library}")


def _resources(target: Path) -> list[tuple[str, str, str, str]]:
    parts = (
        ("Noto Sans SC", "OFL-1.1", "fonts/OFL.txt", "NotoSansSC.txt"),
        ("Lucide", "ISC", "icons/LICENSE.txt", "Lucide.txt"),
        ("sample photos", "see file", "sample/photos/NOTICE", "sample-photos.txt"),
    )
    for _name, _terms, source, copy in parts:
        shutil.copy(bundle.ROOT / "resources" / source, target / copy)
    return [(name, "", terms, copy) for name, terms, _source, copy in parts]


def _distributions(modules: Iterable[str]) -> set[str]:
    """Return the installed distributions that the modules come from."""
    owners = metadata.packages_distributions()
    tops = {name.split(".")[0] for name in modules}
    return {owner.lower().replace("_", "-") for top in tops for owner in owners.get(top, ())}


def _distribution(target: Path, name: str) -> tuple[str, str, str, str]:
    found = metadata.distribution(name)
    terms = found.metadata.get("License-Expression") or found.metadata.get("License") or ""
    terms = terms.strip().splitlines()[0][:60] if terms.strip() else ""
    texts = [
        file
        for file in found.files or ()
        if ".dist-info" in str(file) and _NAME.search(file.name) and file.suffix != ".py"
    ]
    written = []
    for text in texts:
        source = Path(str(text.locate()))
        if source.is_file():
            copy = f"{name}-{text.name}" if text.suffix else f"{name}-{text.name}.txt"
            shutil.copy(source, target / copy)
            written.append(copy)
    if not written and name in WITHOUT_TEXT:
        written = [WITHOUT_TEXT[name]]
    if not written:
        raise MissingLicenceError(f"{name}: no licence text is installed with it")
    return name, found.version, terms, ", ".join(sorted(written))


def _system(target: Path, libraries: Iterable[str]) -> list[tuple[str, str, str, str]]:
    """Return rows for libraries of a Debian system, with the packages' copyright files."""
    if not shutil.which("dpkg-query"):
        return []
    rows = {}
    own = tuple(str(Path(at).resolve()) for at in (sys.prefix, sys.base_prefix, bundle.ROOT))
    for library in sorted({str(Path(file).resolve()) for file in libraries}):
        if library.startswith(own):
            continue
        asked = subprocess.run(
            ["dpkg-query", "-S", _as_packaged(library)], capture_output=True, text=True, check=False
        )
        package = asked.stdout.split(":")[0].strip()
        copyright_file = Path("/usr/share/doc") / package / "copyright"
        if not package or not copyright_file.exists():
            raise MissingLicenceError(f"{library}: no package says under which terms")
        shutil.copy(copyright_file, target / f"system-{package}.txt")
        rows[package] = (package, "", "see file", f"system-{package}.txt")
    return list(rows.values())


def _as_packaged(library: str) -> str:
    """Return the pattern that finds a library whether the package says /lib or /usr/lib."""
    return f"*/{Path(library).name}"
