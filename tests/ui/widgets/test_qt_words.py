from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import PySide6
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

from app.paths import resource
from app.ui.qt_words import install, remove

FOLDER = resource("translations/qt")
LACKING = [
    (context.findtext("name", ""), message.findtext("source", ""))
    for context in ET.parse(FOLDER / "rest_zh_CN.ts").iter("context")
    for message in context.iter("message")
]


def test_qt_speaks_chinese_in_its_file_dialog(qapp: QApplication) -> None:
    for left in qapp.findChildren(QTranslator):  # programs of earlier tests speak on
        qapp.removeTranslator(left)
    installed = install(qapp)
    try:
        assert len(LACKING) == 15
        for context, source in (
            *LACKING,
            ("QFileDialog", "File &name:"),
            ("QFileSystemModel", "Date Modified"),
            ("QPlatformTheme", "Cancel"),
        ):
            said = qapp.translate(context, source)
            assert re.search("[\u4e00-\u9fff]", said), source
            assert "目录" not in said, source  # which is what a book begins with
        assert qapp.translate("QFileDialog", "no words of Qt") == "no words of Qt"
    finally:
        remove(installed)
    assert qapp.translate("QFileDialog", "&Look in:") == "&Look in:"


def test_what_is_compiled_is_what_is_written(tmp_path: Path) -> None:
    tool = next(Path(PySide6.__file__).parent.glob("lrelease*"))
    made = tmp_path / "again.qm"
    command = [tool, "-silent", FOLDER / "rest_zh_CN.ts", "-qm", made]
    subprocess.run(command, check=True, timeout=60)
    assert made.read_bytes() == (FOLDER / "rest_zh_CN.qm").read_bytes()


ASKING = """
import threading
from PySide6.QtCore import QCoreApplication
from app.ui.qt_words import install, remove

application = QCoreApplication([])
over = threading.Event()

def ask():
    while not over.is_set():
        QCoreApplication.translate("QFileDialog", "not one of Qt's words")

threads = [threading.Thread(target=ask) for _ in range(2)]
for thread in threads:
    thread.start()
for _ in range(300):
    remove(install(application))
over.set()
for thread in threads:
    thread.join()
"""


def test_changing_the_language_never_waits_for_a_thread_that_asks_qt_for_words() -> None:
    """Reading pictures asks for words in case of an error, and the file dialog's own thread."""
    root = Path(__file__).parents[3]
    subprocess.run([sys.executable, "-c", ASKING], cwd=root, check=True, timeout=120)
