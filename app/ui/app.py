"""Starting the window: one per user, dressed, with a workspace or with the first steps."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication

from app.i18n import _, set_language
from app.paths import user_data, user_log
from app.settings import load_settings
from app.ui.crash import start_log
from app.ui.garbage import Garbage
from app.ui.program import Program

__all__ = ["Program", "make_application", "run"]
_LISTEN_MS = 300
"""The window is painted first; a second start within that time finds the lock and waits."""


def make_application(arguments: list[str] | None = None) -> QApplication:
    """Return the application, made if there is none yet."""
    known = QApplication.instance()
    if isinstance(known, QApplication):
        return known
    QCoreApplication.setApplicationName("chengjian")
    application = QApplication(arguments if arguments is not None else sys.argv[:1])
    application.setApplicationDisplayName(_("Chengjian"))
    return application


def run(folder: Path | None = None, *, desk: str = "", person: str = "") -> int:
    """Show the window until it is closed.

    Args:
        folder: Workspace to open; None: the last one, or the first steps.
        desk: ``field`` or ``hub``; empty: as last time.
        person: Who works; empty: as last time.

    Returns:
        Exit code.
    """
    from app.ui.single import SingleInstance

    settings = load_settings()
    settings = replace(settings, desk=desk or settings.desk)
    settings = settings.with_person(person or settings.who)
    set_language(settings.language)
    application = make_application()
    single = SingleInstance(user_data() / "run")
    if not single.is_first() and single.ask_first():
        return 0
    start_log(user_log())
    program = Program(application, settings)
    program.crash.install()
    program.garbage = Garbage(program)
    program.dress(sheet=False)
    program.begin(folder, soon=True)
    single.raise_wanted.connect(program.raise_window)
    QTimer.singleShot(_LISTEN_MS, single, single.listen)
    try:
        return application.exec()
    finally:
        program.close_workspace()
        program.jobs.shut_down()
        program.crash.uninstall()
        program.garbage.stop()
        single.release()
