"""Files of submissions: into the photo folder, and rows that hang them on their questions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from app.errors import AppError
from app.files import cannot_read
from app.forms.definition import bare
from app.inspection.photo.attachment_bytes import keep
from app.inspection.photo.pictures import read_picture
from app.models import media
from app.models.clock import tick
from app.models.ids import new_id
from app.models.line import ChangeLine
from app.models.log import Json, canonical
from app.models.raw import writing
from app.models.tables import Photo
from app.models.write import append
from app.progress import silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.inspection.submission.record import Record
    from app.models.log import Author
    from app.workspace import Workspace

_STEP = 1024


@dataclass
class Files:
    """The files of one submission.

    Attributes:
        names: Name here, ``<sha256>.<extension>``, by name there.
        facts: What is known of each, by name here.
        missing: Names that answers give and no file has; left out on purpose.
    """

    names: dict[str, str] = field(default_factory=dict)
    facts: dict[str, dict[str, Json]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def wanted(record: Record) -> dict[str, str]:
    """Return the files that a submission names, and the kind that each must be of."""
    found: dict[str, str] = {}
    for path, given in record.answers.items():
        question = record.form.question(path)
        if question is not None and question.kind in media.QUESTIONS and given.text.strip():
            found.setdefault(given.text.strip(), question.kind)
    for photo in record.extra.photos if record.extra is not None else ():
        found.setdefault(photo["file"], media.kind_of(media.extension_of(photo["file"])))
    return found


def take_in(workspace: Workspace, record: Record, *, store: bool, without: bool) -> Files:
    """Keep the files of a submission, or only look at them.

    Args:
        workspace: Where to keep them.
        record: The submission; files that are damaged become troubles.
        store: Keep the bytes; False: only find out what they are.
        without: Files that are not there are left out instead of being troubles.
    """
    found = Files()
    for name, kind in wanted(record).items():
        file = record.media.get(name)
        if file is None:
            if without:
                found.missing.append(name)
                found.names[name] = ""
            continue  # a trouble of the answer that names it
        try:
            here, facts = _kept(workspace, file, kind, name) if store else _seen(file, kind, name)
        except AppError as error:
            column = next(
                (given.column for given in record.answers.values() if given.text.strip() == name),
                name,
            )
            record.trouble("{reason}", column=column, reason=error)
            found.names[name] = ""
            continue
        found.names[name] = here
        found.facts[here] = facts
    return found


def _kept(workspace: Workspace, file: Path, kind: str, name: str) -> tuple[str, dict[str, Json]]:
    kept = keep(workspace.photos, file, kind, name, 0, silent)
    return kept.file_name, dict(kept.facts)


def _seen(file: Path, kind: str, name: str) -> tuple[str, dict[str, Json]]:
    if kind == "image":
        picture = read_picture(file)
        return f"{picture.sha256}.{picture.extension}", {}
    try:
        with file.open("rb") as source:
            digest = hashlib.file_digest(source, "sha256").hexdigest()
    except OSError as error:
        raise cannot_read(name, error) from error
    return f"{digest}.{media.extension_of(name)}", {}


def hang(
    session: Session, author: Author, inspection: UUID, record: Record, files: Files, now_ms: int
) -> int:
    """Write the photo rows of a submission; returns how many are new."""
    there = {
        (f"{row.sha256}.{row.extension}", row.question)
        for row in session.execute(
            select(Photo.sha256, Photo.extension, Photo.question).where(
                Photo.inspection == inspection, Photo.deleted.is_(False)
            )
        )
    }
    position = (
        session.scalar(select(func.max(Photo.position)).where(Photo.inspection == inspection)) or 0
    )
    lines: list[ChangeLine] = []
    count = 0
    for question, name, more in _rows(record):
        here = files.names.get(name, "")
        if not here or (here, question) in there:
            continue
        there.add((here, question))
        position += _STEP
        count += 1
        sha256, _dot, extension = here.partition(".")
        facts: dict[str, Json] = {
            "inspection": str(inspection),
            "question": question,
            "sha256": sha256,
            "extension": extension,
            "original_name": more.get("original_name") or name,
            "caption": more.get("caption") or None,
            "position": position,
            "added_at": now_ms,
            **files.facts.get(here, {}),
        }
        photo = new_id()
        lines += [
            ChangeLine(
                new_id(), "photo", photo, key, canonical(value), (), tick(now_ms), author.device,
                author.person, author.batch, now_ms,
            )
            for key, value in facts.items()
            if value is not None
        ]  # fmt: skip
    if lines:
        with writing(session) as db:
            append(db, lines)
    return count


def _rows(record: Record) -> list[tuple[str | None, str, dict[str, str]]]:
    """Return question, file name and captions of every file of a submission."""
    found: list[tuple[str | None, str, dict[str, str]]] = []
    said = {photo["file"]: photo for photo in record.extra.photos} if record.extra else {}
    for path, given in record.answers.items():
        question = record.form.question(bare(path))
        if question is not None and question.kind in media.QUESTIONS and given.text.strip():
            found.append((path, given.text.strip(), said.get(given.text.strip(), {})))
    hung = {name for _path, name, _more in found}
    for photo in record.extra.photos if record.extra is not None else ():
        if photo["file"] not in hung or photo.get("question"):
            found.append((photo.get("question") or None, photo["file"], photo))
    return found
