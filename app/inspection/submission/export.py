"""Write inspections as ODK submissions, one folder each, plain or encrypted."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.files import cannot_write
from app.i18n import N_
from app.inspection.submission import extra as submission_extra
from app.inspection.submission import store as submission_store
from app.inspection.submission.render import Rendered, render
from app.models.clock import wall_ms
from app.models.tables import Inspection, Place
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace

XML = "submission.xml"
_UNSAFE = re.compile(r"[^\w.\-]")


@dataclass
class Exported:
    """What was written.

    Attributes:
        folders: One per submission, in order.
        changed: How many are new, or new editions, since the inspection was last written.
        files: How many media.
        missing: Names of files whose bytes are not in this workspace; left out.
        withheld: How many sensitive answers were left out.
    """

    folders: list[Path] = field(default_factory=list)
    changed: int = 0
    files: int = 0
    missing: list[str] = field(default_factory=list)
    withheld: int = 0


def choose(session: Session, places: Sequence[str] = (), *, unfinished: bool = False) -> list[UUID]:
    """Return the inspections to write, by code or name of their places.

    Args:
        session: A session.
        places: Codes or names; empty: all places.
        unfinished: Also what nobody said 查完 of.

    Raises:
        AppError: A place is not known.
    """
    query = (
        select(Inspection.id)
        .join(Place, Place.id == Inspection.place)
        .where(Inspection.deleted.is_(False), Inspection.form_hash.is_not(None))
        .order_by(Place.sort_key, Inspection.id)
    )
    if not unfinished:
        query = query.where(Inspection.finished.is_(True))
    if not places:
        return list(session.scalars(query))
    found: list[UUID] = []
    for name in places:
        of_code = select(Place.id).where(Place.code == name, Place.deleted.is_(False))
        ids = list(session.scalars(of_code)) or list(
            session.scalars(select(Place.id).where(Place.name == name, Place.deleted.is_(False)))
        )
        if not ids:
            raise AppError(N_("no place of the roster is called “{place}”"), place=name)
        found += session.scalars(query.where(Inspection.place.in_(ids)))
    return list(dict.fromkeys(found))


def export_submissions(
    workspace: Workspace,
    folder: Path,
    inspections: Iterable[UUID],
    *,
    encrypt: bool = False,
    sensitive: bool = False,
    person: str = "",
    now_ms: int | None = None,
    progress: Progress = silent,
) -> Exported:
    """Write inspections as submissions and note in the log under which id.

    Args:
        workspace: Where they are.
        folder: Where their folders go; made when it is not there.
        inspections: Which.
        encrypt: With the public key of each one's form; then sensitive answers are in it.
        sensitive: Sensitive answers go into plain ones too.
        person: Name for the form's ``username``.
        now_ms: Wall clock, UTC milliseconds.
        progress: Told per inspection; cancelling leaves the folders that are whole.

    Raises:
        AppError: A form has no public key, or something cannot be read or written.
    """
    done = Exported()
    chosen = list(inspections)
    for number, inspection in enumerate(chosen, 1):
        with workspace.reading() as session:
            made = render(
                workspace, session, inspection, sensitive=sensitive or encrypt, person=person
            )
        target = folder / _UNSAFE.sub("", made.instance_id)
        _write(workspace, target, made, encrypt, done)
        if made.said is not None:
            with workspace.sessions.begin() as session:
                submission_store.note_given(
                    session, workspace.writer(session, person), inspection, made.instance_id,
                    made.said, wall_ms() if now_ms is None else now_ms,
                )  # fmt: skip
            done.changed += 1
        done.folders.append(target)
        done.withheld += made.withheld
        progress(number, len(chosen), target.name)
    return done


def _write(
    workspace: Workspace, target: Path, made: Rendered, encrypt: bool, done: Exported
) -> None:
    """Write one folder under a temporary name, then put it in the place of an older one."""
    media: list[tuple[str, Path]] = []
    for name in made.files:
        sha256, _dot, extension = name.partition(".")
        file = workspace.photo_file(sha256, extension)
        if file.is_file():
            media.append((name, file))
        else:
            done.missing.append(name)
    part = target.with_name(f".{target.name}.part")
    try:
        if part.exists():
            shutil.rmtree(part)
        part.mkdir(parents=True)
        own = part / submission_extra.NAME
        own.write_bytes(made.extra.to_json())
        if encrypt:
            _encrypted(part, [*media, (own.name, own)], made)
            own.unlink()
        else:
            (part / XML).write_bytes(made.xml.encode())
            for name, file in media:
                shutil.copyfile(file, part / name)
        if target.exists():
            shutil.rmtree(target)
        part.replace(target)
    except OSError as error:
        raise cannot_write(target.name, error) from error
    finally:
        with suppress(OSError):
            shutil.rmtree(part)
    done.files += len(media)


def _encrypted(part: Path, media: list[tuple[str, Path]], made: Rendered) -> None:
    from app.forms.encrypted import encrypt
    from app.forms.encrypted_keys import public_key

    text = made.form.submission.get("base64RsaPublicKey", "")
    if not text:
        raise AppError(
            N_("The form {form} has no public key (settings: public_key), so it cannot encrypt."),
            form=made.form.form_id,
        )
    manifest = encrypt(
        part, media, made.xml.encode(), public_key(text),
        form_id=made.form.form_id, version=made.form.version, instance_id=made.instance_id,
    )  # fmt: skip
    (part / XML).write_bytes(manifest.to_xml().encode())
