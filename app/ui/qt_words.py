"""Qt's own words in Chinese: its catalogue, and what that catalogue lacks in this version.

Words of Qt that its translators have not reached would stand in English in the file dialog of
systems without one of their own.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

LACKING = {
    ("QFileDialog", "&Look in:"): "查找范围(&L)：",
    ("QFileDialog", "Files of &type:"): "文件类型(&T)：",
    ("QFileDialog", "Computer"): "计算机",
    ("QAbstractFileIconProvider", "Folder"): "文件夹",
    ("QAbstractFileIconProvider", "File"): "文件",
    ("QAbstractFileIconProvider", "Drive"): "驱动器",
    ("QFileSystemModel", "Kind"): "类型",
    ("QFileSystemModel", "Size"): "大小",  # Qt says 体积, of bodies in space
}
"""Context and source text of Qt: Chinese."""


class _Rest(QTranslator):
    """What Qt's catalogue lacks, or says in a word that nobody uses for it."""

    def isEmpty(self) -> bool:
        return False

    def translate(
        self,
        context: str,
        sourceText: str,  # noqa: N803 - Qt's name
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str | None:  # None is no translation, "" would be an empty one
        return LACKING.get((context, sourceText))


def install(parent: QObject) -> list[QTranslator]:
    """Let Qt speak Chinese; `remove` what is returned when it shall not any more."""
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    own = QTranslator(parent)
    found: list[QTranslator] = []
    if own.load(QLocale("zh_CN"), "qtbase", "_", folder):
        found.append(own)
    found.append(_Rest(parent))  # the last one is asked first
    for translator in found:
        QCoreApplication.installTranslator(translator)
    return found


def remove(translators: list[QTranslator]) -> None:
    """Take translators away again."""
    for translator in translators:
        QCoreApplication.removeTranslator(translator)
