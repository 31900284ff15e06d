"""Choices of this machine: kept at once, shown at once, also another language."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.i18n import _
from app.settings import save_settings
from app.ui.widgets.file_dialog import FOLDERS

if TYPE_CHECKING:
    from app.ui.program import Program

TEXT_SIZES = (100, 115, 130)
_INTAKE = "photos"
"""Name of the job that takes photos in."""


class Choices(QObject):
    """Changes the settings of a program while it runs.

    Args:
        program: Whose settings.
        file: Where they are kept; None: the usual place.
    """

    def __init__(self, program: Program, file: Path | None) -> None:
        super().__init__(program)
        self._program, self._file = program, file
        FOLDERS.begin(program.settings.folders, lambda used: self.choose(folders=used))

    def choose(self, **values: object) -> None:
        """Change settings of this machine and show them at once."""
        program, before = self._program, self._program.settings
        anew = {"language", "desk"} & {
            name for name, value in values.items() if value != getattr(before, name)
        }
        if anew and any(job.name == _INTAKE for job in program.jobs.running):
            # The window is built anew for these, and nobody may lose a photo by that.
            program.say(_("Photos are still coming in. Change it when they are here."), "info")
            values = {name: value for name, value in values.items() if name not in anew}
        person = values.pop("person", None)
        program.settings = replace(program.settings, **values)  # type: ignore[arg-type]
        if person is not None:  # at the desk that is chosen now
            program.settings = program.settings.with_person(str(person))
        self.keep()
        now, desk = program.settings, program.desk
        if desk is not None:
            desk.settings = now
            if before.who != now.who:
                desk.workspace.person = now.who
        if (before.theme, before.text_size) != (now.theme, now.text_size):
            program.dress()
        if before.desk != now.desk:
            program.speak()
            program.reopen()
        elif before.language != now.language:
            program.speak()
            program.rebuild()

    def step_text(self, by: int) -> None:
        """Larger (1), smaller (-1) or usual (0) text."""
        size = self._program.settings.text_size
        at = TEXT_SIZES.index(size) if by else 0
        wanted = TEXT_SIZES[min(len(TEXT_SIZES) - 1, max(0, at + by))]
        if wanted != size:
            self.choose(text_size=wanted)

    def keep(self) -> None:
        """Write the settings; a machine without a writable home still inspects buildings."""
        try:
            save_settings(self._program.settings, self._file)
        except OSError:
            return
