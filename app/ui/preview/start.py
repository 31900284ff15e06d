"""Starting the preview from the command line."""

from __future__ import annotations

from pathlib import Path

from app.i18n import language
from app.settings import load_settings
from app.ui.app import make_application
from app.ui.jobs import Jobs
from app.ui.preview.window import PreviewWindow
from app.ui.qt_words import install
from app.ui.theme import dress


def run(file: Path, *, look: str = "") -> int:
    """Show the preview of a workbook until its window is closed.

    Args:
        file: The workbook.
        look: ``system``, ``light`` or ``dark``; empty: as chosen on this machine.

    Returns:
        Exit code.
    """
    settings = load_settings()
    application = make_application()
    dress(application, look or settings.theme, settings.text_size)
    jobs = Jobs()
    window = PreviewWindow(file, jobs)
    kept = install(window) if language() == "zh_CN" else []
    window.resize(1366, 768)
    window.show()
    try:
        return application.exec()
    finally:
        jobs.shut_down()
        kept.clear()
