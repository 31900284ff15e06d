"""The sample city: made once, in the user's own data folder, opened again afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import AppError
from app.i18n import _
from app.paths import user_data
from app.progress import Progress
from app.ui.jobs import Job

if TYPE_CHECKING:
    from app.ui.app import Program

FOLDER = "sample-city"


def open_sample(program: Program) -> Job | None:
    """Open the sample city, or begin to make it; returns the job that makes it."""
    root = user_data() / FOLDER
    person = program.settings.who
    if (root / "chengjian.sqlite").is_file():
        try:
            program.open_folder(root)
        except AppError as error:
            program.tell(error)
        return None

    def work(progress: Progress) -> object:
        from app.inspection.setup import make_sample

        return make_sample(root, person, progress)

    program.say(_("Preparing the sample city…"), "info")
    job = program.jobs.read(work, "sample city")
    job.succeeded.connect(program.open_workspace)
    job.failed.connect(program.tell)
    return job
