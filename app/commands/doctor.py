"""``chengjian doctor``: look for damage and for what is missing in a workspace; changes nothing."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select, text

from app.commands.shared import Ticker, add_workspace, open_workspace
from app.i18n import _
from app.inspection import form_store
from app.models.custody import Purged
from app.models.derived import PackageOut
from app.models.log import batch_problems, conflicts, contested, waiting
from app.models.tables import Inspection, Photo
from app.progress import Progress, silent
from app.workspace import Workspace


@dataclass(frozen=True)
class Remark:
    """One thing that was looked at.

    Attributes:
        text: What was found, in the user's language.
        harm: Something is damaged or missing; otherwise it is for information.
    """

    text: str
    harm: bool = False


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_workspace(parser)
    parser.add_argument("--quick", action="store_true", help=_("do not read every photo again"))


def run(arguments: argparse.Namespace) -> int:
    """Print the remarks; 1 if anything is damaged or missing."""
    ticker = Ticker()
    with open_workspace(arguments, read_only=True) as workspace:
        remarks = list(examine(workspace, quick=arguments.quick, progress=ticker))
    ticker.end()
    for remark in remarks:
        print(f"{'✗' if remark.harm else '·'} {remark.text}")
    if any(remark.harm for remark in remarks):
        return 1
    print(_("Nothing is damaged."))
    return 0


def examine(
    workspace: Workspace, *, quick: bool = False, progress: Progress = silent
) -> Iterator[Remark]:
    """Look at database, batches, checklists, photos and packages."""
    with workspace.reading() as session:
        for row in session.execute(text("PRAGMA integrity_check")).scalars():
            if row != "ok":
                yield Remark(_("Database: {problem}").format(problem=row), harm=True)
        for problem in batch_problems(session):
            yield Remark(str(problem), harm=True)
        yield Remark(_("{count} conflicts to be decided").format(count=len(conflicts(session))))
        yield Remark(_("{count} fields wait for a package").format(count=len(waiting(session))))
        yield Remark(_("{count} contested records").format(count=len(contested(session))))
        used = select(Inspection.form_hash).where(Inspection.form_hash.is_not(None)).distinct()
        for form_hash in session.scalars(used):
            for wrong in form_store.problems(workspace, str(form_hash)):
                yield Remark(str(wrong), harm=True)
        void = select(PackageOut.number).where(PackageOut.digest.is_(None))
        for number in session.scalars(void):
            yield Remark(_("Package {number} was not finished; it is void").format(number=number))
        pictures = session.execute(
            select(Photo.sha256, Photo.extension)
            .where(
                Photo.deleted.is_(False),
                Photo.sha256.is_not(None),
                Photo.sha256.not_in(select(Purged.sha256)),  # let go, with the hub's receipt
            )
            .distinct()
        ).all()
    yield from _photos(
        workspace, [(row[0] or "", row[1] or "") for row in pictures], quick, progress
    )


def _photos(
    workspace: Workspace, pictures: list[tuple[str, str]], quick: bool, progress: Progress
) -> Iterator[Remark]:
    named = set()
    for done, (sha256, extension) in enumerate(pictures):
        progress(done, len(pictures), _("Reading photos"))
        file = workspace.photo_file(sha256, extension)
        named.add(file)
        if not file.is_file():
            yield Remark(_("The photo {name} is not here").format(name=file.name[:16]), harm=True)
        elif not quick:
            with file.open("rb") as handle:
                if hashlib.file_digest(handle, "sha256").hexdigest() != sha256:
                    yield Remark(
                        _("The photo {name} is damaged").format(name=file.name[:16]), harm=True
                    )
    stray = sum(1 for file in workspace.photos.glob("*/*") if file.is_file() and file not in named)
    yield Remark(
        _("{count} photos, {stray} files that no record names").format(
            count=len(pictures), stray=stray
        )
    )
