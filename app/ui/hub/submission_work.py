"""The work behind the dialog of submissions, for a worker thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.inspection.submission.listing import import_submissions

if TYPE_CHECKING:
    from app.inspection.submission.listing import Taken
    from app.progress import Progress
    from app.ui.hub.submission_options import Options
    from app.workspace import Workspace


def versions(workspace: Workspace) -> list[tuple[str, str]]:
    """Return title and ``form@version`` of every version of a workspace."""
    from app.inspection.checklists import checklists

    with workspace.reading() as session:
        known = checklists(session)
    return [
        (f"{one.title or one.form_id} {one.version}".strip(), f"{one.form_id}@{one.version}")
        for one in known
    ]


def work(
    workspace: Workspace, files: list[Path], options: Options, dry_run: bool, progress: Progress
) -> Taken:
    """Take submissions in, or only look at them; evaluate what came."""
    from app.inspection.derive import derive

    taken = import_submissions(
        workspace,
        files,
        key=options.key,
        password=options.password,
        form=options.form,
        place_column=options.place_column,
        dry_run=dry_run,
        progress=progress,
    )
    if not dry_run:
        derive(workspace, progress=progress)
    return taken
