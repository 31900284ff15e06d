"""Checklists in a package: workbook, list of its files, and the files under their digests.

The names of files are people's and stand in the list only; in the package a file is called by its
digest, so that no name of a stranger ever becomes a path before it was looked at.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.files import cannot_read
from app.form_files import KINDS, MAX_MANIFEST, Manifest, parcel_name, read_manifest
from app.i18n import N_

if TYPE_CHECKING:
    from app.exchange.bags.read import BagReader
    from app.exchange.bags.write import BagWriter
    from app.workspace import Workspace

_WORKBOOK = re.compile(r"forms/[0-9a-f]{64}\.xlsx")
_LIST = re.compile(r"forms/[0-9a-f]{64}\.json")
_FILE = re.compile(rf"forms/([0-9a-f]{{64}})-media/[0-9a-f]{{64}}\.(?:{'|'.join(sorted(KINDS))})")


def add_forms(bag: BagWriter, workspace: Workspace, forms: Sequence[str]) -> int:
    """Add checklists with their files.

    Args:
        bag: The package that is written.
        workspace: Where they are.
        forms: What each is known by.

    Returns:
        Their size in bytes.

    Raises:
        AppError: One is not here whole; the package is given up.
    """
    size = 0
    for identity in forms:
        listed = workspace.forms / f"{identity}.json"
        manifest = Manifest(identity)
        if listed.is_file():
            try:
                manifest = read_manifest(listed.read_bytes())
            except OSError as error:
                raise cannot_read(listed.name, error) from error
            bag.add_stream(f"forms/{identity}.json", [manifest.data], sha256=identity)
        workbook = workspace.forms / f"{identity}.xlsx"
        bag.add_stream(f"forms/{identity}.xlsx", workbook, sha256=manifest.workbook)
        size += workbook.stat().st_size
        packed = set()
        for name, digest in manifest.files.items():
            place = parcel_name(identity, name, digest)
            if place not in packed:  # one content under two names goes once
                packed.add(place)
                file = workspace.forms / f"{identity}-media" / name
                bag.add_stream(place, file, sha256=digest)
                size += file.stat().st_size
    return size


def check_forms(bag: BagReader, names: Sequence[str]) -> tuple[str, ...]:
    """Look at everything that a package holds below ``forms/``; returns the workbooks.

    Raises:
        AppError: A file belongs in no package or to no checklist of this one, or its content does
            not match its name.
    """
    workbooks = tuple(name for name in names if _WORKBOOK.fullmatch(name))
    listed: dict[str, str] = {}
    for name in workbooks:
        manifest = _manifest(bag, name)
        _same(name, bag.sha256(name), manifest.workbook)
        for file, digest in manifest.files.items():
            place = parcel_name(Path(name).stem, file, digest)
            if place not in bag.names:
                raise AppError(N_("A file of a checklist is not in the package: {name}"), name=file)
            listed[place] = digest
    for name in names:
        if name in workbooks:
            continue
        if _LIST.fullmatch(name) and name.replace(".json", ".xlsx") in workbooks:
            _same(name, bag.sha256(name), Path(name).stem)
        elif _FILE.fullmatch(name) and name in listed:
            _same(name, bag.sha256(name), listed[name])
        else:
            raise AppError(N_("The package holds a file that belongs in none: {name}"), name=name)
    return workbooks


def stage_files(bag: BagReader, workbook: str, staging: Path) -> dict[str, Path]:
    """Unpack the files of a checklist; returns where each lies by its name.

    Args:
        bag: A package that `check_forms` has looked at.
        workbook: Name of the checklist in it.
        staging: Folder to unpack into.
    """
    identity = Path(workbook).stem
    found = {}
    for name, digest in _manifest(bag, workbook).files.items():
        place = parcel_name(identity, name, digest)
        target = staging / Path(place).name
        if not target.exists():
            bag.extract(place, target)
        found[name] = target
    return found


def _manifest(bag: BagReader, workbook: str) -> Manifest:
    listed = workbook.replace(".xlsx", ".json")
    if listed not in bag.names:
        return Manifest(Path(workbook).stem)
    return read_manifest(bag.read(listed, MAX_MANIFEST))


def _same(name: str, found: str, wanted: str) -> None:
    if found != wanted:
        raise AppError(
            N_("{name} in the package is damaged: its content does not match its name."), name=name
        )
