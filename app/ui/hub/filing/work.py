"""The work behind the dialog of files for others, and the strip that follows it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.i18n import _, ngettext
from app.ui.hub.output import open_file

if TYPE_CHECKING:
    from app.progress import Progress
    from app.ui.desk import Desk
    from app.ui.hub.filing.dialog import FilingDialog
    from app.ui.hub.job_strip import JobStrip
    from app.workspace import Workspace

FULL, COMMUNITIES, CSV, TEMPLATE = "full", "communities", "csv", "template"
_KEPT = "templates"
"""Folder of the workspace with the templates that were kept."""


@dataclass(frozen=True)
class Wish:
    """What a person wants written.

    Attributes:
        shape: `FULL`, `COMMUNITIES`, `CSV` or `TEMPLATE`.
        target: File for `FULL` and `TEMPLATE`, else a folder.
        sensitive: With what identifies people; never with a template.
        template: Their workbook.
        table: Key of the table that rows come from.
        mapping: Their heading → key of ours; an empty key: left empty.
        community: Only this one; empty: all.
        keep: Keep the template with its ties for the next time.
    """

    shape: str
    target: Path
    sensitive: bool = False
    template: Path | None = None
    table: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    community: str = ""
    keep: bool = False


def kept_templates(workspace: Workspace) -> list[Path]:
    """Return the templates that were kept with their ties, by name."""
    folder = workspace.root / _KEPT
    return sorted(folder.glob("*.xlsx")) if folder.is_dir() else []


def write_wish(workspace: Workspace, wish: Wish, progress: Progress) -> list[Path]:
    """Write it; findings that are stale are worked out first.

    Raises:
        AppError: A file cannot be read or written; nothing is half written.
    """
    from app.inspection.derive import derive
    from app.reports.filing import write_communities, write_csv, write_full

    derive(workspace, progress=progress)
    if wish.shape == FULL:
        return [write_full(workspace, wish.target, sensitive=wish.sensitive, progress=progress)]
    if wish.shape == TEMPLATE:
        return [_fill(workspace, wish, progress)]
    writer = write_csv if wish.shape == CSV else write_communities
    return writer(workspace, wish.target, sensitive=wish.sensitive, progress=progress)


def _fill(workspace: Workspace, wish: Wish, progress: Progress) -> Path:
    from app.reports.filing import fill_template, keep_mapping

    assert wish.template is not None
    done = fill_template(
        workspace,
        wish.template,
        wish.target,
        table=wish.table,
        mapping=wish.mapping,
        community=wish.community,
        progress=progress,
    )
    if wish.keep:
        kept = workspace.root / _KEPT / wish.template.name
        kept.parent.mkdir(exist_ok=True)
        if done.plan.columns:
            keep_mapping(wish.template, kept, done.plan)
        elif kept != wish.template:
            shutil.copyfile(wish.template, kept)
    return done.path


class FilingWork(QObject):
    """Asks what is wanted and writes it; its strip shows how far that is."""

    def __init__(self, desk: Desk, strip: JobStrip, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._strip = desk, strip
        self.dialog: FilingDialog | None = None

    def ask(self) -> None:
        """Open the dialog, unless something is being written."""
        if self._strip.busy:
            return
        from app.ui.hub.filing.dialog import FilingDialog

        self.dialog = FilingDialog(self._desk)
        self.dialog.agreed.connect(self.write)
        self.dialog.open()

    @Slot(object)
    def write(self, wish: Wish) -> None:
        """Write what was agreed."""
        workspace = self._desk.workspace
        job = self._desk.jobs.write(
            lambda progress: write_wish(workspace, wish, progress), "filing"
        )
        self._strip.follow(job, _("Writing files for others"))
        job.succeeded.connect(self._written)
        job.cancelled.connect(self._stopped)

    @Slot(object)
    def _written(self, files: list[Path]) -> None:
        if not files:
            self._desk.say(_("There was nothing to write."), "serious")
            return
        words = ngettext(
            "{count} file written: {name}", "{count} files written: {name}", len(files)
        )
        name = files[0].name if len(files) == 1 else files[0].parent.name
        words = words.format(count=len(files), name=name)
        if len(files) == 1:
            self._desk.say(words, "done", _("Open"), lambda: open_file(files[0]))
        else:
            self._desk.say(words, "done", _("Open folder"), lambda: open_file(files[0].parent))

    @Slot()
    def _stopped(self) -> None:
        self._desk.say(_("Stopped. Nothing was written; the folder is as it was."), "serious")
