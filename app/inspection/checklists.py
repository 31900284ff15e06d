"""Checklists (检查表) of a workspace: workbooks kept under their hash, compiled once."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from app.errors import AppError
from app.i18n import N_
from app.inspection.form_store import Files, manifest_of, media_folder, remove, store
from app.models.derived import Form
from app.paths import resource

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms import Definition
    from app.workspace import Workspace

# Which shipped checklist examines a place of which level.
SHIPPED = {
    "building": "housing.xlsx",
    "area": "residential_area.xlsx",
    "community": "community.xlsx",
}
LEVEL_OF_FORM = {"housing": "building", "residential_area": "area", "community": "community"}
_KEPT = 8
_HASH = re.compile("[0-9a-f]{64}")
_compiled: OrderedDict[str, Definition] = OrderedDict()


@dataclass(frozen=True)
class Checklist:
    """One version of a form in a workspace.

    Attributes:
        hash: What it is known by: sha256 of the workbook in hex, or of its manifest when files
            belong to it (`app.form_files`); also its file name.
        form_id: Name that stays the same over versions, such as ``housing``.
        version: Version that the workbook gives itself.
        title: Title in the form's default language.
        missing: Files that it names and that were not beside it when it was registered.
    """

    hash: str
    form_id: str
    version: str
    title: str
    missing: tuple[str, ...] = field(default=(), compare=False)


def register(workspace: Workspace, file: Path) -> Checklist:
    """Check a workbook, keep it and make it known; the same again changes nothing.

    The files that it names (lists of choices, pictures, sound, film) are taken along from beside it
    or from ``<name>-media``; with them it is a version of its own, see `app.form_files`.

    Raises:
        FormError: The workbook is no form that runs; the message names sheet, row and reason.
        AppError: A file cannot be read or may not be taken, or the workspace cannot be written.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise AppError(
            N_("{file} cannot be read: {reason}"), file=file.name, reason=error.strerror or error
        ) from error
    from app.forms import load_workbook  # the engine loads only when a form is opened
    from app.forms.media import check_files, gather

    plain = load_workbook(data, cache_dir=workspace.cache / "forms", resources={})
    files, missing = gather(file, plain.xform, tuple(plain.own_files))
    check_files(files)
    return replace(register_bytes(workspace, data, files=files), missing=tuple(missing))


def register_bytes(
    workspace: Workspace,
    data: bytes,
    expected: str = "",
    *,
    session: Session | None = None,
    files: Files | None = None,
) -> Checklist:
    """Keep a workbook that came as bytes, in a package for instance.

    Args:
        workspace: Where to keep it.
        data: The workbook.
        expected: Identity that workbook and files must have, if known.
        session: Make it known in this transaction; None: in one of its own.
        files: Files of the form by name.

    Raises:
        FormError: It is no form that runs; nothing of it is kept.
        AppError: It is not what was expected, or the workspace cannot be written.
    """
    manifest = manifest_of(data, files or {})
    digest = manifest.identity
    if expected and digest != expected:
        raise AppError(
            N_("The checklist {hash} is damaged: its content does not match its name."),
            hash=expected[:12],
        )
    new = store(workspace, data, files or {}, manifest)
    try:
        form = definition(workspace, digest)
    except BaseException:
        if new:
            remove(workspace, digest)
        raise
    found = Checklist(digest, form.form_id, form.version, form.title)
    with nullcontext(session) if session else workspace.sessions.begin() as writing:
        row = {
            "hash": digest,
            "form_id": found.form_id,
            "version": found.version,
            "title": found.title,
        }
        writing.execute(insert(Form).values(row).on_conflict_do_nothing())
    return found


def keeper(workspace: Workspace) -> Callable[[Session, bytes, str, Files], Checklist]:
    """Return what keeps a checklist of a package, in the transaction of its merge."""

    def keep(session: Session, data: bytes, expected: str, files: Files) -> Checklist:
        return register_bytes(workspace, data, expected, session=session, files=files)

    return keep


def register_shipped(workspace: Workspace) -> dict[str, Checklist]:
    """Make the three shipped checklists known; returns them by level of place."""
    return {
        level: register(workspace, resource(f"checklists/{name}"))
        for level, name in SHIPPED.items()
    }


def checklists(session: Session) -> list[Checklist]:
    """List every known form version, by form and version."""
    rows = session.execute(
        select(Form.hash, Form.form_id, Form.version, Form.title).order_by(
            Form.form_id, Form.version, Form.hash
        )
    )
    return [Checklist(row.hash, row.form_id, row.version or "", row.title or "") for row in rows]


def newest(session: Session, level: str) -> Checklist:
    """Return the checklist that a new inspection of a place of this level begins with.

    Raises:
        AppError: The workspace has none.
    """
    found = [item for item in checklists(session) if LEVEL_OF_FORM.get(item.form_id) == level]
    if not found:
        raise AppError(
            N_("This workspace has no checklist for places of this kind: {level}"), level=level
        )
    return max(found, key=lambda item: (version_key(item.version), item.hash))


def version_key(version: str) -> tuple[tuple[int, str], ...]:
    """Return what versions are sorted by: numbers between dots as numbers."""
    parts = version.replace("-", ".").split(".")
    return tuple((int(part), "") if part.isdecimal() else (0, part) for part in parts)


def definition(workspace: Workspace, form_hash: str) -> Definition:
    """Load a form version, from memory or compiled cache where possible.

    Raises:
        AppError: Its workbook is not in the workspace.
    """
    file = workspace.forms / f"{form_hash}.xlsx"
    # The hash comes from changes, so from strangers: it must not lead anywhere else. And what
    # another workspace of this process has compiled may not be here.
    if not _HASH.fullmatch(form_hash) or not file.exists():
        raise AppError(
            N_("The checklist {hash} is not here yet. Receive a package that carries it."),
            hash=form_hash[:12],
        )
    known = _compiled.get(form_hash)
    if known is not None:
        _compiled.move_to_end(form_hash)
        return known
    from app.forms import load_workbook  # the engine loads only when a form is opened
    from app.forms.resources import Folder

    loaded = load_workbook(
        file,
        cache_dir=workspace.cache / "forms",
        resources=Folder(media_folder(workspace, form_hash)),
        identity=form_hash,
    )
    _compiled[form_hash] = loaded
    while len(_compiled) > _KEPT:
        _compiled.popitem(last=False)
    return loaded
