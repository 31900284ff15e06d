"""Where a workspace keeps a form: workbook, manifest and files, under one identity."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.files import cannot_read, cannot_write, discard, sync_file, sync_folder, written
from app.form_files import Manifest, check_names, read_manifest
from app.i18n import N_

if TYPE_CHECKING:
    from app.workspace import Workspace

Files = Mapping[str, "bytes | Path"]
"""Files of a form by name: their bytes, or where they lie."""


def media_folder(workspace: Workspace, identity: str) -> Path:
    """Return the folder of a form's files; it is not there when the form has none."""
    return workspace.forms / f"{identity}-media"


def manifest_of(data: bytes, files: Files) -> Manifest:
    """Return what a form of these bytes consists of.

    Raises:
        AppError: A file cannot be read, or has a name that no form's file may have.
    """
    check_names(files)
    return Manifest(
        hashlib.sha256(data).hexdigest(), {name: _digest(files[name]) for name in sorted(files)}
    )


def store(workspace: Workspace, data: bytes, files: Files, manifest: Manifest) -> bool:
    """Put a form in its place, durably, the workbook last: where it is, everything is.

    Returns:
        Whether it is new here.

    Raises:
        AppError: The workspace cannot be written; nothing is left.
    """
    identity = manifest.identity
    target = workspace.forms / f"{identity}.xlsx"
    if target.exists() and not problems(workspace, identity):
        return False
    new = not target.exists()
    try:
        if files:
            _store_files(workspace, files, manifest)
        with written(target, target.with_suffix(".new")) as out:
            out.write(data)
    except BaseException:
        if new:
            remove(workspace, identity)
        raise
    return new


def remove(workspace: Workspace, identity: str) -> None:
    """Take a form out that turned out to be of no use."""
    discard(workspace.forms / f"{identity}.xlsx")
    discard(workspace.forms / f"{identity}.json")
    shutil.rmtree(media_folder(workspace, identity), ignore_errors=True)


def problems(workspace: Workspace, identity: str) -> list[AppError]:
    """Say what of a form is not here or not what it was; empty when it is whole."""
    short = identity[:12]
    workbook = workspace.forms / f"{identity}.xlsx"
    if not workbook.is_file():
        return [AppError(N_("The checklist {hash} is not here"), hash=short)]
    try:
        manifest = _manifest(workspace, identity)
    except AppError as error:
        return [AppError(N_("The checklist {hash} is damaged: {reason}"), hash=short, reason=error)]
    found: list[AppError] = []
    here = media_folder(workspace, identity)
    for name, digest, file in (
        ("", manifest.workbook, workbook),
        *((name, digest, here / name) for name, digest in manifest.files.items()),
    ):
        if not file.is_file():
            words = N_("The file {name} of the checklist {hash} is not here")
        elif _digest(file) == digest:
            continue
        elif name:
            words = N_("The file {name} of the checklist {hash} is damaged")
        else:
            words = N_("The checklist {hash} is damaged")
        found.append(AppError(words, name=name, hash=short))
    return found


def _manifest(workspace: Workspace, identity: str) -> Manifest:
    file = workspace.forms / f"{identity}.json"
    if not file.is_file():
        return Manifest(identity)
    try:
        manifest = read_manifest(file.read_bytes())
    except OSError as error:
        raise cannot_read(file.name, error) from error
    if manifest.identity != identity:
        raise AppError(N_("The list of a checklist's files is damaged."))
    return manifest


def _store_files(workspace: Workspace, files: Files, manifest: Manifest) -> None:
    folder = media_folder(workspace, manifest.identity)
    draft = folder.with_name(f"{folder.name}.new")
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        for name, content in files.items():
            if isinstance(content, bytes):
                (draft / name).write_bytes(content)
            else:
                shutil.copyfile(content, draft / name)
            sync_file(draft / name)
        shutil.rmtree(folder, ignore_errors=True)
        draft.replace(folder)
        sync_folder(folder)
    except OSError as error:
        raise cannot_write(folder.name, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    listed = workspace.forms / f"{manifest.identity}.json"
    with written(listed, listed.with_suffix(".new")) as out:
        out.write(manifest.data)


def _digest(content: bytes | Path) -> str:
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    try:
        with content.open("rb") as source:
            return hashlib.file_digest(source, "sha256").hexdigest()
    except OSError as error:
        raise cannot_read(content.name, error) from error
