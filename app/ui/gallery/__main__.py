"""Open the gallery, or render it: ``python -m app.ui.gallery [--out DIR]``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="app.ui.gallery", description=__doc__)
    parser.add_argument("--out", type=Path, help="render PNG files into this folder")
    parser.add_argument("--mode", choices=("light", "dark", "system"), default="system")
    parser.add_argument("--text", type=int, choices=(100, 115, 130), default=100)
    return parser.parse_args()


def main() -> int:
    """Show the window, or write the pictures and return."""
    arguments = _arguments()
    if arguments.out is not None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from app.ui.theme import dress

    application = QApplication(sys.argv[:1])
    if arguments.out is not None:
        render_all(application, arguments.out)
        return 0
    dress(application, arguments.mode, arguments.text)
    windows = [make() for make, _sizes in _pages().values()]
    for window in windows:
        window.show()
    return application.exec()


def _pages() -> dict[str, tuple[Callable[[], QWidget], tuple[tuple[int, int, int], ...]]]:
    """Return every page with its sizes: width, height, text size."""
    from app.ui.gallery.components import Components
    from app.ui.gallery.field_desk import FieldDesk
    from app.ui.gallery.pages import choices_page, empty_page, table_page

    desk = (
        (1366, 768, 100),
        (1920, 1080, 100),
        (1093, 543, 100),
        (1366, 697, 130),
        (1093, 543, 130),
    )
    return {
        "components": (Components, ((1880, 860, 100),)),
        "field_desk": (FieldDesk, desk),
        "table": (table_page, ((1000, 300, 100), (1000, 340, 130))),
        "empty": (empty_page, ((1050, 687, 100), (800, 480, 130))),
        "choices": (choices_page, ((1000, 720, 100),)),
    }


def render_all(application: QApplication, folder: Path) -> list[Path]:
    """Render every page at every size in both modes; return the files written."""
    from app.ui.theme import dress

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, (make, sizes) in _pages().items():
        for mode in ("light", "dark"):
            for width, height, text in sizes:
                dress(application, mode, text)
                window = make()
                file = folder / f"gallery_{name}_{width}_{mode}_{text}.png"
                render(window, width, height, file)
                written.append(file)
    return written


def render(window: QWidget, width: int, height: int, file: Path) -> None:
    """Show one window for a moment and write what it looks like."""
    from PySide6.QtCore import QEventLoop, QTimer

    from app.ui.gallery.field_desk import FieldDesk

    window.resize(width, height)
    window.show()
    window.activateWindow()
    if isinstance(window, FieldDesk):
        window.open_sample()
    loop = QEventLoop()
    QTimer.singleShot(150, loop.quit)  # layouts and the focus settle
    loop.exec()
    window.grab().save(str(file))
    window.close()
    window.deleteLater()


if __name__ == "__main__":
    raise SystemExit(main())
