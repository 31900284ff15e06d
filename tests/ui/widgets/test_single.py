"""One window at a time."""

import subprocess
import sys
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.ui.single import SingleInstance


def test_a_second_start_raises_the_first_window(tmp_path: Path, qtbot: QtBot) -> None:
    first = SingleInstance(tmp_path)
    assert first.is_first()
    assert first.listen()
    second = (
        "import sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication;"
        "from app.ui.single import SingleInstance; app = QCoreApplication([]);"
        "it = SingleInstance(Path(sys.argv[1]));"
        "sys.exit(3 if it.is_first() else 0 if it.ask_first() else 4)"
    )
    process = subprocess.Popen([sys.executable, "-c", second, str(tmp_path)])
    with qtbot.waitSignal(first.raise_wanted, timeout=10_000):
        pass
    assert process.wait(10) == 0
    first.release()


def test_the_place_is_free_again_after_the_first_window(tmp_path: Path) -> None:
    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)
    assert first.is_first()
    assert not second.is_first()
    first.release()
    assert second.is_first()
    second.release()
