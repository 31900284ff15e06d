"""Copies of photos for other eyes: with marks and watermark, without anything hidden in the file.

A copy is a new JPEG: no EXIF, no profile, no thumbnail. Its name says building and question;
original names, captions, households and signatures stay here.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.errors import AppError
from app.i18n import N_
from app.inspection.checklists import definition
from app.inspection.people import SIGNATURE
from app.inspection.photo.marked import full_copy, save_copy
from app.inspection.photo.watermark import check_template, rehearsal_line, stamped, watermark_lines
from app.inspection.whereabouts import place_path
from app.models.media import is_picture
from app.models.tables import Campaign, Change, Inspection, Origin, Photo, Place
from app.progress import Progress, silent

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from app.workspace import Workspace

_ZONE = ZoneInfo("Asia/Shanghai")
_INSIDE = {"unit", "household"}
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\s]+')
_DIGITS = 8


@dataclass
class Exported:
    """What came of an export.

    Attributes:
        files: Copies written, in order.
        missing: Own names of photos whose bytes are not here or hold no picture.
        withheld: How many belong to sensitive questions; no copy is made of those.
    """

    files: list[Path] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    withheld: int = 0


def export_photos(
    workspace: Workspace,
    folder: Path,
    *,
    photos: Collection[UUID] | None = None,
    marks: bool = True,
    watermark: str = "",
    progress: Progress = silent,
) -> Exported:
    """Write copies of photos, one folder a building.

    Args:
        workspace: Where they are.
        folder: Where to; made when it is not there.
        photos: Which; None: all of the workspace.
        marks: Draw the marks. Hidden parts (打码), turn and crop are done in any case.
        watermark: Template, see `app.inspection.photo.watermark`; empty: none.
        progress: Told per photo; cancelling keeps the copies written by then.

    Raises:
        AppError: The template is wrong, or the folder cannot be written.
    """
    check_template(watermark)
    if folder.resolve().is_relative_to(workspace.root.resolve()):
        raise AppError(N_("Choose a folder outside the workspace for the copies."))
    with workspace.reading() as session:
        rows = _rows(session, photos)
        rehearsal = bool(session.scalar(select(Campaign.rehearsal).limit(1)))
        facts = _Facts(workspace, session)
        wanted = [(row, facts.of(row)) for row in rows]
    done = Exported()
    for number, (row, values) in enumerate(wanted):
        progress(number, len(wanted), values["place"])
        if values["sensitive"]:
            done.withheld += 1
            continue
        text = row.marks or ""
        lines = watermark_lines(watermark, values) if watermark else []
        if rehearsal:
            lines = [rehearsal_line(), *lines]
        try:
            drawn = text if marks else only_hiding(text)
            image = full_copy(workspace, row.sha256 or "", row.extension or "jpg", drawn)
        except AppError:
            done.missing.append(row.original_name or str(row.id))
            continue
        name = f"{values['short'] or 'photo'}-{number + 1:04}-{(row.sha256 or '')[:_DIGITS]}.jpg"
        target = folder / _safe(values["place"]) / _safe(name)
        save_copy(stamped(image, lines), target, durable=False)
        done.files.append(target)
    progress(len(wanted), len(wanted))
    return done


def watermark_values(workspace: Workspace, photo: UUID) -> dict[str, str]:
    """Return what the names of a template stand for with one photo.

    Raises:
        AppError: The photo is gone.
    """
    with workspace.reading() as session:
        row = session.get(Photo, photo)
        if row is None:
            raise AppError(N_("This photo has been removed."))
        return _Facts(workspace, session).of(row)


def only_hiding(marks: str) -> str:
    """Return the marks without what is drawn for emphasis: hidden parts stay hidden."""
    from dataclasses import replace

    from app.inspection.photo.marks import HIDE, read_markup

    markup = read_markup(marks)
    kept = tuple(mark for mark in markup.marks if mark.kind == HIDE)
    return replace(markup, marks=kept, unknown=()).to_text()


def _rows(session: Session, photos: Collection[UUID] | None) -> list[Photo]:
    query = (
        select(Photo)
        .join(Inspection, Inspection.id == Photo.inspection)
        .join(Place, Place.id == Inspection.place)
        .where(Photo.deleted.is_(False), Photo.sha256.is_not(None), is_picture(Photo))
        .order_by(Place.sort_key, Photo.inspection, Photo.position, Photo.id)
    )
    rows = [row for row in session.scalars(query) if not (row.question or "").endswith(SIGNATURE)]
    return rows if photos is None else [row for row in rows if row.id in photos]


class _Facts:
    """Looks up what a watermark says; places and checklists once each."""

    def __init__(self, workspace: Workspace, session: Session) -> None:
        self._workspace, self._session = workspace, session
        self._buildings: dict[UUID, tuple[str, str]] = {}
        self._campaign = session.scalar(select(Campaign.name).limit(1)) or ""

    def of(self, row: Photo) -> dict[str, str]:
        inspection = self._session.get(Inspection, row.inspection) if row.inspection else None
        place, code = self._building(inspection.place if inspection else None)
        short, item, sensitive = self._item(inspection, row.question)
        return {
            "place": place,
            "code": code,
            "item": item,
            "short": short,
            "sensitive": sensitive,
            "time": _time(row),
            "person": self._person(row.id),
            "coordinates": _coordinates(row),
            "campaign": self._campaign,
        }

    def _building(self, place: UUID | None) -> tuple[str, str]:
        """Return where a building is; of a household or unit only the building is told."""
        if place is None:
            return "", ""
        if place not in self._buildings:
            row = self._session.get(Place, place)
            while row is not None and row.level in _INSIDE and row.parent is not None:
                row = self._session.get(Place, row.parent)
            words = place_path(self._session, row.id) if row is not None else ""
            code = (row.code or "") if row is not None else ""
            # A code that was made from the names says nothing that they do not.
            self._buildings[place] = (words, "" if "/" in code else code)
        return self._buildings[place]

    def _item(self, inspection: Inspection | None, path: str | None) -> tuple[str, str, str]:
        if inspection is None or not inspection.form_hash or not path:
            return "", "", ""
        try:
            form = definition(self._workspace, inspection.form_hash)
        except AppError:
            return "", "", ""
        question = form.question(path)
        if question is None:
            return "", "", ""
        sensitive = question.sensitive
        if question.kind == "image" and question.belongs_to:
            question = form.question(question.belongs_to) or question
        label = form.text(question.label)
        return (
            question.code,
            f"{question.code} {label}".strip(),
            "yes" if sensitive or question.sensitive else "",
        )

    def _person(self, photo: UUID) -> str:
        query = (
            select(Origin.person)
            .join(Change, Change.origin == Origin.n)
            .where(Change.subject == photo, Change.field == "sha256")
            .order_by(Change.n)
            .limit(1)
        )
        return self._session.scalar(query) or ""


def _time(row: Photo) -> str:
    """Return the wall time of the camera; the camera's own zone is kept as it is."""
    if row.taken_at is None:
        return ""
    zone = _ZONE if row.taken_zone else UTC  # without a zone the wall time was kept as if UTC
    return f"{datetime.fromtimestamp(row.taken_at / 1000, zone):%Y-%m-%d %H:%M}"


def _coordinates(row: Photo) -> str:
    try:
        return f"{float(row.latitude or ''):.5f}, {float(row.longitude or ''):.5f}"
    except ValueError:
        return ""


def _safe(name: str) -> str:
    return _UNSAFE.sub("_", name.replace(" · ", "-")).strip("._")[:120] or "_"
